"""The network's output over the plane, for data with two coordinates."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from core.bundle import DataBundle
from core.choices.typed.points import EXTENT
from core.class_levels import class_levels
from core.frame import Boundary
from core.model.plan import Plan

Floats = npt.NDArray[np.float32]

FINEST, COARSEST = 100, 10
MULTIPLICATIONS = 2e8
"""Work that one look may cost; a wide network gets a coarser grid."""


class PlaneView:
    """A grid over the square from -6 to 6, scaled as the data were.

    Arguments:
        bundle: data in the plane, with their scaler.
        plan: the network's shape; it sets how fine the grid can be.
    """

    def __init__(self, bundle: DataBundle, plan: Plan) -> None:
        self._bundle = bundle
        self._classes = plan.classes
        self.side = side_for(plan)
        self.grid = tf.constant(bundle.inputs_of(grid_points(self.side)))

    def boundary(self, answers: npt.NDArray[Any]) -> Boundary:
        """The output at the centre of every cell of the grid, from the network's answers for `grid`."""
        values = class_levels(answers) if self._classes > 2 else answers[:, -1]
        if not self._classes:
            values = values * self._bundle.target_std + self._bundle.target_mean
        return Boundary(values.reshape(self.side, self.side).astype(np.float32), EXTENT)


def side_for(plan: Plan) -> int:
    """Points along one side of the finest grid that a network's size allows."""
    return int(np.clip((MULTIPLICATIONS / max(plan.weights, 1)) ** 0.5, COARSEST, FINEST))


def grid_points(side: int) -> Floats:
    """The centres of the cells of a grid over the plane, shape ``(side * side, 2)``; the first ones have the
    smallest x2."""
    line = (np.arange(side) + 0.5) / side * 2 * EXTENT - EXTENT
    x1, x2 = np.meshgrid(line, line)
    return np.stack([x1.ravel(), x2.ravel()], axis=1).astype(np.float32)
