"""The feature maps of one row among what a forward pass leaves behind."""

from __future__ import annotations

from collections.abc import Sequence

import tensorflow as tf

from core.feature_maps import shown_layers
from core.model.network import Network, Pass


def first_maps(network: Network, values: Sequence[tf.Tensor], x: tf.Tensor, run: Pass) -> tf.Tensor | None:
    """The numbers of `core.feature_maps` for the first row, in one row; None without convolutional layers.

    Arguments:
        values: of the network's variables.
        x, run: rows, and their forward pass.
    """
    plan = network.plan
    if not plan.convolutions:
        return None
    parts: list[tf.Tensor] = []
    given = network.as_given(0, x)
    for at, shown in enumerate(shown_layers(plan.convolutions, plan.normalization)):
        maps = shown.maps
        found = {
            "inputs": given[0],
            "kernel": values[network.kernels[at]][..., :maps],
            "bias": _bias(network, values, at)[:maps],
            "sums": run.sums[at][0, ..., :maps],
            "outputs": run.outputs[at][0, ..., :maps],
            "passed": run.passed[at][0, ..., :maps],
        }
        parts += [tf.reshape(found[name], (-1,)) for name in shown.arrays]
        given = run.passed[at]
    return tf.concat(parts, 0) if parts else tf.zeros(0)


def _bias(network: Network, values: Sequence[tf.Tensor], at: int) -> tf.Tensor:
    block = network.blocks[at]
    if block.linear.use_bias:
        return values[network.biases[at]]
    return tf.zeros(block.kernel.shape[-1])
