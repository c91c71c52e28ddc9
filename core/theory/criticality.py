"""Where signals settle, and which weights keep gradients alive.

Poole et al. 2016 (arXiv:1606.05340), Schoenholz et al. 2017 (arXiv:1611.01232), Hayou et al. 2019
(arXiv:1902.06853). A variance that repeats itself, q* = sigma_w^2 E[phi(sqrt(q*) x)^2] + sigma_b^2, decides
what happens deep in the network; weights are critical ("edge of chaos") when chi = 1 there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from core.message import Invalid, Message
from core.theory.activations import AnyActivation, Phi, phi_of
from core.theory.gaussian import LARGEST, Averages
from core.theory.propagation import at_least_zero

Array = npt.NDArray[np.float64]

_GRID: Array = np.geomspace(1e-20, 1e12, 961)
"""Variances between which a fixed point is looked for; further out phi is a power of z."""
_HALVINGS = 45
_RESTS = 1e-11  # relative change a layer at which a variance counts as at rest


@dataclass(frozen=True, slots=True, eq=False)
class FixedPoint:
    """Where the variance of the pre-activations goes in a very deep network; arrays of the weights' shape.

    Arguments:
        variance: q*, the limit for the given input; 0 when signals vanish, infinite when they explode.
        chi: chi there: gradients vanish below 1 ("ordered") and explode above ("chaotic").
        slope: derivative of the next layer's variance with respect to this layer's; below 1 at a stable
            fixed point.
    """

    variance: Array
    chi: Array
    slope: Array

    def gradient_factor(self, layers: int) -> Array:
        """What the norm (not the variance) of dL/dz is multiplied by over that many layers at rest."""
        with np.errstate(all="ignore"):
            return np.asarray(np.exp(0.5 * layers * np.log(self.chi)))


@dataclass(frozen=True, slots=True)
class Critical:
    """Weights for which gradients neither vanish nor explode.

    Arguments:
        weight_variance: sigma_w^2 = fan_in * Var(W).
        variance: q* of the pre-activations at which chi is 1; 0 or infinite where that is a limit.
        stable: whether signals of about that size stay there.
        note: what to know about it, if anything.
    """

    weight_variance: float
    variance: float
    stable: bool
    note: Message | None = None


def fixed_point(
    activation: AnyActivation,
    weight_variance: npt.ArrayLike,
    bias_variance: npt.ArrayLike = 0.0,
    input_variance: npt.ArrayLike = 1.0,
) -> FixedPoint:
    """The variance at which signals settle, for an input of the given mean square.

    It is the next fixed point in the direction that the second layer takes. (The variance of the next layer
    rises with that of this one for every activation of the lab, so none is stepped over.)

    Raises:
        Invalid: an unknown activation or a negative variance.
    """
    phi = phi_of(activation)
    weight, bias, start = np.broadcast_arrays(
        at_least_zero("weight_variance", weight_variance),
        at_least_zero("bias_variance", bias_variance),
        at_least_zero("input_variance", input_variance),
    )
    shape = weight.shape
    weight, bias, start = weight.ravel(), bias.ravel(), start.ravel()
    with np.errstate(all="ignore"):
        first = weight * start + bias
        second = weight * _averages(phi, first).square() + bias
        low, high = _bracket(phi, weight, bias, first, rising=second > first)
        still = np.abs(second - first) <= _RESTS * first

        def rises(q: Array) -> npt.NDArray[np.bool_]:
            return np.asarray(weight * _averages(phi, q).square() + bias > q)

        found = np.where(still, first, _bisect(rises, low, high))
        averages = _averages(phi, found)
        chi, slope = weight * averages.slope(), weight * averages.growth()
    return FixedPoint(found.reshape(shape), chi.reshape(shape), slope.reshape(shape))


def critical(activation: AnyActivation, bias_variance: float = 0.0) -> Critical | None:
    """The weights at which chi is 1 where the variance repeats itself, with what is to be known of them.

    At bias variance 0 and phi(0) = 0 that is the limit of small signals, 1 / E[phi'(0)^2], as for tanh (1)
    and ReLU (2); otherwise the smallest weight variance that solves both equations; and where there is none,
    the limit of ever larger signals, if chi tends to 1 (softplus). None when not even that exists.

    Raises:
        Invalid: an unknown activation or a negative variance.
    """
    phi = phi_of(activation)
    bias = float(at_least_zero("bias_variance", bias_variance))
    square, slope = _sampled(phi)
    if bias == 0 and phi.at_zero == 0 and slope[0] > 0:
        return _described(phi, 1 / slope[0], 0.0)
    with np.errstate(all="ignore"):
        weight = (_GRID - bias) / square
        above = weight * slope - 1
    # Linear pieces solve the equation everywhere, up to rounding; those are no crossings.
    apart = (weight > 0) & (np.abs(above) > 1e-9)
    crossings = np.flatnonzero(apart[:-1] & apart[1:] & (above[:-1] * above[1:] < 0))
    roots = [_root(phi, bias, int(at), bool(above[at] < 0)) for at in crossings]
    if roots:
        return _described(phi, *min(roots))
    end = _averages(phi, np.array([LARGEST**0.5]))
    limit = LARGEST**0.5 / float(end.square()[0])
    return _described(phi, limit, np.inf) if abs(limit * float(end.slope()[0]) - 1) < 1e-6 else None


def critical_weight_variance(activation: AnyActivation, bias_variance: float = 0.0) -> float:
    """`critical(...).weight_variance`: sigma_w^2 at which gradients neither vanish nor explode.

    Raises:
        Invalid: as `critical`, or there is no such value.
    """
    found = critical(activation, bias_variance)
    if found is None:
        raise Invalid(Message("This activation function has no critical scale: chi is 1 for no weights."))
    return found.weight_variance


def _described(phi: Phi, weight: float, variance: float) -> Critical:
    near = np.array([1e-4 if variance == 0 else min(variance, LARGEST**0.5)])
    stable = bool(weight * _averages(phi, near).growth()[0] < 1 + 1e-6)
    note = None
    if not stable and variance == 0:
        note = Message("chi is 1 only in the limit of small signals, and they grow from layer to layer.")
    elif not stable:
        note = Message(
            "chi is 1 only for signals of variance {variance}, and they do not stay there: smaller ones "
            "shrink and larger ones grow from layer to layer.",
            variance=float(f"{variance:.3g}"),
        )
    elif np.isinf(variance):
        note = Message("chi reaches 1 only where signals grow from layer to layer without end.")
    return Critical(float(weight), float(variance), stable, note)


def _averages(phi: Phi, variance: Array) -> Averages:
    return Averages(phi, variance, np.zeros_like(variance))


@lru_cache(maxsize=64)
def _sampled(phi: Phi) -> tuple[Array, Array]:
    """E[phi^2] and E[phi'^2] over `_GRID`."""
    averages = _averages(phi, _GRID)
    return averages.square(), averages.slope()


def _bracket(
    phi: Phi, weight: Array, bias: Array, first: Array, *, rising: npt.NDArray[np.bool_]
) -> tuple[Array, Array]:
    """Variances on either side of the fixed point; both 0 or both infinite where there is none."""
    next_up = (weight[:, None] * _sampled(phi)[0] + bias[:, None]) / _GRID - 1
    index = np.arange(len(_GRID))
    start = np.searchsorted(_GRID, first)[:, None]
    ends = (index >= start) & (next_up < -_RESTS)  # where a rise is over
    at = np.argmax(ends, axis=1)
    high = np.where(ends.any(axis=1), _GRID[at], np.inf)
    low = np.where(np.isinf(high), np.inf, np.where(at > 0, _GRID[at - 1], 0.0))
    begins = (index < start) & (next_up > _RESTS)  # where a fall is over
    at = len(_GRID) - 1 - np.argmax(begins[:, ::-1], axis=1)
    floor = np.where(begins.any(axis=1), _GRID[at], 0.0)
    above = _GRID[np.minimum(at + 1, len(_GRID) - 1)]
    ceiling = np.where(begins.any(axis=1), above, 0.0)
    return (
        np.where(rising, np.minimum(np.maximum(low, first), high), np.minimum(floor, first)),
        np.where(rising, high, np.minimum(ceiling, first)),
    )


def _bisect(rises: Callable[[Array], npt.NDArray[np.bool_]], low: Array, high: Array) -> Array:
    """Where `rises` changes from True to False between `low` and `high`, by halving their logarithms."""
    searched = (low > 0) & np.isfinite(high)
    left, right = np.where(searched, low, 1.0), np.where(searched, high, 1.0)
    for _ in range(_HALVINGS):
        middle = np.sqrt(left * right)
        up = rises(middle)
        left, right = np.where(up, middle, left), np.where(up, right, middle)
    return np.where(searched, np.sqrt(left * right), high)


def _root(phi: Phi, bias: float, at: int, below: bool) -> tuple[float, float]:
    """Weight variance and q* at which chi is 1, between two points of the grid."""

    def on_the_left(q: Array) -> npt.NDArray[np.bool_]:
        averages = _averages(phi, q)
        return np.asarray(((q - bias) / averages.square() * averages.slope() < 1) == below)

    variance = _bisect(on_the_left, _GRID[at : at + 1], _GRID[at + 1 : at + 2])
    weight = (variance - bias) / _averages(phi, variance).square()
    return float(weight[0]), float(variance[0])
