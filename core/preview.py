"""What preparation does to the features, as pictures show it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.bundle import DataBundle
from core.data.raw import Floats


@dataclass(frozen=True, slots=True)
class Histogram:
    """How often values fall into bins of equal width from `low` to `high`."""

    low: float
    high: float
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ScaledFeature:
    """The values of one feature in the training part, before and after scaling."""

    name: str
    before: Histogram
    after: Histogram


@dataclass(frozen=True, slots=True)
class Preview:
    """What scaling does: some features, and how many more there are."""

    features: tuple[ScaledFeature, ...]
    hidden: int


def preview(bundle: DataBundle, columns: int = 6, bins: int = 24) -> Preview:
    """What scaling does to the training part, as histograms of the features that vary most.

    Arguments:
        columns: features to show at most.
        bins: bars of each histogram.
    """
    spread = np.array([column.std(dtype=np.float64) for column in bundle.raw_train.T])
    # Stable and descending, so that features that vary equally stay in their order.
    chosen = np.sort(np.argsort(-spread, kind="stable")[:columns])
    features = tuple(
        ScaledFeature(
            name=bundle.raw_names[at],
            before=_histogram(bundle.raw_train[:, at], bins),
            after=_histogram(bundle.scaled_train[:, at], bins),
        )
        for at in chosen
    )
    return Preview(features=features, hidden=len(spread) - len(features))


def _histogram(values: Floats, bins: int) -> Histogram:
    counts, edges = np.histogram(values, bins)
    return Histogram(float(edges[0]), float(edges[-1]), tuple(counts.tolist()))
