"""The network as Keras layers, run block by block so that everything between them can be looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import keras
import tensorflow as tf

from core.choices.registry import Picked
from core.choices.regularization import CONSTRAINTS
from core.experiment import Penalty
from core.model.block import Block
from core.model.plan import Plan

SHARED_FROM = 4
"""Blocks of one kind from which on they are traced once, as a function: a deep network then takes a fraction
of the time in which tracing keeps Python from doing anything else."""


@dataclass(frozen=True, slots=True)
class Weight:
    """One variable of the network: a place in the list of values that every call is given.

    Arguments:
        block: number of the block that it belongs to, from 0.
        variable: of the layer that computes with it. Blocks of the same kind share their layers: they have
            other values in the same variable.
    """

    block: int
    variable: keras.Variable

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self.variable.shape)

    @property
    def dtype(self) -> str:
        return str(self.variable.dtype)


@dataclass(frozen=True, slots=True)
class Pass:
    """What a forward pass leaves behind.

    Arguments:
        sums: z of every Dense layer, what the activation is applied to, in order.
        outputs: a = phi(z) of every Dense layer (before a normalization that stands there, and dropout), in
            order; the last is the network's.
        non_trainable: new values of `Network.non_trainable`.
    """

    sums: list[tf.Tensor]
    outputs: list[tf.Tensor]
    non_trainable: list[tf.Tensor]


class Network:
    """A multilayer perceptron of Keras layers, as a pure function of its variables' values.

    Arguments:
        plan: shape and options. The initial weights are set elsewhere (see `core.model.initial`).
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        widths = [plan.inputs, *plan.widths]
        given = plan.regularization
        hidden = zip(plan.activations, given.dropouts, given.noises, strict=True)
        kinds = [
            (*pair, *others)
            for pair, others in zip(pairwise(widths), (*hidden, (None, 0.0, None)), strict=True)
        ]
        repeated = Counter(kinds)
        built = {kind: Block(plan, *kind, shared=repeated[kind] >= SHARED_FROM) for kind in repeated}
        self.blocks = [built[kind] for kind in kinds]
        self.trainable = [
            Weight(at, each) for at, block in enumerate(self.blocks) for each in block.trainable
        ]
        """Weights that the optimizer moves, in the order of `keras.Model.trainable_variables`."""
        self.non_trainable = [
            Weight(at, each) for at, block in enumerate(self.blocks) for each in block.non_trainable
        ]
        """Moments of batch normalization and the states of dropout's random numbers."""
        self.variables = [*self.trainable, *self.non_trainable]
        kernels = [block.dense.kernel for block in self.blocks]
        self.kernels = [at for at, it in enumerate(self.trainable) if it.variable is kernels[it.block]]
        """Which of them are the kernels of the Dense layers, first to last."""
        biases = [block.bias for block in self.blocks]
        self.biases = [at for at, it in enumerate(self.trainable) if it.variable is biases[it.block]]
        """Which are their biases, or what stands in their place."""
        self._penalties = [
            (at, penalty)
            for places, penalties in ((self.kernels, given.kernels), (self.biases, given.biases))
            for at, penalty in zip(places, map(_regularizer, penalties), strict=True)
            if penalty is not None
        ]
        self._activities = [_regularizer(each) for each in given.activities]
        self._constraint = _constraint(given.constraint)

    def run(
        self,
        values: Sequence[tf.Tensor],
        x: tf.Tensor,
        *,
        training: bool,
        dropout: bool,
        mask: tf.Tensor | None = None,
        watch: tf.GradientTape | None = None,
        single: bool = False,
    ) -> Pass:
        """The forward pass.

        Arguments:
            values: of `variables`.
            x: rows, shape ``(batch, inputs)``.
            training: batch normalization uses the batch's own moments (and updates its averages).
            dropout: whether dropout and noise act.
            mask: True for rows that count, shape ``(batch,)``; None when all do. Only batch
                normalization mixes rows, so only it needs to know.
            watch: a tape that is to give gradients with respect to the sums.
            single: whether each row is a batch of its own, to batch normalization; its averages stay then.
        """
        trainable = iter(values[: len(self.trainable)])
        non_trainable = iter(values[len(self.trainable) :])
        sums, outputs, moved, value = [], [], [], x
        for block in self.blocks:
            own = list(islice(trainable, len(block.trainable)))
            rest = list(islice(non_trainable, len(block.non_trainable)))
            total, rest = block.sum(own, rest, value, mask, training=training, single=single)
            if watch is not None:
                watch.watch(total)
            output, value, rest = block.output(
                own, rest, total, mask, training=training, dropout=dropout, single=single
            )
            sums.append(total)
            outputs.append(output)
            moved += rest
        return Pass(sums, outputs, moved)

    def penalty(self, values: Sequence[tf.Tensor]) -> tf.Tensor:
        """L1 and L2 penalties of all kernels and biases, as `keras.Model.losses` sums them."""
        terms = [penalty(values[at]) for at, penalty in self._penalties]
        return tf.add_n(terms) if terms else tf.constant(0.0)

    def activity(self, outputs: Sequence[tf.Tensor]) -> tf.Tensor | None:
        """The penalties on what hidden layers give, of each row; None where there are none.

        Keras divides the penalty of a batch by its rows: that is the mean of this.

        Arguments:
            outputs: a of every layer, first to last.
        """
        terms = [
            _by_row(penalty, each)
            for penalty, each in zip(self._activities, outputs, strict=False)
            if penalty is not None
        ]
        return tf.add_n(terms) if terms else None

    def constrained(self, trained: list[tf.Tensor]) -> list[tf.Tensor]:
        """The weights after a step, those of hidden layers brought within their bounds as Keras does it."""
        if self._constraint is None:
            return trained
        hidden = set(self.kernels[:-1])
        return [self._constraint(each) if at in hidden else each for at, each in enumerate(trained)]


def _regularizer(penalty: Penalty) -> keras.regularizers.L1L2 | None:
    return keras.regularizers.L1L2(*penalty) if any(penalty) else None


def _by_row(penalty: keras.regularizers.L1L2, outputs: tf.Tensor) -> tf.Tensor:
    absolute, squares = tf.reduce_sum(tf.abs(outputs), axis=1), tf.reduce_sum(tf.square(outputs), axis=1)
    return penalty.l1 * absolute + penalty.l2 * squares


def _constraint(picked: Picked | None) -> keras.constraints.Constraint | None:
    if picked is None:
        return None
    return keras.constraints.deserialize(CONSTRAINTS[picked.name].keras_config(picked))
