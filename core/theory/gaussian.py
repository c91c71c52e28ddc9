"""Averages over a normal distribution, right however wide it is beside the bend of the function.

Fixed nodes (Gauss-Hermite) miss the bend of tanh(s z) as soon as s passes about ten, and with it all of
phi'. Here the axis is split around the function's bend and at the normal distribution's own scale; with
Gauss-Legendre nodes in each part.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from core.theory.activations import Phi

Array = npt.NDArray[np.float64]

_REACH = 9.0  # what lies further out than nine deviations is under 1e-18
_HALF = np.array([1.5, 3.0, 4.5, 6.5, _REACH])
_NORMAL_EDGES = np.concatenate([-_HALF[::-1], [0.0], _HALF])
_BEND = np.array([0.5, 1.5, 4.0, 10.0, 30.0, 100.0, 1e3, 1e4, 1e6])
_BEND_EDGES = np.concatenate([-_BEND[::-1], [0.0], _BEND])
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(8)

SMALLEST, LARGEST = 1e-300, 1e300
"""Variances below count as 0, those above as infinite."""
_NEARLY_ZERO = 1e-20
"""At smaller variances phi is straight, perhaps with a kink: nothing changes any more but the scale."""


def points(mean: Array, deviation: Array, kinks: tuple[float, ...] = ()) -> tuple[Array, Array]:
    """Nodes z and weights of averages over the standard normal, for a function of mean + deviation z.

    Arguments:
        mean, deviation: any equal shape S; deviations positive.
        kinks: further places (of mean + deviation z) at which the function is not smooth.

    Returns:
        Two arrays of shape ``S + (nodes,)``; the weights contain the density and add up to 1.
    """
    places = np.union1d(_BEND_EDGES, kinks)
    bend = np.clip((places - mean[..., None]) / deviation[..., None], -_REACH, _REACH)
    normal = np.broadcast_to(_NORMAL_EDGES, (*mean.shape, len(_NORMAL_EDGES)))
    edges = np.sort(np.concatenate([normal, bend], axis=-1), axis=-1)
    half = 0.5 * np.diff(edges)[..., None]
    z = (edges[..., :-1, None] + half) + half * _NODES
    weights = np.exp(-0.5 * z * z) * half * (_WEIGHTS / math.sqrt(2 * math.pi))
    shape = (*mean.shape, -1)
    return z.reshape(shape), weights.reshape(shape)


class Averages:
    """Averages of phi over z ~ N(mean, variance), each of the shape of the variance.

    Arguments:
        phi: the activation function.
        variance: at least 0, any shape; at 0 slope, growth and spread are their limits.
        mean: of z, same shape.
    """

    def __init__(self, phi: Phi, variance: Array, mean: Array) -> None:
        self._phi, self._variance = phi, variance
        with np.errstate(all="ignore"):
            self._deviation = np.sqrt(np.clip(variance, _NEARLY_ZERO, LARGEST))
            self._standard, self._weights = points(mean, self._deviation, phi.kinks)
            self._z = mean[..., None] + self._deviation[..., None] * self._standard
            start = phi.rise(mean)
            self._base = phi.at_zero + start
            # In units of the deviation it is of the order of 1 at any scale.
            self._rise = (phi.rise(self._z) - start[..., None]) / self._deviation[..., None]

    @np.errstate(all="ignore")
    def mean_and_variance(self) -> tuple[Array, Array]:
        """Mean and variance of phi(z)."""
        rise = self._average(self._rise)
        spread = self._average((self._rise - rise[..., None]) ** 2)
        q = np.where(self._variance < SMALLEST, 0.0, np.minimum(self._variance, LARGEST))
        mean, variance = self._base + np.sqrt(q) * rise, q * spread
        # A bounded phi keeps both finite; any other does not, at an infinite variance.
        beyond = (self._variance >= LARGEST) & (variance > 1e-50 * LARGEST)
        mean = np.where(beyond & (np.abs(rise) > 1e-9), np.copysign(np.inf, rise), mean)
        return mean, np.where(beyond, np.inf, variance)

    @np.errstate(all="ignore")
    def square(self) -> Array:
        """E[phi(z)^2]."""
        mean, variance = self.mean_and_variance()
        return variance + mean**2

    @np.errstate(all="ignore")
    def slope(self) -> Array:
        """E[phi'(z)^2]."""
        return self._average(self._phi.slope(self._z) ** 2)

    @np.errstate(all="ignore")
    def mean_slope(self) -> Array:
        """E[phi'(z)], which is also the derivative of E[phi(z)] with respect to the mean of z."""
        return self._average(self._phi.slope(self._z))

    @np.errstate(all="ignore")
    def growth(self) -> Array:
        """Derivative of E[phi(z)^2] with respect to the variance of z."""
        level = (self._base / self._deviation)[..., None] + self._rise
        return self._average(level * self._phi.slope(self._z) * self._standard)

    @np.errstate(all="ignore")
    def spread(self) -> Array:
        """Variance of phi(z)^2 over the square of its mean."""
        base = (self._base / self._deviation)[..., None]
        above = self._rise * (2 * base + self._rise)  # phi^2 - base^2, in units of the variance of z
        typical = self._average(above)
        total = base[..., 0] ** 2 + typical
        apart = (above - typical[..., None]) / np.where(total > 0, total, 1.0)[..., None]
        return self._average(apart**2)

    def _average(self, values: Array) -> Array:
        return np.asarray(np.einsum("...n,...n->...", self._weights, values))
