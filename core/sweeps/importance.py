"""How much of what a sweep found is owed to each choice by itself."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

FEWEST = 8
"""Trials; of fewer, nothing is said."""


def importances(
    values: Sequence[Sequence[float | str]], results: Sequence[float], *, complete: bool
) -> tuple[float, ...] | None:
    """The share of the results' variance that each choice explains by itself, 0 to 1.

    These are the main effects of a functional analysis of variance (Hutter, Hoos and Leyton-Brown, 2014, "An
    efficient approach for assessing hyperparameter importance"): the variance of the mean result at each
    value of a choice, over that of all results. What they leave to 1 is owed to choices together. Of a
    complete grid the means are those of the results; of drawn trials those that boosted trees predict, which
    come nearer to the shares of known functions, of so few trials, than random forests.

    Arguments:
        values: of each trial, one for each choice, all of a choice numbers or all texts.
        results: of each trial; those that are not finite are left out.
        complete: whether every combination is there.

    Returns:
        None where fewer than `FEWEST` results are finite, or all are the same.
    """
    known = [at for at, result in enumerate(results) if math.isfinite(result)]
    if len(known) < FEWEST:
        return None
    targets = np.array([results[at] for at in known])
    columns = [np.array(_codes([values[at][choice] for at in known])) for choice in range(len(values[0]))]
    if np.ptp(targets) == 0:
        return None
    if complete and len(known) == len(results):
        return tuple(_share(_means(column, targets), column, targets) for column in columns)
    return _of_trees(np.stack(columns, axis=1), targets)


def _codes(values: Sequence[float | str]) -> list[float]:
    if all(isinstance(value, float) for value in values):
        return [float(value) for value in values]
    names = sorted({str(value) for value in values})
    return [float(names.index(str(value))) for value in values]


def _means(column: Floats, targets: Floats) -> dict[float, float]:
    return {value: float(targets[column == value].mean()) for value in np.unique(column).tolist()}


def _share(means: dict[float, float], column: Floats, targets: Floats) -> float:
    return float(np.var([means[value] for value in column.tolist()]) / np.var(targets))


def _of_trees(inputs: Floats, targets: Floats) -> tuple[float, ...] | None:
    from sklearn.ensemble import GradientBoostingRegressor

    trees = GradientBoostingRegressor(random_state=0).fit(inputs, targets)
    total = float(np.var(trees.predict(inputs)))
    if total == 0:
        return None
    count, choices = inputs.shape
    shares = []
    for choice in range(choices):
        at_each = np.repeat(inputs[None], count, axis=0)
        at_each[:, :, choice] = inputs[:, choice, None]
        means = trees.predict(at_each.reshape(-1, choices)).reshape(count, count).mean(axis=1)
        shares.append(min(1.0, float(np.var(means)) / total))
    return tuple(shares)
