"""What a table gives to the leak lab: two classes, columns of numbers, and a category with many values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.data.raw import DataUnavailable, Labels
from core.message import Message
from core.tables import Table
from core.tables.column import CATEGORY, NUMBER, WHOLE
from core.tables.profiling import is_classes, sampled
from core.tables.profiling.leaks import leaks
from core.tables.profiling.targets import classes_of

Matrix = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

MOST_ROWS, MOST_COLUMNS = 1000, 40
"""Of a larger table some are used: two networks are trained for each seed."""
FEWEST_ROWS = 60
MANY_VALUES = 12
"""A category with so many different values counts as many-valued."""
ROWS_OF_A_VALUE = 3
"""How many rows share a value of the category that is made up where the table has none."""
_MOST_ONE_HOT = 20
_ROWS_FOR_LEAKS = 5000
"""As many as the warnings about a table look at (`core.tables.profiling.findings`)."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class LeakRows:
    """Rows with two classes.

    Arguments:
        x: numbers, NaN where they are missing, and categories with few values as 0 and 1, shape
            ``(rows, columns)``; one column at least.
        labels: 0 or 1, shape ``(rows,)``.
        positive: what 1 stands for.
        codes: the value of a category with many values, shape ``(rows,)``.
        category: its column; None where it is made up, at random, so that nothing can be learned from it.
        of: rows of the whole table.
        left_out: columns that say the target by themselves: both ways would be perfect, whatever else leaks.
    """

    x: Matrix
    labels: Labels
    positive: str | Message
    codes: Codes
    category: str | None
    of: int
    left_out: tuple[str, ...] = ()


def rows_of(table: Table, target: str) -> LeakRows:
    """The rows of `table` that have a value of `target`: `MOST_ROWS` at most, the same at every call.

    Of more than two classes the most frequent one is set against all others; a number makes two halves.

    Raises:
        DataUnavailable: too few rows, only one class, or no column of numbers or categories besides.
    """
    found = sampled(table, MOST_ROWS).table
    labels, positive = _two_classes(found, target)
    left_out = tuple(leak.column for leak in leaks(sampled(table, _ROWS_FOR_LEAKS).table, target))
    category = _many_valued(found, {target, *left_out})
    columns = list(_columns(found, {target, category, *left_out}))[:MOST_COLUMNS]
    known = labels >= 0
    if known.sum() < FEWEST_ROWS or len(np.unique(labels[known])) < 2 or not columns:
        raise DataUnavailable(
            Message(
                "Expected a target with two different values or more, {rows} rows that have one, and a "
                "column of numbers or categories besides; received {got} rows and {columns} columns. Choose "
                "another target or table.",
                rows=FEWEST_ROWS,
                got=int(known.sum()),
                columns=len(columns),
            )
        )
    codes = _made_up(len(labels)) if category is None else found.codes(category).astype(np.int64)
    return LeakRows(
        x=np.column_stack(columns)[known],
        labels=labels[known],
        positive=positive,
        codes=codes[known],
        category=category,
        of=table.rows,
        left_out=left_out,
    )


def _two_classes(table: Table, target: str) -> tuple[Labels, str | Message]:
    """0 or 1 for every row, -1 where the target is missing, and what 1 stands for."""
    if not is_classes(table, target):
        values = table.numbers(target)
        there = np.isfinite(values)
        middle = float(np.median(values[there])) if there.any() else 0.0
        return np.where(there, values > middle, -1).astype(np.int64), Message(
            "more than {value}", value=f"{middle:.4g}"
        )
    names, codes = classes_of(table, target)
    counts = np.bincount(codes[codes >= 0], minlength=1)
    chosen = 1 if len(names) == 2 else int(counts.argmax())
    positive = names[chosen] if chosen < len(names) else ""
    return np.where(codes < 0, -1, codes == chosen).astype(np.int64), positive


def _many_valued(table: Table, without: set[str]) -> str | None:
    categories = [one.name for one in table.columns if one.kind == CATEGORY and one.name not in without]
    values = {name: len(np.unique(table.codes(name))) for name in categories}
    name = max(values, key=values.__getitem__, default=None)
    return name if name is not None and values[name] >= MANY_VALUES else None


def _made_up(rows: int) -> Codes:
    return np.random.default_rng(0).integers(0, max(2, rows // ROWS_OF_A_VALUE), rows)


def _columns(table: Table, without: set[str | None]) -> list[Matrix]:
    found = []
    for column in table.columns:
        if column.name in without:
            continue
        if column.kind in (NUMBER, WHOLE):
            values = table.numbers(column.name)
            values = np.where(np.isfinite(values) & (np.abs(values) < 1e30), values, np.nan)
            if len(np.unique(values[~np.isnan(values)])) > 1:
                found.append(values)
        elif column.kind == CATEGORY:
            codes = table.codes(column.name)
            different = np.unique(codes[codes >= 0])
            if 1 < len(different) <= _MOST_ONE_HOT:
                found += [(codes == each).astype(np.float64) for each in different]
    return found
