"""Tensors seen as arrays, and back, without a copy."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf

PIECE = 1_000_000
"""Numbers that are copied at a time: nobody else can run Python meanwhile, and a state may have a hundred
times as many."""


class TensorBackedArray(np.ndarray[Any, Any]):
    """The memory of a tensor as a read-only array that knows where it came from.

    A state goes from call to call. As a plain array it would be copied each time, which for a large network
    costs as much as a step.
    """

    tensor: tf.Tensor | None = None  # parts and results of arithmetic are not the tensor any more


def memory_of(tensor: tf.Tensor) -> npt.NDArray[Any]:
    """The tensor's own memory as a read-only array."""
    array: npt.NDArray[Any] = (
        np.asarray(memoryview(tensor)) if tensor.shape.num_elements() else tensor.numpy()
    )
    return array


def tensor_backed(tensor: tf.Tensor) -> npt.NDArray[Any]:
    """The same, for what is given to `tensor_of` later."""
    array = memory_of(tensor).view(TensorBackedArray)
    array.tensor = tensor
    return array


def tensor_of(array: npt.NDArray[Any]) -> tf.Tensor:
    """The tensor that a vector came from, or else a copy of it."""
    if isinstance(array, TensorBackedArray) and array.tensor is not None:
        return array.tensor
    pieces = range(0, len(array), PIECE)
    if len(pieces) <= 1:
        return tf.constant(array)
    return tf.concat([tf.constant(array[begin : begin + PIECE]) for begin in pieces], 0)
