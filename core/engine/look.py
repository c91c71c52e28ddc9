"""From the tensors of a probe to the numbers of a frame, in NumPy.

Histograms are counted here and not in the compiled program: inside it they would double the time that
compiling takes (see docs/architecture.md).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from core.choices.activations import ACTIVATIONS, Activation
from core.engine.machine import Insight
from core.engine.state import TrainState
from core.frame import Edges, Histogram, LayerFrame, LayerLayout
from core.model.plan import Plan

Array = npt.NDArray[Any]

_OUTPUT_ACTIVATION = {"sigmoid": "sigmoid", "softmax": "sigmoid", "linear": "linear"}


def histogram(values: Array, edges: Edges) -> Histogram:
    """Count `values` in fixed bins; what lies outside or is not finite is counted apart.

    The bins are those of `numpy.histogram`: closed on the left, the last one on both sides.
    """
    flat = values.ravel()
    counts, _ = np.histogram(flat, bins=edges.bins, range=(edges.low, edges.high))
    nonfinite = int(flat.size - np.count_nonzero(np.isfinite(flat)))
    infinite_low, infinite_high = np.count_nonzero(flat == -np.inf), np.count_nonzero(flat == np.inf)
    return Histogram(
        edges=edges,
        counts=counts.astype(np.int64),
        under=int(np.count_nonzero(flat < edges.low) - infinite_low),
        over=int(np.count_nonzero(flat > edges.high) - infinite_high),
        nonfinite=nonfinite,
    )


def magnitude_histogram(values: Array, edges: Edges) -> Histogram:
    """Count log10 |values|; exact zeros are counted as under the lowest edge."""
    flat = np.abs(values.ravel())
    zeros = int(np.count_nonzero(flat == 0))
    with np.errstate(divide="ignore"):
        # Zeros are taken out before, so that log10(0) = -inf is not mistaken for a broken number.
        counted = histogram(np.log10(flat[flat != 0]), edges)
    return Histogram(edges, counted.counts, counted.under + zeros, counted.over, counted.nonfinite)


def layer_frames(
    plan: Plan,
    layout: tuple[LayerLayout, ...],
    insight: Insight,
    state: TrainState,
    following: TrainState,
) -> tuple[LayerFrame, ...]:
    """What every layer shows.

    Arguments:
        plan: the network's shape.
        layout: names and fixed edges.
        insight: the probe of `state`.
        state: the current state.
        following: the state one step later, for the update:weight ratio.
    """
    kernels = kernel_positions(plan)
    frames = []
    # Overflow is a result to show here (an exploding net), not an accident to warn about.
    with np.errstate(over="ignore", invalid="ignore"):
        for index, layer in enumerate(layout):
            kernel = kernels[index]
            frames.append(
                _layer_frame(
                    layer,
                    activation_of(plan, index),
                    sums=insight.sums[index].numpy(),
                    outputs=insight.outputs[index].numpy(),
                    sum_gradients=insight.sum_gradients[index].numpy(),
                    weight_gradients=np.asarray(insight.weight_gradients[index]),
                    weights=state.arrays[kernel],
                    update=following.arrays[kernel] - state.arrays[kernel],
                )
            )
    return tuple(frames)


def activation_of(plan: Plan, layer: int) -> Activation:
    """The registry entry of a layer's activation; the output layer counts by its own."""
    hidden = layer < len(plan.layers)
    return ACTIVATIONS[plan.activation.name if hidden else _OUTPUT_ACTIVATION[plan.output_activation]]


def kernel_positions(plan: Plan) -> list[int]:
    """Where in `TrainState.arrays` the kernel of each Dense layer stands."""
    bias = 0 if plan.batch_normalization else 1
    each = 1 + bias + 2 * plan.batch_normalization + 2 * plan.layer_normalization
    return [index * each for index in range(len(plan.widths))]


def _layer_frame(
    layer: LayerLayout,
    activation: Activation,
    *,
    sums: Array,
    outputs: Array,
    sum_gradients: Array,
    weight_gradients: Array,
    weights: Array,
    update: Array,
) -> LayerFrame:
    weight_norm, update_norm = _norm(weights), _norm(update)
    return LayerFrame(
        name=layer.name,
        units=layer.units,
        activations=histogram(outputs, layer.activations),
        preactivation_gradients=magnitude_histogram(sum_gradients, layer.preactivation_gradients),
        weight_gradients=magnitude_histogram(weight_gradients, layer.weight_gradients),
        weights=histogram(weights, layer.weights),
        activation_mean=float(np.mean(outputs, dtype=np.float64)),
        activation_std=float(np.std(outputs, dtype=np.float64)),
        preactivation_std=float(np.std(sums, dtype=np.float64)),
        saturated=saturated_share(outputs, activation),
        dead=dead_share(outputs, activation),
        preactivation_gradient_std=float(np.sqrt(np.mean(np.square(sum_gradients, dtype=np.float64)))),
        weight_gradient_norm=_norm(weight_gradients),
        weight_norm=weight_norm,
        update_ratio=update_norm / weight_norm if weight_norm else (math.inf if update_norm else 0.0),
    )


def saturated_share(outputs: Array, activation: Activation) -> float:
    """Share of outputs that lie in the flat part of the activation function, 0 to 1."""
    flat = (outputs < activation.saturated_below) | (outputs > activation.saturated_above)
    return float(np.mean(flat))


def dead_share(outputs: Array, activation: Activation) -> float:
    """Share of units that give nothing for any of the rows, 0 to 1."""
    if activation.dead_at is None:
        return 0.0
    return float(np.mean(np.max(np.abs(outputs), axis=0) <= activation.dead_at))


def _norm(values: Array) -> float:
    return float(np.sqrt(np.sum(np.square(values, dtype=np.float64))))
