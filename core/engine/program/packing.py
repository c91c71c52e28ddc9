"""All variables of a program in two vectors, so that a state is cheap to pass, copy, keep and store.

A deep network has hundreds of variables; as arguments of a compiled function each costs time at every
call. As one vector of float32 and one of integers they cost next to nothing, and the compiler sees through
the slicing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from core.model.network import Weight

Values = npt.NDArray[np.float32]
Counters = npt.NDArray[np.int64]


class Packing:
    """Where each variable stands.

    Arguments:
        variables: in the order in which values are given; float32 or integers.
    """

    def __init__(self, variables: Sequence[keras.Variable | Weight]) -> None:
        self._shapes = [tuple(variable.shape) for variable in variables]
        self._types = [variable.dtype for variable in variables]
        self._sizes = [int(np.prod(shape)) for shape in self._shapes]
        self._real = [at for at, kind in enumerate(self._types) if kind == "float32"]
        self._whole = [at for at, kind in enumerate(self._types) if kind != "float32"]
        self._begin = dict(zip(self._real, np.cumsum([0, *self._lengths(self._real)]).tolist(), strict=False))

    @property
    def sizes(self) -> tuple[int, int]:
        """Length of the vector of float32, and of the one of integers."""
        return sum(self._lengths(self._real)), sum(self._lengths(self._whole))

    def place(self, index: int) -> slice:
        """Where variable number `index`, of float32, stands in the vector of float32."""
        begin = self._begin[index]
        return slice(begin, begin + self._sizes[index])

    def pack(self, arrays: Sequence[npt.NDArray[Any]]) -> tuple[Values, Counters]:
        """The vectors of the variables' values."""

        def joined(chosen: list[int], kind: type) -> npt.NDArray[Any]:
            parts = [np.asarray(arrays[at]).ravel() for at in chosen]
            return np.concatenate(parts).astype(kind) if parts else np.zeros(0, kind)

        return joined(self._real, np.float32), joined(self._whole, np.int64)

    def unpack(self, values: Values, counters: Counters) -> list[npt.NDArray[Any]]:
        """The variables' values, float32 ones as views."""
        arrays: list[Any] = [None] * len(self._shapes)
        for chosen, vector in ((self._real, values), (self._whole, counters)):
            begin = 0
            for at in chosen:
                part = vector[begin : begin + self._sizes[at]].reshape(self._shapes[at])
                arrays[at] = part.astype(self._types[at], copy=False)
                begin += self._sizes[at]
        return arrays

    def split(self, values: tf.Tensor, counters: tf.Tensor, first: int | None = None) -> list[tf.Tensor]:
        """Tensors of the variables' own shapes and types.

        Arguments:
            first: only so many variables, the first ones; all when left out.
        """
        tensors: list[Any] = [None] * len(self._shapes[:first])
        for indices, vector in ((self._real, values), (self._whole, counters)):
            chosen = [at for at in indices if at < len(tensors)]
            lengths = self._lengths(chosen)
            # The rest is split off, not cut off: that copies, and a large state takes half a second.
            parts = tf.split(vector, [*lengths, -1])[:-1] if chosen else []
            for at, part in zip(chosen, parts, strict=True):
                tensors[at] = shaped(as_type(part, self._types[at]), self._shapes[at])
        return tensors

    def join(self, tensors: Sequence[tf.Tensor]) -> tuple[tf.Tensor, tf.Tensor]:
        """Undo `split`."""

        def joined(chosen: list[int], kind: str) -> tf.Tensor:
            parts = [as_type(tensors[at], kind) for at in chosen]
            return flat(parts) if parts else tf.zeros(0, kind)

        return joined(self._real, "float32"), joined(self._whole, "int64")

    def _lengths(self, chosen: list[int]) -> list[int]:
        return [self._sizes[at] for at in chosen]


# Uncompiled, an operation that does nothing takes as long as any: most variables have one axis as it is.


def flat(tensors: Sequence[tf.Tensor]) -> tf.Tensor:
    """All entries of all tensors, one after the other."""
    return tf.concat([shaped(each, (-1,)) for each in tensors], 0)


def shaped(tensor: tf.Tensor, shape: tuple[int, ...]) -> tf.Tensor:
    """The tensor in another shape."""
    return tensor if len(shape) == 1 == tensor.shape.rank else tf.reshape(tensor, shape)


def as_type(tensor: tf.Tensor, kind: str) -> tf.Tensor:
    """The tensor as another type."""
    return tensor if tensor.dtype.name == kind else tf.cast(tensor, kind)
