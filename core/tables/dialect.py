"""What parts the values of a text file, and its first rows, from a bounded beginning of it."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.message import Message
from core.tables.limits import TableLimits
from core.tables.numerals import number_like
from core.tables.size import check_size
from core.tables.unreadable import UnreadableTable

BEGINNING = 1 << 17
"""Bytes that are looked at first; more where they hold less than two lines."""
MOST_ROWS = 400
_ROW = 1 << 22
"""Bytes of a row that are looked at for a wrong quotation mark: longer ones are too long anyway."""
_FOUND = (",", ";", "\t", "|")
_QUOTES = ('"', "'")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a text file.

    Arguments:
        line: the line in which it begins, from 1.
        end: how many bytes of UTF-8 the file has up to its end.
        cells: its values, as texts.
    """

    line: int
    end: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return sum(1 for cell in self.cells if cell.strip())


def lines_of(text: bytes, start: int = 0) -> Iterator[bytes]:
    """Line by line with their ends, LF, CR LF or CR, from the byte at `start` on."""
    kept = b""
    while start < len(text):
        # Of a long line ever larger pieces, so that it is not copied often.
        piece = max(1 << 16, len(kept))
        lines = (kept + text[start : start + piece]).splitlines(keepends=True)
        start += piece
        # What ends in CR may go on with LF.
        kept = lines.pop()
        yield from lines
    if kept:
        yield kept


def rows_of(
    text: bytes, separator: str, quote: str, file: str, limits: TableLimits, *, strict: bool = False
) -> Iterator[Row]:
    """The rows of UTF-8 `text`, one by one; empty lines are none.

    Arguments:
        strict: whether quotation marks that are never closed, or closed within a value, are refused.

    Raises:
        UnreadableTable: a cell is too long, or see `strict`.
    """
    consumed = parts = 0
    mark = separator.encode()

    def fed() -> Iterator[str]:
        nonlocal consumed, parts
        for line in lines_of(text):
            consumed += len(line)
            parts += line.count(mark)
            # So many fit into quotation marks; what Python would take minutes for is no row.
            if parts > limits.columns + limits.cell_characters:
                check_size(parts + 1, 0, file, limits)
            yield line.decode("utf-8", "replace")

    reader = csv.reader(
        fed(),
        delimiter=separator,
        quotechar=quote or None,
        quoting=csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE,
        strict=strict,
    )
    line, start = 1, 0
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            place = faulty_quote(text[start : start + _ROW], separator, quote)
            if strict and "field limit" not in str(error):
                closed = "expected after" in str(error)
                raise _wrong_quote(file, line, place, closed=closed) from error
            raise too_long(file, line, limits, place) from error
        if cells is None:
            return
        for place, cell in enumerate(cells, 1):
            if len(cell) > limits.cell_characters:
                raise too_long(file, line, limits, place)
        if cells and (len(cells) > 1 or cells[0].strip()):
            yield Row(line, consumed, tuple(cells))
        line, start = reader.line_num + 1, consumed
        parts = 0


def too_long(file: str, line: int, limits: TableLimits, place: int | None = None) -> UnreadableTable:
    """Of a cell, in the column with this number from 1."""
    return UnreadableTable(
        Message(
            "Expected at most {limit} characters in a cell, found more. Shorten it; "
            "or a quotation mark is never closed, so that all that follows belongs to one cell: close it, or "
            "have the file read without quotation marks.",
            limit=limits.cell_characters,
        ),
        file=file,
        line=line,
        place=place,
    )


def _wrong_quote(file: str, line: int, place: int | None, *, closed: bool) -> UnreadableTable:
    if closed:
        reason = Message(
            "A quotation mark closes a value, and more of the value follows. Double the marks that belong to "
            "a value, or have the file read without quotation marks."
        )
    else:
        reason = Message(
            "A quotation mark is never closed, so that all that follows belongs to one cell. Close it, "
            "remove it, or have the file read without quotation marks."
        )
    return UnreadableTable(reason, file=file, line=line, place=place)


def faulty_quote(row: bytes, separator: str, quote: str) -> int | None:
    """The number from 1 of the first value whose quotation mark is not closed, or closed too early.

    Arguments:
        row: UTF-8 that begins with the row. None is returned where the row has no such value.
    """
    mark, part = quote.encode(), separator.encode()
    at, place = 0, 1
    while mark:
        if row.startswith(mark, at):
            at = row.find(mark, at + 1)
            while at >= 0 and row.startswith(mark, at + 1):  # two stand for one
                at = row.find(mark, at + 2)
            if at < 0 or row[at + 1 : at + 2] not in (part, b"\n", b"\r", b""):
                return place
            at += 1
        cut = row.find(part, at)
        rest = row[at : None if cut < 0 else cut]
        if cut < 0 or b"\n" in rest or b"\r" in rest:
            break
        at, place = cut + 1, place + 1
    return None


def check_quotes(text: bytes, separator: str, quote: str, file: str, limits: TableLimits) -> None:
    """Refuse a quotation mark that is never closed, or closed within a value.

    Raises:
        UnreadableTable: with line and column.
    """
    for _ in rows_of(text, separator, quote, file, limits, strict=True):
        pass


def beginning(text: bytes) -> bytes:
    """The first lines of a text, whole ones."""
    size = BEGINNING
    while size < len(text):
        start = text[:size]
        end = max(start.rfind(b"\n"), start.rfind(b"\r"))
        if start.count(b"\n", 0, end + 1) + start.count(b"\r", 0, end + 1) > 2:
            return start[: end + 1]
        size *= 4
    return text


def first_rows(text: bytes, separator: str, quote: str, file: str, limits: TableLimits) -> list[Row]:
    """The rows of the beginning; the last is left out where it may go on."""
    start = beginning(text)
    rows: list[Row] = []
    for row in rows_of(start, separator, quote, file, limits):
        rows.append(row)
        if len(rows) == MOST_ROWS:
            return rows
    return rows[:-1] if len(start) < len(text) and len(rows) > 1 else rows


def found_separator(text: bytes, quote: str, file: str, limits: TableLimits) -> str:
    """The separator with which most rows have equally many values, and few values hold another one."""
    scores = {}
    for separator in _FOUND:
        if separator.encode() not in text[: len(beginning(text))]:
            continue
        try:
            rows = first_rows(text, separator, quote, file, limits)
        except UnreadableTable:
            continue
        scores[separator] = _score(rows, separator)
    best = max(scores, key=lambda each: scores[each], default=",")
    return best if scores.get(best, (0.0, 0))[0] > 0 else ","


def _score(rows: Sequence[Row], separator: str) -> tuple[float, int]:
    """Share of rows of the usual width less share of values with other separators in them; the width."""
    width = usual_width([len(row.cells) for row in rows])
    if width < 2:
        return 0.0, width
    usual = [row for row in rows if len(row.cells) == width]
    others = [each for each in _FOUND if each != separator]
    cells = [cell for row in usual for cell in row.cells]
    mixed = sum(1 for cell in cells if any(each in cell for each in others) and not number_like(cell))
    return len(usual) / len(rows) - mixed / len(cells), width


def usual_width(widths: Sequence[int]) -> int:
    """The number that is most frequent among `widths`; of those that are as frequent, the largest."""
    counted = Counter(widths)
    return max(counted, key=lambda width: (counted[width], width), default=0)


def found_quote(text: bytes) -> str:
    """Double quotation marks, where they are used; else single ones around a value."""
    start = beginning(text)
    if b'"' in start:
        return '"'
    for separator in _FOUND:
        mark = separator.encode()
        if start.count(mark + b"'") > 1 and start.count(b"'" + mark) > 1:
            return "'"
    return '"'
