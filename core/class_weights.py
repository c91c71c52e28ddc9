"""The weights of rows: those that class weights stand for, times those of the rows themselves."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from core.choices.registry import Picked
from core.choices.typed.per_layer import of_layer

Floats = npt.NDArray[np.float32]


def weights_of_classes(picked: Picked, labels: npt.NDArray[Any], classes: int) -> Floats | None:
    """How much a row of each class counts, shape ``(classes,)``; None where all count the same.

    Balanced weights are those of ``sklearn.utils.class_weight.compute_class_weight``: rows over classes times
    the rows of the class.

    Arguments:
        picked: from `core.choices.class_weights.CLASS_WEIGHTS`.
        labels: class indices of the training part.
    """
    match picked.name:
        case "balanced":
            counts = np.bincount(labels, minlength=classes)
            # A class without rows has none that could count.
            return np.float32(len(labels) / (classes * np.maximum(counts, 1)))  # type: ignore[return-value]
        case "typed":
            return np.array([of_layer(picked["weights"], at) for at in range(classes)], np.float32)
        case _:
            return None


def weights_of_rows(
    picked: Picked, labels: npt.NDArray[Any], classes: int, own: Floats | None = None
) -> Floats | None:
    """The same for each row, shape ``(rows,)``: what `fit` makes of both kinds of weights.

    Arguments:
        own: `sample_weight`, shape ``(rows,)``; None where there are none. The two are
            multiplied, as Keras 2 did; Keras 3 refuses arrays with both.
    """
    weights = weights_of_classes(picked, labels, classes) if classes else None
    if weights is None:
        return own
    rows: Floats = weights[labels]
    return rows if own is None else rows * own
