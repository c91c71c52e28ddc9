"""What finite width adds: networks of the same kind differ from one another, and narrow ReLU layers die.

Mean-field theory is the limit of infinite width. At width n the mean square of a layer's activations varies
from one draw of the weights to the next, and the deeper the network, the more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.message import Message
from core.theory.activations import AnyActivation, phi_of
from core.theory.gaussian import Averages
from core.theory.propagation import propagate

Array = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """How much networks differ that differ only in their random weights.

    Arguments:
        activation_square: standard deviation of the mean of a^2 over a layer's units, for one row, from
            draw to draw, over its expected value; shape ``(depth,)``.
        exact: whether that holds for every width, or only to first order in 1 / width.
        note: where the numbers come from.
    """

    activation_square: Array
    exact: bool
    note: Message


_FIRST_ORDER = Message(
    "To first order in 1 / width (Yaida 2019). No exact result is published for this activation function "
    "and these biases; where the relative variance comes close to 1, expect only its order of magnitude."
)


def spread(
    activation: AnyActivation,
    weight_variance: float,
    bias_variance: float,
    widths: Sequence[int],
    input_variance: float = 1.0,
) -> Spread:
    """The spread of the mean square of a layer's activations over draws of normally distributed weights.

    The variance of the next sum follows the mean square that was drawn, and the units of a layer are
    independent given that sum's variance. So a deviation is passed on by the slope dE[phi^2]/dq, and each
    layer adds Var(phi^2) / width of its own. For ReLU without bias the relative variance after l layers of
    width n is (1 + 5/n)^l - 1 (Hanin & Rolnick 2018, arXiv:1803.01719; Hanin 2018, arXiv:1801.03744);
    for others the same recursion is the first order in 1/n (Yaida 2019, arXiv:1910.00019; Roberts, Yaida &
    Hanin 2022, chapter 4).

    Raises:
        Invalid: as `propagate`.
    """
    phi = phi_of(activation)
    layers = propagate(phi, weight_variance, bias_variance, len(widths), input_variance, widths=widths)
    q, square = layers.preactivation_variance, layers.activation_square
    averages = Averages(phi, q, np.zeros_like(q))
    own, growth = averages.spread(), averages.growth()
    with np.errstate(all="ignore"):
        passed = np.nan_to_num(growth * q / square)  # elasticity: relative change of E[phi^2] to that of q
        shared = np.nan_to_num(weight_variance * square[:-1] / q[1:])  # of the next q, what is not bias
    found: list[float] = []
    incoming = 0.0
    for layer, width in enumerate(widths):
        found.append(passed[layer] ** 2 * incoming + own[layer] / width * (1 + incoming))
        if layer + 1 < len(widths):
            incoming = shared[layer] ** 2 * found[-1]
    homogeneous = bias_variance == 0 and bool(
        np.allclose([passed, own], [[1.0], [own[0]]], rtol=1e-6, atol=0)
    )
    note = _exact(float(own[0])) if homogeneous else _FIRST_ORDER
    return Spread(np.sqrt(np.array(found)), homogeneous, note)


def _exact(factor: float) -> Message:
    return Message(
        "Exact at every width for normally distributed weights: each layer multiplies the relative variance, "
        "plus 1, by 1 + {factor} / width (Hanin & Rolnick 2018).",
        factor=float(f"{factor:.3g}"),
    )


def born_dead_bound(widths: Sequence[int]) -> float:
    """Upper bound on the share of ReLU networks that are born dead, with symmetric weights and no biases.

    All units of a layer are at or below 0 for a given row with probability 2^-width; then nothing comes
    through. For one row the value is exact; a network is born dead when it is so for every row (Lu et al.
    2019, arXiv:1903.06733).
    """
    alive = 1.0
    for width in widths:
        alive *= 1 - 0.5**width
    return 1 - alive


def product_singular_values(width: int, depth: int, *, orthogonal: bool = False) -> Array:
    """Typical singular values of a deep linear network of equal widths with sigma_w^2 = 1, largest first.

    A product of orthogonal matrices keeps all at 1 (Saxe et al. 2014, arXiv:1312.6120). Of normally
    distributed ones the logarithm of the k-th changes, from layer to layer, by half of
    digamma((width - k + 1) / 2) + ln(2 / width): its Lyapunov exponent (Newman 1986, Communications in
    Mathematical Physics 103). That is the limit of many layers; with a few, the values lie closer together.
    """
    if orthogonal:
        return np.ones(width)
    freedom = np.arange(width, 0, -1)
    return np.asarray(np.exp(0.5 * depth * (_digamma(freedom / 2) + np.log(2 / width))), np.float64)


def _digamma(x: Array) -> Array:
    """Derivative of ln Gamma for x > 0: its recurrence up to 8 and more, then the asymptotic series."""
    y = x + 8
    series = np.log(y) - 1 / (2 * y) - 1 / (12 * y**2) + 1 / (120 * y**4) - 1 / (252 * y**6)
    return np.asarray(series - sum(1 / (x + k) for k in range(8)))
