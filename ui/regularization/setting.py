"""What the page shows, as it stands in an address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.choices.fields import unknown
from core.claims.stopping import BASELINES, PATIENCES, WARM_UPS, Stopped
from core.message import N_, Message
from ui import address
from ui.setting import PageSetting

VIEWS: dict[str, str] = {
    "decay": N_("Weight decay and L2"),
    "smoothing": N_("Label smoothing"),
    "stopping": N_("Early stopping"),
}
"""Keys and names of the views."""
NONE = "none"
_OFFERED: dict[str, tuple[Any, ...]] = {
    "patience": PATIENCES,
    "start_from_epoch": WARM_UPS,
    "baseline": BASELINES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegularizationSetting:
    """What the page shows.

    Arguments:
        view: one of `VIEWS`.
        stopped: the arguments of early stopping.
    """

    view: str = "decay"
    stopped: Stopped = field(default_factory=Stopped)


def from_address(texts: Mapping[str, str]) -> tuple[RegularizationSetting, Iterable[Message]]:
    """What the texts of an address say; what is no setting of this page is told, and left out."""
    errors: list[Message] = []
    start = RegularizationSetting()
    view = texts.get("view", start.view)
    if view not in VIEWS:
        errors.append(address.about("view", unknown(view, VIEWS)))
        view = start.view
    given: dict[str, Any] = {}
    for key, values in _OFFERED.items():
        options = {written(value): value for value in values}
        text = texts.get(key)
        if text is not None and text not in options:
            errors.append(address.about(key, unknown(text, options)))
        elif text is not None:
            given[key] = options[text]
    return RegularizationSetting(view=view, stopped=Stopped(**given)), errors


def to_address(setting: RegularizationSetting) -> dict[str, str]:
    """The fewest texts from which `from_address` makes the setting again."""
    start = RegularizationSetting()
    texts = {} if setting.view == start.view else {"view": setting.view}
    for key in _OFFERED:
        value = getattr(setting.stopped, key)
        if value != getattr(start.stopped, key):
            texts[key] = written(value)
    return texts


def written(value: float | None) -> str:
    """A value as it stands in the address."""
    return NONE if value is None else f"{value:g}"


PAGE = PageSetting(key="regularization", read=from_address, write=to_address, start=RegularizationSetting)
