"""The passes in NumPy beside the same network of Keras's own layers, and the scale beside drawing anew."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from core.choices.activations import ACTIVATIONS
from core.choices.initializers import INITIALIZERS, at_scale
from core.experiment import Experiment
from core.model.initial import drawn_biases, drawn_kernel
from core.model.network import Network
from core.model.plan import plan_of
from core.model.seeds import layer_seed
from core.propagation.passes import Stack
from tests.keras_reference import layer_of, normalizations

ROWS, INPUTS, LAYERS = 40, 12, (30, 20, 20)
NORMALIZATIONS = [
    {},
    {"normalization": "batch"},
    {"normalization": "layer"},
    {"normalization": "batch_layer"},
]
MORE_NORMALIZATIONS = [
    {"normalization": {"name": "group", "groups": 5}},
    {"normalization": "rms"},
    *(
        {"normalization": {"name": name, "place": "after", "epsilon": 0.1}}
        for name in ("batch", "layer", "group", "rms", "batch_layer")
    ),
]


def inputs(rows: int = ROWS) -> np.ndarray:
    return np.random.default_rng(3).standard_normal((rows, INPUTS), dtype=np.float32)


def off(found: np.ndarray, expected: np.ndarray) -> float:
    """Norm of the difference over the norm."""
    return float(np.linalg.norm(found - expected) / np.linalg.norm(expected))


def in_keras(experiment: Experiment, x: np.ndarray, last: np.ndarray):
    """z, a, dL/dz and dL/dW of every layer by Keras's layers and TensorFlow's gradients."""
    sums, outputs, kernels = [], [], []
    value = tf.constant(x)
    with tf.GradientTape(persistent=True) as tape:
        for layer, (fan_in, fan_out) in enumerate(pairwise((x.shape[1], *experiment.layers))):
            seed = layer_seed(experiment.weight_seed, layer)
            bias = drawn_biases(experiment, layer, fan_out)
            place = experiment.normalization.get("place")
            normalize = normalizations(experiment.normalization)
            beta = place == "before" and isinstance(normalize[0], keras.layers.BatchNormalization)
            dense = keras.layers.Dense(fan_out, use_bias=not beta)
            dense.build((None, fan_in))
            dense.kernel.assign(drawn_kernel(experiment.initializer, layer, (fan_in, fan_out), seed))
            if beta:
                normalize[0].build((None, fan_out))
                normalize[0].beta.assign(bias)
            else:
                dense.bias.assign(bias)
            fed, value = value, dense(value)
            for one in normalize if place == "before" else []:
                value = one(value, training=True)
            sums.append(value)
            picked = experiment.activation_of(layer)
            config = ACTIVATIONS[picked.name].keras_config(picked)
            value = layer_of(config)(value)
            outputs.append(value)
            for one in normalize if place == "after" else []:
                value = one(value, training=True)
            if experiment.residual and fan_in == fan_out:
                value = keras.layers.add([fed, value])
            kernels.append(dense.kernel.value)
        loss = tf.reduce_sum(value * last)
    return sums, outputs, tape.gradient(loss, sums), tape.gradient(loss, kernels)


@pytest.mark.parametrize("normalization", NORMALIZATIONS, ids=str)
# Exponentials of exponentials leave single precision.
@pytest.mark.parametrize("activation", [key for key in ACTIVATIONS if key != "exponential"])
def test_signals_and_gradients_are_those_of_keras(activation: str, normalization: dict[str, Any]) -> None:
    same_as_keras({"activation": activation, **normalization})


@pytest.mark.parametrize("normalization", [*NORMALIZATIONS, *MORE_NORMALIZATIONS], ids=str)
def test_layers_with_activations_of_their_own_are_those_of_keras(normalization: dict[str, Any]) -> None:
    same_as_keras({"layer_activations": "selu, relu, sigmoid, tanh", **normalization})


@pytest.mark.parametrize(
    "choices",
    [{}, {"normalization": {"name": "layer", "place": "after"}}, {"normalization": "batch"}],
    ids=str,
)
def test_residual_connections_are_those_of_keras(choices: dict[str, Any]) -> None:
    # The first layer, as wide as the rows, has one too; the third has none.
    same_as_keras({"residual": True, "layers": (INPUTS, INPUTS, 20, 20), **choices})


def test_of_groups_of_one_unit_nothing_is_left() -> None:
    experiment = Experiment(layers=LAYERS, normalization="instance", bias=0.3)
    stack = Stack(experiment, inputs())
    layers = stack.forward()
    assert not any(layer.sums.any() for layer in layers)
    gradients = stack.backward(layers, np.ones_like(layers[-1].outputs))
    assert not any(found.kernel.any() for found in gradients)


def same_as_keras(choices: dict[str, Any]) -> None:
    experiment = Experiment.model_validate(
        {
            "initializer": {"name": "he_normal", "gain": 1.7},
            "layers": LAYERS,
            "bias": 0.1,
            "bias_scale": 0.2,
            **choices,
        }
    )
    x = inputs()
    last = np.random.default_rng(5).standard_normal((ROWS, experiment.layers[-1]), dtype=np.float32)
    stack = Stack(experiment, x)
    layers = stack.forward()
    gradients = stack.backward(layers, last)
    expected = zip(*in_keras(experiment, x, last), strict=True)
    for layer, found, (z, a, of_sums, of_kernel) in zip(layers, gradients, expected, strict=True):
        assert off(layer.sums, z.numpy()) < 2e-5
        assert off(layer.outputs, a.numpy()) < 2e-5
        assert off(found.sums, of_sums.numpy()) < 1e-4
        assert off(found.kernel, of_kernel.numpy()) < 1e-4


@pytest.mark.parametrize("name", [entry.key for entry in INITIALIZERS.values() if entry.dial])
def test_what_is_measured_is_what_a_run_begins_with(name: str) -> None:
    picked = at_scale(INITIALIZERS.pick(name), 0.37)
    experiment = Experiment.model_validate({"initializer": picked, "layers": LAYERS, "weight_seed": 9})
    x = inputs(300)
    plan = plan_of(experiment, inputs=INPUTS, rows=len(x), val_rows=10)
    from core.model.initial import initial_values

    network = Network(plan)
    values = initial_values(network, experiment, x)
    begun = [values[at] for at in network.kernels[: len(LAYERS)]]
    stack = Stack(experiment, x)
    assert len(stack.kernels) == len(begun)
    for unit, kernel in zip(stack.kernels, begun, strict=True):
        assert off(np.float32(0.37) * unit, kernel) < 2e-6
