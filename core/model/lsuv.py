"""Layer-sequential unit variance: weights that are fitted to the data before training.

Mishkin & Matas 2016, arXiv:1511.06422, algorithm 1. From the first layer to the last, the output layer too, a
kernel is divided by the standard deviation of its layer's weighted sums until that is 1.

The lab's factor comes after all that and multiplies every kernel, so that weights at a factor of d are d
times those at 1. (Multiplied on the way, each layer would undo what the one before was given.)
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from core.model.network import Network

ROWS = 256
TOLERANCE = 0.01
ROUNDS = 10
"""One is enough where all biases of a layer are equal."""

CONSTANT = 1e-6
"""Sums that differ by less than this share of the largest of them are equal but for rounding."""

Array = npt.NDArray[Any]


def with_unit_variance(
    network: Network, values: Sequence[Array], rows: npt.NDArray[np.float32]
) -> list[Array]:
    """`values` with kernels for which the weighted sums of every layer have standard deviation 1.

    It is that of all sums of a layer, over rows and units, with their biases and before any normalization. A
    layer whose sums do not differ, as those of a dead one, is left as it is. The paper does not speak of
    normalization and dropout: the next layer is fed with what the layer gives, normalized by these rows as in
    training, and nothing is dropped.

    Arguments:
        values: of `network.variables`; the paper begins with orthonormal kernels.
        rows: of the training part; the first 256 are looked at.
    """
    trainable = iter(values[: len(network.trainable)])
    non_trainable = iter(values[len(network.trainable) :])
    fitted: list[Array] = []
    x = tf.constant(rows[:ROWS])
    for at, block in enumerate(network.blocks):
        x = network.as_given(at, x)
        kernel, *others = islice(trainable, len(block.trainable))
        moments = list(islice(non_trainable, len(block.non_trainable)))
        bias = others[0] if block.linear.use_bias else np.float32(0.0)
        fitted_one = (
            fitted_kernel(kernel, np.asarray(x), bias)
            if kernel.ndim == 2
            else scaled_kernel(kernel, np.asarray(block.weighted(x, kernel), np.float64), bias)
        )
        own = [fitted_one, *others]
        total, moments = block.sum(own, moments, x, None, training=True)
        _, made, _ = block.output(own, moments, total, None, training=True, dropout=False)
        x = network.passed_on(at, x, made)
        fitted += own
    return [*fitted, *values[len(network.trainable) :]]


def fitted_kernel(kernel: Array, x: Array, bias: Array | np.float32) -> Array:
    """`kernel` times a number, so that ``x @ kernel + bias`` has standard deviation 1."""
    return scaled_kernel(kernel, np.matmul(x, kernel, dtype=np.float64), bias)


def scaled_kernel(kernel: Array, sums: Array, bias: Array | np.float32) -> Array:
    """`kernel` times a number, so that `sums`, which it makes, with `bias` have standard deviation 1."""
    if not np.ptp(sums) > CONSTANT * np.abs(sums).max():
        return kernel
    factor = 1.0
    for _round in range(ROUNDS):
        deviation = float(np.std(factor * sums + bias))
        if abs(deviation - 1) <= TOLERANCE:
            break
        factor /= deviation
    with np.errstate(over="ignore"):
        found = (kernel * factor).astype(np.float32)
    return found if np.isfinite(found).all() else kernel
