"""Shares of a layer's outputs that are saturated or silent, by the lab's own bounds."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from core.theory.activations import Phi
from core.theory.gaussian import LARGEST, SMALLEST
from core.theory.normal import normal_cdf

Array = npt.NDArray[np.float64]
Condition = Callable[[Array], npt.NDArray[np.bool_]]

_PLACES = np.sinh(np.linspace(-14.5, 14.5, 2901))  # to a million either way, dense around 0


def saturated_share(phi: Phi, variance: Array, mean: Array) -> Array:
    """Share of phi(z), z ~ N(mean, variance), outside of `phi.low` and `phi.high`."""
    if not np.isfinite([phi.low, phi.high]).any():
        return np.zeros(np.broadcast(variance, mean).shape)
    return _share(_saturated_intervals(phi), variance, mean)


def silent_share(phi: Phi, variance: Array, mean: Array) -> Array:
    """Share of phi(z), z ~ N(mean, variance), that is no output at all (see `Phi.silent_at`)."""
    if phi.silent_at is None:
        return np.zeros(np.broadcast(variance, mean).shape)
    return _share(_silent_intervals(phi), variance, mean)


@lru_cache(maxsize=64)
def _saturated_intervals(phi: Phi) -> tuple[tuple[float, float], ...]:
    return _intervals(lambda z: (phi(z) < phi.low) | (phi(z) > phi.high))


@lru_cache(maxsize=64)
def _silent_intervals(phi: Phi) -> tuple[tuple[float, float], ...]:
    bound = phi.silent_at
    return _intervals(lambda z: np.abs(phi(z)) <= bound)


def _intervals(condition: Condition) -> tuple[tuple[float, float], ...]:
    """Where `condition` holds, as closed intervals."""
    holds = np.concatenate([[False], condition(_PLACES), [False]])
    starts, ends = np.flatnonzero(~holds[:-1] & holds[1:]), np.flatnonzero(holds[:-1] & ~holds[1:]) - 1
    return tuple(
        (
            -np.inf if start == 0 else _border(condition, _PLACES[start], _PLACES[start - 1]),
            np.inf if end == len(_PLACES) - 1 else _border(condition, _PLACES[end], _PLACES[end + 1]),
        )
        for start, end in zip(starts, ends, strict=True)
    )


def _border(condition: Condition, inside: float, outside: float) -> float:
    """The last place at which `condition` holds, on the way from `inside`, where it does."""
    for _ in range(60):
        middle = 0.5 * (inside + outside)
        if condition(np.array([middle]))[0]:
            inside = middle
        else:
            outside = middle
    return float(inside)


def _share(intervals: tuple[tuple[float, float], ...], variance: Array, mean: Array) -> Array:
    """Probability that z ~ N(mean, variance) lies in one of the intervals."""
    deviation = np.sqrt(np.clip(variance, SMALLEST, LARGEST))
    total = np.zeros(np.broadcast(variance, mean).shape)
    for start, end in intervals:
        reached = normal_cdf((end - mean) / deviation) - normal_cdf((start - mean) / deviation)
        certain = (start <= mean) & (mean <= end)  # when all z are equal
        total += np.where(variance < SMALLEST, certain, reached)
    return total
