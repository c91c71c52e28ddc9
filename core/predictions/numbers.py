"""How good predictions of a number are: residuals, their distribution, and the usual means of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
BINS = 31


@dataclass(frozen=True, slots=True, eq=False)
class Residuals:
    """Predicted less true, in the target's own units.

    Arguments:
        truth, predicted: shape ``(rows,)``.
        mae: mean absolute error.
        rmse: root of the mean squared error.
        r2: share of the target's variance that is explained; NaN where the target does not vary.
        bias: mean residual.
    """

    truth: Floats
    predicted: Floats
    mae: float
    rmse: float
    r2: float
    bias: float

    @property
    def values(self) -> Floats:
        """Of every row."""
        return self.predicted - self.truth

    def histogram(self) -> tuple[npt.NDArray[np.int64], Floats]:
        """Rows in bins that are equally wide and lie around 0, and the bins' edges."""
        widest = float(np.abs(self.values).max(initial=0.0)) or 1.0
        counts, edges = np.histogram(self.values, bins=BINS, range=(-widest, widest))
        return counts, edges


def residuals(
    truth: npt.NDArray[np.floating],
    predicted: npt.NDArray[np.floating],
    *,
    mean: float = 0.0,
    deviation: float = 1.0,
) -> Residuals:
    """Residuals of one target, taken back to its own units: ``y * deviation + mean``.

    Arguments:
        truth, predicted: as the network has them, shape ``(rows,)``.
    """
    right = truth.astype(np.float64) * deviation + mean
    said = predicted.astype(np.float64) * deviation + mean
    errors = said - right
    spread = float(np.mean((right - right.mean()) ** 2))
    squared = float(np.mean(errors**2))
    return Residuals(
        truth=right,
        predicted=said,
        mae=float(np.mean(np.abs(errors))),
        rmse=squared**0.5,
        r2=1.0 - squared / spread if spread else float("nan"),
        bias=float(errors.mean()),
    )
