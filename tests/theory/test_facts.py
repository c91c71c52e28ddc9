"""Numbers that papers print, or that anyone can derive, by theory alone."""

from __future__ import annotations

import doctest
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import core.theory
from core.choices.activations import ACTIVATIONS
from core.message import Invalid
from core.theory import (
    Phi,
    critical,
    critical_weight_variance,
    fixed_point,
    propagate,
)
from core.theory.activations import WITHOUT_THEORY

COVERED = [key for key in ACTIVATIONS if key not in WITHOUT_THEORY]
KEYS = st.sampled_from(COVERED)


def test_the_example_of_the_package() -> None:
    assert doctest.testmod(core.theory) == (0, 4)


@pytest.mark.parametrize(
    ("activation", "bias_variance", "expected"),
    [
        # By Poole et al. 2016's equation 3 with chi = 1; to three decimals.
        ("linear", 0.0, 1.0),
        ("relu", 0.0, 2.0),
        ("tanh", 0.0, 1.0),
        ("tanh", 0.01, 1.424),
        ("tanh", 0.05, 1.761),
        ("tanh", 0.1, 1.986),
        ("tanh", 0.2, 2.285),
        ("sigmoid", 0.0, 103.0),
        # Roberts, Yaida & Hanin 2022, The Principles of Deep Learning Theory, section 5.3.4.
        ("silu", 0.55514317, 1.98800468),
        ("gelu", 0.17292239, 1.98305826),
    ],
)
def test_critical_weights(activation: str, bias_variance: float, expected: float) -> None:
    assert critical_weight_variance(activation, bias_variance) == pytest.approx(expected, rel=5e-4)


@pytest.mark.parametrize("slope", [0.0, 0.01, 0.2, 1.0])
def test_critical_weights_of_leaky_relu(slope: float) -> None:
    """He et al. 2015, equation 15."""
    found = critical_weight_variance({"name": "leaky_relu", "slope": slope})
    assert found == pytest.approx(2 / (1 + slope**2), rel=1e-9)


def test_half_stable_points_are_where_the_book_has_them() -> None:
    """SWISH: K* = 14.32017362, where chi of sizes and of directions are both 1 (the book, section 5.3.4)."""
    found = critical("silu", 0.55514317)
    assert found is not None and found.variance == pytest.approx(14.32017362, rel=1e-4)
    at = fixed_point("silu", found.weight_variance, 0.55514317, (14.32017 - 0.55514) / found.weight_variance)
    assert float(at.chi) == pytest.approx(1.0, abs=1e-4)
    assert float(at.slope) == pytest.approx(1.0, abs=1e-4)


@given(key=KEYS, bias=st.floats(-3, 0).map(lambda power: 10.0**power) | st.just(0.0))
def test_chi_is_1_at_critical_weights(key: str, bias: float) -> None:
    found = critical(key, bias)
    assert found is not None
    if math.isinf(found.variance):
        layers = propagate(key, found.weight_variance, bias, 1, 1e20)
        assert layers.chi[0] == pytest.approx(1.0, abs=1e-6)
    else:
        start = max(found.variance - bias, 1e-16) / found.weight_variance
        layers = propagate(key, found.weight_variance, bias, 2, start)
        np.testing.assert_allclose(layers.chi, 1.0, atol=1e-6)
        np.testing.assert_allclose(layers.preactivation_variance, max(found.variance, 1e-16), rtol=1e-6)


def test_a_note_where_a_critical_scale_helps_little() -> None:
    for key, bias, stable, noted in [
        ("tanh", 0.0, True, False),
        ("relu", 0.0, True, False),
        ("gelu", 0.0, False, True),
        ("silu", 0.0, False, True),
        ("softplus", 0.0, True, True),
    ]:
        found = critical(key, bias)
        assert found is not None and (found.stable, found.note is not None) == (stable, noted)
    assert "limit of small signals" in str(critical("silu").note)  # type: ignore[union-attr]
    assert "variance 1.55" in str(critical("silu", 0.1).note)  # type: ignore[union-attr]
    step = Phi.of(np.sign, np.zeros_like)
    assert critical(step) is None
    with pytest.raises(Invalid, match="no critical scale"):
        critical_weight_variance(step)


def test_chi_of_tanh_with_random_biases() -> None:
    found = fixed_point("tanh", [1.0, 1.3, 1.5, 1.7, 2.0], 0.05).chi
    np.testing.assert_allclose(found, [0.759, 0.880, 0.939, 0.987, 1.048], atol=5e-4)


@pytest.mark.parametrize(
    ("activation", "deviation", "factor"),
    [("tanh", 0.5, 9.8e-4), ("tanh", 2.0, 4.7), ("sigmoid", 1.0, 5.4e-7)],
)
def test_gradient_norms_over_ten_layers(activation: str, deviation: float, factor: float) -> None:
    assert float(fixed_point(activation, deviation**2).gradient_factor(10)) == pytest.approx(factor, rel=0.01)


@pytest.mark.slow
def test_fixed_points_are_where_iteration_ends() -> None:
    weights = np.geomspace(1e-3, 1e3, 9)
    for key in COVERED:
        deep = propagate(key, weights, 0.02, 500, 0.7).preactivation_variance[:, -1]
        found = fixed_point(key, weights, 0.02, 0.7).variance
        settled = np.isfinite(found)
        np.testing.assert_allclose(found[settled], deep[settled], rtol=1e-6)
        # ReLU and its like do not settle at all from the critical weights on.
        assert (deep[~settled] > 5).all()


def test_glorot_bengio_2010() -> None:
    """Section 4.2.1, figures 6 to 8: five tanh layers of 1000 units, inputs of variance 1."""
    plain = propagate("tanh", 1 / 3, 0.0, 5)  # U(+-1/sqrt(n))
    np.testing.assert_allclose(plain.activation_std, [0.46, 0.25, 0.14, 0.081, 0.047], rtol=0.02)
    assert 1 / math.sqrt(plain.backward[0]) == pytest.approx(12, rel=0.02)
    assert plain.weight_gradient.max() / plain.weight_gradient.min() == pytest.approx(1.03, abs=0.005)
    normalized = propagate("tanh", 1.0, 0.0, 5)
    np.testing.assert_allclose(normalized.activation_std, [0.63, 0.49, 0.41, 0.36, 0.32], atol=0.005)
    assert 1 / math.sqrt(normalized.backward[0]) == pytest.approx(2.4, abs=0.05)


def test_he_2015() -> None:
    """Section 2.2: 30 ReLU layers whose weights have half of the variance they need."""
    half = propagate("relu", 1.0, 0.0, 30).activation_std
    assert half[29] / half[0] == pytest.approx(2**-14.5, rel=1e-9) == pytest.approx(4.3e-5, rel=0.01)
    np.testing.assert_allclose(propagate("relu", 2.0, 0.0, 30).activation_square, 1.0, rtol=1e-9)


def test_widths_turn_the_gradient_by_their_ratio() -> None:
    layers = propagate("linear", 1.0, 0.0, 3, widths=(10, 40, 20))
    np.testing.assert_allclose(layers.backward, [2.0, 0.5, 1.0])
    np.testing.assert_allclose(layers.preactivation_variance, 1.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"weight_variance": -1.0},
        {"weight_variance": math.nan},
        {"bias_variance": math.inf},
        {"depth": 0},
        {"widths": (3, 4)},
        {"layer_factors": (1.0, 1.0)},
        {"normalization": "layer", "epsilon": -1.0},
        {"normalization": "batch", "bias_variance": 0.1},
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid, match=r"received"):
        propagate(**{"activation": "tanh", "weight_variance": 1.0, "bias_variance": 0.0, "depth": 5, **wrong})  # type: ignore[arg-type]
