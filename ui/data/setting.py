"""What the page shows, as it stands in an address: never a value or a name of a table of one's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.data.catalogue import DATASETS
from core.message import N_, Message
from ui import address
from ui.setting import PageSetting

VIEWS = {
    "columns": N_("Columns"),
    "rows": N_("Rows"),
    "distributions": N_("Distributions"),
    "missing": N_("Missing values"),
    "correlations": N_("Correlations"),
    "classes": N_("Class balance"),
    "components": N_("Principal components"),
    "warnings": N_("Warnings"),
}
"""Keys and names of the views."""

START = "iris"
NOTHING = -1
"""In place of the number of a target: there is none."""
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSetting:
    """What the page shows.

    Arguments:
        source: key of a data set of the lab, or hash of a table of one's own.
        target: the column to predict, by its number; None for the one that is guessed, -1 for none.
        view: one of `VIEWS`.
    """

    source: str = START
    target: int | None = None
    view: str = "columns"

    @property
    def own(self) -> bool:
        """Whether the source is a table of one's own."""
        return _HASH.fullmatch(self.source) is not None


def from_address(texts: Mapping[str, str]) -> tuple[DataSetting, Iterable[Message]]:
    """What the texts of an address say; what is no setting of this page is left out."""
    source, view, target = texts.get("table", START), texts.get("view", ""), texts.get("target", "")
    errors = []
    if source not in _offered() and not _HASH.fullmatch(source):
        problem = Message("There is no such data set. Choose one of the menu.")
        errors, source = [address.about("table", problem)], START
    number = int(target) if re.fullmatch(r"-1|[0-9]{1,6}", target, re.ASCII) else None
    return DataSetting(source=source, target=number, view=view if view in VIEWS else "columns"), errors


def to_address(setting: DataSetting) -> dict[str, str]:
    """The fewest texts from which `from_address` makes the setting again."""
    start = DataSetting()
    texts = {"table": setting.source} if setting.source != start.source else {}
    if setting.target is not None:
        texts["target"] = str(setting.target)
    return texts | ({"view": setting.view} if setting.view != start.view else {})


def _offered() -> tuple[str, ...]:
    return tuple(key for key in DATASETS if key not in HIDDEN)


HIDDEN = frozenset({"points", "table"})
"""Entries that have no rows of their own before somebody gives them some."""

PAGE = PageSetting(key="data", read=from_address, write=to_address, start=DataSetting)
