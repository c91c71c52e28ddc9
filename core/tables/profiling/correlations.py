"""How columns rise and fall together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.tables.column import CATEGORY, NUMBER, WHOLE, Column
from core.tables.profiling.associations import Doubles, Measured, association
from core.tables.table import Table

Method = Literal["pearson", "spearman", "association"]
Reason = Literal["kind", "categories", "constant", "room"]

MOST_COLUMNS = 25
MOST_CATEGORIES = 100
"""A category with more values is left out, even where order does not matter."""
_MOST_LOOKED_AT = 300
_LEAST_ROWS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Correlations:
    """Coefficients of every pair of columns, of the rows that have both values.

    Arguments:
        names: columns; where order matters, a category of two values is ``name = second value``, which counts
            as 1.
        values: -1 to 1, without order 0 to 1, symmetric, shape ``(columns, columns)``; NaN where there are
            too few rows.
        left_out: columns that are not there, by why: their ``kind`` has no correlation; they are
            ``categories`` of too many values (more than two where order matters); they are ``constant``; or
            there is no ``room``. Columns in the order of the table, the target first; reasons without columns
            are absent.
    """

    names: tuple[str, ...]
    values: Doubles
    left_out: Mapping[Reason, tuple[str, ...]]


def correlations(table: Table, target: str | None = None, method: Method = "pearson") -> Correlations:
    """Correlations of columns that vary, the target's first.

    Arguments:
        target: where there are more than `MOST_COLUMNS`, those that go with it most are kept; else the first.
        method: ``pearson`` for straight lines, ``spearman`` for whatever rises or falls throughout,
            ``association`` for categories, too (see `core.tables.profiling.associations`).
    """
    left_out: dict[Reason, list[str]] = {}
    found: dict[str, Measured] = {}
    for column in sorted(table.columns, key=lambda column: column.name != target):
        full = len(found) >= _MOST_LOOKED_AT and column.kind in (NUMBER, WHOLE, CATEGORY)
        taken = "room" if full else _measured(table, column, method)
        if isinstance(taken, Measured):
            found[_name(table, column, taken)] = taken
        else:
            left_out.setdefault(taken, []).append(column.name)
    names = list(found)
    if len(found) > MOST_COLUMNS:
        is_there = target is not None and names[0].partition(" = ")[0] == target
        names = _closest(found, method) if is_there else names[:MOST_COLUMNS]
        left_out.setdefault("room", [])[:0] = [name for name in found if name not in set(names)]
    values = _square([found[name] for name in names], method)
    return Correlations(tuple(names), values, {why: tuple(gone) for why, gone in left_out.items()})


def _measured(table: Table, column: Column, method: Method) -> Measured | Reason:
    """The values of a column; else why it has no correlation."""
    if column.kind in (NUMBER, WHOLE):
        values = table.numbers(column.name)
        values = np.where(np.isfinite(values), values, np.nan)
        taken = Measured(values)
    elif column.kind == CATEGORY:
        count = len(table.categories(column.name))
        if count > (MOST_CATEGORIES if method == "association" else 2):
            return "categories"
        codes = table.codes(column.name).astype(float)
        taken = Measured(np.where(codes < 0, np.nan, codes), count if method == "association" else 0)
    else:
        return "kind"
    known = taken.values[~np.isnan(taken.values)]
    return taken if len(known) and known.min() < known.max() else "constant"


def _name(table: Table, column: Column, taken: Measured) -> str:
    if column.kind != CATEGORY or taken.categories:
        return column.name
    return f"{column.name} = {table.categories(column.name)[1]}"


def _closest(found: Mapping[str, Measured], method: Method) -> list[str]:
    """The names of those that go most with the first one, itself among them, in their order."""
    import pandas

    first, *_ = found.values()
    if method == "association":
        strength = pandas.Series({name: association(first, each) for name, each in found.items()})
    else:
        frame = pandas.DataFrame({name: each.values for name, each in found.items()})
        strength = frame.corrwith(frame.iloc[:, 0], method=method).abs()
    best = strength.fillna(0).sort_values(ascending=False, kind="stable").index[:MOST_COLUMNS]
    return [name for name in found if name in set(best)]


def _square(found: Sequence[Measured], method: Method) -> Doubles:
    import pandas

    if method != "association":
        frame = pandas.DataFrame(dict(enumerate(each.values for each in found)))
        return np.asarray(frame.corr(method=method, min_periods=_LEAST_ROWS), float)
    square = np.full((len(found), len(found)), np.nan)
    for at, one in enumerate(found):
        for to, other in enumerate(found[: at + 1]):
            square[at, to] = square[to, at] = association(one, other)
    return square
