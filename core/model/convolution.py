"""One convolutional layer with what belongs to it: the sibling of `Block`, for pictures."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import reduce

import keras
import tensorflow as tf

from core.choices.convolutions import MAX_POOLING, NO_POOLING, Convolution
from core.choices.registry import Picked
from core.model.block import Block
from core.model.plan import Plan
from core.model.regularization import Noise

_FOR_XLA: ContextVar[bool] = ContextVar("for XLA", default=False)


@contextmanager
def for_xla() -> Iterator[None]:
    """While this lasts, convolutions are traced as matrix products of patches, and pooling as comparisons.

    XLA's own convolutions on a CPU take ten times as long as these (measured: docs/performance.md), and
    TensorFlow's, which are taken otherwise, cannot be part of what XLA compiles.
    """
    before = _FOR_XLA.set(True)
    try:
        yield
    finally:
        _FOR_XLA.reset(before)


class ConvolutionBlock(Block):
    """Conv2D, normalization, activation, pooling, noise, dropout.

    It is never one traced function for several: what it is traced for decides how it computes.

    What is not said here is as for Dense layers: a normalization takes the channels for the units, as Keras
    does (axis -1), and dropout drops single pixels of single maps.

    Arguments:
        convolution: shapes, kernel and pooling.
        plan, activation, dropout, noise: see `Block`.
    """

    def __init__(
        self,
        plan: Plan,
        convolution: Convolution,
        activation: Picked | None,
        dropout: float,
        noise: Noise | None,
    ) -> None:
        self._convolution = convolution
        super().__init__(
            plan, convolution.inputs, convolution.filters, activation, dropout, noise, shared=False
        )

    @property
    def passes(self) -> tuple[int, ...]:
        """Height, width and filters after pooling."""
        return self._convolution.outputs

    def weighted(self, x: tf.Tensor, kernel: tf.Tensor) -> tf.Tensor:
        """The sums of pictures `x` by `kernel`, without a bias."""
        return convolved(x, kernel, self._convolution)

    def _linear(self, units: int, *, use_bias: bool) -> keras.layers.Layer:
        it = self._convolution
        return keras.layers.Conv2D(
            units,
            it.kernel_size,
            strides=it.strides,
            padding=it.padding,
            use_bias=use_bias,
            kernel_initializer="zeros",
        )

    def _sums(self, units: int) -> tuple[int, ...]:
        return self._convolution.sums

    def _sum(self, x: tf.Tensor) -> tf.Tensor:
        sums = self.weighted(x, tf.convert_to_tensor(self.linear.kernel))
        return sums + tf.convert_to_tensor(self.linear.bias) if self.linear.use_bias else sums

    def _passed(self, values: tf.Tensor) -> tf.Tensor:
        return pooled(values, self._convolution)


def convolved(x: tf.Tensor, kernel: tf.Tensor, convolution: Convolution) -> tf.Tensor:
    """What `keras.ops.conv` gives for pictures `x`, shape ``(batch, height, width, channels)``."""
    if not _FOR_XLA.get():
        return tf.nn.conv2d(x, kernel, convolution.strides, convolution.padding.upper())
    size, stride, (height, width, filters) = convolution.kernel_size, convolution.strides, convolution.sums
    reach = [(out - 1) * stride + 1 for out in (height, width)]
    sides = zip(reach, convolution.inputs, convolution.before, strict=False)
    zeros = [[before, max(last + size - 1 - before - given, 0)] for last, given, before in sides]
    padded = tf.pad(x, [[0, 0], *zeros, [0, 0]]) if any(map(any, zeros)) else x
    places = [
        padded[:, row : row + reach[0] : stride, column : column + reach[1] : stride]
        for row in range(size)
        for column in range(size)
    ]
    patches = tf.reshape(tf.concat(places, -1), (-1, size * size * convolution.inputs[2]))
    return tf.reshape(tf.matmul(patches, tf.reshape(kernel, (-1, filters))), (-1, height, width, filters))


def pooled(values: tf.Tensor, convolution: Convolution) -> tf.Tensor:
    """What Keras's pooling gives; of equal numbers the first one gets the gradient, too."""
    size, (height, width, filters) = convolution.pool_size, convolution.outputs
    if convolution.pooling == NO_POOLING:
        return values
    if not _FOR_XLA.get():
        pool = tf.nn.max_pool2d if convolution.pooling == MAX_POOLING else tf.nn.avg_pool2d
        return pool(values, size, size, "VALID")
    kept = values[:, : height * size, : width * size]
    squares = tf.reshape(kept, (-1, height, size, width, size, filters))
    if convolution.pooling != MAX_POOLING:
        return tf.reduce_mean(squares, (2, 4))
    pixels = [squares[:, :, row, :, column] for row in range(size) for column in range(size)]
    return reduce(tf.maximum, pixels)
