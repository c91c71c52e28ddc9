"""A mean over seeds, and where the true one lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its confidence interval (Student's t).

    Arguments:
        mean: of the values.
        low, high: bounds; infinite for a single value.
        error: standard error of the mean; NaN for a single value.
    """

    mean: float
    low: float
    high: float
    error: float

    def holds(self, value: float) -> bool:
        """Whether `value` lies inside."""
        return self.low <= value <= self.high


def interval(values: Sequence[float], confidence: float = CONFIDENCE) -> Interval:
    """The mean of `values`, one of each seed, and its confidence interval.

    Arguments:
        values: one at least.
        confidence: how often such an interval holds the true mean, in (0, 1).
    """
    found = np.asarray(values, np.float64)
    mean = float(found.mean())
    if len(found) < 2:
        return Interval(mean, float("-inf"), float("inf"), float("nan"))
    from scipy.stats import t  # type: ignore[import-untyped]

    error = float(found.std(ddof=1)) / len(found) ** 0.5
    reach = float(t.ppf(0.5 + confidence / 2, len(found) - 1)) * error
    return Interval(mean, mean - reach, mean + reach, error)
