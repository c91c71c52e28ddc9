"""How many rows each class has."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.tables.profiling.targets import classes_of
from core.tables.table import Table


@dataclass(frozen=True, slots=True)
class ClassBalance:
    """Rows of the classes of a column.

    Arguments:
        classes: labels, most frequent first.
        counts: rows of each.
        missing: rows without a class.
    """

    classes: tuple[str, ...]
    counts: tuple[int, ...]
    missing: int

    @property
    def entropy(self) -> float:
        """Shannon's entropy in bits: 0 where all rows are of one class, log2 of the classes at most."""
        shares = np.array(self.counts) / sum(self.counts)
        return float(-(shares * np.log2(shares)).sum()) + 0.0

    @property
    def evenness(self) -> float:
        """The entropy as a share of the most that so many classes can have (Pielou 1966), 0 to 1."""
        return self.entropy / float(np.log2(len(self.counts))) if len(self.counts) > 1 else 0.0

    @property
    def ratio(self) -> float:
        """How many times as many rows the largest class has as the smallest."""
        return max(self.counts) / min(self.counts)


def class_balance(table: Table, target: str) -> ClassBalance | None:
    """The classes of a column that `is_classes`; None where all are missing."""
    labels, codes = classes_of(table, target)
    if not labels:
        return None
    counts = np.bincount(codes[codes >= 0], minlength=len(labels))
    order = np.argsort(-counts, kind="stable")
    found = tuple(int(counts[at]) for at in order)
    return ClassBalance(tuple(labels[at] for at in order), found, int((codes < 0).sum()))
