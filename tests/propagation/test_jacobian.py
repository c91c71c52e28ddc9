"""Singular values beside TensorFlow's Jacobian, and beside those that Saxe et al. print."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from core.experiment import Experiment
from core.message import Invalid
from core.propagation.jacobian import rounding, singular_values
from core.propagation.kernels import drawn_kernels


def network(layers: tuple[int, ...], **choices: Any) -> Experiment:
    return Experiment.model_validate({"layers": layers, **choices})


def rows(columns: int) -> np.ndarray:
    return np.random.default_rng(1).standard_normal((3, columns), dtype=np.float32)


@pytest.mark.parametrize("normalization", ["none", "layer", "group", "after"])
@pytest.mark.parametrize("names", ["tanh", "tanh, relu, sigmoid"])
def test_they_are_those_of_tensorflow(names: str, normalization: str) -> None:
    experiment = network(
        (10, 12, 8),
        layer_activations=names,
        initializer="lecun_normal",
        normalization={"name": "layer", "place": "after"} if normalization == "after" else normalization,
    )
    x = rows(8)
    value = start = tf.constant(x[:1])
    with tf.GradientTape() as tape:
        tape.watch(start)
        for kernel, activation in zip(drawn_kernels(experiment, 8), experiment.activations, strict=True):
            value = value @ kernel
            if normalization in ("layer", "group"):
                value = normalized(value, 2 if normalization == "group" else 1)
            value = getattr(tf.nn, activation.name)(value)
            if normalization == "after":
                value = normalized(value, 1)
    expected = np.linalg.svd(tf.squeeze(tape.jacobian(value, start)).numpy(), compute_uv=False)
    assert singular_values(experiment, x) == pytest.approx(expected, rel=1e-4, abs=1e-6)


def normalized(value: tf.Tensor, groups: int) -> tf.Tensor:
    parts = tf.reshape(value, (len(value), groups, -1))
    mean, variance = tf.nn.moments(parts, axes=2, keepdims=True)
    return tf.reshape((parts - mean) / tf.sqrt(variance + 1e-3), value.shape)


def test_a_residual_connection_adds_the_identity() -> None:
    experiment = network((8, 8, 8), residual=True, initializer="lecun_normal")
    x = rows(8)
    value = start = tf.constant(x[:1])
    with tf.GradientTape() as tape:
        tape.watch(start)
        for kernel in drawn_kernels(experiment, 8):
            value = value + tf.tanh(value @ kernel)
    expected = np.linalg.svd(tf.squeeze(tape.jacobian(value, start)).numpy(), compute_uv=False)
    assert singular_values(experiment, x) == pytest.approx(expected, rel=1e-4, abs=1e-6)


@pytest.mark.parametrize("depth", [10, 100])
def test_rotations_keep_every_change_at_its_size(depth: int) -> None:
    """Saxe et al. 2014, section 3: products of orthogonal matrices."""
    experiment = network((200,) * depth, activation="linear", initializer="orthogonal")
    assert singular_values(experiment, rows(200)) == pytest.approx(np.ones(200), abs=1e-4)


@pytest.mark.parametrize(("depth", "median"), [(10, 3.1e-2), (30, 3.3e-5), (100, 1.8e-15)])
def test_gaussian_weights_squeeze_most_changes(depth: int, median: float) -> None:
    """Saxe et al. 2014, section 3: products of Gaussian 200 x 200 matrices of variance 1/200."""
    initializer = {"name": "normal", "scale": 200**-0.5}
    found = singular_values(network((200,) * depth, activation="linear", initializer=initializer), rows(200))
    assert np.median(found) == pytest.approx(median, rel=0.5)
    assert found[0] > 3


def test_with_batch_normalization_there_is_none_for_a_row() -> None:
    with pytest.raises(Invalid, match="depends on all rows"):
        singular_values(network((4, 4), normalization="batch"), rows(4))


@pytest.mark.parametrize("activation", ["linear", "relu"])
def test_an_explosion_is_not_a_number(activation: str) -> None:
    experiment = network((64,) * 40, activation=activation, initializer={"name": "normal", "scale": 10.0})
    assert np.isnan(singular_values(experiment, rows(64))).all()


def test_double_precision_holds_what_single_does_not() -> None:
    """Saxe et al.'s matrices; the products are NumPy's."""
    experiment = network((64,) * 40, activation="linear", initializer={"name": "normal", "scale": 0.5})
    kernels = [0.5 * kernel.astype(np.float64) for kernel in drawn_kernels(experiment, 64)]
    expected = np.linalg.svd(np.linalg.multi_dot(kernels), compute_uv=False)
    found = singular_values(experiment, rows(64))
    assert found[0] == pytest.approx(expected[0], rel=1e-9)
    told = found > rounding(found)
    assert 5 < told.sum() < 64
    assert found[told] == pytest.approx(expected[told], rel=0.05)
    assert expected[~told].max() < 2 * rounding(found)
