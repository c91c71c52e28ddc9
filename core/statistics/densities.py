"""Histograms as densities: of different bins and numbers of values, they can be laid over each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.frame import Histogram

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Density:
    """A histogram as it is laid over others.

    Arguments:
        edges: of the bins, rising, shape ``(bins + 1,)``.
        density: share of all values in each bin, over its width, shape ``(bins,)``. With what lies outside it
            makes 1; it is 0 throughout where there are no values.
        under, over, nonfinite: shares of the values below and above the bins, and of those not finite.
    """

    edges: Numbers
    density: Numbers
    under: float
    over: float
    nonfinite: float

    @classmethod
    def of(cls, histogram: Histogram) -> Density:
        """That of a histogram."""
        edges = np.linspace(histogram.edges.low, histogram.edges.high, histogram.edges.bins + 1)
        outside = (histogram.under, histogram.over, histogram.nonfinite)
        all_values = max(int(histogram.counts.sum()) + sum(outside), 1)
        shares = (count / all_values for count in outside)
        return cls(edges, histogram.counts / all_values / np.diff(edges), *shares)

    @property
    def outside(self) -> float:
        """Share of the values that no bin holds."""
        return self.under + self.over + self.nonfinite
