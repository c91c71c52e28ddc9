"""How the values of a column are distributed, for all rows or by target."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.message import Message
from core.tables.column import CATEGORY, DATE, NUMBER, WHOLE
from core.tables.profiling.targets import groups_of
from core.tables.table import Table

MOST_BINS = 30
MOST_CATEGORIES = 15
PICTURED = (NUMBER, WHOLE, CATEGORY, DATE)
"""Kinds of columns that have a distribution: texts and ids differ from row to row."""

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Distribution:
    """How many rows have which values of a column.

    Arguments:
        name: of the column.
        edges: of bins of equal width, shape ``(bins + 1,)``, for dates in milliseconds since 1970; None for
            categories. The last bin has its right edge in it, as in `numpy.histogram`.
        categories: those that most rows have, most frequent first; empty for numbers and dates.
        counts: shape ``(groups, bins)`` or ``(groups, categories)``.
        groups: labels of the groups of the target; a single empty one without a target.
        missing: rows without a value.
        others: rows with rarer categories.
        dates: whether `edges` are points in time.
    """

    name: str
    edges: npt.NDArray[np.float64] | None
    categories: tuple[str, ...]
    counts: Counts
    groups: tuple[str | Message, ...]
    missing: int
    others: int = 0
    dates: bool = False


def distribution(table: Table, name: str, target: str | None = None) -> Distribution:
    """The distribution of a column of one of the kinds in `PICTURED`.

    Arguments:
        target: makes groups (`groups_of`); rows without a target are in none of them.
    """
    groups, codes = _groups(table, target)
    missing = table.data.column(name).null_count
    kind = table.column(name).kind
    if kind == CATEGORY:
        return _of_categories(table, name, groups, codes)
    values = table.dates(name).astype(np.int64).astype(float) if kind == DATE else table.numbers(name)
    if kind == DATE:
        values[np.isnat(table.dates(name))] = np.nan
    there = np.isfinite(values)
    edges = _edges(values[there], whole=kind == WHOLE)
    counts = [np.histogram(values[there & (codes == at)], edges)[0] for at in range(len(groups))]
    return Distribution(
        name=name,
        edges=edges,
        categories=(),
        counts=_stacked(counts),
        groups=groups,
        missing=missing,
        dates=kind == DATE,
    )


def _of_categories(
    table: Table, name: str, groups: tuple[str | Message, ...], codes: npt.NDArray[np.int64]
) -> Distribution:
    values, labels = table.codes(name), table.categories(name)
    there = values >= 0
    totals = np.bincount(values[there], minlength=len(labels))
    order = [at for at in np.argsort(-totals, kind="stable")[:MOST_CATEGORIES] if totals[at]]
    counts = [
        np.bincount(values[there & (codes == at)], minlength=len(labels))[order] for at in range(len(groups))
    ]
    return Distribution(
        name=name,
        edges=None,
        categories=tuple(labels[at] for at in order),
        counts=_stacked(counts),
        groups=groups,
        missing=int(len(values) - there.sum()),
        others=int(totals.sum() - totals[order].sum()),
    )


def _groups(table: Table, target: str | None) -> tuple[tuple[str | Message, ...], npt.NDArray[np.int64]]:
    if target is None:
        return ("",), np.zeros(table.rows, np.int64)
    found = groups_of(table, target)
    return found.labels, found.codes


def _edges(values: npt.NDArray[np.float64], *, whole: bool) -> npt.NDArray[np.float64]:
    """One bin for each of few whole numbers, else as many as NumPy finds right, within `MOST_BINS`."""
    if not len(values):
        return np.array([0.0, 1.0])
    low, high = float(values.min()), float(values.max())
    if whole and high - low < MOST_BINS:
        return np.arange(low - 0.5, high + 1.0)
    if low == high:
        return np.histogram_bin_edges(values, 1)
    if not np.isfinite(high - low):
        return np.array([low, 0.0, high])
    count = len(np.histogram_bin_edges(values, "sturges")) - 1
    return np.linspace(low, high, min(MOST_BINS, 2 * count) + 1)


def _stacked(counts: list[npt.NDArray[np.int64]]) -> Counts:
    return np.stack(counts).astype(np.int64) if counts else np.zeros((0, 0), np.int64)
