"""What the network is given of a point in the plane: its coordinates, and what can be made of them.

A network without hidden layers parts what a straight line parts; with the right features a circle or a spiral
becomes such a problem. These are TensorFlow Playground's seven, and the two cosines that its addresses know.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.choices.registry import Entry, Registry
from core.data.raw import Floats
from core.message import N_

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature(Entry):
    """A number that is computed from a point.

    Arguments:
        of: takes x1 and x2, both of shape ``(points,)``, and returns the feature in the same shape.
    """

    of: Callable[[Doubles, Doubles], Doubles]


FEATURES: Registry[Feature] = Registry(
    Feature(key="x1", label=N_("X₁"), help=N_("The horizontal coordinate."), of=lambda x1, x2: x1),
    Feature(key="x2", label=N_("X₂"), help=N_("The vertical coordinate."), of=lambda x1, x2: x2),
    Feature(
        key="x1_squared",
        label=N_("X₁²"),
        help=N_("Square of X₁: how far from the middle, left or right alike. With X₂² it parts circles."),
        of=lambda x1, x2: x1 * x1,
    ),
    Feature(
        key="x2_squared",
        label=N_("X₂²"),
        help=N_("Square of X₂: how far from the middle, up or down alike."),
        of=lambda x1, x2: x2 * x2,
    ),
    Feature(
        key="x1x2",
        label=N_("X₁X₂"),
        help=N_("Product of both: positive where their signs agree. By itself it solves XOR."),
        of=lambda x1, x2: x1 * x2,
    ),
    Feature(
        key="sin_x1",
        label=N_("sin X₁"),
        help=N_("Waves from left to right: helps with stripes and spirals."),
        of=lambda x1, x2: np.sin(x1),
    ),
    Feature(
        key="sin_x2",
        label=N_("sin X₂"),
        help=N_("Waves from bottom to top."),
        of=lambda x1, x2: np.sin(x2),
    ),
    Feature(
        key="cos_x1",
        label=N_("cos X₁"),
        help=N_("Waves from left to right, the same on both sides of the middle."),
        of=lambda x1, x2: np.cos(x1),
    ),
    Feature(
        key="cos_x2",
        label=N_("cos X₂"),
        help=N_("Waves from bottom to top, the same above and below the middle."),
        of=lambda x1, x2: np.cos(x2),
    ),
)

COORDINATES = ("x1", "x2")
"""The point itself."""


def features_of(points: Floats, keys: Sequence[str]) -> Floats:
    """The features `keys` of points, float32, shape ``(points, features)``.

    Arguments:
        points: float32, shape ``(points, 2)``; returned as they are where nothing else is asked for.
        keys: of `FEATURES`.
    """
    if tuple(keys) == COORDINATES:
        return points
    x1, x2 = points.astype(np.float64).T
    return np.column_stack([FEATURES[key].of(x1, x2) for key in keys]).astype(np.float32)
