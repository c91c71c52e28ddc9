"""The theory's NumPy activations against those that Keras builds for the same choices."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import tensorflow as tf
from scipy.stats import norm

from core.choices.activations import ACTIVATIONS
from core.choices.registry import Picked
from core.message import Invalid
from core.theory import Phi, critical_weight_variance, phi_of, propagate
from core.theory.activations import WITHOUT_THEORY, function_of
from core.theory.normal import beyond, beyond_and_density
from tests.keras_reference import layer_of

COVERED = [key for key in ACTIVATIONS if key not in WITHOUT_THEORY]
ROOT = Path(__file__).resolve().parents[2]
PICKS = [
    pytest.param(picked, id="-".join([picked.name, *(f"{value:g}" for _, value in picked.parameters)]))
    for key, entry in ACTIVATIONS.items()
    for picked in [
        ACTIVATIONS.pick(key),
        *(
            ACTIVATIONS.pick(key, **{parameter.key: value})
            for parameter in entry.parameters
            for value in (parameter.low, parameter.high)
        ),
    ]
]


@pytest.mark.parametrize("picked", PICKS)
def test_values_and_slopes_are_those_of_keras(picked: Picked) -> None:
    config = ACTIVATIONS[picked.name].keras_config(picked)
    layer = layer_of(config, dtype="float64")
    z = np.concatenate([np.linspace(-8, 8, 801) + 0.003, [-200.0, -40.0, 40.0, 200.0, 1e-9, -1e-9]])
    with tf.GradientTape() as tape:
        x = tf.constant(z)
        tape.watch(x)
        value = layer(x)
    phi = function_of(picked)
    np.testing.assert_allclose(phi(z), value.numpy(), rtol=1e-6, atol=1e-12)
    np.testing.assert_allclose(phi.slope(z), tape.gradient(value, x).numpy(), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("picked", PICKS)
def test_the_rise_keeps_its_digits_near_zero(picked: Picked) -> None:
    phi = function_of(picked)
    z = np.array([-1e-9, 1e-9, -1e-12, 1e-12])
    if picked.name == "tanh_shrink":  # its slope is 0 there
        np.testing.assert_allclose(phi.rise(z), z**3 / 3, rtol=1e-8, atol=0)
        return
    np.testing.assert_allclose(phi.rise(z), z * phi.slope(z), rtol=1e-8, atol=0)
    assert phi(np.zeros(1))[0] == phi.at_zero


@pytest.mark.parametrize("key", COVERED)
def test_differences_stand_in_for_a_derivative(key: str) -> None:
    phi = phi_of(key)
    z = np.array([-30.0, -2.9, -0.4, -1e-5, 1e-8, 0.2, 2.0, 50.0])
    np.testing.assert_allclose(Phi.of(phi).slope(z), phi.slope(z), rtol=1e-6, atol=1e-7)


def test_a_function_of_your_own() -> None:
    ours = propagate("tanh", 1.5, 0.05, 10)
    yours = propagate(np.tanh, 1.5, 0.05, 10)
    np.testing.assert_allclose(yours.activation_std, ours.activation_std, rtol=1e-10)
    np.testing.assert_allclose(yours.backward, ours.backward, rtol=1e-6)
    hard = Phi.of(lambda z: np.clip(z, -1, 1), lambda z: (np.abs(z) < 1) * 1.0, kinks=(-1.0, 1.0))
    # E[phi'^2] is the chance of |z| < 1 and E[phi^2] has a closed form.
    layer = propagate(hard, 4.0, 0.0, 1, 1.0)
    inside = norm.cdf(0.5) - norm.cdf(-0.5)
    square = 4 * (inside - 2 * 0.5 * norm.pdf(0.5)) + (1 - inside)
    assert layer.chi[0] == pytest.approx(4 * inside, rel=1e-9)
    assert layer.activation_square[0] == pytest.approx(square, rel=1e-9)
    assert critical_weight_variance(hard) == pytest.approx(1.0, rel=1e-6)


@pytest.mark.parametrize("unknown", ["softmax", *sorted(WITHOUT_THEORY), "", {"name": "elu", "alpha": -1}, 3])
def test_what_the_lab_does_not_have_is_refused(unknown: object) -> None:
    with pytest.raises(Invalid):
        phi_of(unknown)  # type: ignore[arg-type]


def test_the_quick_normal_distribution_is_scipys_to_single_precision() -> None:
    size = np.concatenate([np.linspace(0.0, 9.9, 20_011), [50.0, 1e15]]).astype(np.float32)
    tail, density = beyond_and_density(size)
    assert tail.dtype == density.dtype == np.float32
    np.testing.assert_allclose(tail, norm.sf(size), rtol=0, atol=3e-7)
    np.testing.assert_allclose(density, norm.pdf(size), rtol=0, atol=1e-7)
    np.testing.assert_array_equal(tail, beyond(size))
    precise = np.linspace(0.0, 40.0, 1001)
    np.testing.assert_allclose(beyond(precise), norm.sf(precise), rtol=1e-12)


def test_theory_is_light_to_import() -> None:
    heavy = {"keras", "tensorflow", "streamlit", "scipy", "pandas", "sklearn"}
    program = f"import core.theory, sys; print(*sorted({heavy!r} & set(sys.modules)))"
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert (result.returncode, result.stdout.strip()) == (0, ""), result.stderr
