"""What a column to predict is: classes, or a number; and the groups of rows that it makes for pictures."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.message import Message
from core.tables.column import CATEGORY, NUMBER, WHOLE
from core.tables.table import Table

MOST_CLASSES = 20
"""Whole numbers with no more different values may be classes."""
MOST_GROUPS = 6
"""Groups that a picture tells apart by colour; the rarer ones are one more."""

_ENGLISH = (
    "target",
    "label",
    "class",
    "y",
    "outcome",
    "species",
    "survived",
    "diagnosis",
    "price",
    "quality",
)
_NAMES = frozenset([*_ENGLISH, "mpg", "정답", "타깃", "타겟", "목표", "레이블"])
"""What the column to predict is often called."""
_MISSING = -1

Codes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Rows by their target.

    Arguments:
        labels: of the groups; texts of the table, or words.
        codes: the group of every row, shape ``(rows,)``; -1 where the target is missing.
    """

    labels: tuple[str | Message, ...]
    codes: Codes


def may_be_target(table: Table, name: str) -> bool:
    """Whether a column can be predicted: numbers and categories can."""
    return table.column(name).kind in (NUMBER, WHOLE, CATEGORY)


def is_classes(table: Table, name: str) -> bool:
    """Whether a column holds classes: categories, or whole numbers with few different values."""
    kind = table.column(name).kind
    if kind != WHOLE:
        return kind == CATEGORY
    return len(table.data.column(name).slice(0, 100_000).unique().drop_null()) <= MOST_CLASSES


def guessed_target(table: Table) -> str | None:
    """The column that is most likely to be predicted: one with a usual name, else the last that can be."""
    possible = [column.name for column in table.columns if may_be_target(table, column.name)]
    usual = [name for name in possible if name.lower() in _NAMES]
    return usual[0] if usual else possible[-1] if possible else None


def classes_of(table: Table, name: str) -> tuple[tuple[str, ...], Codes]:
    """Labels of the classes of a column, and the class of every row (-1: missing)."""
    if table.column(name).kind == CATEGORY:
        codes = table.codes(name).astype(np.int64)
        labels = table.categories(name)
        used = np.unique(codes[codes >= 0])
        found = np.full(len(labels) + 1, _MISSING)
        found[used] = np.arange(len(used))
        return tuple(labels[at] for at in used), found[codes]
    numbers = table.numbers(name)
    there = np.isfinite(numbers)
    values, inverse = np.unique(numbers[there], return_inverse=True)
    codes = np.full(len(numbers), _MISSING, np.int64)
    codes[there] = inverse
    return tuple(f"{value:.15g}" for value in values), codes


def groups_of(table: Table, target: str) -> Groups:
    """At most `MOST_GROUPS` groups of rows and one for the rest; numbers make three: low, middle, high."""
    if not is_classes(table, target):
        return _thirds(table.numbers(target))
    labels, codes = classes_of(table, target)
    if len(labels) <= MOST_GROUPS + 1:
        return Groups(labels, codes)
    counts = np.bincount(codes[codes >= 0], minlength=len(labels))
    kept = np.sort(np.argsort(-counts, kind="stable")[:MOST_GROUPS])
    found = np.full(len(labels) + 1, len(kept))
    found[kept], found[_MISSING] = np.arange(len(kept)), _MISSING
    return Groups((*(labels[at] for at in kept), Message("others")), found[codes])


def _thirds(numbers: npt.NDArray[np.float64]) -> Groups:
    there = np.isfinite(numbers)
    codes = np.full(len(numbers), _MISSING, np.int64)
    if not there.any():
        return Groups((), codes)
    low, high = np.quantile(numbers[there], (1 / 3, 2 / 3))
    codes[there] = np.searchsorted((low, high), numbers[there])
    return Groups((f"≤ {low:.4g}", f"{low:.4g} – {high:.4g}", f"> {high:.4g}"), codes)
