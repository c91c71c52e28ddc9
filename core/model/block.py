"""One Dense layer with what belongs to it, as pure functions of its variables' values; the base of others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

import keras
import tensorflow as tf

from core.choices.activations import ACTIVATIONS
from core.choices.normalizations import BEFORE, NORMALIZATIONS
from core.choices.registry import Picked
from core.choices.regularization import NOISES
from core.model.plan import Plan
from core.model.regularization import Noise

Tensors = list[tf.Tensor]


class Block:
    """Dense, normalization, activation, noise, dropout.

    Normalization stands between the sum and the activation (Ioffe & Szegedy 2015), or behind the activation.

    Arguments:
        plan: of the network.
        inputs: what a row is before it, ``(width,)``.
        units: width behind it.
        activation: of a hidden layer; None for the output layer.
        dropout, noise: behind the activation; 0 and None where there is none.
        shared: whether many blocks of the network are of this kind: they run as one traced function.
    """

    def __init__(
        self,
        plan: Plan,
        inputs: tuple[int, ...],
        units: int,
        activation: Picked | None,
        dropout: float,
        noise: Noise | None,
        *,
        shared: bool,
    ) -> None:
        hidden = activation is not None
        normalizations = _normalizations(plan.normalization) if hidden else []
        before = plan.normalization.get("place") == BEFORE
        self._before, self._after = (normalizations, []) if before else ([], normalizations)
        # Batch normalization takes the mean away, and with it any bias before it: its beta is the bias.
        self.batch_normalization: keras.layers.BatchNormalization | None = next(
            filter(_is_batch, normalizations), None
        )
        self._beta = self.batch_normalization if before else None
        self.linear = self._linear(units, use_bias=self._beta is None)
        sums = self._sums(units)
        self._activation = (
            keras.layers.Activation(plan.output_activation)
            if activation is None
            else _layer(activation, shared_axes=range(1, len(sums)))
        )
        self.noise = _noise(noise) if noise else None
        self.dropout = keras.layers.Dropout(dropout, seed=0) if dropout else None
        self._random = [layer for layer in (self.noise, self.dropout) if layer is not None]
        parts = (self.linear, *self._before, self._activation, *self._after, *self._random)
        for layer in parts:
            layer.build((None, *(inputs if layer is self.linear else sums)))
        self.trainable: list[keras.Variable] = [each for it in parts for each in it.trainable_variables]
        self.non_trainable: list[keras.Variable] = [
            each for it in parts for each in it.non_trainable_variables
        ]
        self._learns = bool(self._activation.trainable_variables)
        self._traced = (
            tf.function(self._compute_sum, autograph=False),
            tf.function(self._compute_output, autograph=False),
        )
        self._shared = shared

    @property
    def kernel(self) -> keras.Variable:
        """The weights of the sum."""
        return self.linear.kernel

    @property
    def bias(self) -> keras.Variable:
        """What is added to the sum: the bias, or the beta of batch normalization in its place."""
        return self.linear.bias if self._beta is None else self._beta.beta

    @property
    def slopes(self) -> keras.Variable | None:
        """What negative sums are multiplied by where that is learnt, a number per unit (PReLU); else None."""
        return self._activation.alpha if self._learns else None

    @property
    def passes(self) -> tuple[int, ...]:
        """What a row is that it passes on."""
        return (self.linear.units,)

    def weighted(self, x: tf.Tensor, kernel: tf.Tensor) -> tf.Tensor:
        """The sums of `x` by `kernel`, without a bias."""
        return tf.matmul(x, kernel)

    def _linear(self, units: int, *, use_bias: bool) -> keras.layers.Layer:
        # Zeros, not Keras's default: the real values come with the state, and drawing them costs time.
        return keras.layers.Dense(units, use_bias=use_bias, kernel_initializer="zeros")

    def _sums(self, units: int) -> tuple[int, ...]:
        """What a row is behind the sum."""
        return (units,)

    def _sum(self, x: tf.Tensor) -> tf.Tensor:
        """Sums with their bias, in the scope of the caller."""
        return self.linear.call(x)

    def _passed(self, values: tf.Tensor) -> tf.Tensor:
        """What is passed on of the normalized outputs."""
        return values

    def sum(
        self,
        trainable: Tensors,
        non_trainable: Tensors,
        x: tf.Tensor,
        mask: tf.Tensor | None,
        *,
        training: bool,
        single: bool = False,
    ) -> tuple[tf.Tensor, Tensors]:
        """z, what the activation is applied to, and the new values of `non_trainable`.

        Arguments:
            trainable, non_trainable: values of the block's variables.
            x, mask, training, single: see `Network.run`.
        """
        compute = self._traced[0] if self._in_graph else self._compute_sum
        total, moved = compute(trainable, non_trainable, x, mask, training, single)
        return total, moved

    def output(
        self,
        trainable: Tensors,
        non_trainable: Tensors,
        total: tf.Tensor,
        mask: tf.Tensor | None,
        *,
        training: bool,
        dropout: bool,
        single: bool = False,
    ) -> tuple[tf.Tensor, tf.Tensor, Tensors]:
        """a = phi(z), what the next block is given, and the new values of `non_trainable`.

        Arguments:
            trainable, non_trainable: values of the block's variables.
            total: z.
            dropout: whether dropout and noise act.
            mask, training, single: see `Network.run`.
        """
        compute = self._traced[1] if self._in_graph else self._compute_output
        # What only a normalization, or slopes that are learnt, need stays outside of functions without them.
        given = (trainable, mask, training, single) if self._after else ([], None, False, False)
        if self._learns and not self._after:
            given = trainable, None, False, False
        output, value, moved = compute(non_trainable, total, dropout, *given)
        return output, value, moved

    def dropped(self, non_trainable: Tensors, rows: int) -> tf.Tensor:
        """Whether dropout sets an output to 0 when it acts next, shape ``(rows, units)``, bool.

        Arguments:
            non_trainable: values of the block's variables; the state of its random numbers is among them.
            rows: of a full batch.
        """
        kept = tf.ones((rows, *self.passes))
        if self.dropout is not None:
            with keras.StatelessScope(state_mapping=zip(self.non_trainable, non_trainable, strict=True)):
                kept = self.dropout.call(kept, training=True)
        return tf.equal(tf.reshape(kept, (rows, -1)), 0.0)

    @property
    def _in_graph(self) -> bool:
        """Whether to run as a traced function: uncompiled, to call one costs as much as it saves."""
        return self._shared and not tf.executing_eagerly()

    # `call` of the layers, not the layers themselves: what Keras does around it, for masks, types and shapes
    # that do not occur here, takes longer than most layers as long as they are not compiled.

    def _compute_sum(
        self,
        trainable: Tensors,
        non_trainable: Tensors,
        x: tf.Tensor,
        mask: tf.Tensor | None,
        training: bool,
        single: bool,
    ) -> tuple[tf.Tensor, Tensors]:
        given = zip([*self.trainable, *self.non_trainable], [*trainable, *non_trainable], strict=True)
        with keras.StatelessScope(state_mapping=given) as scope:
            total = self._sum(x)
            total = _normalized(self._before, total, mask, training, single)
        return total, self._moved(scope)

    def _compute_output(
        self,
        non_trainable: Tensors,
        total: tf.Tensor,
        dropout: bool,
        trainable: Tensors,
        mask: tf.Tensor | None,
        training: bool,
        single: bool,
    ) -> tuple[tf.Tensor, tf.Tensor, Tensors]:
        if self._learns:
            with keras.StatelessScope(state_mapping=zip(self.trainable, trainable, strict=True)):
                output = value = self._activation.call(total)
        else:
            output = value = self._activation.call(total)
        disturbing = self._random if dropout else []
        if not self._after and not disturbing:
            return output, self._passed(output), non_trainable
        given = list(zip(self.non_trainable, non_trainable, strict=True))
        if self._after:
            given += zip(self.trainable, trainable, strict=True)
        with keras.StatelessScope(state_mapping=given) as scope:
            value = self._passed(_normalized(self._after, value, mask, training, single))
            for layer in disturbing:
                value = layer.call(value, training=True)
        return output, value, self._moved(scope)

    def _moved(self, scope: keras.StatelessScope) -> Tensors:
        return [tf.cast(scope.get_current_value(each), each.dtype) for each in self.non_trainable]


def _layer(activation: Picked, shared_axes: Sequence[int]) -> keras.layers.Layer:
    """Keras's layer of an activation; slopes that are learnt are shared along `shared_axes`: one per unit."""
    found = ACTIVATIONS[activation.name].keras_config(activation)
    config: dict[str, Any] = found["config"]
    if ACTIVATIONS[activation.name].learns and shared_axes:
        config["shared_axes"] = list(shared_axes)
    if found["class_name"] != "Activation":
        # `keras.layers.deserialize` wants a module path as well; the class itself is all that is meant.
        return getattr(keras.layers, found["class_name"])(**config)
    name = config.pop("activation")
    return keras.layers.Activation(partial(getattr(keras.activations, name), **config) if config else name)


def _noise(noise: Noise) -> keras.layers.Layer:
    return getattr(keras.layers, NOISES[noise.kind].class_name)(noise.strength, seed=0)


def _normalizations(picked: Picked) -> list[keras.layers.Layer]:
    configs = NORMALIZATIONS[picked.name].keras_configs(picked)
    return [getattr(keras.layers, each["class_name"])(**each["config"]) for each in configs]


def _is_batch(layer: keras.layers.Layer) -> bool:
    return isinstance(layer, keras.layers.BatchNormalization)


def _normalized(
    layers: list[keras.layers.Layer], values: tf.Tensor, mask: tf.Tensor | None, training: bool, single: bool
) -> tf.Tensor:
    """`values` after each of `layers`, in the scope of the caller; for the rest see `Network.run`."""
    places = list(range(1, values.shape.rank - 1))
    if mask is not None and places:
        mask = tf.reshape(mask, (-1, *(1 for _ in places)))
    for layer in layers:
        if not _is_batch(layer):
            values = layer.call(values)
        elif single and places:  # the places of a row's maps have a mean of their own
            mean, variance = tf.nn.moments(values, places, keepdims=True)
            gamma, beta = (tf.convert_to_tensor(each) for each in (layer.gamma, layer.beta))
            values = (values - mean) * tf.math.rsqrt(variance + layer.epsilon) * gamma + beta
        elif single:
            # The mean of one row is that row: nothing is left of it, and no gradient gets past.
            apart = tf.convert_to_tensor(layer.gamma) / math.sqrt(layer.epsilon)
            values = (values - values) * apart + tf.convert_to_tensor(layer.beta)
        else:
            values = layer.call(values, training=training, mask=mask)
    return values
