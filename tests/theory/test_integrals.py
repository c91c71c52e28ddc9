"""The averages behind every prediction: against brute force over the whole range, and their own laws."""

from __future__ import annotations

import math
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.choices.activations import ACTIVATIONS
from core.theory import fixed_point, phi_of, propagate
from core.theory.activations import WITHOUT_THEORY
from core.theory.gaussian import Averages
from tests.theory.brute_force import brute_force

COVERED = [key for key in ACTIVATIONS if key not in WITHOUT_THEORY]
KEYS = st.sampled_from(COVERED)
EXPONENTS = st.floats(-8, 4)


@pytest.mark.parametrize("key", COVERED)
@pytest.mark.parametrize("deviation", [1e-8, 1e-3, 0.3, 1.0, 3.0, 25.0, 600.0, 1e4])
def test_averages_equal_brute_force(key: str, deviation: float) -> None:
    phi = phi_of(key)
    ours, truth = Averages(phi, np.array(deviation**2), np.zeros(())), brute_force(phi, deviation)
    mean, variance = ours.mean_and_variance()
    size = math.sqrt(truth.variance + truth.mean**2)
    assert float(mean) == pytest.approx(truth.mean, rel=1e-5, abs=1e-8 * size)
    assert float(variance) == pytest.approx(truth.variance, rel=1e-4)
    assert float(ours.slope()) == pytest.approx(truth.slope, rel=1e-4)
    # E[phi^2] may hardly grow: compared with what it is.
    assert float(ours.growth()) == pytest.approx(truth.growth, rel=1e-3, abs=1e-6 * (size / deviation) ** 2)
    assert float(ours.spread()) == pytest.approx(truth.spread, rel=1e-3, abs=1e-7)


@settings(max_examples=25)
@given(key=KEYS, exponent=EXPONENTS, mean=st.floats(-3, 3))
def test_averages_equal_brute_force_around_any_mean(key: str, exponent: float, mean: float) -> None:
    phi, deviation = phi_of(key), 10.0**exponent
    ours, truth = Averages(phi, np.array(deviation**2), np.array(mean)), brute_force(phi, deviation, mean)
    found, variance = ours.mean_and_variance()
    size = math.sqrt(truth.variance + truth.mean**2)
    assert float(found) == pytest.approx(truth.mean, rel=1e-5, abs=1e-8 * size)
    assert float(variance) == pytest.approx(truth.variance, rel=1e-3, abs=1e-15 * deviation**2)
    assert float(ours.slope()) == pytest.approx(truth.slope, rel=1e-3, abs=1e-15)


@given(
    exponent=EXPONENTS,
    slope=st.floats(0, 1),
    weight=st.floats(-4, 3).map(lambda power: 10.0**power),
)
def test_homogeneous_layers_scale(exponent: float, slope: float, weight: float) -> None:
    """phi(s z) = s phi(z) for s > 0: each layer multiplies variances by sigma_w^2 (1 + a^2) / 2."""
    size = 10.0 ** (2 * exponent)
    layers = propagate({"name": "leaky_relu", "slope": slope}, weight, 0.0, 8, size)
    factor = weight * (1 + slope**2) / 2
    expected = weight * size * factor ** np.arange(8)
    np.testing.assert_allclose(layers.preactivation_variance, expected, rtol=1e-9)
    np.testing.assert_allclose(layers.chi, factor, rtol=1e-9)
    np.testing.assert_allclose(layers.backward, factor ** np.arange(7, -1, -1.0), rtol=1e-8)


@given(key=KEYS, low=EXPONENTS, high=EXPONENTS)
def test_larger_signals_stay_larger(key: str, low: float, high: float) -> None:
    variances = np.sort(10.0 ** (2 * np.array([low, high])))
    small, large = Averages(phi_of(key), variances, np.zeros(2)).square()
    assert small <= large * (1 + 1e-9)


@given(key=KEYS, exponent=EXPONENTS)
def test_poincare(key: str, exponent: float) -> None:
    """Var(phi(z)) <= E[phi'(z)^2] Var(z) for a normal z: why batch normalization makes gradients grow."""
    averages = Averages(phi_of(key), np.array(10.0 ** (2 * exponent)), np.zeros(()))
    _, variance = averages.mean_and_variance()
    assert float(variance) <= float(averages.slope()) * 10.0 ** (2 * exponent) * (1 + 1e-6)


EXTREMES = [0.0, 1e-300, 1e-4, 1.0, 1e3, 1e300]


@pytest.mark.parametrize("normalization", [None, "batch", "layer"])
@pytest.mark.parametrize("key", COVERED)
def test_extremes_are_zero_or_infinite_but_never_nan(key: str, normalization: str | None) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for bias in (0.0, -0.3):
            layers = propagate(
                key,
                EXTREMES,
                0.0,
                100,
                [[0.0], [1.0], [1e300]],
                bias=bias,
                normalization=normalization,  # type: ignore[arg-type]
            )
            for name in layers.__slots__:
                if name != "notes":
                    values = getattr(layers, name)
                    assert values.shape == (3, 6, 100)
                    assert not np.isnan(values).any(), name
        assert not np.isnan(fixed_point(key, EXTREMES, 0.1).variance).any()


def test_a_map_of_scales_and_depths_equals_its_columns() -> None:
    scales = np.geomspace(1e-4, 1e3, 12).reshape(3, 4)
    whole = propagate("silu", scales, 0.01, 30)
    assert whole.chi.shape == (3, 4, 30)
    single = propagate("silu", float(scales[1, 2]), 0.01, 30)
    np.testing.assert_allclose(whole.backward[1, 2], single.backward, rtol=1e-12)
    np.testing.assert_allclose(whole.activation_std[1, 2], single.activation_std, rtol=1e-12)


@pytest.mark.parametrize("key", COVERED)
def test_shares_equal_drawn_ones(key: str) -> None:
    entry, phi = ACTIVATIONS[key], phi_of(key)
    drawn = np.random.default_rng(7).normal(size=400_000)
    layers = propagate(key, [0.01, 1.0, 100.0], 0.0, 1, bias=0.2)
    for at, deviation in enumerate([0.1, 1.0, 10.0]):
        outputs = phi(0.2 + deviation * drawn)
        saturated = np.mean((outputs < entry.saturated_below) | (outputs > entry.saturated_above))
        silent = 0.0 if entry.dead_at is None else np.mean(np.abs(outputs) <= entry.dead_at)
        # Five standard errors of a share.
        assert layers.saturated[at, 0] == pytest.approx(saturated, abs=5 * 0.5 / math.sqrt(drawn.size))
        assert layers.silent[at, 0] == pytest.approx(silent, abs=5 * 0.5 / math.sqrt(drawn.size))


@pytest.mark.parametrize("normalization", ["batch", "layer"])
def test_nothing_is_normalized_to_nothing(normalization: str) -> None:
    layers = propagate("tanh", 0.0, 0.0, 3, normalization=normalization, epsilon=0.0)  # type: ignore[arg-type]
    assert layers.activation_std.tolist() == layers.weight_gradient.tolist() == [0.0] * 3


def test_without_weights_every_output_is_silent() -> None:
    assert propagate("relu", 0.0, 0.0, 2).silent.tolist() == [1.0, 1.0]
    assert propagate("relu", 1e-200, 0.0, 1).silent.tolist() == [0.5]
