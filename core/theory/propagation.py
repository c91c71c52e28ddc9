"""How large signals and gradients are in every layer of a wide network whose weights have just been drawn.

In a wide layer the pre-activations z of one row are independent normal numbers, whatever the distribution
of the weights, and their variance follows from that of the layer before (Poole et al. 2016,
arXiv:1606.05340, equation 3):

    q[l+1] = sigma_w^2 E[phi(sqrt(q[l]) x)^2] + sigma_b^2,  x ~ N(0, 1),  sigma_w^2 = fan_in * Var(W).

The variance of dL/dz shrinks or grows from layer l+1 to layer l by chi = sigma_w^2 E[phi'(sqrt(q[l]) x)^2]
(Schoenholz et al. 2017, arXiv:1611.01232, equation 14), times the ratio of the widths.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from core.message import Invalid, Message
from core.theory.activations import AnyActivation, Phi, phi_of
from core.theory.gaussian import Averages
from core.theory.normalization import KERAS_EPSILON, NOTES, Normalization
from core.theory.shares import saturated_share, silent_share

Array = npt.NDArray[np.float64]
LayerActivations = list[AnyActivation] | tuple[AnyActivation, ...]
"""One per hidden layer, first to last."""


@dataclass(frozen=True, slots=True, eq=False)
class Propagation:
    """What theory predicts for every hidden layer, first to last along the last axis.

    Shapes are ``S + (depth,)``, with S that of the weight variance (empty for a number). Values beyond
    what a float holds are 0 or infinite, never NaN.

    Arguments:
        preactivation_variance: of z around its mean (the constant bias), over the units and over the
            draws of the weights: q. With a normalization: of what the activation function gets.
        activation_mean: of a = phi(z), over the units.
        activation_square: mean of a^2, not centred; its root is the root mean square that the next layer
            is fed with.
        activation_std: standard deviation of a around its mean, over units and rows, as the lab draws it:
            sqrt(activation_square - activation_mean^2), computed without that difference.
        saturated: share of outputs in the flat part of phi, by the bounds of the lab (0 where it has none).
        silent: share of outputs that count as none by the lab's rule for dead units, for a single row: 1/2
            for ReLU. It is no share of dead units: a unit is dead when it is silent for every row.
        chi: factor of the variance of dL/dz from layer l+1 to layer l for equal widths; the last as if
            one more such layer followed.
        backward: variance of dL/dz over that of the last of these layers, which is 1. (The lab draws the
            root.)
        weight_gradient: root mean square of an entry of dL/dW for one row, in units of the root mean
            square of dL/dz in the last of these layers. dL/dW is the product of dL/dz and the layer's
            input, which are independent, so it is sqrt(backward) times the root mean square of the input.
            Glorot & Bengio 2010, figure 8: it can stay equal while dL/dz vanishes. Ratios between layers
            are the same for many rows as long as these are about as unlike in every layer.
        notes: what the reader should know about where these numbers come from.
    """

    preactivation_variance: Array
    activation_mean: Array
    activation_square: Array
    activation_std: Array
    saturated: Array
    silent: Array
    chi: Array
    backward: Array
    weight_gradient: Array
    notes: tuple[Message, ...] = ()


def propagate(
    activation: AnyActivation | LayerActivations,
    weight_variance: npt.ArrayLike,
    bias_variance: npt.ArrayLike,
    depth: int,
    input_variance: npt.ArrayLike = 1.0,
    *,
    bias: float = 0.0,
    layer_factors: Sequence[float] | None = None,
    widths: Sequence[int] | None = None,
    normalization: Literal["batch", "layer"] | None = None,
    epsilon: float = KERAS_EPSILON,
) -> Propagation:
    """Predicted signals and gradients of `depth` hidden layers.

    Arguments:
        activation: a key of the lab, with or without parameters, or a NumPy function (see `phi_of`); a list
            or a tuple with one for each layer where they differ.
        weight_variance: fan_in * Var(W); a number or an array of any shape, all of it in one call.
        bias_variance: variance of the biases when they are drawn at random.
        depth: number of layers, at least 1.
        input_variance: mean square of the entries of the network's input; with batch normalization
            their variance over the rows. Broadcasts against the two above.
        bias: the same bias for all units (what the lab's field sets). Batch normalization adds it after
            scaling (beta); layer normalization takes it away.
        layer_factors: per layer, what the weight variance is multiplied by, where fan_in * Var(W) is not
            the same in all (Glorot with unequal widths); `depth` numbers, or one more for the layer that
            follows.
        widths: units per layer. The gradient's variance at layer l, for a given one at the last layer,
            goes with ``widths[-1] / widths[l]``, since fan_in * Var(W) stands for a sum over fan_out
            units on the way back. Equal when left out. The forward side does not depend on them.
        normalization: between sum and activation, as in the lab; see `core.theory.normalization`.
        epsilon: what the normalization adds to a variance.

    Raises:
        Invalid: an unknown activation, a negative variance, or lengths that do not fit.
    """
    weight, bias_var, feeding = np.broadcast_arrays(
        at_least_zero("weight_variance", weight_variance),
        at_least_zero("bias_variance", bias_variance),
        at_least_zero("input_variance", input_variance),
    )
    if depth < 1:
        raise Invalid(
            Message("Expected {name} of at least {low}, received {got}.", name="depth", low=1, got=depth)
        )
    if normalization == "batch" and bias_var.any():
        raise Invalid(
            Message(
                "Batch normalization takes random biases away: set {name} to 0, received {got}.",
                name="bias_variance",
                got=float(bias_var.max()),
            )
        )
    phis = _phis(activation, depth)
    factors = _factors(layer_factors, depth)
    kind = Normalization(normalization, float(at_least_zero("epsilon", epsilon)))
    mean = np.full(weight.shape, 0.0 if normalization == "layer" else bias)
    found: dict[str, list[Array]] = {key: [] for key in ("q", "mean", "variance", "slope", "sum", "fed")}
    with np.errstate(all="ignore"):
        for phi, factor in zip(phis, factors[:-1], strict=True):
            total = weight * factor * feeding + bias_var
            q = kind.scaled(total)
            averages = Averages(phi, q, mean)
            level, variance = averages.mean_and_variance()
            row = (q, level, variance, averages.slope(), total, feeding)
            for kept, value in zip(found.values(), row, strict=True):
                kept.append(value)
            feeding = variance if normalization == "batch" else variance + level**2
        found["sum"].append(weight * factors[-1] * feeding + bias_var)
        layers = {key: np.stack(values, axis=-1) for key, values in found.items()}
        share = kind.share(layers["sum"])
        carried = weight[..., None] * factors[1:] * share[..., 1:]
        chi = np.where(carried > 0, carried * layers["slope"], 0.0)
        backward = _log_backward(chi, _widths(widths, depth))
        fed = np.log(layers["fed"] * share[..., :-1])
        return Propagation(
            preactivation_variance=layers["q"],
            activation_mean=layers["mean"],
            activation_square=layers["variance"] + layers["mean"] ** 2,
            activation_std=np.sqrt(layers["variance"]),
            saturated=_shares(saturated_share, phis, layers["q"], mean[..., None]),
            silent=_shares(silent_share, phis, layers["q"], mean[..., None]),
            chi=chi,
            backward=np.exp(backward),
            weight_gradient=np.exp(0.5 * (backward + fed)),
            notes=NOTES[normalization],
        )


def at_least_zero(name: str, values: npt.ArrayLike) -> Array:
    """`values` as an array of floats, or `Invalid`."""
    array = np.asarray(values, np.float64)
    wrong = array[~(np.isfinite(array) & (array >= 0))]
    if wrong.size:
        raise Invalid(
            Message(
                "Expected {name} of at least {low}, received {got}.", name=name, low=0, got=float(wrong[0])
            )
        )
    return array


def _phis(given: AnyActivation | LayerActivations, depth: int) -> list[Phi]:
    """One per layer."""
    if not isinstance(given, list | tuple):
        return [phi_of(given)] * depth
    if len(given) != depth:
        raise Invalid(_wrong_length("activation", depth, len(given)))
    return [phi_of(each) for each in given]


def _shares(
    share: Callable[[Phi, Array, Array], Array], phis: Sequence[Phi], variance: Array, mean: Array
) -> Array:
    """`share` of every layer: of all layers with the same function at once."""
    found = np.zeros(np.broadcast(variance, mean).shape)
    for phi in dict.fromkeys(phis):
        own = [at for at, each in enumerate(phis) if each == phi]
        found[..., own] = share(phi, variance[..., own], mean)
    return found


def _factors(given: Sequence[float] | None, depth: int) -> Array:
    """One per layer and one for the layer that follows."""
    if given is None:
        return np.ones(depth + 1)
    factors = at_least_zero("layer_factors", given)
    if factors.shape not in {(depth,), (depth + 1,)}:
        raise Invalid(_wrong_length("layer_factors", depth, len(given)))
    return factors if len(factors) > depth else np.append(factors, factors[-1])


def _widths(given: Sequence[int] | None, depth: int) -> Array:
    widths = np.ones(depth) if given is None else np.asarray(given, np.float64)
    if widths.shape != (depth,):
        raise Invalid(_wrong_length("widths", depth, len(widths)))
    return widths


def _wrong_length(name: str, depth: int, got: int) -> Message:
    return Message(
        "Expected {low} numbers in {name}, one per layer, received {got}.", name=name, low=depth, got=got
    )


def _log_backward(chi: Array, widths: Array) -> Array:
    """Logarithm of the product of chi from each layer to the last but one, times the ratio of widths."""
    logs = np.log(chi[..., :-1])
    summed = np.cumsum(logs[..., ::-1], axis=-1)[..., ::-1]
    last = np.zeros((*chi.shape[:-1], 1))
    return np.asarray(np.concatenate([summed, last], axis=-1) + np.log(widths[-1] / widths))
