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
        self._low = np.array([each.low for each in edges], np.float32)
        self._per_unit = np.array([each.bins / (each.high - each.low) for each in edges], np.float32)
        bounds = np.stack([np.linspace(each.low, each.high, each.bins + 1) for each in edges])
        if magnitude:
            bounds = 10.0**bounds
        bounds[:, -1] = np.nextafter(bounds[:, -1], np.inf)
        beyond = np.full((len(edges), 1), np.inf)
        self._bounds = np.concatenate([-beyond, bounds, beyond], axis=1).ravel()

    def count(self, values: Array, layers: Array) -> list[Histogram]:
        """The histogram of each layer.

        Arguments:
            values: float32.
            layers: number of each value's layer, from 0; of a shape that broadcasts against `values`.
        """
        if self._magnitude:
            values = np.abs(values)
        width = self._bins + 3  # below, the bins, above, not finite
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            place = np.log10(values) if self._magnitude else values
            place = (place - self._low[layers]) * self._per_unit[layers]
            slot = np.nan_to_num(np.floor(np.clip(place, -1, self._bins)) + 1).astype(np.int64)
            # Single precision may err by one next to a bound: the bounds themselves decide.
            at = layers * width + slot
            slot -= values < self._bounds[at]
            slot += values >= self._bounds[at + 1]
            slot[~np.isfinite(values)] = self._bins + 2
        counts = np.bincount((layers * width + slot).ravel(), minlength=len(self._edges) * width)
        return [
            Histogram(edges, row[1:-2], int(row[0]), int(row[-2]), int(row[-1]))
            for edges, row in zip(self._edges, counts.reshape(-1, width), strict=True)
        ]
