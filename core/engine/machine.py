"""A network, its loss and its optimizer: one step, one evaluation, one look inside.

The variables are scratch space: every function first assigns the state that it is given and leaves
nothing behind that the next call would rely on. `Program` decides what is compiled.
"""

from __future__ import annotations

from dataclasses import dataclass

import keras
import tensorflow as tf

from core.model.network import Network
from core.model.plan import Plan


@dataclass(frozen=True, slots=True)
class Insight:
    """What a probe brings back, all tensors, one entry per Dense layer.

    Arguments:
        sums: z, before the activation, shape ``(rows, units)``.
        outputs: a = phi(z).
        sum_gradients: dL/dz of the mean loss over the probe rows.
        weight_gradients: dL/dW, penalties included, as the optimizer sees it.
    """

    sums: list[tf.Tensor]
    outputs: list[tf.Tensor]
    sum_gradients: list[tf.Tensor]
    weight_gradients: list[tf.Tensor]


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
        self.optimizer = keras.optimizers.deserialize(plan.optimizer_config)
        self.optimizer.build(self.network.trainable)
        self.variables: list[keras.Variable] = [
            *self.network.trainable,
            *self.network.non_trainable,
            *self.optimizer.variables,
        ]
        self._rate = next(
            index
            for index, variable in enumerate(self.variables)
            if variable is self.optimizer._learning_rate
        )

    def load(self, state: list[tf.Tensor], rate: tf.Tensor | None = None) -> None:
        """Assign `state` to the variables, and the learning rate of the next step when given."""
        for variable, value in zip(self.variables, state, strict=True):
            variable.assign(value)
        if rate is not None:
            self.variables[self._rate].assign(rate)

    def values(self) -> list[tf.Tensor]:
        """What the variables hold now."""
        return [tf.convert_to_tensor(variable.value) for variable in self.variables]

    def step(self, x: tf.Tensor, y: tf.Tensor, count: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """One optimizer step on one batch.

        Arguments:
            x, y: a full batch; rows from `count` on are padding and count for nothing.
            count: real rows, int32.

        Returns:
            Loss of the batch with penalties, and the sum of its metric over the real rows.
        """
        plan = self.plan
        uneven = plan.rows % plan.batch_size != 0
        mask = tf.range(plan.batch_size) < count if uneven else None
        with tf.GradientTape() as tape:
            outputs = self.network.run(x, training=True, dropout=True, mask=mask).outputs[-1]
            losses = self.loss(y, outputs)
            if mask is not None:
                losses = tf.where(mask, losses, 0.0)
            total = tf.reduce_sum(losses) / tf.cast(count, tf.float32) + self.network.penalty()
        gradients = tape.gradient(total, self.network.trainable_values())
        self.optimizer.apply(gradients, self.network.trainable)
        scores = self.score(y, outputs)
        if mask is not None:
            scores = tf.where(mask, scores, 0.0)
        return total, tf.reduce_sum(scores)

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

    def evaluate(self, x: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """Mean loss with penalties and mean metric, as `keras.Model.evaluate` defines them."""
        outputs = self.network.run(x, training=False, dropout=False).outputs[-1]
        loss = tf.reduce_mean(self.loss(y, outputs)) + self.network.penalty()
        return loss, tf.reduce_mean(self.score(y, outputs))

    def predict(self, x: tf.Tensor) -> tf.Tensor:
        """The network's answer: probabilities of the classes (or of class 1), or the predicted target."""
        outputs = self.network.run(x, training=False, dropout=False).outputs[-1]
        if not self.plan.classes or self.plan.output_activation != "linear":
            return outputs
        return tf.nn.softmax(outputs) if self.plan.outputs > 1 else tf.sigmoid(outputs)

    def probe(self, x: tf.Tensor, y: tf.Tensor) -> Insight:
        """Activations and gradients of every layer for fixed rows: the batch's own moments, no dropout."""
        kernels = [block.dense.kernel.value for block in self.network.blocks]
        with tf.GradientTape() as tape:
            run = self.network.run(x, training=True, dropout=False, watch=tape)
            total = tf.reduce_mean(self.loss(y, run.outputs[-1])) + self.network.penalty()
        gradients = tape.gradient(total, [*run.sums, *kernels], unconnected_gradients="zero")
        layers = len(kernels)
        return Insight(run.sums, run.outputs, gradients[:layers], gradients[layers:])
