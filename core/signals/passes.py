"""Forward and backward through the hidden layers of a network: NumPy, single precision as in Keras."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.choices.initializers import INITIALIZERS, scale_of
from core.experiment import Experiment
from core.signals.kernels import Kernel, drawn_kernels
from core.theory.activations import phi_of
from core.theory.normalization import KERAS_EPSILON

Values = npt.NDArray[np.float32]

BLOCK = 16_384
"""Entries: 64 kB, a fifth of the time of a whole layer at once (measured for 256 rows of 256 units)."""

_EPSILON = np.float32(KERAS_EPSILON)
_OVERFLOW_SHOWS = np.errstate(over="ignore", invalid="ignore", under="ignore")
"""An exploding network is a result to show here, not an accident to warn about."""


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """What the forward pass leaves behind of one hidden layer.

    Arguments:
        inputs: what it was fed with, shape ``(rows, fan_in)``.
        sums: z, what the activation function got, shape ``(rows, units)``.
        outputs: a = phi(z).
        deviations: per normalization (1 for batch, 0 for layer: the axis of `sums` that it runs over), what
            it divided by and what it gave.
    """

    inputs: Values
    sums: Values
    outputs: Values
    deviations: tuple[tuple[int, Values, Values], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Gradients:
    """What the backward pass brings to one hidden layer.

    Arguments:
        sums: dL/dz, shape ``(rows, units)``.
        kernel: dL/dW, shape ``(fan_in, units)``.
    """

    sums: Values
    kernel: Values


class Stack:
    """The hidden layers of an experiment's network before its first step.

    Arguments:
        experiment: its layers, initializer, biases, activation, normalization and weight seed count.
        x: scaled inputs, float32, shape ``(rows, features)``. Initializers that fit weights to the data take
            the first of them.
    """

    def __init__(self, experiment: Experiment, x: Values) -> None:
        from core.model.initial import drawn_biases  # brings TensorFlow

        self.x = x
        self.kernels: Sequence[Kernel] = drawn_kernels(experiment, x.shape[1])
        self._biases = [
            drawn_biases(experiment, layer, units) for layer, units in enumerate(experiment.layers)
        ]
        # Works entry by entry in any precision; its types name the double one.
        self._phi: Any = phi_of(experiment.activation)
        self._axes = [
            axis
            for axis, normalized in enumerate(
                (experiment.batch_normalization, experiment.layer_normalization)
            )
            if normalized
        ]
        self._scale = np.float32(1.0)
        if INITIALIZERS[experiment.initializer.name].fitted:
            self.kernels = self._fitted()
        self._scale = np.float32(scale_of(experiment.initializer))

    def _fitted(self) -> list[Kernel]:
        """The kernels that `core.model.lsuv` makes of the drawn ones."""
        from core.model.lsuv import ROWS, fitted_kernel

        found: list[Kernel] = []
        values = self.x[:ROWS]
        for kernel, bias in zip(self.kernels, self._biases, strict=True):
            # With batch normalization there is no bias before it.
            found.append(fitted_kernel(kernel, values, np.float32(0.0) if 0 in self._axes else bias))
            values = self._layer(values, found[-1], bias).outputs
        return found

    def forward(self) -> list[Layer]:
        """Every layer, first to last."""
        layers: list[Layer] = []
        values = self.x
        for kernel, bias in zip(self.kernels, self._biases, strict=True):
            layers.append(self._layer(values, kernel, bias))
            values = layers[-1].outputs
        return layers

    @_OVERFLOW_SHOWS
    def _layer(self, values: Values, kernel: Kernel, bias: Values) -> Layer:
        sums = values @ kernel
        sums *= self._scale
        # Batch normalization takes away any bias before it: there the bias is its beta, added after it.
        beta = bias if 0 in self._axes else None
        if beta is None:
            sums += bias
        deviations = []
        for axis in self._axes:
            divisor, sums = _normalized(sums, axis)
            deviations.append((axis, divisor, sums))
            if axis == 0 and beta is not None:
                sums = sums + beta
        outputs = _entrywise(self._phi, sums)
        return Layer(values, sums, outputs, tuple(deviations))

    @_OVERFLOW_SHOWS
    def backward(self, layers: Sequence[Layer], last: Values) -> list[Gradients]:
        """Every layer's gradients, first to last.

        Arguments:
            layers: of `forward`.
            last: dL/da of the last layer.
        """
        found: list[Gradients] = []
        gradient = last
        for at in reversed(range(len(layers))):
            layer = layers[at]
            of_sums, before = self.back(layer, gradient)
            found.append(Gradients(of_sums, layer.inputs.T @ before))
            if at:
                gradient = self.further_back(at, before)
        return found[::-1]

    @_OVERFLOW_SHOWS
    def back(self, layer: Layer, gradient: Values) -> tuple[Values, Values]:
        """dL/dz and, before any normalization, the gradient of the weighted sum, from dL/da of a layer."""
        of_sums = gradient * _entrywise(self._phi.slope, layer.sums)
        before = of_sums
        for axis, divisor, normalized in reversed(layer.deviations):
            before = _through_normalization(before, axis, divisor, normalized)
        return of_sums, before

    @_OVERFLOW_SHOWS
    def further_back(self, at: int, before: Values) -> Values:
        """dL/da of the layer before layer `at`, from the gradient of the weighted sum of that."""
        gradient: Values = before @ self.kernels[at].T
        gradient *= self._scale
        return gradient


def _entrywise(function: Callable[[Values], Values], values: Values) -> Values:
    """`function` of every entry, block by block: what it needs in between then stays in the cache."""
    found = np.empty_like(values)
    flat, into = values.reshape(-1), found.reshape(-1)
    for begin in range(0, flat.size, BLOCK):
        into[begin : begin + BLOCK] = function(flat[begin : begin + BLOCK])
    return found


def _normalized(sums: Values, axis: int) -> tuple[Values, Values]:
    """What Keras's normalization over `axis` divides by, and what it gives before gamma and beta."""
    centred = sums - sums.mean(axis=axis, keepdims=True)
    divisor = np.sqrt(np.square(centred).mean(axis=axis, keepdims=True) + _EPSILON)
    centred /= divisor
    return divisor, centred


def _through_normalization(gradient: Values, axis: int, divisor: Values, normalized: Values) -> Values:
    """The gradient of the sums before normalization (Ioffe & Szegedy 2015, section 3)."""
    along = (gradient * normalized).mean(axis=axis, keepdims=True)
    moved: Values = gradient - gradient.mean(axis=axis, keepdims=True)
    moved -= normalized * along
    moved /= divisor
    return moved
