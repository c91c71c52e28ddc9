"""A network, its loss and its optimizer as pure functions: one step, one evaluation, one look inside.

Every function takes the values of all variables and gives new ones; no variable is written. So one machine
serves any number of runs, from any number of threads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import keras
import tensorflow as tf

from core.engine.packing import Packing
from core.engine.pure import pure_optimizer
from core.model.network import Network, Pass
from core.model.plan import Plan

KERNEL_SAMPLE = 16_384
"""Entries of one kernel that are counted in histograms; of larger kernels every k-th."""


JOINED_WEIGHTS = 200_000
"""Up to so many weights the optimizer moves them as one vector: its rules work entry by entry, so nothing
changes but the number of operations, which for a deep network is most of what there is to compile. Beyond it
joining them would cost more than it saves."""


@dataclass(frozen=True, slots=True)
class Insight:
    """What a probe brings back, as tensors or arrays. U is the number of units of all layers together.

    Arguments:
        sums: z, before the activation, layer beside layer, shape ``(rows, U)``.
        outputs: a = phi(z), shape ``(rows, U)``.
        sum_gradients: dL/dz of the mean loss over the probe rows, shape ``(rows, U)``.
        weight_gradients: dL/dW of each layer, penalties included, as the optimizer sees it.
    """

    sums: tf.Tensor
    outputs: tf.Tensor
    sum_gradients: tf.Tensor
    weight_gradients: Sequence[tf.Tensor]


class Machine:
    """Built Keras objects for one plan.

    Arguments:
        plan: what to build.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.network = Network(plan)
        self.loss = keras.losses.deserialize(
            {**plan.loss_config, "config": {**plan.loss_config["config"], "reduction": None}}
        )
        self.optimizer = pure_optimizer(plan.optimizer_config)
        sizes = [variable.value.shape.num_elements() for variable in self.network.trainable]
        self._joined = [keras.Variable(tf.zeros(sum(sizes)))] if sum(sizes) <= JOINED_WEIGHTS else []
        self._sizes = sizes
        self.optimizer.build(self._joined or self.network.trainable)
        self.variables: list[keras.Variable] = [
            *self.network.variables,
            *self.optimizer.variables,
        ]
        self.packing = Packing(self.variables)
        self._trained = len(self.network.trainable)
        positions = {id(variable): at for at, variable in enumerate(self.variables)}
        self.kernels = [positions[id(block.dense.kernel)] for block in self.network.blocks]
        """Which variables are the kernels of the Dense layers, first to last."""
        self._rate = positions[id(self.optimizer._learning_rate)]

    def sampled(self, layer: int) -> slice:
        """The entries of a layer's flattened kernel that histograms count."""
        rows, columns = self.network.blocks[layer].dense.kernel.shape
        stride = max(1, -(-rows * columns // KERNEL_SAMPLE))
        while stride > 1 and columns % stride == 0:
            stride += 1  # a divisor of the width would meet the same units in every row
        return slice(None, None, stride)

    def step(
        self, values: list[tf.Tensor], x: tf.Tensor, y: tf.Tensor, count: tf.Tensor, rate: tf.Tensor
    ) -> tuple[list[tf.Tensor], tf.Tensor, tf.Tensor]:
        """One optimizer step on one batch.

        Arguments:
            values: of all variables.
            x, y: a full batch; rows from `count` on are padding and count for nothing.
            count: real rows, int32.
            rate: learning rate.

        Returns:
            New values, the loss of the batch with penalties, and the sum of its metric over the real rows.
        """
        plan = self.plan
        values = [*values[: self._rate], rate, *values[self._rate + 1 :]]
        trained = values[: self._trained]
        together = [_flat(trained)] if self._joined else []
        uneven = plan.rows % plan.batch_size != 0
        mask = tf.range(plan.batch_size) < count if uneven else None
        with (
            tf.GradientTape(watch_accessed_variables=False) as tape,
            _scope([*self.variables, *self._joined], [*values, *together]) as scope,
        ):
            tape.watch(trained)
            outputs = self.network.run(x, training=True, dropout=True, mask=mask).outputs[-1]
            losses = self.loss(y, outputs)
            if mask is not None:
                losses = tf.where(mask, losses, 0.0)
            total = tf.reduce_sum(losses) / tf.cast(count, tf.float32) + self.network.penalty()
        gradients = tape.gradient(total, trained, unconnected_gradients="zero")
        if self._joined:
            gradients = [_flat(gradients)]
        with scope:
            self.optimizer.apply(gradients, self._joined or self.network.trainable)
        scores = self.score(y, outputs)
        if mask is not None:
            scores = tf.where(mask, scores, 0.0)
        return self._values(scope), total, tf.reduce_sum(scores)

    def score(self, y: tf.Tensor, outputs: tf.Tensor) -> tf.Tensor:
        """The metric of every row: 1 where the class is right, or the absolute error for regression."""
        plan = self.plan
        if not plan.classes:
            return tf.reduce_mean(tf.abs(y - outputs), axis=-1)
        if plan.outputs == 1:
            threshold = 0.5 if plan.output_activation == "sigmoid" else 0.0
            return tf.cast(tf.equal(outputs[:, 0] > threshold, y[:, 0] > 0.5), tf.float32)
        truth = tf.argmax(y, axis=-1) if plan.target == "one_hot" else tf.cast(y, tf.int64)
        return tf.cast(tf.equal(tf.argmax(outputs, axis=-1), truth), tf.float32)

    def evaluate(
        self, values: list[tf.Tensor], x: tf.Tensor, y: tf.Tensor, skip: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        """Sums of the loss and of the metric over the rows from `skip` on, and the penalty.

        Here and below, `values` are those of the network's variables alone.
        Over all rows, sum / rows + penalty is what `keras.Model.evaluate` gives.
        """
        counted = tf.range(tf.shape(x)[0]) >= skip
        with _scope(self.network.variables, values):
            outputs = self._answer(x).outputs[-1]
            penalty = self.network.penalty()
        losses = tf.where(counted, self.loss(y, outputs), 0.0)
        scores = tf.where(counted, self.score(y, outputs), 0.0)
        return tf.reduce_sum(losses), tf.reduce_sum(scores), penalty

    def predict(self, values: list[tf.Tensor], x: tf.Tensor) -> tf.Tensor:
        """The network's answer: probabilities of the classes (or of class 1), or the predicted target."""
        with _scope(self.network.variables, values):
            outputs = self._answer(x).outputs[-1]
        if not self.plan.classes or self.plan.output_activation != "linear":
            return outputs
        return tf.nn.softmax(outputs) if self.plan.outputs > 1 else tf.sigmoid(outputs)

    def probe(self, values: list[tf.Tensor], x: tf.Tensor, y: tf.Tensor) -> Insight:
        """Activations and gradients of every layer for fixed rows: the batch's own moments, no dropout."""
        kernels = [values[at] for at in self.kernels]
        with tf.GradientTape(watch_accessed_variables=False) as tape, _scope(self.network.variables, values):
            tape.watch(kernels)
            run = self.network.run(x, training=True, dropout=False, watch=tape)
            total = tf.reduce_mean(self.loss(y, run.outputs[-1])) + self.network.penalty()
        gradients = tape.gradient(total, [*run.sums, *kernels], unconnected_gradients="zero")
        for_sums, for_kernels = gradients[: len(kernels)], gradients[len(kernels) :]
        return Insight(
            sums=tf.concat(run.sums, axis=1),
            outputs=tf.concat(run.outputs, axis=1),
            sum_gradients=tf.concat(for_sums, axis=1),
            weight_gradients=for_kernels,
        )

    def _answer(self, x: tf.Tensor) -> Pass:
        return self.network.run(x, training=False, dropout=False)

    def _values(self, scope: keras.StatelessScope) -> list[tf.Tensor]:
        values = [tf.cast(scope.get_current_value(variable), variable.dtype) for variable in self.variables]
        for joined in self._joined:
            parts = tf.split(scope.get_current_value(joined), self._sizes)
            values[: self._trained] = [
                tf.reshape(part, variable.shape)
                for part, variable in zip(parts, self.network.trainable, strict=True)
            ]
        return values


def _flat(tensors: Sequence[tf.Tensor]) -> tf.Tensor:
    return tf.concat([tf.reshape(each, (-1,)) for each in tensors], 0)


def _scope(variables: Sequence[keras.Variable], values: Sequence[tf.Tensor]) -> keras.StatelessScope:
    """A scope in which the Keras variables have `values`."""
    return keras.StatelessScope(state_mapping=zip(variables, values, strict=True))
