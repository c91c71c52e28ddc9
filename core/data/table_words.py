"""Words for what differs from column to column of a table. Nothing of tables is loaded for them."""

from __future__ import annotations

from core.choices.registry import Picked
from core.choices.typed.column_choices import read
from core.data.scaling import SCALERS

IGNORE = "ignore"
TARGET = "target"
"""One more column that is predicted at the same time; the first one has a choice of its own."""
MOST_TARGETS = 8
"""Numbers that are predicted at the same time."""
WEIGHT = "weight"
"""The column that says how much each row counts (`sample_weight` of `keras.Model.fit`)."""
KINDS = {"number": "number", "whole": "whole number", "category": "category", "date": "date"}
"""Words for kinds of columns, as choices name them, and the kinds (`core.tables.column`)."""
WORDS = (IGNORE, TARGET, WEIGHT, *KINDS, *SCALERS)
"""What can be said of a column: that it is ignored, predicted too or holds weights of rows, its kind, its
scaling."""


def targets(dataset: Picked) -> tuple[str, ...]:
    """Names of the columns that a table, as it is picked, is to predict: its target, then others by name.

    The table need not be here.
    """
    further = (name for name, words in read(dataset["columns"]).items() if TARGET in words)
    return tuple(dict.fromkeys((dataset["target"], *further)))


def has_weights(dataset: Picked) -> bool:
    """Whether a data set, as it is picked, has weights of rows; its table need not be here."""
    if dataset.name != "table":
        return False
    return any(WEIGHT in words for words in read(dataset["columns"]).values())
