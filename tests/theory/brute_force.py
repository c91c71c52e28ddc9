"""Averages over a normal distribution the slow way: millions of points, packed where the function bends."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from core.theory.activations import Phi

_AROUND = np.concatenate([[0.0], np.geomspace(1e-5, 1e12, 25_000)])


@dataclass(frozen=True)
class Brute:
    """Trapezoid sums of phi(mean + deviation z) over z from -12 to 12; `spread` is NaN where phi is 0."""

    mean: float
    variance: float
    slope: float
    growth: float
    spread: float


def brute_force(phi: Phi, deviation: float, mean: float = 0.0) -> Brute:
    bend = -mean / deviation
    z = np.concatenate([bend + _AROUND / deviation, bend - _AROUND / deviation, np.linspace(-12, 12, 60_001)])
    z = np.unique(np.clip([*z, *(np.array(phi.kinks) - mean) / deviation], -12, 12))
    density = np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi)
    # Both sides of a kink at once: the derivative is taken in the middle of the intervals.
    middle = 0.5 * (z[1:] + z[:-1])
    share = np.diff(z) * np.exp(-0.5 * middle * middle) / np.sqrt(2 * np.pi)
    x = mean + deviation * z
    rise = phi.rise(x) - phi.rise(np.array([mean]))
    value, slope = phi(mean + deviation * middle), phi.slope(mean + deviation * middle)

    def average(values: np.ndarray) -> float:
        return float(np.trapezoid(values * density, z))

    square = float(share @ value**2)
    return Brute(
        mean=average(phi(x)),
        variance=average(rise**2) - average(rise) ** 2,
        slope=float(share @ slope**2),
        growth=float(share @ (value * slope * middle)) / deviation,
        spread=float(share @ (value**2 - square) ** 2) / square**2 if square > 1e-100 else math.nan,
    )
