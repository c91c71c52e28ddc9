"""Where values are missing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.tables.table import Table

MOST_BANDS = 100
MOST_COLUMNS = 60


@dataclass(frozen=True, slots=True, eq=False)
class MissingCells:
    """Which part of the rows misses a value, from the first rows to the last.

    Arguments:
        columns: names, in the order of the table; those that miss most where there are too many.
        counts: missing cells of each, shape ``(columns,)``.
        shares: 0 to 1, shape ``(bands, columns)``; a band is a stretch of rows.
        edges: where bands begin and end, rows from 0, shape ``(bands + 1,)``.
        left_out: columns that there is no room for, those that miss least, in the order of the table.
    """

    columns: tuple[str, ...]
    counts: npt.NDArray[np.int64]
    shares: npt.NDArray[np.float64]
    edges: npt.NDArray[np.int64]
    left_out: tuple[str, ...]


def missing_cells(table: Table) -> MissingCells:
    """What is missing, in at most `MOST_BANDS` bands of rows and `MOST_COLUMNS` columns. All rows count."""
    counts = np.array([column.missing for column in table.columns])
    chosen = np.sort(np.argsort(-counts, kind="stable")[:MOST_COLUMNS])
    bands = min(MOST_BANDS, table.rows)
    edges = np.linspace(0, table.rows, bands + 1).round().astype(np.int64)
    shares = np.zeros((bands, len(chosen)))
    for at, place in enumerate(chosen):
        if counts[place]:
            nulls = table.data.column(int(place)).is_null().to_numpy()
            shares[:, at] = np.add.reduceat(nulls.astype(np.int64), edges[:-1]) / np.diff(edges)
    names = tuple(table.columns[at].name for at in chosen)
    others = np.delete(np.arange(len(counts)), chosen)
    left_out = tuple(table.columns[at].name for at in others)
    return MissingCells(names, counts[chosen], shares, edges, left_out)
