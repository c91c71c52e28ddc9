"""The network as Keras layers, run block by block so that everything between them can be looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import keras
import tensorflow as tf

from core.choices.convolutions import Convolution
from core.choices.registry import Picked
from core.choices.regularization import CONSTRAINTS
from core.experiment import Penalty
from core.model.block import Block
from core.model.convolution import ConvolutionBlock
from core.model.plan import Plan
from core.model.regularization import Noise

SHARED_FROM = 4
"""Blocks of one kind from which on they are traced once, as a function: a deep network then takes a fraction
of the time in which tracing keeps Python from doing anything else."""


_Kind = tuple[tuple[int, ...] | Convolution, int, Picked | None, float, Noise | None]
"""What tells a block from others: what it is given, its units, activation, dropout and noise."""


def _block(plan: Plan, kind: _Kind, *, shared: bool) -> Block:
    given, units, activation, dropout, noise = kind
    if isinstance(given, Convolution):
        return ConvolutionBlock(plan, given, activation, dropout, noise)
    return Block(plan, given, units, activation, dropout, noise, shared=shared)


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
        sums: z of every layer, what the activation is applied to, in order. Those of convolutional layers
            have the shape ``(batch, height, width, filters)``.
        outputs: a = phi(z) of every layer (before a normalization that stands there, pooling, dropout, and
            a residual connection), in order; the last is the network's.
        passed: what every layer passes on to the next.
        non_trainable: new values of `Network.non_trainable`.
        last: what the output layer is given.
    """

    sums: list[tf.Tensor]
    outputs: list[tf.Tensor]
    passed: list[tf.Tensor]
    non_trainable: list[tf.Tensor]
    last: tf.Tensor


class Network:
    """A multilayer perceptron of Keras layers, as a pure function of its variables' values.

    Where the plan has convolutional layers they come first.

    Arguments:
        plan: shape and options. The initial weights are set elsewhere (see `core.model.initial`).
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        given = plan.regularization
        maps: list[tuple[tuple[int, ...] | Convolution, int]] = [
            (each, each.filters) for each in plan.convolutions
        ]
        dense = [
            ((before,), units) for before, units in pairwise((plan.flattened, *plan.layers, plan.outputs))
        ]
        hidden = zip(plan.activations, given.dropouts, given.noises, strict=True)
        kinds: list[_Kind] = [
            (*shape, *others)
            for shape, others in zip(
                [*maps, *dense],
                (*hidden, (None, 0.0, None)),
                strict=True,
            )
        ]
        repeated = Counter(kinds)
        built = {kind: _block(plan, kind, shared=repeated[kind] >= SHARED_FROM) for kind in repeated}
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
        kernels = [block.kernel for block in self.blocks]
        self.kernels = [at for at, it in enumerate(self.trainable) if it.variable is kernels[it.block]]
        """Which of them are the kernels of the layers, first to last."""
        biases = [block.bias for block in self.blocks]
        self.biases = [at for at, it in enumerate(self.trainable) if it.variable is biases[it.block]]
        """Which are their biases, or what stands in their place."""
        self._penalties = [
            (at, penalty)
            for places, penalties in ((self.kernels, given.kernels), (self.biases, given.biases))
            for at, penalty in zip(places, map(_regularizer, penalties), strict=True)
            if penalty is not None
        ]
        others = len(self.blocks) - len(plan.shortcuts) - 1
        self._shortcuts = (*(False,) * others, *plan.shortcuts, False)
        self._activities = [_regularizer(each) for each in given.activities]
        self._constraint = _constraint(given.constraint, axis=0)
        # The weights that lead to a filter: as Keras says of convolutional layers.
        self._constraint_of_filters = _constraint(given.constraint, axis=[0, 1, 2])

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
        sums, outputs, passed, moved, given, value = [], [], [], [], x, x
        for at, block in enumerate(self.blocks):
            value = self.as_given(at, value)
            own = list(islice(trainable, len(block.trainable)))
            rest = list(islice(non_trainable, len(block.non_trainable)))
            total, rest = block.sum(own, rest, value, mask, training=training, single=single)
            if watch is not None:
                watch.watch(total)
            output, made, rest = block.output(
                own, rest, total, mask, training=training, dropout=dropout, single=single
            )
            given, value = value, self.passed_on(at, value, made)
            sums.append(total)
            outputs.append(output)
            passed.append(value)
            moved += rest
        return Pass(sums, outputs, passed, moved, given)

    def as_given(self, block: int, values: tf.Tensor) -> tf.Tensor:
        """What block number `block` is given of what the one before passes on, or of rows, shape
        ``(batch, inputs)``: pictures, or their pixels and channels in a row."""
        convolutions = self.plan.convolutions
        if convolutions and block == 0:
            return tf.reshape(values, (-1, *convolutions[0].inputs))
        if convolutions and block == len(convolutions):
            return tf.reshape(values, (-1, self.plan.flattened))
        return values

    def passed_on(self, at: int, given: tf.Tensor, made: tf.Tensor) -> tf.Tensor:
        """What the layer behind layer `at` is given: what `at` made, and with a residual connection the sum
        of that and what `at` was given."""
        return given + made if self._shortcuts[at] else made

    def dropped(self, values: Sequence[tf.Tensor], rows: int) -> list[tf.Tensor]:
        """Whether dropout sets an output of a hidden layer to 0 at the next step, layer by layer (see
        `Block.dropped`).

        Arguments:
            values: of `variables`.
            rows: of a full batch.
        """
        non_trainable = iter(values[len(self.trainable) :])
        return [
            block.dropped(list(islice(non_trainable, len(block.non_trainable))), rows)
            for block in self.blocks[:-1]
        ]

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
        if self._constraint is None or self._constraint_of_filters is None:
            return trained
        hidden = set(self.kernels[:-1])
        return [
            (self._constraint if each.shape.rank == 2 else self._constraint_of_filters)(each)
            if at in hidden
            else each
            for at, each in enumerate(trained)
        ]


def _regularizer(penalty: Penalty) -> keras.regularizers.L1L2 | None:
    return keras.regularizers.L1L2(*penalty) if any(penalty) else None


def _by_row(penalty: keras.regularizers.L1L2, outputs: tf.Tensor) -> tf.Tensor:
    axes = list(range(1, outputs.shape.rank))
    absolute, squares = tf.reduce_sum(tf.abs(outputs), axes), tf.reduce_sum(tf.square(outputs), axes)
    return penalty.l1 * absolute + penalty.l2 * squares


def _constraint(picked: Picked | None, axis: int | list[int]) -> keras.constraints.Constraint | None:
    if picked is None:
        return None
    found = CONSTRAINTS[picked.name].keras_config(picked)
    return keras.constraints.deserialize({**found, "config": {**found["config"], "axis": axis}})
