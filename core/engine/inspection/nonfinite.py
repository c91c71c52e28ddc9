"""One step looked at tensor by tensor: which of its numbers is the first that is not finite."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

from core.engine.program.program import Program
from core.engine.program.state import TrainState
from core.engine.program.zero_copy import tensor_of

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True)
class Spoiled:
    """A tensor with a number that is not finite.

    Arguments:
        tensor: a key of `core.diagnosis.nonfinite.TENSORS`.
        layer: from 0; None where it belongs to none.
        rows: places in the batch for which it is not finite; empty for what is of no row.
    """

    tensor: str
    layer: int | None
    rows: tuple[int, ...] = ()


def first_spoiled(
    program: Program,
    state: TrainState,
    x: tf.Tensor,
    y: tf.Tensor,
    *,
    count: int,
    rate: float,
    weights: tf.Tensor | None = None,
) -> Spoiled | None:
    """The first tensor of the step that follows `state` which is not finite, in the order in which it is
    computed; None where all are.

    The step runs uncompiled: numbers agree with those of training up to rounding. With dropout or noise it
    draws other random numbers, so that layers and rows may be others than those of training.

    Arguments:
        x, y: a full batch; rows from `count` on are padding.
        rate: learning rate of the step.
        weights: of the rows, if they have any.
    """
    functions, network = program.step_functions, program.step_functions.network
    values = functions.packing.split(tensor_of(state.values), tensor_of(state.counters))
    trained, whole = values[: len(network.trainable)], values[: len(network.variables)]
    slots = values[len(network.variables) :]
    mask = None if count == len(x) else tf.range(len(x)) < count
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(trained)
        run = network.run(whole, x, training=True, dropout=True, mask=mask, watch=tape)
        losses = functions.losses(y, run.outputs, weights)
        if mask is not None:
            losses = tf.where(mask, losses, 0.0)
        total = tf.reduce_sum(losses) / float(count) + network.penalty(whole)
    for layer, (sums, outputs) in enumerate(zip(run.sums, run.outputs, strict=True)):
        for name, tensor in (("z", sums), ("a", outputs)):
            if rows := _rows(tensor, count):
                return Spoiled(name, layer, rows)
    if (rows := _rows(losses, count)) or not np.isfinite(total):
        return Spoiled("loss", None, rows)
    found = tape.gradient(total, [*run.sums, *trained], unconnected_gradients="zero")
    for_sums, gradients = found[: len(run.sums)], found[len(run.sums) :]
    for layer in reversed(range(len(run.sums))):
        if rows := _rows(for_sums[layer], count):
            return Spoiled("dz", layer, rows)
        own = (each for each, it in zip(gradients, network.trainable, strict=True) if it.block == layer)
        if not all(map(_finite, own)):
            return Spoiled("dw", layer)
    moved, slots = functions.move(trained, gradients, slots, tf.constant(rate, tf.float32))
    if any(not _finite(each) for each in slots):
        return Spoiled("slot", _slot_layer(program, slots))
    for each, weight in zip(network.constrained(moved), network.trainable, strict=True):
        if not _finite(each):
            return Spoiled("weight", weight.block)
    for each, weight in zip(run.non_trainable, network.non_trainable, strict=True):
        if not _finite(each):
            return Spoiled("moving", weight.block)
    return None


def spoiled_in(program: Program, state: TrainState) -> Spoiled | None:
    """What of a state itself is not finite: its weights first, then moving averages, then the optimizer's."""
    network, arrays = program.step_functions.network, program.variables(state)
    weights = [*network.trainable, *network.non_trainable]
    for at, (array, weight) in enumerate(zip(arrays, weights, strict=False)):
        if not _finite(array):
            return Spoiled("weight" if at < len(network.trainable) else "moving", weight.block)
    slots = arrays[len(weights) :]
    return None if all(map(_finite, slots)) else Spoiled("slot", _slot_layer(program, slots))


def _rows(tensor: tf.Tensor, count: int) -> tuple[int, ...]:
    """Places of the rows, of the first `count`, that are not finite."""
    array = np.asarray(tensor)[:count].reshape(count, -1)
    return tuple(np.flatnonzero(~np.isfinite(array).all(axis=1)).tolist())


def _finite(tensor: tf.Tensor | Array) -> bool:
    array = np.asarray(tensor)
    return array.dtype.kind != "f" or bool(np.isfinite(array).all())


def _slot_layer(program: Program, slots: Sequence[tf.Tensor | Array]) -> int | None:
    """The first layer whose part of what the optimizer remembers is not finite, where parts can be told."""
    weights = program.step_functions.network.trainable
    layers = [layer for slot in slots if not _finite(slot) for layer in _layers_of(np.asarray(slot), weights)]
    return min(layers, default=None)


def _layers_of(slot: Array, weights: Sequence[Any]) -> Iterator[int]:
    """Layers of a slot that is as large as all weights in a row."""
    sizes = [int(np.prod(weight.shape)) for weight in weights]
    if slot.shape != (sum(sizes),):
        return
    for end, size, weight in zip(accumulate(sizes), sizes, weights, strict=True):
        if not np.isfinite(slot[end - size : end]).all():
            yield weight.block
