"""What a training epoch cannot do without: its matrix products, and nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import tensorflow as tf
from threadpoolctl import threadpool_info  # type: ignore[import-untyped]

from bench.environment import cores

Array = npt.NDArray[np.float32]


class Products:
    """The matrix products of one epoch of a dense network, forward and backward, in float32.

    Forward ``a W``, backward ``aᵀ d`` for every layer and ``d Wᵀ`` for every layer but the first, for each
    batch. No bias, activation, loss or optimizer, and no gathering of the batch's rows.

    Arguments:
        widths: columns of x, then the units of every layer, the output layer last.
        rows, batch_size: of an epoch; the last batch may be smaller.
    """

    def __init__(self, widths: tuple[int, ...], rows: int, batch_size: int) -> None:
        rng = np.random.default_rng(0)
        self._weights: list[Array] = [
            # Of a size that keeps the numbers in range: denormal numbers would be slow.
            (rng.standard_normal((fan_in, fan_out)) / fan_in**0.5).astype(np.float32)
            for fan_in, fan_out in pairwise(widths)
        ]
        self._x = rng.standard_normal((rows, widths[0]), dtype=np.float32)
        self._full, self._left = divmod(rows, batch_size)
        self._batch_size = batch_size
        self._numpy_sizes = [batch_size] * self._full + [self._left] * bool(self._left)
        self._buffers = {size: self._buffers_for(size, widths) for size in set(self._numpy_sizes)}
        self._graph = self._traced()

    @property
    def threads(self) -> str:
        """How many threads each side uses."""
        blas = sorted({pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"})
        tensorflow = tf.config.threading.get_intra_op_parallelism_threads()
        return f"BLAS {', '.join(map(str, blas))}, TensorFlow {tensorflow or cores()}"

    def sides(self) -> dict[str, Callable[[], float]]:
        """Seconds of one epoch by NumPy and by TensorFlow."""
        return {"NumPy": self.numpy_seconds, "tf.function": self.tensorflow_seconds}

    def numpy_seconds(self) -> float:
        """By `np.matmul` into buffers that are there already."""
        began = time.perf_counter()
        at = 0
        for size in self._numpy_sizes:
            self._numpy_step(self._x[at : at + size], *self._buffers[size])
            at += size
        return time.perf_counter() - began

    def tensorflow_seconds(self) -> float:
        """By `tf.matmul` in one call of one traced function."""
        began = time.perf_counter()
        [result.numpy() for result in self._graph()]
        return time.perf_counter() - began

    def _buffers_for(
        self, size: int, widths: tuple[int, ...]
    ) -> tuple[list[Array], list[Array], list[Array]]:
        outputs = [np.empty((size, units), np.float32) for units in widths[1:]]
        gradients = [np.empty_like(weight) for weight in self._weights]
        return outputs, [np.empty_like(output) for output in outputs[:-1]], gradients

    def _numpy_step(self, x: Array, outputs: list[Array], back: list[Array], gradients: list[Array]) -> None:
        inputs = [x, *outputs[:-1]]
        for a, weight, out in zip(inputs, self._weights, outputs, strict=True):
            np.matmul(a, weight, out=out)
        d = outputs[-1]
        for at in range(len(self._weights) - 1, -1, -1):
            np.matmul(inputs[at].T, d, out=gradients[at])
            if at:
                np.matmul(d, self._weights[at].T, out=back[at - 1])
                d = back[at - 1]

    def _traced(self) -> Callable[[], Any]:
        full = self._full * self._batch_size
        batches = tf.constant(self._x[:full].reshape(self._full, self._batch_size, -1))
        rest = tf.constant(self._x[full:])
        weights = [tf.Variable(weight) for weight in self._weights]

        def step(x: tf.Tensor) -> list[tf.Tensor]:
            inputs = [x]
            for weight in weights:
                inputs.append(inputs[-1] @ weight)
            d = inputs.pop()
            gradients: list[tf.Tensor] = []
            for at in range(len(weights) - 1, -1, -1):
                gradients.insert(0, tf.matmul(inputs[at], d, transpose_a=True))
                if at:
                    d = tf.matmul(d, weights[at], transpose_b=True)
            return gradients

        def epoch() -> list[tf.Tensor]:
            # What a batch gives replaces what the last one gave: so nothing can be left out as unused.
            blank = [tf.zeros_like(weight) for weight in weights]
            results = tf.while_loop(
                lambda index, *_: index < self._full,
                lambda index, *_: (index + 1, *step(batches[index])),
                (tf.constant(0), *blank),
                parallel_iterations=1,
            )[1:]
            # A single number of each result comes back, so that fetching them costs nothing.
            last = step(rest) if self._left else []
            return [gradient[0, 0] for gradient in (*results, *last)]

        return tf.function(epoch, autograph=False)  # type: ignore[no-any-return]
