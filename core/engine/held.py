"""Tensors seen as arrays, and back, without a copy."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf


class Held(np.ndarray[Any, Any]):
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


def held(tensor: tf.Tensor) -> npt.NDArray[Any]:
    """The same, for what is given to `tensor_of` later."""
    array = memory_of(tensor).view(Held)
    array.tensor = tensor
    return array


def tensor_of(array: npt.NDArray[Any]) -> tf.Tensor:
    """The tensor that an array came from, or else a copy of it."""
    if isinstance(array, Held) and array.tensor is not None:
        return array.tensor
    return tf.constant(array)
