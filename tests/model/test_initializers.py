"""What networks start from: against Keras's initializers, NumPy and the papers."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import keras
import numpy as np
import pytest

from core.bundle import prepare
from core.choices.activations import ACTIVATIONS
from core.choices.fields import MAX_LAYERS
from core.choices.initializers import INITIALIZERS
from core.choices.registry import Picked
from core.choices.typed.per_layer import PerLayer, of_layer
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.message import Invalid
from core.model.initial import drawn_biases, drawn_kernel, initial_values
from core.model.network import Network
from core.model.plan import plan_of
from core.model.seeds import layer_seed
from core.theory import critical_weight_variance, predict, propagate, weight_variance

DIGITS: dict[str, Any] = {"dataset": "digits", "layers": (60, 40, 40)}


def network_of(experiment: Experiment) -> Network:
    x = prepare(experiment).x_train
    return Network(plan_of(experiment, inputs=x.shape[1], rows=len(x), val_rows=1))


def kernels(experiment: Experiment) -> list[np.ndarray]:
    """The kernels that a run of `experiment` begins with, the output layer's last."""
    network = network_of(experiment)
    values = initial_values(network, experiment, prepare(experiment).x_train)
    return [values[at] for at in network.kernels]


def at(name: str, **parameters: Any) -> Experiment:
    return Experiment(initializer={"name": name, **parameters}, **DIGITS)


# Dials


def test_all_but_equal_weights_have_a_dial() -> None:
    assert {key for key, entry in INITIALIZERS.items() if entry.dial is None} == {
        "zeros",
        "ones",
        "constant",
    }
    for entry in INITIALIZERS.values():
        assert entry.dial is None or entry.dial in entry.parameters


@pytest.mark.parametrize("name", [key for key, entry in INITIALIZERS.items() if entry.dial])
def test_the_dial_multiplies_all_weights(name: str) -> None:
    dial = INITIALIZERS[name].dial
    assert dial is not None
    ones = kernels(at(name, **{dial.key: 1.0}))
    for scale in (0.03, 2.5):
        for kernel, one in zip(kernels(at(name, **{dial.key: scale})), ones, strict=True):
            expected = np.float32(scale) * one
            np.testing.assert_allclose(kernel, expected, rtol=1e-5, atol=1e-6 * np.abs(expected).max())
    assert all(np.any(one) for one in ones)


# Keras's own


@pytest.mark.parametrize("shape", [(4, 4), (3, 6), (6, 3)])
def test_identity_is_that_of_keras_and_of_numpy(shape: tuple[int, int]) -> None:
    found = drawn_kernel(INITIALIZERS.pick("identity", gain=1.5), 0, shape, 0)
    np.testing.assert_array_equal(found, keras.initializers.Identity(gain=1.5)(shape))
    np.testing.assert_array_equal(found, 1.5 * np.eye(*shape, dtype=np.float32))


@pytest.mark.parametrize("mode", ["fan_in", "fan_out", "fan_avg"])
@pytest.mark.parametrize("distribution", ["truncated_normal", "untruncated_normal", "uniform"])
def test_variance_scaling_is_that_of_keras(mode: str, distribution: str) -> None:
    picked = INITIALIZERS.pick(
        "variance_scaling", variance=1.7, mode=mode, distribution=distribution, gain=2.0
    )
    expected = keras.initializers.VarianceScaling(1.7 * 4, mode, distribution, seed=5)((300, 200))
    np.testing.assert_array_equal(drawn_kernel(picked, 0, (300, 200), 5), expected)
    variance = weight_variance(picked, 300, 200) / 300
    assert np.std(expected) ** 2 == pytest.approx(variance, rel=8 / (2 * 60_000) ** 0.5)


@pytest.mark.parametrize(
    ("picked", "layer", "deviation"),
    [
        (INITIALIZERS.pick("per_layer", spread="1.5, 0.5x2, 2"), 0, 1.5 / 9**0.5),
        (INITIALIZERS.pick("per_layer", spread="1.5, 0.5x2, 2"), 2, 0.5 / 9**0.5),
        (INITIALIZERS.pick("per_layer", spread="1.5, 0.5x2, 2", gain=3), 50, 3 * 2 / 9**0.5),
        (INITIALIZERS.pick("per_layer", spread="0"), 7, 0.0),
        (INITIALIZERS.pick("formula"), 3, (2 / (9 + 16)) ** 0.5),
        (INITIALIZERS.pick("formula", deviation="fan_in / fan_out", gain=2), 3, 2 * 9 / 16),
    ],
)
def test_spreads_and_formulas_are_normal_weights_of_keras(
    picked: Picked, layer: int, deviation: float
) -> None:
    found = drawn_kernel(picked, layer, (9, 16), 7)
    expected = keras.initializers.RandomNormal(stddev=deviation, seed=7)((9, 16))
    np.testing.assert_allclose(found, expected, rtol=1e-6)


@pytest.mark.parametrize(
    "picked",
    [
        INITIALIZERS.pick("per_layer", spread="1.5, 0.5"),
        INITIALIZERS.pick("formula", deviation="1 / sqrt(fan_out)", gain=0.7),
        INITIALIZERS.pick("formula", deviation="3 * fan_in ^ -0.75"),
    ],
)
@pytest.mark.parametrize("layer", [0, 1, 5])
def test_weights_spread_as_the_theory_says(picked: Picked, layer: int) -> None:
    fan_in, fan_out = 500, 400
    drawn = drawn_kernel(picked, layer, (fan_in, fan_out), 3)
    expected = (weight_variance(picked, fan_in, fan_out, layer) / fan_in) ** 0.5
    # Four standard errors of the standard deviation of 200 000 normal numbers.
    assert np.std(drawn, dtype=np.float64) == pytest.approx(expected, rel=4 / (2 * drawn.size) ** 0.5)


def test_every_layer_draws_its_own_weights_by_its_number() -> None:
    experiment = Experiment(initializer={"name": "per_layer", "spread": (1, 0.1, 4)}, **DIGITS)
    for layer, kernel in enumerate(kernels(experiment)):
        seed = layer_seed(experiment.weight_seed, layer)
        np.testing.assert_array_equal(kernel, drawn_kernel(experiment.initializer, layer, kernel.shape, seed))
        spread = (1, 0.1, 4, 4)[layer]
        assert np.std(kernel) * kernel.shape[0] ** 0.5 == pytest.approx(spread, rel=0.15)


# Numbers per layer

SPREAD = PerLayer(key="spread", label="Spread", help="Of each layer.", default=(1.0,), low=0.0, high=100.0)


@pytest.mark.parametrize(
    ("typed", "numbers", "written"),
    [
        ("1, 1, 0.5x3", (1, 1, 0.5, 0.5, 0.5), "1x2, 0.5x3"),
        ("1 1 .5", (1, 1, 0.5), "1x2, 0.5"),
        ("1e-3 × 2; 2*2", (0.001, 0.001, 2, 2), "0.001x2, 2x2"),
        (2, (2,), "2"),
        ([1, 2.5], (1, 2.5), "1, 2.5"),
        ("0.1x101", (0.1,) * 101, "0.1x101"),
    ],
)
def test_spreads_are_read_and_written_short(typed: Any, numbers: tuple[float, ...], written: str) -> None:
    assert SPREAD.parse(typed) == numbers
    assert SPREAD.write(numbers) == written
    assert SPREAD.parse(written) == numbers


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "a number for each layer"),
        ("1,", "a number for each layer"),
        ("x3", "a number for each layer"),
        ("1x2x3", "a number for each layer"),
        ("1x0", "a number for each layer"),
        ([], "a number for each layer"),
        (None, "a number for each layer"),
        ("1, two", "a number from 0 to 100, received “two”"),
        ("101", "a number from 0 to 100"),
        ("-1", "a number from 0 to 100"),
        ("nan", "a number from 0 to 100"),
        ([1, True], "a number from 0 to 100"),
        ("1x102", "at most 101 numbers"),
        ("1x999999, 2x999999", "at most 101 numbers"),
    ],
)
def test_wrong_spreads_are_told(typed: Any, told: str) -> None:
    assert MAX_LAYERS == 100
    with pytest.raises(Invalid, match=f"^Expected {told}"):
        SPREAD.parse(typed)


def test_layers_without_a_number_have_the_last_one() -> None:
    assert [of_layer((3.0, 1.0), layer) for layer in range(4)] == [3.0, 1.0, 1.0, 1.0]
    # Numbers beyond the output layer wait for a deeper network.
    long = Experiment(initializer={"name": "per_layer", "spread": "1x4, 7"}, **DIGITS)
    for kernel, other in zip(kernels(long), kernels(at("per_layer", spread="1")), strict=True):
        np.testing.assert_array_equal(kernel, other)


# Biases


def biases(experiment: Experiment) -> list[np.ndarray]:
    """What is added to every sum at first, the output layer's last."""
    network = network_of(experiment)
    values = initial_values(network, experiment, prepare(experiment).x_train)
    own = {id(block.bias) for block in network.blocks}
    return [
        value for weight, value in zip(network.variables, values, strict=True) if id(weight.variable) in own
    ]


@pytest.mark.parametrize("batch", [False, True])
def test_biases_are_drawn_around_the_bias(batch: bool) -> None:
    wide = {**DIGITS, "layers": (1000, 1000), "normalization": "batch" if batch else "none"}
    drawn = biases(Experiment(**wide, bias=0.5, bias_scale=2.0))
    assert [each.shape for each in drawn] == [(1000,), (1000,), (10,)]
    for each in drawn[:2]:
        # Four standard errors of a mean and of a standard deviation of 1000 normal numbers.
        assert float(each.mean()) == pytest.approx(0.5, abs=4 * 2.0 / 1000**0.5)
        assert float(each.std()) == pytest.approx(2.0, rel=4 / 2000**0.5)
    assert not np.array_equal(drawn[0], drawn[1])
    for each, other in zip(drawn, biases(Experiment(**wide, bias=-1.0, bias_scale=1.0)), strict=True):
        np.testing.assert_allclose(each - 0.5, 2 * (other + 1.0), atol=1e-5)
    assert not np.array_equal(drawn[0], biases(Experiment(**wide, bias_scale=2.0, weight_seed=1))[0])


def test_biases_without_a_spread_are_equal_and_the_weights_do_not_depend_on_them() -> None:
    equal, spread = Experiment(**DIGITS, bias=0.1), Experiment(**DIGITS, bias=0.1, bias_scale=3.0)
    assert all(np.array_equal(each, np.full_like(each, 0.1)) for each in biases(equal))
    for one, other in zip(kernels(equal), kernels(spread), strict=True):
        np.testing.assert_array_equal(one, other)


def test_biases_are_numpys_normal_numbers_of_the_layers_seed() -> None:
    experiment = Experiment(**DIGITS, bias=-1.0, bias_scale=0.5, weight_seed=3)
    expected = np.random.default_rng(layer_seed(3, 1)).normal(-1.0, 0.5, 40)
    np.testing.assert_allclose(drawn_biases(experiment, 1, 40), expected, rtol=1e-5)
    np.testing.assert_array_equal(drawn_biases(experiment, 1, 40), biases(experiment)[1])


def test_the_theory_knows_the_spread_of_the_biases() -> None:
    experiment = Experiment(dataset="digits", layers=(512,) * 5, bias_scale=0.4, initializer="glorot_normal")
    found = predict(experiment, 512)
    expected = propagate("tanh", 1.0, 0.16, 5)
    np.testing.assert_allclose(found.activation_std, expected.activation_std, rtol=1e-9)
    trainer = Trainer(experiment)
    inputs = trainer.bundle.x_train[:256]
    found = predict(experiment, 64, float(np.mean(np.square(inputs))))
    layers = trainer.frame().layers[:-1]
    np.testing.assert_allclose([layer.activation_std for layer in layers], found.activation_std, rtol=0.1)
    with pytest.raises(Invalid, match="Set the bias standard deviation to 0"):
        predict(Experiment(layers=(8,), normalization="batch", bias_scale=0.1), 2)


# Partners


@pytest.mark.parametrize("key", ACTIVATIONS)
def test_every_activation_has_a_partner(key: str) -> None:
    assert ACTIVATIONS[key].partner in INITIALIZERS


@pytest.mark.parametrize("key", ["linear", "tanh", "relu"])
def test_partners_neither_shrink_nor_grow_gradients(key: str) -> None:
    picked = INITIALIZERS.pick(ACTIVATIONS[key].partner)
    assert weight_variance(picked, 100, 100) == pytest.approx(critical_weight_variance(key), rel=1e-6)


def test_selu_with_its_partner_keeps_variance_1() -> None:
    """Klambauer et al. 2017, equation 14: mean 0 and variance 1 are a fixed point."""
    picked = INITIALIZERS.pick(ACTIVATIONS["selu"].partner)
    found = propagate("selu", weight_variance(picked, 100, 100), 0.0, 20)
    np.testing.assert_allclose(found.activation_square, 1.0, rtol=1e-6)


def test_shapes_follow_the_layers() -> None:
    experiment = at("formula")
    sizes = (64, *experiment.layers, 10)
    assert [kernel.shape for kernel in kernels(experiment)] == list(pairwise(sizes))
