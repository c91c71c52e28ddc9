"""The setting of the page: which explorer is seen, and what is chosen in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.choices.fields import unknown
from core.explorers import EXPLORERS
from core.message import Message
from ui import address
from ui.setting import PageSetting

_FIRST = next(iter(EXPLORERS))
_VIEW = "view"


def _starts() -> dict[str, dict[str, str]]:
    return {key: explorer.start() for key, explorer in EXPLORERS.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExploreSetting:
    """What the page shows.

    Arguments:
        view: key of the explorer that is seen.
        chosen: the choices of every explorer, as texts by path.
    """

    view: str = _FIRST
    chosen: Mapping[str, Mapping[str, str]] = field(default_factory=_starts)

    def to_json(self) -> dict[str, Any]:
        """As the browser knows it: ``{"view", "chosen"}``."""
        return {"view": self.view, "chosen": {key: dict(texts) for key, texts in self.chosen.items()}}

    def changed(self, body: Mapping[str, Any]) -> ExploreSetting:
        """The setting that the controls say, see `to_json`; what is wrong is told beside the controls."""
        view, chosen = body.get("view"), body.get("chosen")
        if not isinstance(view, str) or view not in EXPLORERS or not isinstance(chosen, Mapping):
            return self
        texts = {
            path: text for path, text in chosen.items() if isinstance(path, str) and isinstance(text, str)
        }
        read, errors = EXPLORERS[view].read(texts)
        return ExploreSetting(view=view, chosen=self.chosen if errors else {**self.chosen, view: read})


def from_address(texts: Mapping[str, str]) -> tuple[ExploreSetting, list[Message]]:
    """The setting of an address, and what of it cannot be used."""
    view = texts.get(_VIEW, _FIRST)
    choices, errors = address.cut({path: text for path, text in texts.items() if path != _VIEW})
    if view not in EXPLORERS:
        return ExploreSetting(), [*errors, address.about(_VIEW, unknown(view, EXPLORERS))]
    read, wrong = EXPLORERS[view].read(choices)
    setting = ExploreSetting(view=view, chosen={**_starts(), view: read})
    return setting, [*errors, *(address.about(path, message) for path, message in wrong.items())]


def to_address(setting: ExploreSetting) -> dict[str, str]:
    """The fewest texts from which `from_address` makes what is seen again."""
    view = {} if setting.view == _FIRST else {_VIEW: setting.view}
    return {**view, **EXPLORERS[setting.view].changes(setting.chosen[setting.view])}


PAGE = PageSetting(key="explore:setting", read=from_address, write=to_address, start=ExploreSetting)
