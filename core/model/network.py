"""The network as Keras layers, run block by block so that everything between them can be looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, pairwise

import keras
import tensorflow as tf

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
        kinds = [(*pair, phi) for pair, phi in zip(pairwise(widths), (*plan.activations, None), strict=True)]
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
            dropout: whether dropout acts.
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
        """L1 and L2 penalties of all kernels, as `keras.Model.losses` sums them."""
        terms = [
            block.dense.kernel_regularizer(values[at])
            for block, at in zip(self.blocks, self.kernels, strict=True)
            if block.dense.kernel_regularizer is not None
        ]
        return tf.add_n(terms) if terms else tf.constant(0.0)
