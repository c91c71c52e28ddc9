"""What the page shows, as the browser knows it and as it stands in an address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.choices.fields import unknown
from core.experiment import FIELDS, Experiment
from core.message import Message
from core.presets import PRESETS
from ui import address
from ui.playground import options
from ui.playground.base import completed, differences
from ui.playground.hiding import HIDEABLE, known
from ui.playground.limits import OFFERED, fits, too_large, within
from ui.playground.options import OPTIONS, Option

START: Experiment = PRESETS["classic"].experiment()
"""Where the page begins: what its visitors know from TensorFlow Playground."""

_HIDE = "hide"


@dataclass(slots=True)
class Setting:
    """What the page shows.

    Arguments:
        experiment: all choices.
        options: see `ui.playground.options`.
        hide: names of `ui.playground.hiding.HIDEABLE`.
        ignored: what the address asked for in vain.
        opened: number of this opening; it changes when the choices come from anywhere but the page's own
            controls, which know them already.
    """

    experiment: Experiment = START
    options: dict[str, Option] = field(default_factory=options.START.copy)
    hide: tuple[str, ...] = ()
    ignored: list[Message] = field(default_factory=list)
    opened: int = 0

    def told(self) -> dict[str, Any]:
        """As the browser knows it: ``{"experiment", "options", "hide"}``, choices as texts by path."""
        return {"experiment": self.experiment.flat(), "options": self.options, "hide": list(self.hide)}


def taken(told: Mapping[str, Any]) -> Setting | None:
    """The setting that the browser tells, see `Setting.told`; None when its choices are wrong."""
    texts, picked = told.get("experiment"), told.get("options")
    if not isinstance(texts, Mapping):
        return None
    experiment, errors = Experiment.lenient(texts)
    if errors or not fits(experiment):
        return None
    found, _wrong = options.checked(picked if isinstance(picked, Mapping) else {})
    return Setting(experiment, found, known(told.get("hide")))


def write(setting: Setting) -> dict[str, str]:
    """The setting as it stands in an address: what differs from where the page begins."""
    told = differences(START, setting.experiment) | options.written(setting.options)
    return told | {_HIDE: ",".join(setting.hide)} if setting.hide else told


def read(query: Mapping[str, str]) -> Setting:
    """The setting of an address. Whatever is wrong is left out, and told in `Setting.ignored`."""
    texts, errors = address.cut(query)
    names = [name.strip() for name in texts.pop(_HIDE, "").split(",") if name.strip()]
    found, wrong = options.checked(texts)
    experiment, ignored = _experiment({path: text for path, text in texts.items() if path not in OPTIONS})
    strangers = [name for name in names if name not in HIDEABLE]
    told = [*errors, *ignored, *(address.about(name, problem) for name, problem in wrong.items())]
    if strangers:
        told.append(address.about(_HIDE, unknown(", ".join(strangers), HIDEABLE)))
    return Setting(experiment, found, known(names), told)


def _experiment(texts: Mapping[str, str]) -> tuple[Experiment, list[Message]]:
    """The choices that `texts` make, the others as at `START`, and what is wrong."""
    wanted, ignored = dict(texts), []
    if wanted.get("dataset", START.dataset.name) not in OFFERED:
        ignored.append(address.about("dataset", unknown(wanted.pop("dataset"), OFFERED)))
    while True:
        experiment, errors = Experiment.lenient(completed(START, wanted))
        # What START itself says may not fit the choices: then that is left to the lab, and needs no words.
        asked = [path for path in errors if path in wanted]
        if not asked:
            break
        ignored += [_told(path, errors[path]) for path in asked]
        wanted = {path: text for path, text in wanted.items() if path not in asked}
    if (layers := within(experiment.layers)) != experiment.layers:
        ignored.append(too_large(experiment.layers))
    return experiment.model_copy(update={"layers": layers}), ignored


def _told(path: str, problem: Message) -> Message:
    return address.about(path, problem) if path.partition(".")[0] in FIELDS else problem
