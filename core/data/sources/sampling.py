"""Taking fewer rows of a given table, and making its features noisy."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from core.choices.registry import Picked
from core.data.raw import Floats, Labels, RawData, Rows


def subset(y: Labels, samples: int, rng: np.random.Generator) -> Rows:
    """Which rows to use when only `samples` of them are wanted, in ascending order.

    Integer labels are classes: every class keeps its share of the rows (give or take one) and at least
    one row as long as `samples` allows it. With the same generator a smaller subset is part of a larger.

    Arguments:
        y: labels or targets, shape ``(rows,)``.
        samples: rows wanted; all are returned when there are fewer.
        rng: decides which rows.
    """
    rows = len(y)
    if samples >= rows:
        return np.arange(rows, dtype=np.int64)
    order = rng.permutation(rows)
    if np.issubdtype(y.dtype, np.integer):
        order = order[np.argsort(_turn_in_class(y[order]), kind="stable")]
    return np.sort(order[:samples]).astype(np.int64)


def _turn_in_class(y: Labels) -> npt.NDArray[np.float64]:
    """When each row is due if all classes are to be used up at the same pace; each first one is due at 0."""
    turn = np.empty(len(y))
    for label in np.unique(y):
        members = np.flatnonzero(y == label)
        turn[members] = (np.arange(len(members)) + 0.5) / len(members)
        turn[members[0]] = 0.0
    return turn


def noisy(x: Floats, percent: float, rng: np.random.Generator) -> Floats:
    """`x` plus normal noise whose standard deviation is `percent` of each feature's own."""
    if not percent:
        return x
    # Column by column and in place: 70,000 images would otherwise need several copies in float64.
    deviation = np.array([column.std(dtype=np.float64) for column in x.T]) * (percent / 100)
    noise = rng.standard_normal(x.shape, dtype=np.float32)
    noise *= deviation.astype(np.float32)
    noise += x
    return noise


def sample(x: npt.NDArray[Any], y: Labels, picked: Picked, seed: int) -> RawData:
    """The picked number of rows of ``(x, y)``, flattened to one row of float32 features each, with noise."""
    rng = np.random.default_rng(seed)
    rows = subset(y, picked["samples"], rng)
    features = x[rows].reshape(len(rows), -1).astype(np.float32)
    return RawData(noisy(features, picked["noise"], rng), y[rows])
