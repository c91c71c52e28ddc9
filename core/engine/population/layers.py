"""A network's layers and loss for many networks at once, whose axis is the last.

XLA makes loops over the last axis out of every operation here, so that one instruction of the processor
works on several networks. With the networks first it cannot, nor with losses whose columns come last.
"""

from __future__ import annotations

from collections.abc import Sequence

import keras
import tensorflow as tf

from core.engine.program.step_functions import StepFunctions
from core.model.plan import Plan

FEW_COLUMNS = 16
"""Outputs up to which a loss and a metric are written out, column by column."""

_FROM_LOGITS = {"SparseCategoricalCrossentropy", "CategoricalCrossentropy"}


def sums(x: tf.Tensor, kernel: tf.Tensor, bias: tf.Tensor) -> tf.Tensor:
    """z of a Dense layer, shape ``(units, rows, networks)``.

    Arguments:
        x: what it is given, shape ``(inputs, rows, networks)``, or 1 for networks if all are given the same.
        kernel: shape ``(inputs, units, networks)``.
        bias: shape ``(units, networks)``.
    """
    # A product and a sum, not `einsum`: that becomes a matrix product for each network.
    return tf.reduce_sum(x[:, None] * kernel[:, :, None], axis=0) + bias[:, None]


class PopulationLayers:
    """Forward pass, loss and metric of networks of one plan.

    Arguments:
        functions: of a single network; activations and loss are its own.
    """

    def __init__(self, functions: StepFunctions) -> None:
        self.plan: Plan = functions.plan
        self._functions = functions
        self._network = functions.network

    def run(self, weights: Sequence[tf.Tensor], x: tf.Tensor) -> list[tf.Tensor]:
        """a = phi(z) of every layer, first to last, shape ``(units, rows, networks)`` each.

        Arguments:
            weights: kernels and biases in the order of `Network.trainable`, networks last.
            x: shape ``(inputs, rows, networks)``, or 1 for networks.
        """
        network, value, outputs = self._network, x, []
        for at, (kernel, bias) in enumerate(zip(network.kernels, network.biases, strict=True)):
            total = sums(value, weights[kernel], weights[bias])
            activation = network.blocks[at]._activation
            last = at == len(network.blocks) - 1
            output = self._finished(total) if last else activation.call(total)
            value = network.passed_on(at, value, output)
            outputs.append(output)
        return outputs

    def _finished(self, total: tf.Tensor) -> tf.Tensor:
        call = self._network.blocks[-1]._activation.call
        if self.plan.output_activation != "softmax":
            return call(total)
        return tf.transpose(call(tf.transpose(total, (1, 2, 0))), (2, 0, 1))

    def losses(self, y: tf.Tensor, outputs: tf.Tensor) -> tf.Tensor:
        """The loss of every row, shape ``(rows, networks)``.

        Arguments:
            y: targets of the rows, ``(rows, networks)`` or ``(rows, networks, columns)``.
            outputs: of the last layer.
        """
        config = self.plan.loss_config
        plain = config["config"] == {"from_logits": True} and config["class_name"] in _FROM_LOGITS
        if plain and self.plan.outputs <= FEW_COLUMNS:
            return self._cross_entropy(y, outputs)
        columns = tf.transpose(outputs, (1, 2, 0))
        if self.plan.target == "index":
            return self._functions.loss(tf.broadcast_to(y, tf.shape(columns)[:2]), columns)
        return self._functions.loss(tf.broadcast_to(y, tf.shape(columns)), columns)

    def _cross_entropy(self, y: tf.Tensor, outputs: tf.Tensor) -> tf.Tensor:
        """Keras's cross-entropy of logits: log sum exp of them less that of the right class."""
        columns = tf.unstack(outputs)
        largest = columns[0]
        for column in columns[1:]:
            largest = tf.maximum(largest, column)
        largest = tf.stop_gradient(largest)
        total, right = tf.zeros_like(largest), tf.zeros_like(largest)
        for at, column in enumerate(columns):
            share = tf.cast(tf.equal(y, at), tf.float32) if self.plan.target == "index" else y[..., at]
            total += tf.exp(column - largest)
            right += share * (column - largest)
        return tf.math.log(total) - right

    def score(self, y: tf.Tensor, outputs: tf.Tensor) -> tf.Tensor:
        """The metric of every row, shape ``(rows, networks)`` (see `StepFunctions.score`)."""
        plan = self.plan
        if not plan.classes:
            return tf.reduce_mean(tf.abs(tf.transpose(y, (2, 0, 1)) - outputs), axis=0)
        if plan.outputs == 1:
            threshold = 0.5 if plan.output_activation == "sigmoid" else 0.0
            return tf.cast(tf.equal(y[..., 0] > 0.5, outputs[0] > threshold), tf.float32)
        truth = tf.cast(tf.argmax(y, axis=-1), tf.int32) if plan.target == "one_hot" else y
        return tf.cast(tf.equal(truth, _largest(outputs)), tf.float32)

    def penalty(self, weights: Sequence[tf.Tensor], strengths: tf.Tensor, places: Sequence[int]) -> tf.Tensor:
        """L1 and L2 penalties of each network, shape ``(networks,)``.

        Arguments:
            strengths: of each layer, shape ``(layers, 2, networks)``.
            places: the weights that they are about, layer by layer.
        """
        terms = []
        for layer, at in enumerate(places):
            axes = list(range(weights[at].shape.rank - 1))
            terms.append(strengths[layer, 0] * tf.reduce_sum(tf.abs(weights[at]), axes))
            terms.append(strengths[layer, 1] * tf.reduce_sum(tf.square(weights[at]), axes))
        return tf.add_n(terms)

    def activity(self, outputs: Sequence[tf.Tensor], strengths: tf.Tensor) -> tf.Tensor:
        """The penalties on what hidden layers give, of each row, shape ``(rows, networks)``."""
        hidden = outputs[:-1]
        terms = [strengths[at, 0] * tf.reduce_sum(tf.abs(each), 0) for at, each in enumerate(hidden)]
        terms += [strengths[at, 1] * tf.reduce_sum(tf.square(each), 0) for at, each in enumerate(hidden)]
        return tf.add_n(terms)


def _largest(outputs: tf.Tensor) -> tf.Tensor:
    """Which output is the largest, the first of equal ones, shape ``(rows, networks)``, int32."""
    if outputs.shape[0] > FEW_COLUMNS:
        return tf.argmax(outputs, axis=0, output_type=tf.int32)
    best, found = outputs[0], tf.zeros(tf.shape(outputs)[1:], tf.int32)
    for at in range(1, outputs.shape[0]):
        larger = outputs[at] > best
        best, found = tf.where(larger, outputs[at], best), tf.where(larger, at, found)
    return found


def constrained(
    constraint: keras.constraints.Constraint | None, weights: list[tf.Tensor], hidden: set[int]
) -> list[tf.Tensor]:
    """The weights after a step, kernels of hidden layers within their bounds (see `Network.constrained`)."""
    if constraint is None:
        return weights
    return [constraint(each) if at in hidden else each for at, each in enumerate(weights)]
