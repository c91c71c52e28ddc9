"""Which rows train the network and which ones judge it.

The rows are those of scikit-learn's `train_test_split`, drawn with NumPy alone: loading scikit-learn takes
more than a second, and every page begins with a split.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from core.data.raw import Labels, Rows

Counts = npt.NDArray[np.int64]


def split(y: Labels, *, share: float, seed: int, stratify: bool) -> tuple[Rows, Rows]:
    """Row numbers of the training part and of the validation part; together they are all rows, each once.

    Arguments:
        y: labels or targets, shape ``(rows,)``, two rows at least.
        share: of the rows for validation, above 0 and below 1: `validation_split` of `keras.Model.fit`,
            which rounds the training part down; each part gets one row at least.
        seed: decides which rows and their order.
        stratify: both parts get the classes in equal proportion. Left out where that cannot be: a class
            with a single row, or a part with fewer rows than there are classes.
    """
    rows = len(y)
    held_out = rows - training_rows(rows, share)
    random = np.random.RandomState(seed)
    if stratify and both_hold_all(y, held_out):
        return _by_class(y, held_out, random)
    order = random.permutation(rows)
    return order[held_out:], order[:held_out]


def training_rows(rows: int, share: float) -> int:
    """How many of `rows` train when `share` of them is held out: as `split` says."""
    return min(max(math.floor(rows * (1.0 - share)), 1), rows - 1)


def both_hold_all(y: Labels, held_out: int) -> bool:
    """Whether `held_out` rows, and those that are left, can each get all classes of `y` in equal shares."""
    _, counts = np.unique(y, return_counts=True)
    return bool(counts.min() >= 2 and len(counts) <= min(held_out, len(y) - held_out))


def _by_class(y: Labels, held_out: int, random: np.random.RandomState) -> tuple[Rows, Rows]:
    """Split every class by itself (scikit-learn's `StratifiedShuffleSplit`), then mix the classes."""
    _, label, counts = np.unique(y, return_inverse=True, return_counts=True)
    members = np.split(np.argsort(label, kind="stable"), np.cumsum(counts)[:-1])
    for_training = _fair_counts(counts, len(y) - held_out, random)
    for_validation = _fair_counts(counts - for_training, held_out, random)
    train, val = [], []
    for rows, first, then in zip(members, for_training, for_validation, strict=True):
        shuffled = rows[random.permutation(len(rows))]
        train.append(shuffled[:first])
        val.append(shuffled[first : first + then])
    return random.permutation(np.concatenate(train)), random.permutation(np.concatenate(val))


def _fair_counts(counts: Counts, draws: int, random: np.random.RandomState) -> Counts:
    """How many of `draws` rows come from each class of `counts` rows: its share, rounded up or down.

    The largest remainders are rounded up; chance decides between equal ones.
    """
    shares = counts / counts.sum() * draws
    fair: npt.NDArray[np.float64] = np.floor(shares)
    missing = int(draws - fair.sum())
    remainders = shares - fair
    for remainder in np.unique(remainders)[::-1]:
        if missing <= 0:
            break
        equal = np.flatnonzero(remainders == remainder)
        chosen = random.choice(equal, size=min(len(equal), missing), replace=False)
        fair[chosen] += 1
        missing -= len(chosen)
    return fair.astype(np.int64)
