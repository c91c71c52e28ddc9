"""Histograms of all layers at a time, against `numpy.histogram`."""

import numpy as np
import pytest

from core.frame import Edges
from core.statistics.histograms import Bins

EDGES = (Edges(-1.0, 1.0, 40), Edges(0.0, 3.0, 40), Edges(-0.7, 0.7, 40), Edges(-123.4, 0.1, 40))
LAYERS = np.repeat(np.arange(4), [5, 4, 3, 6])


def _numbers(seed: int) -> np.ndarray:
    """Everything that is awkward: zeros as ReLU gives them, bounds, numbers beside bounds, infinities."""
    rng = np.random.default_rng(seed)
    values = rng.normal(0.0, 1.0, (64, len(LAYERS))).astype(np.float32)
    bounds = np.stack([np.linspace(e.low, e.high, e.bins + 1)[rng.integers(0, 41, 64)] for e in EDGES], 1)
    exact = bounds.astype(np.float32)[:, LAYERS]
    kinds = rng.integers(0, 6, values.shape)
    beside = np.nextafter(exact, np.float32(9))
    awkward = np.choose(kinds, [values, np.maximum(values, 0), exact, beside, 1, -0.0])
    spoiled = rng.random(values.shape) < 0.02
    return np.where(spoiled, rng.choice([np.nan, np.inf, -np.inf], values.shape), awkward).astype(np.float32)


@pytest.mark.parametrize("magnitude", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_counts_are_those_of_numpy(seed: int, magnitude: bool) -> None:
    edges = tuple(Edges(-6.0, 2.0, 32) for _ in EDGES) if magnitude else EDGES
    values = _numbers(seed)
    for layer, found in enumerate(Bins(edges, magnitude=magnitude).count(values, LAYERS)):
        own = values[:, layer == LAYERS].astype(np.float64)
        finite = own[np.isfinite(own)]
        bounds = np.linspace(found.edges.low, found.edges.high, found.edges.bins + 1)
        if magnitude:
            finite, bounds = np.abs(finite), 10.0**bounds
        np.testing.assert_array_equal(found.counts, np.histogram(finite, bounds)[0])
        assert found.under == np.count_nonzero(finite < bounds[0])
        assert found.over == np.count_nonzero(finite > bounds[-1])
        assert found.nonfinite == own.size - finite.size
