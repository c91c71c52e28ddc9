"""Weights fitted to the data: what Mishkin & Matas 2016 promise, measured in Keras's own model."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from core.bundle import prepare
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.model.initial import initial_values
from core.model.lsuv import with_unit_variance
from core.model.seeds import layer_seed
from core.theory import predict
from tests.keras_reference import reference
from tests.model.test_initializers import DIGITS, at, kernels, network_of


def sums_in_keras(trainer: Trainer) -> list[np.ndarray]:
    """The weighted sums with bias of every Dense layer of the reference model, on the first 256 rows."""
    value = fed = trainer.bundle.x_train[:256]
    sums = []
    for layer in reference(trainer).layers:
        if isinstance(layer, keras.layers.InputLayer):
            continue
        if isinstance(layer, keras.layers.Add):
            value = fed = layer([fed, value])
            continue
        if isinstance(layer, keras.layers.Dense):
            fed = value
            kernel, *bias = (np.asarray(each, np.float64) for each in layer.get_weights())
            sums.append(np.asarray(value, np.float64) @ kernel + (bias[0] if bias else 0.0))
        normalizes = isinstance(layer, keras.layers.BatchNormalization)
        value = layer(value, training=True) if normalizes else layer(value)
    return sums


@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"activation": "relu"},
        {"activation": "sigmoid", "bias": 0.5},
        {"layer_activations": "relu, tanh"},
        {"activation": "softplus", "dropout": 0.5},
        {"activation": {"name": "leaky_relu", "slope": 0.01}, "bias_scale": 0.6},
        {"normalization": "batch", "bias_scale": 0.5, "bias": 1.0},
        {"normalization": "layer"},
        {"layers": ()},
        {"layers": (20, 20, 20, 20), "residual": True},
        {"dataset": "wine", "scaling": "none", "layers": (30,)},
        {"dataset": "diabetes", "layers": (1, 5, 1)},
    ],
)
def test_lsuv_brings_every_sum_to_a_standard_deviation_of_1(choices: dict[str, Any]) -> None:
    trainer = Trainer(Experiment(**{**DIGITS, "initializer": "lsuv", **choices}))
    deviations = [float(np.std(sums)) for sums in sums_in_keras(trainer)]
    assert len(deviations) == len(trainer.plan.widths)
    np.testing.assert_allclose(deviations, 1.0, atol=0.011)  # Mishkin & Matas 2016 are content with 0.1


def test_lsuv_only_scales_orthonormal_kernels() -> None:
    experiment = at("lsuv")
    for layer, kernel in enumerate(kernels(experiment)):
        seed = layer_seed(experiment.weight_seed, layer)
        start = keras.initializers.Orthogonal(seed=seed)(kernel.shape)
        ratio = kernel / np.asarray(start)
        np.testing.assert_allclose(ratio, ratio[0, 0], rtol=1e-5)
        assert ratio[0, 0] > 0


def test_lsuv_is_the_same_every_time_and_follows_the_data() -> None:
    first, again, other = (
        kernels(Experiment(**DIGITS, initializer="lsuv", scaling=scaling, data_seed=seed))
        for scaling, seed in (("standard", 0), ("standard", 0), ("none", 0))
    )
    assert all(np.array_equal(one, two) for one, two in zip(first, again, strict=True))
    assert not np.allclose(first[0], other[0])


def test_lsuv_leaves_layers_alone_whose_sums_do_not_differ() -> None:
    experiment = Experiment(dataset="wine", layers=(1, 6), activation="relu", initializer="lsuv")
    network = network_of(experiment)
    start = initial_values(network, experiment, np.zeros((10, 13), np.float32))
    orthonormal = np.asarray(
        keras.initializers.Orthogonal(seed=layer_seed(experiment.weight_seed, 0))((13, 1))
    )
    np.testing.assert_array_equal(start[0], orthonormal)
    # Equal rows and a single unit: sums that differ by rounding alone, if at all.
    rows = np.tile(np.linspace(0.1, 1.3, 13, dtype=np.float32), (256, 1))
    for value in (rows, np.float32(1e-42) * rows, np.float32(1e30) * rows):
        fitted = with_unit_variance(network, start, value)
        assert all(np.isfinite(each).all() for each in fitted)
        np.testing.assert_array_equal(fitted[0], orthonormal)
    # A unit that is silent for every row feeds the next layer with zeros.
    dead = [*start[:1], np.full(1, -1e6, np.float32), *start[2:]]
    fitted = with_unit_variance(network, dead, prepare(experiment).x_train)
    np.testing.assert_array_equal(fitted[2], start[2])


def test_lsuv_needs_biases_that_spread_less_than_its_sums() -> None:
    experiment, errors = Experiment.lenient({"initializer": "lsuv", "bias_scale": "1"})
    assert (experiment.initializer.name, experiment.bias_scale) == ("lsuv", 0.0)
    assert "expected a bias standard deviation below 1, received 1." in str(errors["bias_scale"])
    assert Experiment(initializer="lsuv", bias_scale=0.99).bias_scale == 0.99


@pytest.mark.parametrize(
    "choices",
    [
        {"activation": "tanh"},
        {"activation": "relu", "bias": 0.2},
        {"layer_activations": "relu, tanh, sigmoid"},
        {"activation": "tanh", "bias_scale": 0.5},
        {"activation": "tanh", "initializer": {"name": "lsuv", "gain": 2.0}},
        {"activation": "relu", "normalization": "batch"},
        {"activation": "tanh", "normalization": "layer"},
    ],
)
def test_the_first_frame_after_lsuv_is_as_predicted(choices: dict[str, Any]) -> None:
    trainer = Trainer(
        Experiment(**{"dataset": "digits", "layers": (256,) * 4, "initializer": "lsuv", **choices})
    )
    inputs = trainer.bundle.x_train[:256]
    batch = trainer.experiment.normalization.name == "batch"
    found = predict(
        trainer.experiment,
        inputs.shape[1],
        float(np.mean(inputs.var(axis=0) if batch else np.square(inputs))),
    )
    if trainer.experiment.initializer["gain"] == 1:
        np.testing.assert_allclose(found.preactivation_variance, 1.0, atol=0.002)
    layers = trainer.frame().layers[:-1]
    np.testing.assert_allclose([layer.activation_std for layer in layers], found.activation_std, rtol=0.1)
