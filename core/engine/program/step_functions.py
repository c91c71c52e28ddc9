"""A network, its loss and its optimizer as pure functions: one step, one evaluation, one look inside.

Every function takes the values of all variables and gives new ones; no variable is written. So one set of
them serves any number of runs, from any number of threads.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import keras
import numpy as np
import tensorflow as tf

from core.engine.program.feature_maps import first_maps
from core.engine.program.packing import Packing, as_type, flat, shaped
from core.engine.program.stateless_optimizer import stateless_optimizer
from core.frame import DROPPED_ROWS, DROPPED_UNITS
from core.model.losses import loss_of
from core.model.network import Network
from core.model.plan import Plan

KERNEL_SAMPLE = 16_384
"""Entries of one kernel that are counted in histograms; of larger kernels every k-th."""


JOINED_WEIGHTS = 200_000
"""Up to so many weights the optimizer moves them as one vector: where its rules work entry by entry, nothing
changes but the number of operations, which for a deep network is most of what there is to compile. Beyond it
joining them would cost more than it saves."""


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What a probe brings back, as tensors or arrays. U is the number of units of all layers together; where
    a layer is convolutional, of outputs of a row that are looked at (`Plan.looked_at`).

    Arguments:
        sums: z, before the activation, layer beside layer, shape ``(rows, U)``.
        outputs: a = phi(z), shape ``(rows, U)``.
        sum_gradients: dL/dz of the mean loss over the probe rows, shape ``(rows, U)``.
        weight_gradients: dL/dW of each layer of the same loss, penalties included. To batch normalization
            the probe rows are one batch; where batches have a single row, each is one, as in training.
        maps: what is shown of the first row's feature maps (`core.feature_maps`), in a row; None where the
            network has none.
    """

    sums: tf.Tensor
    outputs: tf.Tensor
    sum_gradients: tf.Tensor
    weight_gradients: Sequence[tf.Tensor]
    maps: tf.Tensor | None = None


class StepFunctions:
    """Built Keras objects for one plan.

    Arguments:
        plan: what to build.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.network = Network(plan)
        self.loss = loss_of(plan.loss_config, reduction=None)
        self.optimizer = stateless_optimizer(plan.optimizer_config)
        shapes = [weight.shape for weight in self.network.trainable]
        self._sizes = [math.prod(shape) for shape in shapes]
        self._joined = plan.by_entry and sum(self._sizes) <= JOINED_WEIGHTS
        # What the optimizer moves: its own variables, since blocks of one kind share theirs.
        moved = [(sum(self._sizes),)] if self._joined else shapes
        self._moved = [keras.Variable(tf.zeros(shape)) for shape in moved]
        if plan.decays_kernels_only:
            self._spare_from_decay()
        self.optimizer.build(self._moved)
        self.packing = Packing([*self.network.variables, *self.optimizer.variables])
        self._rate = next(
            at for at, each in enumerate(self.optimizer.variables) if each is self.optimizer._learning_rate
        )

    @cached_property
    def averages(self) -> slice:
        """Where the moving averages of the trainable weights stand in the vector of float32, in order."""
        count = len(self.network.variables)
        kept = {id(each) for each in self.optimizer._model_variables_moving_average}
        variables = enumerate(self.optimizer.variables)
        places = [self.packing.place(count + at) for at, each in variables if id(each) in kept]
        return slice(places[0].start, places[-1].stop)

    def _spare_from_decay(self) -> None:
        """Have weight decay take the kernels alone."""
        kernels = set(self.network.kernels)
        if self._joined:
            parts = [np.full(size, at in kernels, np.float32) for at, size in enumerate(self._sizes)]
            self.optimizer.decayed = np.concatenate(parts)
        else:
            spared = [each for at, each in enumerate(self._moved) if at not in kernels]
            self.optimizer.exclude_from_weight_decay(var_list=spared)

    def sampled(self, layer: int) -> slice:
        """The entries of a layer's flattened kernel that histograms count."""
        *before, columns = self.network.blocks[layer].kernel.shape
        rows = math.prod(before)
        stride = max(1, -(-rows * columns // KERNEL_SAMPLE))
        while stride > 1 and columns % stride == 0:
            stride += 1  # a divisor of the width would meet the same units in every row
        return slice(None, None, stride)

    def step(
        self,
        values: list[tf.Tensor],
        x: tf.Tensor,
        y: tf.Tensor,
        count: tf.Tensor,
        rate: tf.Tensor,
        weights: tf.Tensor | None = None,
        *,
        full: bool = False,
    ) -> tuple[list[tf.Tensor], tf.Tensor, tf.Tensor]:
        """One optimizer step on one batch.

        Arguments:
            values: of all variables.
            x, y: a full batch; rows from `count` on are padding and count for nothing.
            count: real rows, int32.
            rate: learning rate.
            weights: of the rows, if they have any: their losses are multiplied by them, as in `fit`.
            full: whether it is known that there is no padding.

        Returns:
            New values, the loss of the batch with penalties, and the sum of its metric over the real rows.
        """
        plan, network = self.plan, self.network
        trained, whole = values[: len(network.trainable)], values[: len(network.variables)]
        slots = values[len(network.variables) :]
        full = full or plan.rows % plan.batch_size == 0
        mask = None if full else tf.range(plan.batch_size) < count
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(trained)
            run = network.run(whole, x, training=True, dropout=True, mask=mask)
            losses = self.losses(y, run.outputs, weights)
            if mask is not None:
                losses = tf.where(mask, losses, 0.0)
            total = tf.reduce_sum(losses) / tf.cast(count, tf.float32) + network.penalty(whole)
        gradients = tape.gradient(total, trained, unconnected_gradients="zero")
        scores = self.score(y, run.outputs[-1])
        if mask is not None:
            scores = tf.where(mask, scores, 0.0)
        trained, slots = self.move(trained, gradients, slots, rate)
        trained = network.constrained(trained)
        return [*trained, *run.non_trainable, *slots], total, tf.reduce_sum(scores)

    def move(
        self,
        trained: list[tf.Tensor],
        gradients: list[tf.Tensor],
        slots: Sequence[tf.Tensor],
        rate: tf.Tensor,
    ) -> tuple[list[tf.Tensor], list[tf.Tensor]]:
        """What the optimizer makes of the weights, before constraints, and of its own variables."""
        slots = [*slots]
        slots[self._rate] = rate
        shapes = [weight.shape for weight in self.network.trainable]
        if self._joined:
            trained, gradients = [flat(trained)], [flat(gradients)]
        variables = [*self._moved, *self.optimizer.variables]
        given = zip(variables, [*trained, *slots], strict=True)
        with keras.StatelessScope(state_mapping=given) as scope:
            self.optimizer.apply(gradients, self._moved)
        found = [as_type(scope.get_current_value(each), each.dtype) for each in variables]
        trained, slots = found[: len(self._moved)], found[len(self._moved) :]
        if self._joined:
            parts = tf.split(trained[0], self._sizes)
            trained = [shaped(part, shape) for part, shape in zip(parts, shapes, strict=True)]
        return trained, slots

    def losses(
        self, y: tf.Tensor, outputs: Sequence[tf.Tensor], weights: tf.Tensor | None = None
    ) -> tf.Tensor:
        """The loss of every row, with the penalties on activations.

        Arguments:
            outputs: a of every layer, first to last.
            weights: of the rows; they multiply the loss alone.
        """
        losses, activity = self.loss(y, outputs[-1]), self.network.activity(outputs)
        if weights is not None:
            losses *= weights
        return losses if activity is None else losses + activity

    def score(self, y: tf.Tensor, outputs: tf.Tensor) -> tf.Tensor:
        """The metric of every row: 1 where the class is right, or the absolute error for regression."""
        plan = self.plan
        if not plan.classes:
            return tf.reduce_mean(tf.abs(y - outputs), axis=-1)
        return tf.cast(tf.equal(*self.classes(y, outputs)), tf.float32)

    def classes(self, y: tf.Tensor, outputs: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """The right class of every row, and the network's; of two classes as whether it is the second."""
        plan = self.plan
        if plan.outputs == 1:
            threshold = 0.5 if plan.output_activation == "sigmoid" else 0.0
            return y[:, 0] > 0.5, outputs[:, 0] > threshold
        truth = tf.argmax(y, axis=-1) if plan.target == "one_hot" else tf.cast(y, tf.int64)
        return truth, tf.argmax(outputs, axis=-1)

    def evaluate(
        self, values: list[tf.Tensor], x: tf.Tensor, y: tf.Tensor, skip: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor, tf.Tensor]:
        """Sums of the loss and of the metric over the rows from `skip` on, and the penalty.

        Here and below, `values` are those of the network's variables alone.
        Over all rows, sum / rows + penalty is what `keras.Model.evaluate` gives.
        """
        counted = tf.range(tf.shape(x)[0]) >= skip
        outputs = self._look(values, x)
        penalty = self.network.penalty(values)
        losses = tf.where(counted, self.losses(y, outputs), 0.0)
        scores = tf.where(counted, self.score(y, outputs[-1]), 0.0)
        return tf.reduce_sum(losses), tf.reduce_sum(scores), penalty

    def survey(
        self, values: list[tf.Tensor], parts: Sequence[tuple[tf.Tensor, tf.Tensor]], grid: tf.Tensor
    ) -> tuple[list[tuple[tf.Tensor, tf.Tensor]], tf.Tensor]:
        """Mean loss with penalties and mean metric of each of `parts`, (x, y), and what `predict` gives for
        `grid`, in one pass through the network."""
        xs = [*(x for x, _ in parts), grid]
        rows = [len(x) for x in xs]
        # Of the hidden layers only what there is a penalty on.
        looked = self._look(values, tf.concat(xs, 0))
        looked = looked if self.network.activity(looked) is not None else looked[-1:]
        *answers, last = zip(*(tf.split(each, rows) for each in looked), strict=True)
        penalty = self.network.penalty(values)
        found = [
            (tf.reduce_mean(self.losses(y, outputs)) + penalty, tf.reduce_mean(self.score(y, outputs[-1])))
            for (_, y), outputs in zip(parts, answers, strict=True)
        ]
        return found, self.finished(last[-1])

    def predict(self, values: list[tf.Tensor], x: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """The network's answer, and what its output layer is given for it.

        The answer: probabilities of the classes (or of class 1), a number from -1 (class 0) to 1
        (class 1) where the output is tanh, or the predicted target."""
        run = self.network.run(values, x, training=False, dropout=False)
        return self.finished(run.outputs[-1]), run.last

    def finished(self, outputs: tf.Tensor) -> tf.Tensor:
        """Probabilities where the outputs are logits; any other outputs as they are."""
        if not self.plan.classes or self.plan.output_activation != "linear":
            return outputs
        return tf.nn.softmax(outputs) if self.plan.outputs > 1 else tf.sigmoid(outputs)

    def probe(self, values: list[tf.Tensor], x: tf.Tensor, y: tf.Tensor) -> ProbeResult:
        """Activations and gradients of every layer for fixed rows: their own moments, no dropout."""
        kernels = [values[at] for at in self.network.kernels]
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(kernels)
            single = self.plan.batch_size == 1
            run = self.network.run(values, x, training=True, dropout=False, watch=tape, single=single)
            total = tf.reduce_mean(self.losses(y, run.outputs)) + self.network.penalty(values)
        gradients = tape.gradient(total, [*run.sums, *kernels], unconnected_gradients="zero")
        for_sums, for_kernels = gradients[: len(kernels)], gradients[len(kernels) :]
        return ProbeResult(
            sums=self._looked_at(run.sums),
            outputs=self._looked_at(run.outputs),
            sum_gradients=self._looked_at(for_sums),
            weight_gradients=for_kernels,
            maps=first_maps(self.network, values, x, run),
        )

    def dropped(self, values: list[tf.Tensor]) -> tf.Tensor:
        """Which units dropout sets to 0 at the next step, as `core.frame.Frame.dropped` has them."""
        masks = self.network.dropped(values, self.plan.batch_size)
        widest = min(max(mask.shape[1] for mask in masks), DROPPED_UNITS)
        corners = [mask[:DROPPED_ROWS, :DROPPED_UNITS] for mask in masks]
        padded = [tf.pad(each, [[0, 0], [0, widest - each.shape[1]]]) for each in corners]
        return tf.cast(tf.stack(padded), tf.uint8)

    def _looked_at(self, layers: Sequence[tf.Tensor]) -> tf.Tensor:
        """Layer beside layer, one row each; of the places of feature maps those that are looked at."""
        columns = list(layers)
        for at, each in enumerate(self.plan.convolutions):
            chosen = columns[at][:, :: each.every, :: each.every]
            columns[at] = tf.reshape(chosen, (-1, each.looked_at))
        return tf.concat(columns, axis=1)

    def _look(self, values: list[tf.Tensor], x: tf.Tensor) -> list[tf.Tensor]:
        """What every layer gives for `x`, first to last."""
        return self.network.run(values, x, training=False, dropout=False).outputs
