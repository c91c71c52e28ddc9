"""How far the distribution of what a layer is given moves while the layers before it learn.

Ioffe & Szegedy (2015) call that internal covariate shift and normalize to reduce it. Santurkar et al. (2018,
arXiv:1805.11604) doubt that it is the reason: networks with added shift train as well, and the loss becomes
smoother instead.
"""

from __future__ import annotations

import math

import numpy as np

from core.frame import Frame, Histogram, LayerFrame


def input_shifts(before: Frame, after: Frame) -> list[float]:
    """The shift of the inputs of every layer but the first, whose inputs are the data and stay.

    It is the Wasserstein distance (order 1: the mean distance by which values have to be moved) between the
    distributions of the outputs of the layer before, of all units on the same probe rows, in standard
    deviations of the former one. It is taken from histograms on fixed edges, so it is exact up to the width
    of a bin; what lies outside the edges counts as if it lay in the outermost bin.

    Returns:
        One number for the second hidden layer to the output layer; NaN where values are not finite, or did
        not vary before.
    """
    return [_shift(*pair) for pair in zip(before.layers[:-1], after.layers[:-1], strict=True)]


def _shift(before: LayerFrame, after: LayerFrame) -> float:
    deviation = before.activation_std
    if not (math.isfinite(deviation) and deviation > 0):
        return math.nan
    return wasserstein(before.activations, after.activations) / deviation


def wasserstein(one: Histogram, other: Histogram) -> float:
    """The distance between two histograms of the same edges, in the unit of the edges; NaN where values are
    not finite."""
    if one.nonfinite or other.nonfinite:
        return math.nan
    edges = one.edges
    first, second = (np.cumsum(_filled(each)) for each in (one, other))
    apart = np.abs(first / first[-1] - second / second[-1])
    return float(apart.sum() * (edges.high - edges.low) / edges.bins)


def _filled(histogram: Histogram) -> np.ndarray:
    counts = histogram.counts.astype(float)
    counts[0] += histogram.under
    counts[-1] += histogram.over
    return counts
