"""How alike two inputs still are, layer by layer, and how deep information reaches.

Two rows whose pre-activations have variance q and correlation c give, in the next layer (Poole et al. 2016,
arXiv:1606.05340, equation 5),

    c' = (sigma_w^2 E[phi(u1) phi(u2)] + sigma_b^2) / q'.

u1 and u2 are independent once their common part is given: u = sqrt(q) (sqrt(c) g + sqrt(1-c) h). So the
double average is a single one over g of a smoothed phi, and 1 - c' is an average of variances over h, which
keeps its digits when rows are nearly equal.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.message import Invalid, Message
from core.theory.activations import AnyActivation, Phi, phi_of
from core.theory.criticality import fixed_point
from core.theory.gaussian import LARGEST, SMALLEST, Averages, points
from core.theory.propagation import at_least_zero, propagate

Array = npt.NDArray[np.float64]

_SMALL = 1e-16  # variance at which limits for 0 are read off
_BEND: Array = np.linspace(-9.0, 9.0, 13)  # over a smoothed kink, in deviations


@dataclass(frozen=True, slots=True, eq=False)
class Correlations:
    """Likeness of two rows in every layer; arrays of shape ``(depth,)``.

    Arguments:
        correlation: of the pre-activations of the two rows, -1 to 1.
        distance: 1 - correlation, with all its digits.
    """

    correlation: Array
    distance: Array


@dataclass(frozen=True, slots=True)
class DepthScale:
    """Layers over which what distinguishes two inputs fades by a factor e (Schoenholz et al. 2017).

    Arguments:
        variance: q*, where variances settle.
        chi: chi at q*, for equal rows ("chi_1").
        correlation: c*, what any two rows tend to: 1 in the ordered phase, less in the chaotic one. (Where
            q* is 0 or infinite rows may also stay as they are.)
        chi_there: chi for rows of correlation c*; equals `chi` where c* is 1.
        of_variance: xi_q, for differences in size (equation 6); infinite when they do not fade.
        of_correlation: xi_c, for differences in direction (equation 9): -1 / ln(chi_there). Networks
            were found trainable down to about 6 of these. Where q* is 0 or infinite, chi_there is first
            divided by the factor of the variances, of which a correlation knows nothing: ReLU without
            biases has the same correlations, and an infinite xi_c, for every weight variance.
        of_gradient: layers over which the variance of dL/dz changes by a factor e: 1 / |ln chi|.
    """

    variance: float
    chi: float
    correlation: float
    chi_there: float
    of_variance: float
    of_correlation: float
    of_gradient: float


def correlations(
    activation: AnyActivation,
    weight_variance: float,
    bias_variance: float,
    depth: int,
    correlation: float,
    input_variance: float = 1.0,
) -> Correlations:
    """How alike two rows stay whose inputs have mean square `input_variance` and the given correlation.

    Raises:
        Invalid: as `propagate`, or a correlation outside of -1 to 1.
    """
    if not -1 <= correlation <= 1:
        raise Invalid(
            Message(
                "Expected {name} from {low} to {high}, received {got}.",
                name="correlation",
                low=-1,
                high=1,
                got=correlation,
            )
        )
    phi = phi_of(activation)
    variances = propagate(phi, weight_variance, bias_variance, depth, input_variance).preactivation_variance
    found: list[float] = []
    apart = 1.0 - correlation
    for layer, variance in enumerate(variances):
        if layer == 0:
            kept = weight_variance * input_variance
            apart = apart * kept / variance if variance > 0 else 0.0
        elif np.isinf(variance):
            apart = found[-1]
        else:
            before = float(variances[layer - 1])
            apart = weight_variance * _parting(phi, before, apart) / variance if variance > 0 else apart
        found.append(float(np.clip(apart, 0.0, 2.0)))
    distance = np.array(found)
    return Correlations(1.0 - distance, distance)


def depth_scale(
    activation: AnyActivation,
    weight_variance: float,
    bias_variance: float = 0.0,
    input_variance: float = 1.0,
) -> DepthScale:
    """How many layers deep information about the input reaches.

    Raises:
        Invalid: an unknown activation or a negative variance.
    """
    phi = phi_of(activation)
    weight = float(at_least_zero("weight_variance", weight_variance))
    at = fixed_point(phi, weight, bias_variance, input_variance)
    variance, chi, slope = float(at.variance), float(at.chi), float(at.slope)
    correlation, there = 1.0, chi
    factor = slope if variance == 0 or math.isinf(variance) else 1.0  # of the variances, layer by layer
    if chi > 1 + 1e-9:
        correlation, there = _likeness(phi, weight, bias_variance, variance)
    return DepthScale(
        variance=variance,
        chi=chi,
        correlation=correlation,
        chi_there=there,
        of_variance=_layers(slope),
        of_correlation=_layers(there / factor) if factor > 0 else 0.0,
        of_gradient=_layers(min(chi, 1 / chi)) if chi > 0 else 0.0,
    )


def _layers(factor: float) -> float:
    """Layers after which a quantity that is multiplied by `factor` in each has shrunk by e."""
    if factor <= 0:
        return 0.0
    # What is 1 up to rounding does not fade.
    return -1 / math.log(factor) if factor < 1 - 1e-9 else math.inf


def _likeness(phi: Phi, weight: float, bias: float, at: float) -> tuple[float, float]:
    """c* and chi there in the chaotic phase, by Newton's method from 0.

    The map of correlations is convex on 0 to 1, starts at or above 0 and ends below the diagonal: the steps
    approach c* from below. (Where variances grow without end, c* may be 1 although chi is more than 1.)
    """
    variance = min(max(at, _SMALL), LARGEST**0.5)
    after = weight * float(Averages(phi, np.array(variance), np.zeros(())).square()) + bias
    if weight * _joint_slope(phi, variance, 0.0) * variance <= after * (1 + 1e-9):
        return 1.0, weight * _joint_slope(phi, variance, 0.0)
    likeness = 0.0
    for _ in range(60):
        parted = weight * _parting(phi, variance, 1 - likeness) / after
        slope = weight * _joint_slope(phi, variance, 1 - likeness) * variance / after
        step = (1 - parted - likeness) / (1 - slope)
        likeness = min(max(likeness + step, 0.0), 1.0)
        if abs(step) < 1e-10:
            break
    return likeness, weight * _joint_slope(phi, variance, 1 - likeness)


def _parting(phi: Phi, variance: float, apart: float) -> float:
    """E[phi(u)^2] - E[phi(u1) phi(u2)] for rows of correlation 1 - `apart`."""
    if apart <= 0:
        return 0.0
    # For tiny variances phi is straight, perhaps with a kink: a resolvable one is taken and scaled back.
    resolved = max(variance, min(1e-20 / max(min(apart, 2 - apart), SMALLEST), 1e-10))
    weights, given, opposite = _given_common(phi, resolved, apart)
    with np.errstate(all="ignore"):
        mean, spread = given.mean_and_variance()
        # With a negative correlation the other row's common part has the opposite sign.
        mixed = spread if apart <= 1 else spread + mean * (mean - opposite.mean_and_variance()[0])
        return float(weights @ mixed) * (variance / resolved)


def _joint_slope(phi: Phi, variance: float, apart: float) -> float:
    """E[phi'(u1) phi'(u2)] for rows of correlation 1 - `apart`, at least 0."""
    weights, given, _ = _given_common(phi, variance, apart)
    return float(weights @ given.mean_slope() ** 2)


def _given_common(phi: Phi, variance: float, apart: float) -> tuple[Array, Averages, Averages]:
    """Weights over the common part of two rows, and averages of phi given it and given its opposite."""
    q = min(max(variance, SMALLEST), LARGEST)
    common = math.sqrt(q * abs(1 - apart))
    alone = q * min(apart, 2 - apart)
    # What rows do not share smooths each kink over its own deviation; in the opposite row it is mirrored.
    kinks = [*phi.kinks, *(-kink for kink in phi.kinks)]
    bends = tuple(np.add.outer(kinks, math.sqrt(alone) * _BEND).ravel())
    places, weights = points(np.zeros(()), np.array(max(common, 1e-150)), bends)
    own = np.full(places.shape, alone)
    return weights, Averages(phi, own, common * places), Averages(phi, own, -common * places)
