"""Predictions for batch and layer normalization, against networks in NumPy with Keras's definitions."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import pytest

from core.theory import phi_of, propagate
from tests.theory.simulation import mean_square

Kind = Literal["batch", "layer"]
EPSILON = 1e-3


def normalized(
    key: str, kind: Kind, *, weight_variance: float, rows: int, bias: float = 0.0, width: int = 400
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Deviation of activations, size of dL/dz and of dL/dW per layer, root mean squares over networks."""
    rng, phi, depth = np.random.default_rng(5), phi_of(key), 8
    found = []
    for _ in range(6):
        kernels = [rng.normal(size=(width, width)) * math.sqrt(weight_variance / width) for _ in range(depth)]
        inputs, sums, factors = [rng.normal(size=(rows, width))], [], []
        axis = 0 if kind == "batch" else 1
        for kernel in kernels:
            total = inputs[-1] @ kernel
            factors.append(1 / np.sqrt(total.var(axis=axis, keepdims=True) + EPSILON))
            centred = (total - total.mean(axis=axis, keepdims=True)) * factors[-1]
            sums.append(centred)
            inputs.append(phi(centred + (bias if kind == "batch" else 0.0)))
        delta = rng.normal(size=(rows, width))
        numbers = []
        for layer in reversed(range(depth)):
            along = delta.mean(axis=axis, keepdims=True)
            tilt = (delta * sums[layer]).mean(axis=axis, keepdims=True)
            before = factors[layer] * (delta - along - sums[layer] * tilt)
            size = mean_square(inputs[layer].T @ before)
            numbers.append([inputs[layer + 1].var(), mean_square(delta), size])
            if layer:
                slope = phi.slope(sums[layer - 1] + (bias if kind == "batch" else 0.0))
                delta = (before @ kernels[layer].T) * slope
        found.append(numbers[::-1])
    deviation, gradient, weight = np.sqrt(np.mean(found, axis=0)).T
    return deviation, gradient, weight


@pytest.mark.parametrize(
    ("key", "kind", "weight_variance", "rows", "bias", "tolerance"),
    [
        pytest.param("relu", "batch", 2.0, 256, 0.0, 0.02, marks=pytest.mark.slow),
        pytest.param("tanh", "batch", 1.0, 256, 0.0, 0.02, marks=pytest.mark.slow),
        pytest.param("linear", "batch", 1.0, 256, 0.0, 0.02, marks=pytest.mark.slow),
        pytest.param("gelu", "batch", 1e-3, 256, 0.5, 0.02, marks=pytest.mark.slow),
        ("relu", "batch", 2.0, 32, 0.0, 0.06),
        ("sigmoid", "batch", 1.0, 32, 0.0, 0.06),
        ("relu", "layer", 2.0, 32, 0.0, 0.02),
        pytest.param("tanh", "layer", 1e-3, 32, 0.0, 0.02, marks=pytest.mark.slow),
        ("sigmoid", "layer", 1.0, 32, 0.0, 0.02),
        pytest.param("selu", "layer", 1.0, 32, 0.0, 0.02, marks=pytest.mark.slow),
    ],
)
def test_normalized_networks(
    key: str, kind: Kind, weight_variance: float, rows: int, bias: float, tolerance: float
) -> None:
    deviation, gradient, weight = normalized(key, kind, weight_variance=weight_variance, rows=rows, bias=bias)
    theory = propagate(key, weight_variance, 0.0, 8, normalization=kind, bias=bias)
    np.testing.assert_allclose(deviation, theory.activation_std, rtol=0.03)
    # The tolerance is for the factor of the variance per layer, on average over seven of them.
    factor = (gradient[0] / gradient[-1]) ** (2 / 7)
    assert factor == pytest.approx(math.exp(np.mean(np.log(theory.chi[:-1]))), rel=tolerance)
    ratios = weight / weight[-1] / (theory.weight_gradient / theory.weight_gradient[-1])
    assert np.abs(np.log(ratios)).max() <= 0.5 * 7 * tolerance
    assert theory.notes


def test_rates_of_yang_2019() -> None:
    """With batch normalization ReLU layers explode by pi / (pi - 1) each; linear ones do not."""
    for weight_variance in (0.5, 2.0, 50.0):
        relu = propagate("relu", weight_variance, 0.0, 3, normalization="batch", epsilon=0.0)
        np.testing.assert_allclose(relu.chi, math.pi / (math.pi - 1), rtol=1e-9)
        linear = propagate("linear", weight_variance, 0.0, 3, normalization="batch", epsilon=0.0)
        np.testing.assert_allclose(linear.chi, 1.0, rtol=1e-9)
        layer = propagate("relu", weight_variance, 0.0, 3, normalization="layer", epsilon=0.0)
        np.testing.assert_allclose([layer.chi, layer.preactivation_variance], 1.0, rtol=1e-9)


def test_bias_is_taken_away_by_layer_but_not_by_batch_normalization() -> None:
    plain = propagate("relu", 1.0, 0.0, 3)
    assert propagate("relu", 1.0, 0.0, 3, bias=-2.0).silent[0] > 0.97 > plain.silent[0]
    assert propagate("relu", 1.0, 0.0, 3, bias=-2.0, normalization="batch").silent[0] > 0.97
    assert propagate("relu", 1.0, 0.0, 3, bias=-2.0, normalization="layer").silent[0] == 0.5
