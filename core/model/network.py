"""The network as Keras layers, run layer by layer so that everything between them can be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
import tensorflow as tf

from core.model.plan import Plan


@dataclass(frozen=True, slots=True)
class Block:
    """One Dense layer with what belongs to it, in the order in which it is applied.

    Dense, then batch and layer normalization, then the activation, then dropout: normalization stands
    between the sum and the bend (Ioffe & Szegedy 2015).
    """

    dense: keras.layers.Dense
    batch_normalization: keras.layers.BatchNormalization | None
    layer_normalization: keras.layers.LayerNormalization | None
    activation: keras.layers.Layer
    dropout: keras.layers.Dropout | None

    @property
    def bias(self) -> keras.Variable:
        """What is added to the sum: the bias, or the beta of batch normalization in its place."""
        normalization = self.batch_normalization
        return self.dense.bias if normalization is None else normalization.beta

    @property
    def layers(self) -> list[keras.layers.Layer]:
        """The layers that are present, in order."""
        parts = (
            self.dense,
            self.batch_normalization,
            self.layer_normalization,
            self.activation,
            self.dropout,
        )
        return [part for part in parts if part is not None]


@dataclass(frozen=True, slots=True)
class Pass:
    """What a forward pass leaves behind.

    Arguments:
        sums: z of every Dense layer (after normalization, before the activation), in order.
        outputs: a = phi(z) of every Dense layer (before dropout), in order; the last is the network's.
    """

    sums: list[tf.Tensor]
    outputs: list[tf.Tensor]


class Network:
    """A multilayer perceptron of built Keras layers.

    Arguments:
        plan: shape and options. The initial weights are set elsewhere (see `core.model.initial`).
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.blocks = [_block(plan, index) for index in range(len(plan.widths))]
        width = plan.inputs
        for block in self.blocks:
            for layer in block.layers:
                layer.build((None, width))
                if layer is block.dense:
                    width = block.dense.units
        self.layers = [layer for block in self.blocks for layer in block.layers]
        # Gathered once: Keras walks through a layer's whole tree for each of these lists.
        self.trainable = [variable for layer in self.layers for variable in layer.trainable_variables]
        """Weights that the optimizer moves, in the order of `keras.Model.trainable_variables`."""
        self.non_trainable = [variable for layer in self.layers for variable in layer.non_trainable_variables]
        """Moments of batch normalization and the states of dropout's random numbers."""
        self.variables = [*self.trainable, *self.non_trainable]

    def run(
        self,
        x: tf.Tensor,
        *,
        training: bool,
        dropout: bool,
        mask: tf.Tensor | None = None,
        watch: tf.GradientTape | None = None,
    ) -> Pass:
        """The forward pass.

        Arguments:
            x: rows, shape ``(batch, inputs)``.
            training: batch normalization uses the batch's own moments (and updates its averages).
            dropout: whether dropout acts.
            mask: True for rows that count, shape ``(batch,)``; None when all do. Only batch
                normalization mixes rows, so only it needs to know.
            watch: a tape that is to give gradients with respect to the sums.
        """
        sums, outputs, value = [], [], x
        for block in self.blocks:
            value = block.dense(value)
            if block.batch_normalization is not None:
                value = block.batch_normalization(value, training=training, mask=mask)
            if block.layer_normalization is not None:
                value = block.layer_normalization(value)
            if watch is not None:
                watch.watch(value)
            sums.append(value)
            value = block.activation(value)
            outputs.append(value)
            if block.dropout is not None and dropout:
                value = block.dropout(value, training=True)
        return Pass(sums, outputs)

    def penalty(self) -> tf.Tensor:
        """L1 and L2 penalties of all kernels, as `keras.Model.losses` sums them."""
        terms = [
            block.dense.kernel_regularizer(block.dense.kernel)
            for block in self.blocks
            if block.dense.kernel_regularizer is not None
        ]
        return tf.add_n(terms) if terms else tf.constant(0.0)


def _block(plan: Plan, index: int) -> Block:
    hidden = index < len(plan.layers)
    regularizer = keras.regularizers.L1L2(plan.l1, plan.l2) if plan.l1 or plan.l2 else None
    # Zeros, not Keras's default: the real values come with the state, and drawing them costs time.
    # Batch normalization takes the mean away, and with it any bias before it: its beta is the bias.
    dense = keras.layers.Dense(
        plan.widths[index],
        use_bias=not (hidden and plan.batch_normalization),
        kernel_initializer="zeros",
        kernel_regularizer=regularizer,
    )
    if not hidden:
        return Block(dense, None, None, keras.layers.Activation(plan.output_activation), None)
    return Block(
        dense,
        keras.layers.BatchNormalization() if plan.batch_normalization else None,
        keras.layers.LayerNormalization() if plan.layer_normalization else None,
        _layer(plan.activation_config),
        keras.layers.Dropout(plan.dropout, seed=index) if plan.dropout else None,
    )


def _layer(config: dict[str, Any]) -> keras.layers.Layer:
    # `keras.layers.deserialize` wants a module path as well; the class itself is all that is meant.
    return getattr(keras.layers, config["class_name"])(**config["config"])
