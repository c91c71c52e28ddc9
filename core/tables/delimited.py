"""CSV and its kin: looked at in the beginning, then read in one pass by Arrow, all columns as texts."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Any

from core.choices.fields import shown
from core.message import Message
from core.tables import said
from core.tables.assumptions import MISSING, Assumptions
from core.tables.dialect import Row, first_rows, found_quote, found_separator, rows_of, too_long
from core.tables.encoding import in_utf8, line_at
from core.tables.heading import Layout, layout_of
from core.tables.limits import TableLimits
from core.tables.opening import broken
from core.tables.texts import Texts
from core.tables.unreadable import UnreadableTable

_BLOCK = 4 << 20
_LISTED = 10
_ENDS = (b"", b"\n", b"\r")


def read_delimited(data: bytes, file: str, given: Assumptions, limits: TableLimits) -> Texts:
    """The texts of a file whose lines have values with a separator between them.

    Raises:
        UnreadableTable: see `core.tables.read.read`.
    """
    text, encoding = in_utf8(data, given.encoding, file)
    if not text[:4096].strip() and not text.strip():
        raise UnreadableTable(Message("The file is empty. Expected a table."), file=file)
    quote = found_quote(text) if given.quote is None else given.quote
    separator = given.separator or found_separator(text, quote, file, limits)
    rows = first_rows(text, separator, quote, file, limits)
    if not rows:
        raise UnreadableTable(Message("The file is empty. Expected a table."), file=file)
    layout = layout_of(rows, given, file)
    check_size(layout.width, text.count(b"\n") or text.count(b"\r"), file, limits)
    missing = MISSING if given.missing is None else given.missing
    start = rows[layout.first - 1].end if layout.first else 0
    reading = _Reading(text, start, layout, separator, quote, missing, file, limits, given.ragged == "skip")
    columns = reading.columns()
    assumed = replace(
        given,
        encoding=encoding,
        separator=separator,
        quote=quote,
        heading_line=layout.heading_line,
        units_line=layout.units_line,
        index=layout.index,
        missing=missing,
        ragged=given.ragged or "refuse",
    )
    messages = (*said.of_text(encoding, separator), *said.of_layout(layout), *reading.messages())
    return Texts(layout.names, layout.units, columns, reading.line_of, assumed, messages, separator)


def check_size(columns: int, rows: int, file: str, limits: TableLimits) -> None:
    """Refuse a table that has one column alone, or more than the limits allow.

    Raises:
        UnreadableTable: it does.
    """
    if columns < 2:
        raise UnreadableTable(
            Message(
                "Expected at least two columns, found {got}. Choose another separator, or add a column.",
                got=columns,
            ),
            file=file,
        )
    for what, got, limit, setting in (
        (Message("columns"), columns, limits.columns, "GRADIENT_LAB_TABLE_COLUMNS"),
        (Message("cells"), columns * rows, limits.cells, "GRADIENT_LAB_TABLE_CELLS"),
    ):
        if got > limit:
            raise UnreadableTable(
                Message(
                    "Expected at most {limit} {what}, found {got}. Leave some out, or raise {setting}.",
                    limit=limit,
                    what=what,
                    got=got,
                    setting=setting,
                ),
                file=file,
            )


class _Reading:
    """One pass over a text, and what it met."""

    def __init__(
        self,
        text: bytes,
        start: int,
        layout: Layout,
        separator: str,
        quote: str,
        missing: tuple[str, ...],
        file: str,
        limits: TableLimits,
        skip: bool,
    ) -> None:
        self._text, self._start, self._layout = text, start, layout
        self._separator, self._quote, self._missing = separator, quote, missing
        self._file, self._limits, self._skip = file, limits, skip
        self._ragged: list[Any] = []

    def columns(self) -> list[Any]:
        """A column of texts for each column; what is missing is null."""
        import pyarrow

        if self._quote and self._text.count(self._quote.encode()) % 2:
            # Arrow takes all that follows for one value. Quotes within values are odd, but right.
            for _ in rows_of(self._text, self._separator, self._quote, self._file, self._limits, strict=True):
                pass
        try:
            table = self._pass(threads=not self._skip, block=_BLOCK)
        except pyarrow.ArrowInvalid:
            # A row longer than a block is no error, and the first wrong row is found in order.
            self._ragged.clear()
            try:
                table = self._pass(threads=False, block=len(self._text) + 1)
            except pyarrow.ArrowInvalid as error:
                raise self._refused(error) from error
        if table.num_rows == 0:
            raise UnreadableTable(
                Message("There is a heading, and nothing below it. Add rows."), file=self._file
            )
        self._check_cells(table)
        return list(table.columns)

    def _pass(self, *, threads: bool, block: int) -> Any:
        import pyarrow
        from pyarrow import csv

        names = [str(at) for at in range(self._layout.width)]
        mark = self._quote.encode()
        return csv.read_csv(
            pyarrow.py_buffer(memoryview(self._text)[self._start :]),
            read_options=csv.ReadOptions(column_names=names, use_threads=threads, block_size=block),
            parse_options=csv.ParseOptions(
                delimiter=self._separator,
                quote_char=self._quote or False,
                double_quote=True,
                newlines_in_values=bool(mark) and mark in self._text,
                invalid_row_handler=self._met,
            ),
            convert_options=csv.ConvertOptions(
                column_types=dict.fromkeys(names, pyarrow.string()),
                check_utf8=False,  # it was
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=list(self._missing),
            ),
        )

    def _met(self, row: Any) -> str:
        if not row.text.strip():
            return "skip"
        self._ragged.append(row)
        return "skip" if self._skip else "error"

    def _refused(self, error: Exception) -> UnreadableTable:
        if not self._ragged:
            return broken(self._file, error)
        row = self._ragged[0]
        return UnreadableTable(
            Message(
                "Expected {expected} values as in the other lines, received {got}: {text}. "
                "Correct the line, or have such lines skipped.",
                expected=row.expected_columns,
                got=row.actual_columns,
                text=shown(row.text),
            ),
            file=self._file,
            line=next(iter(self._ragged_lines()), None),
        )

    def _ragged_lines(self) -> list[int]:
        """The lines of the rows that were met, in order."""
        found = []
        at = self._start
        for row in self._ragged[:_LISTED]:
            text = row.text.encode()
            at = self._place(text, at)
            if at < 0:
                break
            found.append(line_at(self._text, at))
            at += len(text)
        return found

    def _place(self, row: bytes, start: int) -> int:
        """Where `row` stands as a whole line, from the byte at `start` on."""
        text = self._text
        end = start + len(row)
        if start == self._start and text[end : end + 1] in _ENDS and text.startswith(row, start):
            return start
        places = [
            text.find(before + row + after, max(start - 1, 0)) for before in _ENDS[1:] for after in _ENDS[1:]
        ]
        found = [at + 1 for at in places if at >= 0]
        if not found and text.endswith(row):
            return len(text) - len(row)
        return min(found, default=-1)

    def messages(self) -> tuple[Message, ...]:
        """What was skipped."""
        if not self._ragged:
            return ()
        lines = ", ".join(map(str, self._ragged_lines()))
        more = "…" if len(self._ragged) > _LISTED else ""
        return (
            Message(
                "{count} lines with too many or too few values are left out: {lines}",
                count=len(self._ragged),
                lines=f"{lines}{more}",
            ),
        )

    def _check_cells(self, table: Any) -> None:
        import pyarrow.compute as compute

        limit = self._limits.cell_characters
        for column in table.columns:
            lengths = compute.binary_length(column)
            if (compute.max(lengths).as_py() or 0) > limit:
                characters = compute.utf8_length(column)
                wide = compute.index(compute.greater(characters, limit), True).as_py()
                if wide >= 0:
                    raise too_long(self._file, self.line_of(wide), self._limits)

    def line_of(self, row: int) -> int:
        """The line in which a row of data begins: found by reading on from the first one, in Python."""
        rows = rows_of(self._text, self._separator, self._quote, self._file, self._limits)
        whole = (each for each in rows if self._is_data(each))
        return next((each.line for each in islice(whole, row, None)), 0)

    def _is_data(self, row: Row) -> bool:
        return row.end > self._start and len(row.cells) == self._layout.width
