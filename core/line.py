"""What the picture of one input and one number needs: the points, and where the network's curve is asked."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from core.bundle import DataBundle, prepare
from core.experiment import Experiment
from core.json_numbers import numbers

CURVE_POINTS = 200
"""Inputs at which the curve is asked."""
MOST_POINTS = 2000
"""Rows that are drawn; of more, every so many."""
MOST_CELLS = 200_000
"""Of a table of one's own: a larger one is not prepared for a picture."""
_BEYOND = 0.05
"""Share of the data's range that the curve goes on, to either side."""


def line_of(experiment: Experiment) -> dict[str, Any] | None:
    """The rows of data with one input and one number, and where their curve is asked; None for other data.

    Returns:
        ``x``, ``y`` of the rows in their own units, ``part`` (0 training, 1 validation), ``at``, the inputs
        of the curve, rising, and ``names`` of x and y.

    Raises:
        DataUnavailable: the data are not on this machine.
    """
    if not _may_be(experiment):
        return None
    bundle = prepare(experiment)
    if not bundle.on_a_line:
        return None
    x = np.concatenate([bundle.raw_train[:, 0], bundle.raw_val[:, 0]])
    y = np.concatenate([bundle.y_train, bundle.y_val]) * bundle.target_std + bundle.target_mean
    part = np.repeat([0, 1], [len(bundle.y_train), len(bundle.y_val)])
    if len(x) > MOST_POINTS:
        # The parts are in random order: every n-th row is a fair sample.
        chosen = np.linspace(0, len(x) - 1, MOST_POINTS).astype(int)
        x, y, part = x[chosen], y[chosen], part[chosen]
    return {
        "x": numbers(x),
        "y": numbers(y),
        "part": part.tolist(),
        "at": numbers(curve_inputs(bundle)),
        "names": [bundle.raw_names[0], experiment.dataset.get("target") or "y"],
    }


def has_curve(experiment: Experiment, bundle: DataBundle) -> bool:
    """Whether `line_of` the experiment is there, by its data."""
    return _may_be(experiment) and bundle.on_a_line


def curve_inputs(bundle: DataBundle) -> npt.NDArray[np.float32]:
    """The inputs at which a network's curve is asked: `CURVE_POINTS` over the range of the data and a little
    more."""
    both = np.concatenate([bundle.raw_train[:, 0], bundle.raw_val[:, 0]]).astype(np.float64)
    low, high = float(both.min()), float(both.max())
    beyond = _BEYOND * (high - low) or 1.0
    return np.linspace(low - beyond, high + beyond, CURVE_POINTS).astype(np.float32)


def _may_be(experiment: Experiment) -> bool:
    """What is known without the data."""
    if experiment.task != "regression" or experiment.dataset_entry.plane:
        return False
    entry = experiment.dataset_entry
    if entry.size is None:
        return experiment.feature_count == 1
    rows, columns = entry.size(experiment.dataset)
    return rows * columns <= MOST_CELLS
