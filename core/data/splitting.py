"""Which rows train the network and which ones judge it."""

from __future__ import annotations

import math

import numpy as np

from core.data.sampling import Labels, Rows


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
    # Imported when first used: scikit-learn takes a second to load.
    from sklearn.model_selection import train_test_split

    rows = len(y)
    held_out = rows - min(max(math.floor(rows * (1.0 - share)), 1), rows - 1)
    train, val = train_test_split(
        np.arange(rows, dtype=np.int64),
        test_size=held_out,
        random_state=seed,
        stratify=y if stratify and _both_hold_all(y, held_out) else None,
    )
    return train, val


def _both_hold_all(y: Labels, held_out: int) -> bool:
    _, counts = np.unique(y, return_counts=True)
    return bool(counts.min() >= 2 and len(counts) <= min(held_out, len(y) - held_out))
