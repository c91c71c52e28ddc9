"""Histograms of many layers at a time, in a handful of NumPy calls however deep the network is.

Counted here and not in the compiled program: inside it they would double the time that compiling takes
(see docs/architecture.md).
"""

from __future__ import annotations

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
        self._low = np.array([each.low for each in edges], np.float32)
        self._per_unit = np.array([each.bins / (each.high - each.low) for each in edges], np.float32)
        bounds = np.stack([np.linspace(each.low, each.high, each.bins + 1) for each in edges])
        if magnitude:
            bounds = 10.0**bounds
        bounds[:, -1] = np.nextafter(bounds[:, -1], np.inf)
        beyond = np.full((len(edges), 1), np.inf)
        self._bounds = np.concatenate([-beyond, bounds, beyond], axis=1)

    def count(self, values: Array, layers: Array) -> list[Histogram]:
        """The histogram of each layer.

        Arguments:
            values: float32, shape ``(rows, columns)``.
            layers: number of each column's layer, from 0, shape ``(columns,)``.
        """
        if self._magnitude:
            values = np.abs(values)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            place = np.log10(values) if self._magnitude else values.copy()
            place -= self._low[layers]
            place *= self._per_unit[layers]
        np.clip(place, -0.5, self._bins + 0.5, out=place)
        infinite = None if np.isfinite(values).all() else ~np.isfinite(values)
        if infinite is not None:
            place[infinite] = -0.5
        slot = np.floor(place).astype(np.int64) + 1
        # Single precision may err next to a bound: there the bounds themselves decide.
        near = np.nonzero(np.abs(place - np.rint(place)) < _DOUBT)
        doubtful, at, layer = values[near], slot[near], layers[near[1]]
        below = doubtful < self._bounds[layer, at]
        above = doubtful >= self._bounds[layer, at + 1]
        slot[near] = at - below + above
        if infinite is not None:
            slot[infinite] = self._bins + 2
        slot += layers * self._width
        counts = np.bincount(slot.ravel(), minlength=len(self._edges) * self._width)
        return [
            Histogram(edges, row[1:-2], int(row[0]), int(row[-2]), int(row[-1]))
            for edges, row in zip(self._edges, counts.reshape(-1, self._width), strict=True)
        ]
