"""Histograms of many layers at a time, in a handful of NumPy calls however deep the network is.

Counted here and not in the compiled program: inside it they would double the time that compiling takes
(see docs/architecture.md).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from core.frame import Edges, Histogram

Array = npt.NDArray[Any]


_DOUBT = 2e-3
"""Distance from a bound, in bins, within which single precision is not trusted; it errs by less than 1e-4."""


class Bins:
    """Fixed bins of several layers, with the same number of bins for all.

    They are those of `numpy.histogram`: closed on the left, the last one on both sides.

    Arguments:
        edges: one per layer.
        magnitude: the edges are of log10 |value|; exact zeros lie below the lowest.
    """

    def __init__(self, edges: Sequence[Edges], *, magnitude: bool = False) -> None:
        self._edges = tuple(edges)
        self._magnitude = magnitude
        self._bins = edges[0].bins
        self._width = self._bins + 3  # below, the bins, above, not finite
        # Natural logarithms: NumPy computes those of float32 ten times as fast as the decimal ones.
        unit = math.log(10.0) if magnitude else 1.0
        self._low = np.array([unit * each.low for each in edges], np.float32)
        self._per_unit = np.array([each.bins / (each.high - each.low) / unit for each in edges], np.float32)
        bounds = np.stack([np.linspace(each.low, each.high, each.bins + 1) for each in edges])
        if magnitude:
            bounds = 10.0**bounds
        bounds[:, -1] = np.nextafter(bounds[:, -1], np.inf)
        beyond = np.full((len(edges), 1), np.inf)
        bounds = np.concatenate([-beyond, bounds, beyond], axis=1)
        if not magnitude:
            self._place_zeros(np.array([np.searchsorted(each, 0.0, side="right") - 1 for each in bounds]))
        self._bounds = bounds.ravel()  # slot by slot

    def count(self, values: Array, layers: Array) -> list[Histogram]:
        """The histogram of each layer.

        Arguments:
            values: float32, shape ``(rows, columns)``.
            layers: number of each column's layer, from 0, shape ``(columns,)``.
        """
        values = np.abs(values) if self._magnitude else values
        place = self._place(values, layers)
        infinite = None if np.isfinite(values).all() else ~np.isfinite(values)
        if infinite is not None:
            place[infinite] = 0.5
        begin = layers * self._width
        slot = (place.astype(np.int32) + begin).ravel()
        # Single precision may err next to a bound: there the bounds themselves decide.
        lowest, highest = (place - _DOUBT).astype(np.int32), (place + _DOUBT).astype(np.int32)
        near = np.flatnonzero((lowest != highest) & (values != 0))
        doubtful, at = values.ravel()[near], slot[near]
        slot[near] = at - (doubtful < self._bounds[at]) + (doubtful >= self._bounds[at + 1])
        if infinite is not None:
            last = np.broadcast_to(begin + self._bins + 2, values.shape)
            slot[infinite.ravel()] = last[infinite]
        counts = np.bincount(slot, minlength=len(self._edges) * self._width)
        return [
            Histogram(edges, row[1:-2], int(row[0]), int(row[-2]), int(row[-1]))
            for edges, row in zip(self._edges, counts.reshape(-1, self._width), strict=True)
        ]

    def _place_zeros(self, slots: Array) -> None:
        """Make the place of 0 exact in each layer: with ReLU half of the values may lie there, on a bound."""
        zero = np.zeros(len(slots), np.float32)
        while ((found := self._place(zero).astype(np.int64)) != slots).any():
            towards = np.where(found < slots, -np.inf, np.inf).astype(np.float32)
            self._low = np.where(found == slots, self._low, np.nextafter(self._low, towards))

    def _place(self, values: Array, layers: Any = ...) -> Array:
        """Slot of each value, with a fraction: slot 0 is for what lies below, then come the bins."""
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            place: Array = (np.log(values) if self._magnitude else values) - self._low[layers]
            place *= self._per_unit[layers]
        np.clip(place, -0.5, self._bins + 0.5, out=place)
        place += 1.0
        return place
