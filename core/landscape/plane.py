"""A plane of weights, and where ways lie on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.engine.training.loss_surface import Doubles, Vector

SIDE = 41
"""Points across and down."""
MARGIN = 0.25
"""Of the ways' extent, around them."""


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """origin + a * across + b * upright.

    Arguments:
        origin: a vector of weights.
        across, upright: directions, at right angles where they come from runs.
    """

    origin: Vector
    across: Vector
    upright: Vector

    @classmethod
    def through(cls, ways: Sequence[Vector]) -> Plane:
        """Through the beginning of the `ways`, each of shape ``(points, size)``, and their ends.

        Of one way alone, or of two that end on one line, the second direction is the one along which the
        ways stray furthest from the first.
        """
        origin = ways[0][0]
        across = _unit(ways[0][-1] - origin)
        candidates = [way[-1] - origin for way in ways[1:]]
        strays = np.concatenate([way - origin for way in ways]).astype(np.float64)
        strays -= np.outer(strays @ across, across)
        candidates.append(np.linalg.svd(strays, full_matrices=False)[2][0].astype(np.float32))
        for candidate in candidates:
            rest = candidate - (candidate @ across) * across
            if np.linalg.norm(rest) > 1e-6 * max(1.0, float(np.linalg.norm(candidate))):
                return cls(origin, across, _unit(rest))
        return cls(origin, across, _unit(np.roll(across, 1)))

    @classmethod
    def random(cls, origin: Vector, shapes: Sequence[tuple[int, ...]], seed: int) -> Plane:
        """Two filter-normalized directions around `origin`: each unit's incoming weights in the direction
        get the norm of that unit's weights; biases stay (Li et al. 2018, section 4).

        Arguments:
            shapes: of the trainable variables, in the order of the vector; kernels have two axes.
        """
        drawn = np.random.default_rng(seed)
        return cls(origin, *(_filter_normalized(origin, shapes, drawn) for _ in range(2)))

    def places(self, weights: Vector) -> Doubles:
        """(a, b) of the nearest point of the plane, for each row of `weights`."""
        basis = np.stack([self.across, self.upright]).astype(np.float64)
        found, *_ = np.linalg.lstsq(basis.T, (weights - self.origin).astype(np.float64).T, rcond=None)
        return np.asarray(found.T)

    def beside(self, weights: Vector) -> Doubles:
        """How far each row of `weights` is from the plane, as a share of the furthest way from the origin."""
        away = (weights - self.origin).astype(np.float64)
        flat = self.places(weights) @ np.stack([self.across, self.upright]).astype(np.float64)
        return np.asarray(
            np.linalg.norm(away - flat, axis=1) / max(float(np.linalg.norm(away, axis=1).max()), 1e-12)
        )

    def row(self, a: Doubles, b: float) -> Vector:
        """The weights at height `b`, one row for each of `a`."""
        rows = self.origin + a[:, None] * self.across + b * self.upright
        return np.asarray(rows, np.float32)


def extent(places: Sequence[Doubles]) -> tuple[Doubles, Doubles]:
    """Values of a and b that hold all `places` with a margin."""
    joined = np.concatenate(places)
    low, high = joined.min(axis=0), joined.max(axis=0)
    room = np.maximum(high - low, 0.25 * float((high - low).max()) + 1e-3)
    middle = (low + high) / 2
    reach = room * (0.5 + MARGIN)
    a, b = (np.linspace(m - r, m + r, SIDE) for m, r in zip(middle, reach, strict=True))
    return a, b


def _unit(vector: Vector) -> Vector:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), np.float32)


def _filter_normalized(
    origin: Vector, shapes: Sequence[tuple[int, ...]], drawn: np.random.Generator
) -> Vector:
    parts = []
    begin = 0
    for shape in shapes:
        size = int(np.prod(shape))
        if len(shape) < 2:
            parts.append(np.zeros(size))
        else:
            own = origin[begin : begin + size].reshape(-1, shape[-1]).astype(np.float64)
            random = drawn.standard_normal(own.shape)
            scale = np.linalg.norm(own, axis=0) / np.linalg.norm(random, axis=0)
            parts.append((random * scale).ravel())
        begin += size
    return np.concatenate(parts).astype(np.float32)
