"""Points in the plane, the way that TensorFlow Playground draws them.

Source: ``src/dataset.ts`` of https://github.com/tensorflow/playground. Shapes, ranges and the meaning of
noise are the same, so that what is known from there can be seen again here; its label +1 is class 1, -1
is class 0. `moons` is scikit-learn's shape at Playground's size. `clouds` and `arms` are its Gauss and its
spiral for three and more classes.

Every function takes the picked ``samples`` and ``noise`` (0 to 80 percent) and a seed, and returns exactly
that many rows, always the same ones for the same arguments. `points` returns a person's own.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from core.choices.registry import Picked
from core.choices.typed.points import EXTENT, points_of
from core.data.raw import RawData, TooFewPoints
from core.message import Message

DOMAIN = EXTENT
"""Half the side of the square that is drawn: both coordinates go from -6 to 6."""
FEWEST_POINTS = 4
"""Points of one's own that can be trained on."""

_RADIUS = 5.0
_PADDING = 0.3
_HILLS = np.array([(-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1), (4, -2.5, -1)])
_HILL_RADIUS = 2.0
_MOONS_SCALE = 10 / 3
_MOONS_CENTRE = (0.5, 0.25)
_CLOUDS_RADIUS = 3.5
_CORNER = 3.0
_TURNS = 1.75

Doubles = npt.NDArray[np.float64]

GATES: dict[str, Callable[..., npt.NDArray[np.bool_]]] = {
    "and": np.logical_and,
    "or": np.logical_or,
    "xor": np.logical_xor,
}
"""What a gate makes of two bits."""


def circle(picked: Picked, seed: int) -> RawData:
    """A disc (class 1) in a ring (class 0), a gap between them; noise moves the position that is labelled."""
    rng = np.random.default_rng(seed)
    inside, outside = _halves(picked)
    radius = np.concatenate(
        [rng.uniform(0, _RADIUS / 2, inside), rng.uniform(_RADIUS * 0.7, _RADIUS, outside)]
    )
    points = _polar(radius, rng.uniform(0, 2 * np.pi, len(radius)))
    labelled = points + _jitter(rng, points, _RADIUS, picked)
    return _classes(points, np.hypot(labelled[:, 0], labelled[:, 1]) < _RADIUS / 2)


def xor(picked: Picked, seed: int) -> RawData:
    """Quarters of a square, 0.6 apart; class 1 where both signs agree; noise moves what is labelled."""
    rng = np.random.default_rng(seed)
    points = rng.uniform(-_RADIUS, _RADIUS, (picked["samples"], 2))
    points += np.where(points > 0, _PADDING, -_PADDING)
    labelled = points + _jitter(rng, points, _RADIUS, picked)
    return _classes(points, labelled[:, 0] * labelled[:, 1] >= 0)


def gate(picked: Picked, seed: int) -> RawData:
    """Clouds around the four corners that two bits make, -3 for 0 and 3 for 1, labelled by a logic gate.

    As many rows in each corner, give or take one; noise spreads them, up to 2.4 at 80 percent, and no label
    changes with it.
    """
    rng = np.random.default_rng(seed)
    corner = np.arange(picked["samples"]) % 4
    bits = np.column_stack([corner % 2, corner // 2])
    points = np.where(bits, _CORNER, -_CORNER)
    points = points + _jitter(rng, points, _CORNER, picked)
    return _classes(points, GATES[picked["gate"]](bits[:, 0] > 0, bits[:, 1] > 0))


def gauss(picked: Picked, seed: int) -> RawData:
    """Normal clouds around (2, 2), class 1, and (-2, -2), class 0.

    Noise of 0 to 80 percent gives each coordinate a variance of 0.5 to 6.1, so a few points of a noisy
    draw lie outside the domain, as they do in Playground.
    """
    rng = np.random.default_rng(seed)
    ones, zeros = _halves(picked)
    label = _first_ones(ones, zeros)
    deviation = _cloud_deviation(picked)
    centre = np.where(label, 2.0, -2.0)[:, None]
    return _classes(rng.normal(centre, deviation, (len(label), 2)), label)


def spiral(picked: Picked, seed: int) -> RawData:
    """Two arms of 1.75 turns, half a turn apart; noise moves the points by up to half a unit."""
    rng = np.random.default_rng(seed)
    ones, zeros = _halves(picked)
    label = _first_ones(ones, zeros)
    along = np.concatenate([np.arange(ones) / ones, np.arange(zeros) / zeros])
    points = _polar(_RADIUS * along, _TURNS * 2 * np.pi * along + np.where(label, 0, np.pi))
    return _classes(points + _jitter(rng, points, 1.0, picked), label)


def moons(picked: Picked, seed: int) -> RawData:
    """Two half circles that grip each other: scikit-learn's ``make_moons``, centred, 10 units wide.

    Noise moves the points by up to one unit a coordinate, which keeps them within the domain and is
    enough, at 50 percent, for the classes to run into each other.
    """
    rng = np.random.default_rng(seed)
    lower, upper = _halves(picked)
    label = _first_ones(lower, upper)
    angle = np.concatenate([np.linspace(0, np.pi, lower), np.linspace(0, np.pi, upper)])
    arc = np.column_stack([np.cos(angle), np.sin(angle)])
    arc = np.where(label[:, None], (1.0, 0.5) - arc, arc)
    points = _MOONS_SCALE * (arc - _MOONS_CENTRE)
    return _classes(points + _jitter(rng, points, 2.0, picked), label)


def clouds(picked: Picked, seed: int) -> RawData:
    """Normal clouds, one for each class, evenly on a circle around the middle; noise as that of `gauss`."""
    rng = np.random.default_rng(seed)
    label, _ = _shares(picked)
    angle = 2 * np.pi * label / picked["classes"]
    centre = _polar(np.full(len(label), _CLOUDS_RADIUS), angle)
    return _classes(rng.normal(centre, _cloud_deviation(picked)), label)


def arms(picked: Picked, seed: int) -> RawData:
    """A spiral with an arm for each class; noise as that of `spiral`.

    The more arms, the fewer turns: neighbours are as far apart as the two arms of `spiral`.
    """
    rng = np.random.default_rng(seed)
    label, along = _shares(picked)
    turn = _TURNS * 2 / picked["classes"] * along + label / picked["classes"]
    points = _polar(_RADIUS * along, 2 * np.pi * turn)
    return _classes(points + _jitter(rng, points, 1.0, picked), label)


def points(picked: Picked, seed: int) -> RawData:
    """A person's own points; the seed changes nothing.

    Raises:
        TooFewPoints: fewer than `FEWEST_POINTS`, or all of one class.
    """
    x, y = points_of(picked["points"])
    if len(x) < FEWEST_POINTS:
        raise TooFewPoints(
            Message(
                "Expected at least {limit} points of two classes, received {got}. Add points.",
                limit=FEWEST_POINTS,
                got=len(x),
            )
        )
    if len(np.unique(y)) < 2:
        raise TooFewPoints(
            Message(
                "Expected points of two classes or more, received one class. Add points of another class."
            )
        )
    return RawData(x, y)


def plane(picked: Picked, seed: int) -> RawData:
    """A number that rises evenly: (x1 + x2) / 10, of a position that noise moves."""
    return _surface(picked, seed, lambda points: points.sum(axis=1) / 10)


def hills(picked: Picked, seed: int) -> RawData:
    """Three cones of height 1 and three of depth 1, of radius 2; the nearest one counts."""
    return _surface(picked, seed, _nearest_hill)


def _surface(picked: Picked, seed: int, height: Callable[[Doubles], Doubles]) -> RawData:
    rng = np.random.default_rng(seed)
    points = rng.uniform(-DOMAIN, DOMAIN, (picked["samples"], 2))
    y = height(points + _jitter(rng, points, DOMAIN, picked))
    return RawData(points.astype(np.float32), y.astype(np.float32))


def _nearest_hill(points: Doubles) -> Doubles:
    away = np.linalg.norm(points[:, None, :] - _HILLS[:, :2], axis=2)
    heights = _HILLS[:, 2] * np.clip(1 - away / _HILL_RADIUS, 0, 1)
    strongest = np.abs(heights).argmax(axis=1)
    return np.asarray(heights[np.arange(len(points)), strongest])


def _share(picked: Picked) -> float:
    return float(picked["noise"]) / 100


def _cloud_deviation(picked: Picked) -> float:
    """Noise of 0 to 80 percent is a variance of 0.5 to 6.1."""
    return float(np.sqrt(0.5 + 7 * _share(picked)))


def _shares(picked: Picked) -> tuple[npt.NDArray[np.int64], Doubles]:
    """The class of each row, in equal shares, and how far along its class it is, from 0 to below 1."""
    samples, classes = picked["samples"], picked["classes"]
    label = np.arange(samples) * classes // samples
    sizes = np.bincount(label)
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return label, (np.arange(samples) - starts[label]) / sizes[label]


def _halves(picked: Picked) -> tuple[int, int]:
    """Rows of class 1 and of class 0; an odd row goes to class 1."""
    zeros = picked["samples"] // 2
    return picked["samples"] - zeros, zeros


def _first_ones(ones: int, zeros: int) -> npt.NDArray[np.bool_]:
    return np.arange(ones + zeros) < ones


def _polar(radius: Doubles, angle: Doubles) -> Doubles:
    """Cartesian points; the angle starts at the top, as in Playground."""
    return np.column_stack([radius * np.sin(angle), radius * np.cos(angle)])


def _jitter(rng: np.random.Generator, points: Doubles, reach: float, picked: Picked) -> Doubles:
    return rng.uniform(-reach, reach, points.shape) * _share(picked)


def _classes(points: Doubles, label: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> RawData:
    return RawData(points.astype(np.float32), label.astype(np.int64))
