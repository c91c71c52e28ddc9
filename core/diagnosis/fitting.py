"""Whether a network learns too little of its rows, or learns them by heart: what its losses say over time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Point = tuple[float, float, float]
"""Epoch, training loss and validation loss at its end."""

GENERALIZES = 0.9
"""Share of the way from chance to all rows right, or R^2, in the validation part from which on a network has
learnt more than its own rows by heart: of two classes 95 % of the rows, of ten 91 %."""
FEWEST, SETTLED = 10, 50
"""Points from which on a course of losses can be judged, and epochs from which on it may be a plateau."""
SINCE = 4
"""Points after the lowest validation loss from which on it has turned."""
NOISE = 3.0
"""A rise counts from so many standard deviations of the validation loss from point to point on."""
RISE = 0.1
"""A rise counts from this share of the lowest validation loss on, a fall of the training loss likewise; both
losses counted from the least that they can be."""
BEHIND = 0.1
"""Accuracy, or R^2, by which a network stays behind its baseline to be said to learn too little; and by which
training may be better than validation for both to be called alike."""
FLAT = 0.05
"""Share by which the training loss still falls over the later half of the epochs, at most, on a plateau."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Fit:
    """How well a network does for rows that it is trained on, and for others, since its first step.

    Arguments:
        history: the points that were looked at, first to last; the last one is how it is now.
        learnt: accuracy or R^2 in the training part.
        val_learnt: the same in the validation part.
        chance: the accuracy of guessing, or 0.
        baseline: gives what the nearest neighbours reach in the validation part, NaN where that says nothing
            of the network; asked only where the rest says that too little is learnt.
        over: whether all epochs are trained.
        least: what the training and the validation loss cannot fall below, such as -1 for cosine similarity.
    """

    history: Sequence[Point]
    learnt: float
    val_learnt: float
    chance: float
    baseline: Callable[[], float]
    over: bool
    least: tuple[float, float] = (0.0, 0.0)

    @property
    def best(self) -> Point:
        """The point of the lowest validation loss."""
        return min(self.history, key=lambda point: point[2])

    @property
    def generalizes(self) -> bool:
        """Whether it answers well for rows that it is not trained on."""
        return self.val_learnt >= self.chance + GENERALIZES * (1 - self.chance)


def overfits(fit: Fit | None) -> bool:
    """Whether validation loss has risen from its lowest by more than its noise, while training loss fell on.

    The level now is the median of the last third of the points since then, and the last one too: a single
    peak is no rise, and weights of the best epoch that are back in place are no overfitting.
    """
    if fit is None or len(fit.history) < FEWEST or fit.generalizes:
        return False
    points = np.array(fit.history)
    if not np.isfinite(points).all():
        return False
    loss, val_loss = points[:, 1] - fit.least[0], points[:, 2] - fit.least[1]
    best = int(np.argmin(val_loss))
    since = len(points) - 1 - best
    if since < SINCE:
        return False
    late = slice(-max(2, since // 3), None)
    lowest = float(np.median(val_loss[max(best - 1, 0) : best + 2]))  # the very lowest is so by chance, too
    rise = min(float(np.median(val_loss[late])), float(val_loss[-1])) - lowest
    fell = np.median(loss[late]) < (1 - RISE) * loss[best]
    return bool(fell and rise > max(NOISE * noise(val_loss[best:]), RISE * lowest))


def underfits(fit: Fit | None) -> bool:
    """Whether training is as bad as validation, behind what the nearest neighbours reach, and either over or
    on a plateau."""
    if fit is None or fit.learnt - fit.val_learnt > BEHIND:
        return False
    if not (fit.over or flat(fit.history)):
        return False
    # Dropout holds back what is measured while training: validation shows how much is learnt then.
    return bool(fit.baseline() - max(fit.learnt, fit.val_learnt) > BEHIND)


def flat(history: Sequence[Point]) -> bool:
    """Whether training loss has come to rest: it hardly fell over the later half of the epochs."""
    if len(history) < FEWEST or history[-1][0] < SETTLED:
        return False
    epochs, loss, _ = np.array(history).T
    half = loss[epochs >= epochs[-1] / 2]
    if len(half) < 4 or not np.isfinite(half).all():
        return False
    before, after = np.median(half[: len(half) // 2]), np.median(half[len(half) // 2 :])
    return bool(before - after < FLAT * abs(before))


def noise(values: npt.NDArray[np.float64]) -> float:
    """Standard deviation of `values` around a course without kinks, by the median of second differences: of
    independent deviations each of these has six times the variance."""
    if len(values) < 3:
        return 0.0
    second = np.abs(np.diff(values, 2))
    return float(np.median(second) / 0.6745 / np.sqrt(6))
