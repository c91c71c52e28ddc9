"""How columns rise and fall together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from core.tables.column import CATEGORY, NUMBER, WHOLE
from core.tables.table import Table

if TYPE_CHECKING:
    import pandas

Method = Literal["pearson", "spearman"]

MOST_COLUMNS = 25
_MOST_LOOKED_AT = 300


@dataclass(frozen=True, slots=True, eq=False)
class Correlations:
    """Coefficients of every pair of columns, of the rows that have both values.

    Arguments:
        names: numbers by their names; a category of two values as ``name = second value``, which counts as 1.
        values: -1 to 1, symmetric, shape ``(columns, columns)``; NaN where there are too few rows.
        hidden: columns that are left out.
    """

    names: tuple[str, ...]
    values: npt.NDArray[np.float64]
    hidden: int


def correlations(table: Table, target: str | None = None, method: Method = "pearson") -> Correlations:
    """Correlations of columns that vary, the target's first.

    Arguments:
        target: where there are more than `MOST_COLUMNS`, those that go with it most are kept; else the first.
        method: ``pearson`` for straight lines, ``spearman`` for whatever rises or falls throughout.
    """
    frame, hidden = numbers_of(table, target)
    if len(frame.columns) > MOST_COLUMNS:
        chosen = list(frame.columns[:MOST_COLUMNS])
        if target is not None and frame.columns[0].partition(" = ")[0] == target:
            strength = frame.corrwith(frame.iloc[:, 0], method=method).abs().fillna(0)
            best = strength.sort_values(ascending=False, kind="stable").index[:MOST_COLUMNS]
            chosen = [name for name in frame.columns if name in set(best)]
        hidden += len(frame.columns) - len(chosen)
        frame = frame[chosen]
    values = frame.corr(method=method, min_periods=3).to_numpy()
    return Correlations(tuple(map(str, frame.columns)), values, hidden)


def numbers_of(table: Table, target: str | None = None) -> tuple[pandas.DataFrame, int]:
    """Columns that can be taken as numbers and vary, the target's first, and how many were not looked at."""
    import pandas

    columns = sorted(table.columns, key=lambda column: column.name != target)
    found: dict[str, npt.NDArray[np.float64]] = {}
    left = 0
    for column in columns:
        if len(found) >= _MOST_LOOKED_AT:
            left += column.kind in (NUMBER, WHOLE)
        elif column.kind in (NUMBER, WHOLE):
            found[column.name] = table.numbers(column.name)
        elif column.kind == CATEGORY and len(labels := table.categories(column.name)) == 2:
            codes = table.codes(column.name).astype(float)
            codes[codes < 0] = np.nan
            found[f"{column.name} = {labels[1]}"] = codes
    frame = pandas.DataFrame(found).replace([np.inf, -np.inf], np.nan)
    return frame.loc[:, frame.nunique() > 1], left
