"""What the page shows, as it stands in an address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.choices.fields import shown
from core.lessons.shelf import shelf
from core.message import Message
from ui import address
from ui.language import SOURCE, language
from ui.setting import PageSetting

WHOLE = 0
"""In place of a step's number: the whole lesson, to be printed."""
_WHOLE = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnSetting:
    """What the page shows.

    Arguments:
        lesson: key of a lesson; "" for the list.
        step: its number, from 1, or `WHOLE`.
    """

    lesson: str = ""
    step: int = 1


def from_address(texts: Mapping[str, str]) -> tuple[LearnSetting, Iterable[Message]]:
    """What the texts of an address say; what is no setting of this page is told, and left out."""
    key, step = texts.get("lesson", ""), texts.get("step", "1")
    if not key:
        return LearnSetting(), ()
    lesson = shelf().lesson(key, (language(), SOURCE, ""))
    if lesson is None:
        return LearnSetting(), [
            address.about("lesson", Message("There is no lesson named {name}.", name=shown(key)))
        ]
    if step == _WHOLE:
        return LearnSetting(lesson=key, step=WHOLE), ()
    steps = len(lesson.steps)
    if step.isdecimal() and len(step) < 4 and 1 <= int(step) <= steps:
        return LearnSetting(lesson=key, step=int(step)), ()
    problem = Message(
        "Expected a whole number from {low} to {high}, received {got}.", low=1, high=steps, got=shown(step)
    )
    return LearnSetting(lesson=key), [address.about("step", problem)]


def to_address(setting: LearnSetting) -> dict[str, str]:
    """The fewest texts from which `from_address` makes the setting again."""
    if not setting.lesson:
        return {}
    if setting.step == 1:
        return {"lesson": setting.lesson}
    return {"lesson": setting.lesson, "step": str(setting.step) if setting.step != WHOLE else _WHOLE}


PAGE = PageSetting(key="learn", read=from_address, write=to_address, start=LearnSetting)
