"""Batch and layer normalization between the sum and the activation, in the theory.

Batch normalization, large batch (Yang et al. 2019, arXiv:1902.08129): a unit's sum has the variance
v = sigma_w^2 Var(phi(z)) over the rows, as its mean is taken away, and is divided by the root of v. So z has
variance 1 by construction, and on the way back the gradient's variance is divided by v too:

    chi = sigma_w^2 E[phi'(z)^2] / v = E[phi'(z)^2] / Var(phi(z)),  z ~ N(0, 1),

pi / (pi - 1) = 1.467 for ReLU, whatever the weights. It is at least 1 for every phi, and 1 for linear layers
alone: gradients explode.

Layer normalization: the mean over a row's units is nearly 0 before scaling, so it divides by the root of
v = sigma_w^2 E[phi(z)^2], and the same steps lead to chi = E[phi'(z)^2] / E[phi(z)^2], which is 1 for ReLU.
That is our own derivation for wide layers; no published table is known to us. Simulations agree with both
(tests/theory/test_normalization.py).

Keras adds epsilon to v before it divides, which matters for small weights: z then has variance
v / (v + epsilon), and v + epsilon stands in place of v.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.message import Message

Array = npt.NDArray[np.float64]

KERAS_EPSILON = 1e-3
"""Default of `keras.layers.BatchNormalization` and `LayerNormalization`."""

NOTES: Mapping[str | None, tuple[Message, ...]] = {
    None: (),
    "batch": (
        Message(
            "Batch normalization: by the theory of Yang et al. (2019) for large batches. In simulations, "
            "gradients met its factor per layer within {large}% for 256 rows and within {small}% for 32. "
            "Real rows are less unlike than random ones: in the first layers gradients grow more.",
            large=2,
            small=6,
        ),
    ),
    "layer": (
        Message(
            "Layer normalization: signals have variance 1 by construction. We know of no published result "
            "for gradients; the prediction was derived for this lab and met in simulations within "
            "{percent}% per layer.",
            percent=2,
        ),
    ),
}
"""Where the numbers for each normalization come from."""

NO_THEORY_OF_BOTH = Message(
    "No published theory is known for batch and layer normalization together. Choose one of them to see a "
    "prediction."
)


def no_theory_of(normalization: Message, *, behind: bool) -> Message:
    """That there is none here for a normalization; `behind`: it stands behind the activation."""
    if behind:
        return Message(
            "There is no theory here for {normalization} behind the activation: before it, batch and layer "
            "normalization have one.",
            normalization=normalization,
        )
    return Message(
        "There is no theory here for {normalization}. Choose batch or layer normalization to see a "
        "prediction.",
        normalization=normalization,
    )


@dataclass(frozen=True, slots=True)
class Normalization:
    """What a normalization does to variances; nothing when `kind` is None."""

    kind: str | None
    epsilon: float

    def scaled(self, variance: Array) -> Array:
        """Variance of a sum after normalization."""
        if self.kind is None:
            return variance
        return np.where(variance > 0, 1 / (1 + self.epsilon / variance), 0.0)

    def share(self, variance: Array) -> Array:
        """What the variance of a gradient is multiplied by on its way back through the normalization."""
        if self.kind is None:
            return np.ones_like(variance)
        return np.where(variance + self.epsilon > 0, 1 / (variance + self.epsilon), 0.0)
