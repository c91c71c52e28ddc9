"""The loss of a network as a function of all its weights, as one vector."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from core.cancellation import give_way
from core.engine.training.trainer import Trainer

Vector = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]

LANCZOS_STEPS = 40
"""At most; it ends earlier where the eigenvalue stands."""
SETTLED = 1e-5
"""Relative change of the eigenvalue from one step of Lanczos's method to the next."""


class LossSurface:
    """Mean loss of the training part, penalties included, without dropout.

    Arguments:
        trainer: of the network; its weights are a vector of `size` numbers (`weights`). What batch
        normalization
            remembers is not among them: networks without it only.
    """

    def __init__(self, trainer: Trainer) -> None:
        self._functions = trainer.program.step_functions
        network = self._functions.network
        self.size = int(sum(np.prod(weight.shape) for weight in network.trainable))
        state = trainer.state()
        self._rest = tf.constant(state.values[self.size :])
        self._counters = tf.constant(state.counters)
        self._x, self._y = trainer.data.train
        self._count = len(network.variables)

    def weights(self, trainer: Trainer) -> Vector:
        """The weights of another run of the same network."""
        return trainer.state().values[: self.size]

    def _loss(self, weights: tf.Tensor) -> tf.Tensor:
        packed = tf.concat([weights, self._rest], 0)
        values = self._functions.packing.split(packed, self._counters, self._count)
        run = self._functions.network.run(values, self._x, training=False, dropout=False)
        losses = self._functions.losses(self._y, run.outputs)
        return tf.reduce_mean(losses) + self._functions.network.penalty(values)

    @cached_property
    def _all(self) -> Any:
        vectors = tf.TensorSpec([None, self.size], tf.float32)
        return tf.function(lambda each: tf.map_fn(self._loss, each), input_signature=[vectors])

    @cached_property
    def _product(self) -> Any:
        vector = tf.TensorSpec([self.size], tf.float32)

        def product(weights: tf.Tensor, direction: tf.Tensor) -> tf.Tensor:
            with tf.GradientTape() as outer:
                outer.watch(weights)
                with tf.GradientTape() as inner:
                    inner.watch(weights)
                    loss = self._loss(weights)
                along = tf.reduce_sum(inner.gradient(loss, weights) * direction)
            return outer.gradient(along, weights, unconnected_gradients="zero")

        return tf.function(product, input_signature=[vector, vector])

    def losses(self, weights: Vector) -> Doubles:
        """The loss at each row of `weights`, shape ``(n, size)``."""
        return np.asarray(self._all(tf.constant(weights)), np.float64)

    def sharpness(self, weights: Vector) -> float:
        """The largest eigenvalue of the Hessian of the loss, by Lanczos's method; NaN where it is not finite.

        Each step multiplies the Hessian with a vector (Pearlmutter 1994), so the matrix itself is never
        there.
        """
        at = tf.constant(weights)
        first = np.random.default_rng(0).standard_normal(self.size)
        basis = [first / np.linalg.norm(first)]
        diagonal: list[float] = []
        beside: list[float] = []
        before = np.nan
        for _ in range(min(LANCZOS_STEPS, self.size)):
            give_way()
            image = np.asarray(self._product(at, tf.constant(basis[-1], tf.float32)), np.float64)
            if not np.isfinite(image).all():
                return float("nan")
            diagonal.append(float(image @ basis[-1]))
            # Against all vectors so far, twice: rounding would bring found ones back.
            for _again in range(2):
                for vector in basis:
                    image = image - (image @ vector) * vector
            largest = _largest(diagonal, beside)
            length = float(np.linalg.norm(image))
            if length < 1e-7 * max(1.0, abs(largest)) or abs(largest - before) <= SETTLED * abs(largest):
                return largest
            before = largest
            beside.append(length)
            basis.append(image / length)
        return before


def _largest(diagonal: list[float], beside: list[float]) -> float:
    """The largest eigenvalue of a symmetric tridiagonal matrix."""
    matrix = np.diag(diagonal) + np.diag(beside, 1) + np.diag(beside, -1)
    return float(np.linalg.eigvalsh(matrix)[-1])
