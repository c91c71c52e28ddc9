"""What the page shows, as it stands in an address: never a value or a name of a table of one's own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.data.catalogue import DATASETS
from core.data.table_words import MOST_TARGETS
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
    "split": N_("Split"),
    "prepare": N_("Preparation"),
    "balance": N_("Balancing"),
    "warnings": N_("Warnings"),
    "leaks": N_("Leak lab"),
}
"""Keys and names of the views."""

OF_TABLE = ("missing", "indicator", "coding", "rare")
"""Parameters of one's own table that say how its columns become numbers."""
CHOICES = frozenset(
    {
        *("split", "validation_split", "test_split", "stratify", "data_seed"),
        *("scaling", "expansion", "decomposition", "balance"),
        *(f"dataset.{key}" for key in (*OF_TABLE, "columns")),
    }
)
"""Paths of what is chosen here; parameters of a menu stand below its path."""

START = "iris"
NOTHING = -1
"""In place of the number of a target: there is none."""
_HASH = re.compile(r"[0-9a-f]{64}")


def is_choice(path: str) -> bool:
    """Whether `path` may be chosen on this page."""
    return path in CHOICES or (path.partition(".")[0] in CHOICES and not path.startswith("dataset."))


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSetting:
    """What the page shows.

    Arguments:
        source: key of a data set of the lab, or hash of a table of one's own.
        target: the column to predict, by its number; None for the one that is guessed, -1 for none.
        further: columns that are predicted at the same time, by their numbers.
        view: one of `VIEWS`.
        choices: texts by path of how it is split, prepared and balanced, where that differs from what the lab
            does by itself.
    """

    source: str = START
    target: int | None = None
    further: tuple[int, ...] = ()
    view: str = "columns"
    choices: tuple[tuple[str, str], ...] = ()

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
    further = tuple(map(int, re.findall(r"\d+", texts.get("further", "")[:100], re.ASCII)))
    found, much = address.cut({path: text for path, text in texts.items() if is_choice(path)})
    return DataSetting(
        source=source,
        target=number,
        further=further[: MOST_TARGETS - 1],
        view=view if view in VIEWS else "columns",
        choices=tuple(sorted(found.items())),
    ), [*errors, *much]


def to_address(setting: DataSetting) -> dict[str, str]:
    """The fewest texts from which `from_address` makes the setting again."""
    start = DataSetting()
    texts = {"table": setting.source} if setting.source != start.source else {}
    if setting.target is not None:
        texts["target"] = str(setting.target)
    if setting.further:
        texts["further"] = ".".join(map(str, setting.further))
    texts |= dict(setting.choices)
    return texts | ({"view": setting.view} if setting.view != start.view else {})


def _offered() -> tuple[str, ...]:
    return tuple(key for key in DATASETS if key not in HIDDEN)


HIDDEN = frozenset({"points", "table"})
"""Entries that have no rows of their own before somebody gives them some."""

PAGE = PageSetting(key="data", read=from_address, write=to_address, start=DataSetting)
