"""Forward and backward through the hidden layers of a network: NumPy, single precision as in Keras."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.cancellation import give_way, go_on
from core.choices.initializers import INITIALIZERS, scale_of
from core.choices.normalizations import BEFORE
from core.experiment import Experiment, check_dense
from core.propagation.kernels import Kernel, drawn_kernels
from core.propagation.normalizers import Normalizer, normalizers_of
from core.theory.activations import function_of

Values = npt.NDArray[np.float32]

BLOCK = 32_768
"""Entries: 128 kB, which stay in the cache while a function is computed in steps."""

_IN_TURNS = threading.Lock()
"""For many short loops of NumPy: two threads at a time wait for Python's lock before each, and take three
times as long as one after the other."""

_OVERFLOW_SHOWS = np.errstate(over="ignore", invalid="ignore", under="ignore")
"""An exploding network is a result to show here, not an accident to warn about."""


Deviations = tuple[tuple[Normalizer, Values, Values], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """What the forward pass leaves behind of one hidden layer.

    Arguments:
        inputs: what it was fed with, shape ``(rows, fan_in)``.
        sums: z, what the activation function got, shape ``(rows, units)``.
        outputs, slopes: a = phi(z), and phi'(z).
        given: what the next layer is fed with: the outputs, or what a normalization makes of them, and with a
            residual connection the inputs added to that.
        before, after: of each normalization before and behind the activation, what it divided by and gave.
    """

    inputs: Values
    sums: Values
    outputs: Values
    slopes: Values
    given: Values
    before: Deviations = ()
    after: Deviations = ()


@dataclass(frozen=True, slots=True, eq=False)
class Gradients:
    """What the backward pass brings to one hidden layer.

    Arguments:
        sums: dL/dz, shape ``(rows, units)``.
        kernel: dL/dW, shape ``(fan_in, units)``.
    """

    sums: Values
    kernel: Values


class Memory:
    """Arrays for one pass after another of the same shapes: new memory would cost a third of the time."""

    def __init__(self) -> None:
        self._arrays: list[Values] = []
        self._given = 0

    def again(self) -> None:
        """Begin another pass: what was given for the last one is given again."""
        self._given = 0

    def __call__(self, rows: int, columns: int) -> Values:
        """An array with anything in it."""
        if self._given == len(self._arrays):
            self._arrays.append(np.empty((rows, columns), np.float32))
        elif self._arrays[self._given].shape != (rows, columns):
            self._arrays[self._given] = np.empty((rows, columns), np.float32)
        self._given += 1
        return self._arrays[self._given - 1]


class Stack:
    """The hidden layers of an experiment's network before its first step.

    Arguments:
        experiment: its layers, initializer, biases, activations, normalization and weight seed count.
        x: scaled inputs, float32, shape ``(rows, features)``. Initializers that fit weights to the data take
            the first of them.
        memory: where results are put; then they hold until it is used again.
    """

    def __init__(self, experiment: Experiment, x: Values, memory: Memory | None = None) -> None:
        from core.model.initial import drawn_biases  # brings TensorFlow

        check_dense(experiment)
        self.x = x
        self._memory = memory or Memory()
        self.kernels: Sequence[Kernel] = drawn_kernels(experiment, x.shape[1])
        self.biases = [
            drawn_biases(experiment, layer, units) for layer, units in enumerate(experiment.layers)
        ]
        # Works entry by entry in any precision; its types name the double one.
        self._phis: list[Any] = [function_of(activation) for activation in experiment.activations]
        normalizers = normalizers_of(experiment.normalization)
        first = experiment.normalization.get("place") == BEFORE
        self._before, self._after = (normalizers, []) if first else ([], normalizers)
        # Batch normalization takes away any bias before it: there the bias is its beta, added after it.
        self._beta = first and experiment.normalization_entry.over_rows
        self.shortcuts = experiment.shortcuts(x.shape[1])
        self._scale = np.float32(1.0)
        if INITIALIZERS[experiment.initializer.name].fitted:
            self.kernels = self._fitted()
        self._scale = np.float32(scale_of(experiment.initializer))

    def _fitted(self) -> list[Kernel]:
        """The kernels that `core.model.lsuv` makes of the drawn ones."""
        from core.model.lsuv import ROWS, fitted_kernel

        found: list[Kernel] = []
        values = self.x[:ROWS]
        for at, (kernel, bias) in enumerate(zip(self.kernels, self.biases, strict=True)):
            give_way()  # the last of the kernels was drawn just now
            # With batch normalization there is no bias before it.
            found.append(fitted_kernel(kernel, values, np.float32(0.0) if self._beta else bias))
            values = self._layer(at, values, found[-1]).given
        return found

    def forward(self) -> list[Layer]:
        """Every layer, first to last.

        Raises:
            Cancelled: nobody waits for it any more; so does everything here that takes long.
        """
        layers: list[Layer] = []
        values = self.x
        for at, kernel in enumerate(self.kernels):
            layers.append(self._layer(at, values, kernel))
            values = layers[-1].given
        return layers

    @_OVERFLOW_SHOWS
    def _layer(self, at: int, values: Values, kernel: Kernel) -> Layer:
        give_way()
        bias, phi = self.biases[at], self._phis[at]
        shape = len(values), kernel.shape[1]
        sums = np.matmul(values, kernel, out=self._memory(*shape))
        sums *= self._scale
        if not self._beta:
            sums += bias
        before, sums = _through(self._before, sums, bias if self._beta else None)
        outputs, slopes = self._memory(*shape), self._memory(*shape)
        _entrywise(phi.with_slope, sums, outputs, slopes)
        after, given = _through(self._after, outputs)
        if self.shortcuts[at]:
            given = np.add(values, given, out=self._memory(*shape))
        return Layer(values, sums, outputs, slopes, given, before, after)

    @_OVERFLOW_SHOWS
    def backward(self, layers: Sequence[Layer], last: Values) -> list[Gradients]:
        """Every layer's gradients, first to last.

        Arguments:
            layers: of `forward`.
            last: of what the last layer gives.
        """
        found: list[Gradients] = []
        gradient = last
        for at in reversed(range(len(layers))):
            layer = layers[at]
            of_sums, before = self.back(layer, gradient)
            found.append(Gradients(of_sums, layer.inputs.T @ before))
            if at:
                gradient = self.further_back(at, before, gradient)
        return found[::-1]

    @_OVERFLOW_SHOWS
    def back(self, layer: Layer, gradient: Values, into: Values | None = None) -> tuple[Values, Values]:
        """dL/dz and, before any normalization, the gradient of the weighted sum, from what a layer is sent.

        Arguments:
            gradient: of what the layer gives.
            into: where dL/dz is put; an array of its own when left out.
        """
        give_way()
        of_sums = np.multiply(_back_through(layer.after, gradient), layer.slopes, out=into)
        return of_sums, _back_through(layer.before, of_sums)

    @_OVERFLOW_SHOWS
    def further_back(
        self, at: int, before: Values, given: Values, factor: float = 1.0, into: Values | None = None
    ) -> Values:
        """The gradient of what the layer before layer `at` gives.

        Arguments:
            before: the gradient of the weighted sum of `at`.
            given: that of what `at` gives, which a residual connection passes on.
            factor: what it is multiplied by.
            into: where it is put; an array of its own when left out.
        """
        gradient: Values = np.matmul(before, self.kernels[at].T, out=into)
        gradient *= self._scale * np.float32(factor)
        if self.shortcuts[at]:
            gradient += given * np.float32(factor)
        return gradient


def _entrywise(
    function: Callable[[Values], tuple[Values, Values]], values: Values, first: Values, second: Values
) -> None:
    """Put the two results of `function` for every entry of `values` into `first` and `second`.

    Block by block: what it needs in between then stays in the cache.
    """
    flat, into, beside = values.reshape(-1), first.reshape(-1), second.reshape(-1)
    with _IN_TURNS:
        for begin in range(0, flat.size, BLOCK):
            go_on()  # no more than that: others need the lock
            block = slice(begin, begin + BLOCK)
            into[block], beside[block] = function(flat[block])


def _through(
    normalizers: Sequence[Normalizer], values: Values, beta: Values | None = None
) -> tuple[Deviations, Values]:
    """What each normalization divided by and gave, and what the last of them gives.

    Arguments:
        beta: what the first of them adds.
    """
    deviations = []
    for at, normalizer in enumerate(normalizers):
        divisor, values = normalizer.forward(values)
        deviations.append((normalizer, divisor, values))
        if at == 0 and beta is not None:
            values = values + beta
    return tuple(deviations), values


def _back_through(deviations: Deviations, gradient: Values) -> Values:
    for normalizer, divisor, given in reversed(deviations):
        gradient = normalizer.backward(gradient, divisor, given)
    return gradient
