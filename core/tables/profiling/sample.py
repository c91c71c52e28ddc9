"""Rows of a table that stand for all of it, so that looking at a large one takes no longer."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from core.tables.table import Table

MOST_ROWS = 20_000
MOST_CELLS = 2_000_000
_LEAST_ROWS = 200


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """Some rows of a table, in their order.

    Arguments:
        table: with these rows alone.
        rows: their numbers in the whole table, int64, rising.
        of: how many rows the whole table has.
    """

    table: Table
    rows: npt.NDArray[np.int64]
    of: int

    @property
    def whole(self) -> bool:
        """Whether it is all of the table."""
        return len(self.rows) == self.of


def sampled(table: Table, most_rows: int = MOST_ROWS, most_cells: int = MOST_CELLS) -> Sample:
    """At most so many rows, drawn at random without replacement, the same at every call."""
    count = min(table.rows, most_rows, max(_LEAST_ROWS, most_cells // len(table.columns)))
    if count == table.rows:
        return Sample(table, np.arange(table.rows), table.rows)
    rows = np.sort(np.random.default_rng(0).choice(table.rows, count, replace=False))
    return Sample(replace(table, data=table.data.take(rows)), rows, table.rows)
