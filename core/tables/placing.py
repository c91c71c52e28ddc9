"""In which column of a text file something is, and what its heading calls that column."""

from __future__ import annotations

from dataclasses import replace

from core.tables.assumptions import Assumptions
from core.tables.dialect import MOST_ROWS, Row, beginning, found_quote, found_separator, rows_of
from core.tables.encoding import Misplaced
from core.tables.heading import layout_of
from core.tables.limits import HIGHEST, TableLimits
from core.tables.unreadable import UnreadableTable

_THERE = b"x"
"""Stands for what is in the cell."""


def placed(error: Misplaced, given: Assumptions, limits: TableLimits) -> UnreadableTable:
    """`error` with the column where the bytes are, as far as the file can be read up to there."""
    quote = found_quote(error.start) if given.quote is None else given.quote
    separator = given.separator or found_separator(error.start, quote, error.file, limits)
    place = _place(error.before, separator, quote, error.file, limits)
    found = UnreadableTable(error.reason, file=error.file, line=error.line, place=place)
    return named(found, error.start, separator, quote, given)


def named(
    error: UnreadableTable, text: bytes, separator: str, quote: str, given: Assumptions
) -> UnreadableTable:
    """`error` with the name of its column, where there is a heading above its line.

    Arguments:
        text: of the file, in UTF-8; its beginning is looked at.
    """
    if error.place is None or error.column is not None:
        return error
    # What is too long is no reason not to look at the heading.
    limits = TableLimits(columns=HIGHEST["columns"], cell_characters=HIGHEST["cell_characters"])
    rows: list[Row] = []
    try:
        for row in rows_of(beginning(text), separator, quote, error.file, limits):
            rows.append(row)
            if len(rows) == MOST_ROWS:
                break
    except UnreadableTable:
        pass  # what was read before may have a heading
    if len(rows) == 1:  # a heading alone, as it seems: what is wrong begins right below it
        rows.append(replace(rows[0], line=rows[0].line + 1, cells=("0",) * len(rows[0].cells)))
    try:
        layout = layout_of(rows, given, error.file) if rows else None
    except UnreadableTable:
        return error
    if layout is None or not layout.heading_line or layout.heading_line >= (error.line or 0):
        return error
    name = layout.column(error.place)
    return error if name is None else error.named(name)


def _place(before: bytes, separator: str, quote: str, file: str, limits: TableLimits) -> int | None:
    """The number from 1 of the column in which `before` ends."""
    line = max(before.rfind(b"\n"), before.rfind(b"\r")) + 1
    # A line that begins within quotation marks belongs to a row that began before it.
    start = 0 if quote and before.count(quote.encode(), 0, line) % 2 else line
    width = None
    try:
        for row in rows_of(before[start:] + _THERE, separator, quote, file, limits):
            width = len(row.cells)
    except UnreadableTable:
        return None
    return width
