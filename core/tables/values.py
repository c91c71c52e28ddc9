"""Columns as `pyarrow` arrays: different values, categories, and the smallest type that holds a column."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.message import Message
from core.tables.column import DATE, WHOLE
from core.tables.limits import TableLimits
from core.tables.numerals import Marks


@dataclass(frozen=True, slots=True)
class Typed:
    """A column of values.

    Arguments:
        kind: one of `core.tables.column.KINDS`.
        data: a `pyarrow` array: float64 for numbers, the smallest integers for whole numbers, a dictionary
            of sorted strings for categories, timestamps for dates, strings for texts and ids.
        messages: what was found, in words.
        unit: ``%`` for percentages.
        marks: those that numbers were read with.
    """

    kind: str
    data: Any
    messages: tuple[Message, ...] = ()
    unit: str = ""
    marks: Marks = field(default_factory=Marks)


class NotThatKind(Exception):
    """A column cannot be of the kind that was given; `row` is the first that is in the way, if one is."""

    def __init__(self, reason: Message, row: int | None) -> None:
        super().__init__(str(reason))
        self.reason = reason
        self.row = row


class Different:
    """The different values of a column, and which row has which."""

    def __init__(self, column: Any) -> None:
        import pyarrow

        encoded = column.dictionary_encode().unify_dictionaries().combine_chunks()
        if isinstance(encoded, pyarrow.ChunkedArray):  # of no chunk at all
            encoded = pyarrow.array([], pyarrow.string()).dictionary_encode()
        self.values = encoded.dictionary
        self.codes = encoded.indices
        self.rows = len(column) - column.null_count

    def spread(self, values: Any) -> Any:
        """A value for each of `values` as a column."""
        return values.take(self.codes)


def categories(different: Different, limits: TableLimits) -> Any:
    """A dictionary array whose values are sorted, without spaces around them."""
    import pyarrow
    import pyarrow.compute as compute

    if len(different.values) > limits.categories:
        raise NotThatKind(
            Message(
                "Expected at most {limit} categories, found {got}. "
                "Merge values, choose another kind, or have whoever runs the lab raise {setting}.",
                limit=limits.categories,
                got=len(different.values),
                setting="GRADIENT_LAB_TABLE_CATEGORIES",
            ),
            None,
        )
    texts = compute.utf8_trim_whitespace(different.values).to_pylist()
    names = sorted(set(texts))
    place = {name: at for at, name in enumerate(names)}
    codes = smallest(pyarrow.array(np.array([place[text] for text in texts], np.int64)))
    spread, kept = different.spread(codes), pyarrow.array(names, pyarrow.string())
    return pyarrow.DictionaryArray.from_arrays(spread, kept)


def one_array(column: Any) -> Any:
    """One array of a column's chunks."""
    import pyarrow

    if not isinstance(column, pyarrow.ChunkedArray):
        return column
    return pyarrow.concat_arrays(column.chunks) if column.num_chunks else pyarrow.array([], column.type)


def nothing(rows: int, kind: str) -> Any:
    """A column of `rows` missing values."""
    import pyarrow

    types = {DATE: pyarrow.timestamp("ms"), WHOLE: pyarrow.int8()}
    return pyarrow.nulls(rows, types.get(kind, pyarrow.float64()))


def smallest(data: Any) -> Any:
    """Whole numbers in the fewest bits that hold them all."""
    import pyarrow
    import pyarrow.compute as compute

    ends = compute.min_max(data)
    low, high = ends["min"].as_py(), ends["max"].as_py()
    if low is None:
        return data.cast(pyarrow.int8())
    kinds = {8: pyarrow.int8(), 16: pyarrow.int16(), 32: pyarrow.int32(), 64: pyarrow.int64()}
    fits = (kind for bits, kind in kinds.items() if -(2 ** (bits - 1)) <= low and high < 2 ** (bits - 1))
    return data.cast(next(fits))


def as_texts(column: Any) -> Any:
    """Values of any column as strings, the way a file would have them; null where they are missing."""
    import pyarrow
    import pyarrow.compute as compute

    if pyarrow.types.is_timestamp(column.type):
        texts = compute.cast(column, pyarrow.string())
        # Midnight is no time of its own.
        return compute.replace_substring_regex(texts, r" 00:00:00(\.0+)?$", "")
    return compute.cast(column, pyarrow.string())
