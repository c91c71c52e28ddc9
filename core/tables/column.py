"""A column of a table, without its values."""

from __future__ import annotations

from dataclasses import dataclass

from core.message import N_

NUMBER, WHOLE, CATEGORY, DATE, TEXT, ID = "number", "whole number", "category", "date", "text", "id"

KINDS = (NUMBER, WHOLE, CATEGORY, DATE, TEXT, ID)

KIND_LABELS = {
    NUMBER: N_("number"),
    WHOLE: N_("whole number"),
    CATEGORY: N_("category"),
    DATE: N_("date"),
    TEXT: N_("text"),
    ID: N_("id"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a `Table`.

    Arguments:
        name: unlike that of every other column, never empty, at most 200 characters on one line.
        kind: one of `KINDS`. What is an id names its row: nothing can be learned from it.
        unit: as the file names it, ``%`` where its values had percent signs; else empty.
        missing: cells without a value.
    """

    name: str
    kind: str
    unit: str = ""
    missing: int = 0
