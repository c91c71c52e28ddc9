"""What pictures of data in the plane need: the points, and the range of what a network says about them."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.bundle import DataBundle, prepare
from core.experiment import Experiment
from core.json_numbers import numbers

PLANE_EXTENT = 6.0


def plane_of(experiment: Experiment) -> dict[str, Any] | None:
    """The points of data in the plane, in their own units; None for other data.

    Raises:
        DataUnavailable: the data are not on this machine.
    """
    if not experiment.dataset_entry.plane:
        return None
    bundle = prepare(experiment)
    assert bundle.points_train is not None and bundle.points_val is not None
    rows = np.concatenate([bundle.points_train, bundle.points_val])
    low, high = value_range(experiment)
    return {
        "x": numbers(rows[:, 0]),
        "y": numbers(rows[:, 1]),
        "label": _labels(bundle),
        "part": [0] * len(bundle.y_train) + [1] * len(bundle.y_val),
        "extent": PLANE_EXTENT,
        "classes": list(experiment.class_names),
        "low": low,
        "high": high,
    }


def value_range(experiment: Experiment) -> tuple[float, float]:
    """Smallest and largest value that a boundary shows.

    A probability; -1 to 1 for a target and the output of tanh; with more than two classes the levels of
    `core.class_levels`.
    """
    if experiment.task == "multiclass":
        return 0.0, 255.0
    signed = experiment.task == "regression" or experiment.loss_entry.output == "tanh"
    return (-1.0, 1.0) if signed else (0.0, 1.0)


def _labels(bundle: DataBundle) -> list[float | None] | list[int]:
    labels = np.concatenate([bundle.y_train, bundle.y_val])
    if bundle.class_names:
        classes: list[int] = labels.tolist()
        return classes
    return numbers(labels * bundle.target_std + bundle.target_mean)
