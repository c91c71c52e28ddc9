"""The small, real tables that come with scikit-learn."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from core.choices.registry import Picked
from core.data.raw import RawData
from core.data.sources.sampling import sample

_CLASSES = ("iris", "wine", "breast_cancer", "digits")
TABLES = (*_CLASSES, "diabetes")
"""Keys of the tables."""


def loader(key: str) -> Callable[[Picked, int], RawData]:
    """A function that draws the picked number of rows of the table `key` and adds the picked noise."""

    def load(picked: Picked, seed: int) -> RawData:
        table = _table(key)
        y = table.target.astype(np.int64 if key in _CLASSES else np.float32)
        return sample(table.data, y, picked, seed)

    return load


def feature_names(key: str) -> tuple[str, ...]:
    """The columns' names as the table gives them, in English."""
    return tuple(str(name) for name in _table(key).feature_names)


@cache
def _table(key: str) -> Any:
    # Imported when first used: scikit-learn takes a second to load, and the menu needs none of it.
    from sklearn import datasets

    if key == "diabetes":
        # In the features' own units: otherwise scaling would have nothing to do.
        return datasets.load_diabetes(scaled=False)
    return getattr(datasets, f"load_{key}")()
