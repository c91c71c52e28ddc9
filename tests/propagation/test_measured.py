"""What is measured beside NumPy's own statistics, the papers' numbers and the theory."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.choices.initializers import at_scale
from core.experiment import Experiment
from core.propagation.measured import measure, random_gradient
from core.propagation.passes import Stack
from core.propagation.sweep import sweep_scales
from core.theory import critical_weight_variance, predict

pytestmark = pytest.mark.engine


def network(layers: tuple[int, ...], **choices: Any) -> Experiment:
    return Experiment.model_validate({"layers": layers, **choices})


def rows(columns: int, count: int = 256, seed: int = 2) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((count, columns), dtype=np.float32)


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid", "selu"])
def test_numbers_of_a_layer_are_numpys(activation: str) -> None:
    experiment = network((30, 20, 10), activation=activation, initializer={"name": "normal", "scale": 0.6})
    x = rows(8)
    found = measure(experiment, x, seed=4)
    stack = Stack(experiment, x)
    layers = stack.forward()
    gradients = stack.backward(layers, random_gradient(layers[-1].outputs.shape, 4))
    for at, (layer, gradient) in enumerate(zip(layers, gradients, strict=True)):
        z, a = layer.sums.astype(float), layer.outputs.astype(float)
        assert found.preactivation_std[at] == pytest.approx(np.std(z), rel=1e-5)
        assert found.activation_std[at] == pytest.approx(np.std(a), rel=1e-5)
        assert found.activation_mean[at] == pytest.approx(np.mean(a), abs=1e-5)
        assert found.gradient[at] == pytest.approx(
            np.sqrt(np.mean(gradient.sums.astype(float) ** 2)), rel=1e-5
        )
        of_weights = gradient.kernel.astype(float)
        assert found.weight_gradient[at] == pytest.approx(np.sqrt(np.mean(of_weights**2)), rel=1e-5)
        expected = {"tanh": np.abs(a) > 0.97, "relu": np.zeros_like(a, bool)}.get(activation)
        if expected is not None:
            assert found.saturated[at] == pytest.approx(expected.mean(), abs=1e-6)
        silent = (a == 0).all(axis=0).mean() if activation == "relu" else 0.0
        assert found.dead[at] == pytest.approx(silent)
        histogram = found.activations[at]
        edges = np.linspace(histogram.edges.low, histogram.edges.high, histogram.edges.bins + 1)
        counts, _ = np.histogram(layer.outputs, edges)
        assert np.abs(histogram.counts - counts).sum() <= 2, "single precision next to an edge"
        assert histogram.counts.sum() + histogram.under + histogram.over == a.size


def test_layers_with_activations_of_their_own_are_counted_by_their_own_bounds() -> None:
    experiment = network(
        (30, 20, 25), layer_activations="tanh, relu, sigmoid", initializer={"name": "normal", "scale": 0.9}
    )
    x = rows(8)
    found = measure(experiment, x)
    tanh, relu, sigmoid = (layer.outputs.astype(float) for layer in Stack(experiment, x).forward())
    saturated = [np.mean(np.abs(tanh) > 0.97), 0, np.mean((sigmoid < 0.015) | (sigmoid > 0.985))]
    assert found.saturated == pytest.approx(saturated, abs=1e-6) and min(saturated[0], saturated[2]) > 0.1
    assert found.dead == pytest.approx([0, np.mean(relu.max(axis=0) == 0), 0])
    edges = found.activations[0].edges
    # One range for all: tanh needs its -1, ReLU has no upper end.
    assert edges.low == -1 and edges.high == pytest.approx(4 * np.sqrt(np.mean(tanh**2)), rel=1e-5)
    assert all(one.edges == edges for one in found.activations)


def test_standard_and_normalized_initialization_of_glorot_and_bengio() -> None:
    """Glorot & Bengio 2010, figures 6 to 8: five tanh layers of 1000 on N(0, 1) inputs."""
    x, layers = rows(1000), (1000,) * 5
    old = measure(network(layers, initializer={"name": "uniform", "scale": 1000**-0.5}), x)
    assert old.activation_std == pytest.approx([0.46, 0.25, 0.14, 0.081, 0.047], rel=0.03)
    assert old.gradient[-1] / old.gradient[0] == pytest.approx(12, rel=0.05)
    assert old.weight_gradient.max() / old.weight_gradient.min() < 1.15
    new = measure(network(layers, initializer="glorot_uniform"), x)
    assert new.activation_std == pytest.approx([0.63, 0.49, 0.41, 0.36, 0.32], rel=0.03)
    assert new.gradient[-1] / new.gradient[0] == pytest.approx(2.4, rel=0.05)


def test_relu_halves_the_signal_unless_the_weights_make_up_for_it() -> None:
    """He et al. 2015, section 2.2: 30 layers with a variance of 1 / fan-in, and of 2 / fan-in."""
    x, layers = rows(500), (500,) * 30
    halved = measure(network(layers, activation="relu", initializer="lecun_normal"), x)
    steady = measure(network(layers, activation="relu", initializer="he_normal"), x)
    sizes = halved.preactivation_std / steady.preactivation_std
    assert sizes == pytest.approx(2.0 ** (-0.5 * np.arange(1, 31)), rel=1e-3), (
        "the same draws but for the scale"
    )
    assert 0.5 < steady.preactivation_std[-1] / steady.preactivation_std[0] < 1.6


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_lsuv_gives_every_layer_a_deviation_of_1(activation: str) -> None:
    """Mishkin & Matas 2016, algorithm 1, with their tolerance of 0.1."""
    found = measure(network((100,) * 20, activation=activation, initializer="lsuv"), rows(30))
    assert np.abs(found.preactivation_std - 1).max() < 0.1


@pytest.mark.parametrize("factor", [0.3, 1.0, 3.0])
@pytest.mark.parametrize("activation", ["tanh", "relu", "linear"])
def test_theory_is_met(activation: str, factor: float) -> None:
    """In networks of 500 units, over four draws, within four of their own standard errors and 5 %."""
    sigma = factor * critical_weight_variance(activation) ** 0.5
    initializer = {"name": "lecun_normal", "gain": sigma}
    found = [
        measure(
            network((500,) * 8, activation=activation, initializer=initializer, weight_seed=seed), rows(500)
        )
        for seed in range(4)
    ]
    predicted = predict(network((500,) * 8, activation=activation, initializer=initializer), 500)
    stds = np.array([each.activation_std for each in found])
    gradients = np.array([each.gradient / each.gradient[-1] for each in found])
    for measured, expected in ((stds, predicted.activation_std), (gradients, predicted.backward**0.5)):
        error = 4 * measured.std(axis=0, ddof=1) / 2 + 0.05 * expected
        assert (np.abs(measured.mean(axis=0) - expected) <= error).all()


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_one_pass_serves_all_depths_of_the_map(activation: str) -> None:
    scales, x = [0.6, 1.3, 2.5], rows(300)
    found = list(
        sweep_scales(network((300,) * 12, activation=activation, initializer="lecun_normal"), x, scales)
    )
    assert [profile.scale for profile in found] == scales
    for profile in found:
        initializer = {"name": "lecun_normal", "gain": profile.scale}
        for depth in (1, 4, 8, 12):
            alone = measure(network((300,) * depth, activation=activation, initializer=initializer), x)
            expected = np.log10(alone.gradient[0] / alone.gradient[-1])
            assert profile.reaching[depth - 1] == pytest.approx(expected, abs=0.12)
        size = np.hypot(alone.activation_std, alone.activation_mean)
        assert profile.activation == pytest.approx(np.log10(size), abs=1e-4)


@pytest.mark.parametrize("place", ["before", "after"])
@pytest.mark.parametrize("normalization", ["batch", "layer", "group", "rms"])
def test_one_pass_serves_all_depths_with_a_normalization(normalization: str, place: str) -> None:
    chosen = {"name": normalization, "place": place}
    (profile,) = sweep_scales(network((32,) * 8, initializer="normal", normalization=chosen), rows(32), [0.1])
    for depth in (4, 8):
        initializer = {"name": "normal", "scale": 0.1}
        alone = measure(network((32,) * depth, initializer=initializer, normalization=chosen), rows(32))
        assert profile.reaching[depth - 1] == pytest.approx(
            np.log10(alone.gradient[0] / alone.gradient[-1]), abs=0.2
        )


def test_the_map_goes_on_where_single_precision_ends() -> None:
    experiment = network((64,) * 100, activation="sigmoid", initializer="lecun_normal")
    (profile,) = sweep_scales(experiment, rows(64), [0.1])
    picked = at_scale(experiment.initializer, 0.1)
    predicted = predict(experiment.model_copy(update={"initializer": picked}), 64)
    assert profile.reaching[-1] < -100
    assert profile.reaching[-1] == pytest.approx(0.5 * np.log10(predicted.backward[0]), rel=0.01)


def test_no_gradient_is_minus_infinity_on_the_map() -> None:
    experiment = network((16,) * 5, activation="relu", initializer="lecun_normal", bias=-10.0)
    (profile,) = sweep_scales(experiment, rows(16), [1.0])
    assert not np.isfinite(profile.reaching).any()


@pytest.mark.parametrize("gain", [0.01, 100.0])
def test_signals_beyond_32_bits_spoil_no_shallower_network_of_the_map(gain: float) -> None:
    experiment = network((64,) * 40, activation="relu", initializer="lecun_normal")
    (profile,) = sweep_scales(experiment, rows(64), [gain])
    known = np.isfinite(profile.reaching)
    depth = int(known.sum())
    assert 15 <= depth < 30 and known[:depth].all()
    alone = network((64,) * 6, activation="relu", initializer={"name": "lecun_normal", "gain": gain})
    gradient = measure(alone, rows(64)).gradient
    assert profile.reaching[5] == pytest.approx(np.log10(gradient[0] / gradient[-1]), abs=0.12)


def test_a_layer_without_a_gradient_spoils_no_shallower_network_of_the_map() -> None:
    choices = {"name": "per_layer", "spread": "1, 1, 1, 0, 1, 1"}
    experiment = network((32,) * 6, activation="relu", initializer=choices, bias=-1e-3)
    (profile,) = sweep_scales(experiment, rows(32), [1.0])
    assert np.isfinite(profile.reaching[:3]).all()
    assert not np.isfinite(profile.reaching[3:]).any()
