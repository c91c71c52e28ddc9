"""What is told about a layer's values: mean, standard deviation, root mean square, saturated and dead shares.

The definitions stand once, for two layouts. `Columns` takes all layers side by side in one array, as a probe
gives them: small networks are looked at many times a second, and a call of NumPy for each layer would cost
more than the numbers. The functions take one layer, as passes in NumPy leave it: there rows and units are
many, and the quick way is in single precision, with a second try in double where squares leave its range
(NumPy warns of the overflow of the first: callers for whom that is a result switch the warning off).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from core.choices.activations import Activation

Array = npt.NDArray[Any]


def mean(values: Array) -> float:
    """Over rows and units of one layer."""
    return float(values.mean())


def standard_deviation(values: Array) -> float:
    """Over rows and units of one layer, around their mean."""
    # Measured from one of the values: equal ones then have a deviation of exactly 0.
    apart = values - values.flat[0]
    middle = float(apart.mean(dtype=np.float64))
    return math.sqrt(max(root_mean_square(apart) ** 2 - middle**2, 0.0))


def root_mean_square(values: Array) -> float:
    """Over all entries; in double precision where the squares do not fit a 32-bit number."""
    flat = values.ravel()
    square = float(flat @ flat)
    if not 1e-30 < square < math.inf:
        precise = flat.astype(np.float64)
        square = float(precise @ precise)
    return math.sqrt(square / flat.size)


def norm(values: Array) -> float:
    """Euclidean norm; in double precision where the squares do not fit a 32-bit number."""
    quick = float(np.linalg.norm(values))
    return quick if 1e-15 < quick < math.inf else float(np.linalg.norm(values.astype(np.float64)))


def saturated_share(outputs: Array, activation: Activation) -> float:
    """Share of one layer's outputs that lie in the flat part of its activation function, 0 to 1."""
    below, above = np.float32(activation.saturated_below), np.float32(activation.saturated_above)
    return float(_saturated(outputs, below, above).mean())


def dead_share(outputs: Array, activation: Activation) -> float:
    """Share of one layer's units that give nothing for any of the rows, 0 to 1; 0 where units cannot die."""
    return 0.0 if activation.dead_at is None else float(_dead(outputs, activation.dead_at).mean())


def _saturated(outputs: Array, below: Any, above: Any) -> npt.NDArray[np.bool_]:
    """Which outputs are beyond the bounds of their unit."""
    saturated: npt.NDArray[np.bool_] = (outputs < below) | (outputs > above)
    return saturated


def _dead(outputs: Array, at: Any) -> npt.NDArray[np.bool_]:
    """Which units never give more than their bound."""
    dead: npt.NDArray[np.bool_] = np.abs(outputs).max(axis=0) <= at
    return dead


class Columns:
    """The same of several layers at a time: arrays whose columns are the units of all layers, side by side.

    Arguments:
        widths: columns of each layer.
        activations: of each layer.
        units: of each layer, where a unit may have several columns: those of a layer are its units in order,
            again and again, as the places of feature maps are. None: as many as columns.
    """

    def __init__(
        self, widths: Sequence[int], activations: Sequence[Activation], units: Sequence[int] | None = None
    ) -> None:
        self.layers: npt.NDArray[np.int64] = np.repeat(np.arange(len(widths)), widths)
        """Number of each column's layer, from 0."""
        self._widths = np.array(widths)
        self._begin = np.concatenate([[0], np.cumsum(widths)[:-1]])
        self._below = np.array([each.saturated_below for each in activations], np.float32)[self.layers]
        self._above = np.array([each.saturated_above for each in activations], np.float32)[self.layers]
        # No output is smaller in size than 0: a layer whose units cannot die has none that did.
        dead_at = [-1.0 if each.dead_at is None else each.dead_at for each in activations]
        self._dead_at = np.array(dead_at)[self.layers]
        self._units = self._widths if units is None else np.array(units)
        self._unit_begin = np.concatenate([[0], np.cumsum(self._units)[:-1]])
        self._unit = np.concatenate(
            [
                begin + np.arange(columns) % count
                for begin, columns, count in zip(self._unit_begin, widths, self._units, strict=True)
            ]
        )

    def mean_and_std(self, values: Array) -> tuple[list[float], list[float]]:
        """Mean and standard deviation over rows and units of each layer."""
        # Measured from one of the values, as above.
        start = values[0, self._begin].astype(np.float64)
        apart = values - start[self.layers]
        mean = self._mean(apart)
        variance = self._mean(np.square(apart)) - np.square(mean)
        return (start + mean).tolist(), np.sqrt(np.maximum(variance, 0.0)).tolist()

    def root_mean_square(self, values: Array) -> list[float]:
        """Over rows and units of each layer."""
        roots: list[float] = np.sqrt(self._mean(np.square(values, dtype=np.float64))).tolist()
        return roots

    def saturated(self, outputs: Array) -> list[float]:
        """Share of outputs that lie in the flat part of the activation function, 0 to 1."""
        flat = np.count_nonzero(_saturated(outputs, self._below, self._above), axis=0)
        shares: list[float] = (self._per_layer(flat) / (self._widths * len(outputs))).tolist()
        return shares

    def dead(self, outputs: Array) -> list[float]:
        """Share of units that give nothing for any of the rows, 0 to 1."""
        dead = _dead(outputs, self._dead_at)
        if len(dead) > self._units.sum():
            dead = np.bincount(self._unit[~dead], minlength=self._units.sum()) == 0
        counts = np.add.reduceat(dead.astype(np.float64), self._unit_begin)
        shares: list[float] = (counts / self._units).tolist()
        return shares

    def _mean(self, values: Array) -> Array:
        """Over rows and units of each layer, in double precision."""
        means: Array = self._per_layer(values.sum(axis=0, dtype=np.float64)) / (self._widths * len(values))
        return means

    def _per_layer(self, columns: Array) -> Array:
        sums: Array = np.add.reduceat(columns, self._begin)
        return sums
