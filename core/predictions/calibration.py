"""Calibration: whether of the rows that are said to be 80 % likely four out of five are right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
BINS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """A reliability diagram. Bins are equally wide, from 0 to 1; those without rows are NaN.

    Arguments:
        edges: of the bins, shape ``(bins + 1,)``.
        said: mean probability in a bin, shape ``(bins,)``.
        true: share of its rows that is right.
        counts: its rows.
        brier: mean squared difference of probability and truth; 0 is best.
        error: expected calibration error: mean distance of `said` and `true`, weighted by the bins' rows
            (Naeini et al. 2015; Guo et al. 2017 for the likeliest class).
    """

    edges: Floats
    said: Floats
    true: Floats
    counts: npt.NDArray[np.int64]
    brier: float
    error: float


def calibration(right: npt.NDArray[np.bool_], probabilities: Floats, *, bins: int = BINS) -> Calibration:
    """How well probabilities are calibrated, as `sklearn.calibration.calibration_curve` has it.

    Arguments:
        right: whether a row is what the probability says it is, shape ``(rows,)``.
        probabilities: 0 to 1, likewise.
    """
    edges = np.linspace(0.0, 1.0, bins + 1)
    place = np.searchsorted(edges[1:-1], probabilities)
    counts = np.bincount(place, minlength=bins)
    with np.errstate(invalid="ignore"):
        said = np.bincount(place, probabilities, bins) / counts
        true = np.bincount(place, right.astype(np.float64), bins) / counts
    there = counts > 0
    gaps = np.abs(said - true)[there]
    return Calibration(
        edges=edges,
        said=said,
        true=true,
        counts=counts,
        brier=float(np.mean((probabilities - right) ** 2)),
        error=float(np.sum(gaps * counts[there]) / max(int(counts.sum()), 1)),
    )


def brier_of_all(truth: npt.NDArray[np.int64], probabilities: Floats) -> float:
    """The Brier score of several classes: the mean over rows of the squared differences, summed over classes.

    It goes from 0 to 2 (Brier 1950; scikit-learn's ``scale_by_half=False``).

    Arguments:
        truth: class indices, shape ``(rows,)``.
        probabilities: shape ``(rows, classes)``.
    """
    right = np.eye(probabilities.shape[1])[truth]
    return float(np.mean(np.sum((probabilities - right) ** 2, axis=1)))
