"""How many different values columns have."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from core.tables.table import Table

_THREADS = 2
_WORTH_A_THREAD = 5_000_000
"""Cells of a table; of fewer, waiting for each other costs more than it saves."""


def distinct(table: Table) -> tuple[int, ...]:
    """For each column the number of its different values; what is missing is none."""
    if table.rows * len(table.columns) < _WORTH_A_THREAD:
        return tuple(map(_distinct, table.data.columns))
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="distinct") as pool:
        return tuple(pool.map(_distinct, table.data.columns))


def _distinct(column: Any) -> int:
    import pyarrow

    if not pyarrow.types.is_integer(column.type):
        return len(column.unique().drop_null())
    # Sorting small whole numbers is faster than hashing them.
    values = np.sort(column.drop_null().to_numpy())
    return int(np.count_nonzero(values[1:] != values[:-1])) + bool(len(values))
