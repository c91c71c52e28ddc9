"""Data as they come from a source: not split, not scaled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from core.message import Invalid, Message

if TYPE_CHECKING:
    from core.data.table_rows import TableRows

Floats = npt.NDArray[np.float32]
Labels = npt.NDArray[np.int64] | Floats
"""Class indices, or targets of a regression."""

Rows = npt.NDArray[np.int64]
"""Numbers of rows."""


@dataclass(frozen=True, slots=True, eq=False)
class RawData:
    """Rows of a data set before anything is done to them.

    Arguments:
        x: features, float32, shape ``(rows, features)``; without columns where `table` has them.
        y: class index (int64) or regression target (float32), shape ``(rows,)``.
        weights: how much each row counts in training, float32, shape ``(rows,)``; None where all count the
            same.
        table: mixed columns that are yet to become numbers; None where `x` has them all.
    """

    x: Floats
    y: Labels
    table: TableRows | None = None
    weights: Floats | None = None


class DataUnavailable(Invalid):
    """Data that cannot be trained on; the message says how to get them.

    Mostly a data set that this machine does not have and cannot fetch.
    """


ANOTHERS_TABLE = Message("This table is not here, or somebody else's. Open its file again.")
"""Of a table that the store keeps for others only."""


class TooFewPoints(DataUnavailable):
    """Points of one's own from which nothing can be learned yet; the message says what is missing."""
