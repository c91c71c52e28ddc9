"""ROC and precision-recall: what becomes of a class at every threshold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]

MOST_POINTS = 400
"""Of a curve that is drawn; its area is that of all."""


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Both curves of one class against the others.

    Arguments:
        false_rate, true_rate: ROC, from (0, 0) to (1, 1), shape ``(points,)``.
        recall, precision: from recall 1 to 0, shape ``(points,)``.
        area: under the ROC curve (`sklearn.metrics.roc_auc_score`).
        average_precision: `sklearn.metrics.average_precision_score`.
        share: of the rows that are of the class: the precision of a guess.
    """

    false_rate: Floats
    true_rate: Floats
    recall: Floats
    precision: Floats
    area: float
    average_precision: float
    share: float


@dataclass(frozen=True, slots=True)
class AtThreshold:
    """Where a threshold lies on both curves, and the rows behind it.

    Arguments:
        hits, misses: rows of the class that are found, and that are not.
        false_alarms, rejections: other rows that are said to be of the class, and that are not.
    """

    hits: int
    misses: int
    false_alarms: int
    rejections: int

    @property
    def true_rate(self) -> float:
        """Recall: of the rows of the class, the share that is found."""
        return self.hits / max(self.hits + self.misses, 1)

    @property
    def false_rate(self) -> float:
        """Of the other rows, the share that is said to be of the class."""
        return self.false_alarms / max(self.false_alarms + self.rejections, 1)

    @property
    def precision(self) -> float:
        """Of the rows that are said to be of the class, the share that is; 1 where none is said to be, as
        the curve ends there."""
        said = self.hits + self.false_alarms
        return self.hits / said if said else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.hits / max(2 * self.hits + self.false_alarms + self.misses, 1)

    @property
    def matrix(self) -> npt.NDArray[np.int64]:
        """As a confusion matrix: the others first, then the class; rows the truth."""
        return np.array([[self.rejections, self.false_alarms], [self.misses, self.hits]])


def curves(truth: Truth, scores: Floats) -> Curves | None:
    """The curves of a class; None where all rows are of it, or none is.

    Arguments:
        truth: whether a row is of the class, shape ``(rows,)``.
        scores: how much speaks for that, likewise.
    """
    if truth.all() or not truth.any():
        return None
    from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score, roc_curve

    false_rate, true_rate, _ = roc_curve(truth, scores)
    precision, recall, _ = precision_recall_curve(truth, scores)
    roc, pr = _fewer(len(false_rate)), _fewer(len(recall))
    return Curves(
        false_rate[roc],
        true_rate[roc],
        recall[pr],
        precision[pr],
        float(roc_auc_score(truth, scores)),
        float(average_precision_score(truth, scores)),
        float(truth.mean()),
    )


def at_threshold(truth: Truth, scores: Floats, threshold: float) -> AtThreshold:
    """What is said where scores above `threshold` count as the class."""
    said = scores > threshold
    return AtThreshold(
        int(np.sum(truth & said)),
        int(np.sum(truth & ~said)),
        int(np.sum(~truth & said)),
        int(np.sum(~truth & ~said)),
    )


def _fewer(points: int) -> npt.NDArray[np.int64]:
    return np.linspace(0, points - 1, min(points, MOST_POINTS)).astype(np.int64)
