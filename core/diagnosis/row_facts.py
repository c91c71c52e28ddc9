"""What the rows for training say by themselves, and how right a network is about each of their classes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.message import Message

Counts = npt.NDArray[np.int64]

IMBALANCED = 4.0
"""A class is rare from which on another one has so many times as many rows."""
IGNORED = 0.1
"""Share of a class's rows that are right, up to which it is ignored: of rare classes usual classifiers get 0
to 10 % right (He & Garcia 2009, section 2)."""
FEWEST_ROWS = 10
"""Rows of a class, without which its share says little."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RowFacts:
    """Facts of the training part.

    Arguments:
        classes: names of the classes; none where numbers are predicted.
        counts: rows of each class, shape ``(classes,)``.
        right: of these, how many a network answers right, the same shape; None where nobody counted.
        evened: whether something makes up for classes of different sizes: weights, or other rows.
        untaken: share of targets that the loss does not take, 0 to 1: those below 0, of a loss for amounts.
        own_unit: whether the loss takes all targets in their own unit, and they are no large numbers.
        leaks: gives the names of columns that say the target by themselves.
        columns: how many columns of a table are learned from; 0 for other data.
    """

    classes: tuple[str | Message, ...] = ()
    counts: Counts
    right: Counts | None = None
    evened: bool = False
    untaken: float = 0.0
    own_unit: bool = True
    leaks: Callable[[], tuple[str, ...]]
    columns: int = 0

    @property
    def ignored(self) -> int | None:
        """The rarest class of which hardly any row is right; None where there is none, or weights make up
        for its size."""
        if self.right is None or self.evened:
            return None
        rare = rare_classes(self.counts) & (self.right <= IGNORED * self.counts)
        found = np.flatnonzero(rare)
        return int(found[np.argmin(self.counts[found])]) if len(found) else None

    def outnumbered(self, place: int) -> int:
        """How many times as many rows as class `place` the largest class has."""
        return int(self.counts.max() // self.counts[place])


def rare_classes(counts: Counts) -> npt.NDArray[np.bool_]:
    """Which classes have few rows beside another one, and enough to judge by, shape ``(classes,)``."""
    if not len(counts):
        return np.zeros(0, bool)
    few: npt.NDArray[np.bool_] = (counts >= FEWEST_ROWS) & (IMBALANCED * counts <= counts.max())
    return few
