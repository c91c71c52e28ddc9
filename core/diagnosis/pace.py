"""Whether a learning rate is too low: what the losses say.

It is where steps are so small that each does what the last one did: the loss falls along a straight line, and
in proportion to the rate (Bengio 2012, arXiv:1206.5533, section 3.1.1).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from core.diagnosis.evidence import Evidence
from core.diagnosis.fitting import Fit

FEWEST = 5
"""Points of different epochs from which on a course of losses can be judged."""
EVEN = 0.85
"""Share of the first half's fall from which on the second half's is called the same. Where a loss falls
exponentially, ten times the rate then brings it down at least three times as far."""
STRAY = 0.1
"""Share of its fall by which a loss may rise, in all rises together: batches differ."""
TRAINING, VALIDATION = 1, 2
"""Where the losses of each part stand in a point."""
FALLS = 0.94
"""A loss still falls if it ends at most at that share of what it was after half of the epochs."""


def too_low(fit: Fit | None) -> bool:
    """Whether training loss fell all the way, by as much in the later half of the epochs as before."""
    course = _course(fit)
    if course is None:
        return False
    epochs, loss = course
    if not np.maximum(np.diff(loss), 0).sum() < STRAY * (loss[0] - loss[-1]):
        return False
    middle = float(np.interp((epochs[0] + epochs[-1]) / 2, epochs, loss))
    return bool(middle - loss[-1] >= EVEN * (loss[0] - middle))


def still_falls(fit: Fit | None) -> bool:
    """Whether the losses of both parts fell in the later half of the epochs, by a share that leaves more to
    be gained by going on."""
    if fit is None:
        return False
    return all(_falls(fit, part) for part in (TRAINING, VALIDATION))


def _falls(fit: Fit, part: int) -> bool:
    course = _course(fit, part)
    if course is None:
        return False
    epochs, loss = course
    above = loss - fit.least[part - TRAINING]
    middle = float(np.interp((epochs[0] + epochs[-1]) / 2, epochs, above))
    return bool(0 < above[-1] <= FALLS * middle)


def part(evidence: Evidence) -> str:
    """By less than one in so many a step changes the weights of each layer: a power of ten, which does not
    change from step to step."""
    if not evidence.update > 0:
        return f"{10**9:,}"
    return f"{10 ** min(9, math.floor(-math.log10(evidence.update))):,}"


def _course(
    fit: Fit | None, part: int = TRAINING
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]] | None:
    """Epochs and losses of a part at their ends; None where they are too few, or no numbers.

    Those of training are means over the steps of their epochs. How it is now comes last and is another kind
    of number in the Playground: it is left out.
    """
    if fit is None:
        return None
    points = {point[0]: point[part] for point in reversed(fit.history)}
    epochs, loss = np.array(sorted(points.items()), np.float64).reshape(-1, 2).T
    if len(epochs) < FEWEST or not np.isfinite(loss).all():
        return None
    return epochs, loss
