"""A table as its file has it: columns of texts, or of values where the file has types."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from core.message import Message
from core.tables.assumptions import Assumptions
from core.tables.numerals import Marks


@dataclass(frozen=True, slots=True)
class Texts:
    """What was read, before anything is known of the columns' kinds.

    Arguments:
        names: one for each column, as the file has them; empty where it has none.
        units: the same; empty for none.
        columns: a `pyarrow.ChunkedArray` for each column; missing cells are null.
        line_of: the line of a row (both count from where they do in the file: lines from 1, rows from 0).
        assumed: all that was found, and what was given.
        messages: what was found, in words.
        marks: for decimals and thousands, found or given.
    """

    names: tuple[str, ...]
    units: tuple[str, ...]
    columns: list[Any]
    line_of: Callable[[int], int]
    assumed: Assumptions
    messages: tuple[Message, ...]
    marks: Marks = field(default_factory=Marks)
