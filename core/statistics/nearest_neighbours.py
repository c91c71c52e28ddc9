"""What the nearest training rows say about other rows: a baseline that every network should reach.

`sklearn.neighbors.KNeighborsClassifier` and `KNeighborsRegressor` of five neighbours and equal weights.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

NEIGHBOURS = 5
TRAINED, ASKED = 2000, 500
"""Rows that are looked at, at most: of the training part, and of those that are answered for."""

Array = npt.NDArray[Any]


def neighbours_score(x: Array, y: Array, asked: Array, right: Array) -> float:
    """How well the mean, or the majority, of the five nearest rows answers.

    Arguments:
        x: rows that are known, shape ``(rows, columns)``.
        y: class index (whole numbers), or targets (floats), shape ``(rows,)`` or ``(rows, targets)``.
        asked, right: the same of the rows that are answered for.

    Returns:
        Accuracy for classes, R^2 for targets (of several the mean); NaN where there are too few rows.
    """
    x, y, asked, right = x[:TRAINED], y[:TRAINED], asked[:ASKED], right[:ASKED]
    if len(x) <= NEIGHBOURS or len(asked) < 2:
        return float("nan")
    asked = np.asarray(asked, np.float64)
    known = np.asarray(x, np.float64)
    distances = (known**2).sum(axis=1) - 2 * asked @ known.T  # the square of each asked row is missing
    nearest = y[np.argpartition(distances, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]]
    if np.issubdtype(y.dtype, np.integer):
        votes = (nearest[:, :, None] == np.arange(int(y.max()) + 1)).sum(axis=1)
        return float(np.mean(votes.argmax(axis=1) == right))
    return r_squared(right, nearest.mean(axis=1))


def r_squared(right: Array, answers: Array) -> float:
    """The share of the variance that answers explain; of several targets over all of them together."""
    target = np.asarray(right, np.float64)
    with np.errstate(all="ignore"):
        return float(1 - np.sum((target - answers) ** 2) / np.sum((target - target.mean(axis=0)) ** 2))
