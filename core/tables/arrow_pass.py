"""All of a text file's columns, by Arrow, in one pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from core.choices.fields import shown
from core.message import Message
from core.tables.dialect import Row, rows_of, too_long
from core.tables.encoding import line_at
from core.tables.heading import Layout
from core.tables.limits import TableLimits
from core.tables.line_ends import LineEnds
from core.tables.opening import broken
from core.tables.unreadable import UnreadableTable

_BLOCK = 4 << 20
_LISTED = 10
_ENDS = (b"", b"\n", b"\r")


@dataclass(kw_only=True)
class Reading:
    """One pass over a text, and what it met.

    Arguments:
        text: all of the file, in UTF-8.
        start: the byte where its data begin.
        ends: what is known of its lines.
        layout: of its first rows.
        numbers: columns that were nothing but plain decimal numbers where they were looked at. Arrow reads
            them as such; where one turns out to be something else, all are read anew as texts.
        skip: whether lines with too many or too few values are skipped.
    """

    text: bytes
    start: int
    ends: LineEnds
    layout: Layout
    numbers: frozenset[int]
    separator: str
    quote: str
    missing: tuple[str, ...]
    file: str
    limits: TableLimits
    skip: bool
    _ragged: list[Any] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Values of a line."""
        return self.layout.width

    def columns(self) -> list[Any]:
        """An array of texts, or of float64, for each column; what is missing is null.

        Raises:
            UnreadableTable: with the name of the column, where it is in one.
        """
        try:
            return self._columns()
        except UnreadableTable as error:
            name = None if error.place is None else self.layout.column(error.place)
            if name is None:
                raise
            raise error.named(name) from error.__cause__

    def _columns(self) -> list[Any]:
        table = self._table()
        if table.num_rows == 0:
            raise UnreadableTable(
                Message("There is a heading, and nothing below it. Add rows."), file=self.file
            )
        self._check_cells(table)
        return list(table.columns)

    def _table(self) -> Any:
        import pyarrow

        for numbers in (self.numbers, frozenset[int]()) if self.numbers else (self.numbers,):
            try:
                return self._pass(numbers, threads=not self.skip, block=_BLOCK)
            except pyarrow.ArrowInvalid:
                self._ragged.clear()
        # A row longer than a block is no error, and the first wrong row is found in order.
        try:
            return self._pass(frozenset(), threads=False, block=len(self.text) + 1)
        except pyarrow.ArrowInvalid as error:
            raise self._refused(error) from error

    def _pass(self, numbers: frozenset[int], *, threads: bool, block: int) -> Any:
        import pyarrow
        from pyarrow import csv

        names = [str(at) for at in range(self.width)]
        types = [pyarrow.float64() if at in numbers else pyarrow.string() for at in range(self.width)]
        return csv.read_csv(
            pyarrow.py_buffer(memoryview(self.text)[self.start :]),
            read_options=csv.ReadOptions(column_names=names, use_threads=threads, block_size=block),
            parse_options=csv.ParseOptions(
                delimiter=self.separator,
                quote_char=self.quote or False,
                double_quote=True,
                newlines_in_values=self.ends.quoted,
                invalid_row_handler=self._met,
            ),
            convert_options=csv.ConvertOptions(
                column_types=dict(zip(names, types, strict=True)),
                check_utf8=False,  # it was
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
                null_values=list(self.missing),
            ),
        )

    def _met(self, row: Any) -> str:
        if not row.text.strip():
            return "skip"
        self._ragged.append(row)
        return "skip" if self.skip else "error"

    def _refused(self, error: Exception) -> UnreadableTable:
        if not self._ragged:
            return broken(self.file, error)
        row = self._ragged[0]
        place = min(row.actual_columns, row.expected_columns) + 1
        return UnreadableTable(
            _uneven(row, self.layout.column(self.width), self.separator, self.quote),
            file=self.file,
            line=next(iter(self._ragged_lines()), None),
            place=place,
        )

    def _ragged_lines(self) -> list[int]:
        """The lines of the rows that were met, in order."""
        found = []
        at = self.start
        for row in self._ragged[:_LISTED]:
            text = row.text.encode()
            at = self._place(text, at)
            if at < 0:
                break
            found.append(line_at(self.text, at))
            at += len(text)
        return found

    def _place(self, row: bytes, start: int) -> int:
        """Where `row` stands as a whole line, from the byte at `start` on."""
        text = self.text
        end = start + len(row)
        if start == self.start and text[end : end + 1] in _ENDS and text.startswith(row, start):
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
        import pyarrow
        import pyarrow.compute as compute

        limit = self.limits.cell_characters
        for place, column in enumerate(table.columns, 1):
            if not pyarrow.types.is_string(column.type):
                continue
            lengths = compute.binary_length(column)
            if (compute.max(lengths).as_py() or 0) > limit:
                characters = compute.utf8_length(column)
                wide = compute.index(compute.greater(characters, limit), True).as_py()
                if wide >= 0:
                    raise too_long(self.file, self.line_of(wide), self.limits, place)

    def line_of(self, row: int) -> int:
        """The line in which a row of data begins: found by reading on from the first one, in Python."""
        rows = rows_of(self.text, self.separator, self.quote, self.file, self.limits)
        whole = (each for each in rows if self._is_data(each))
        return next((each.line for each in islice(whole, row, None)), 0)

    def _is_data(self, row: Row) -> bool:
        return row.end > self.start and len(row.cells) == self.width


def _uneven(row: Any, last: str | None, separator: str, quote: str) -> Message:
    """Why a row is refused that has too many or too few values.

    Arguments:
        row: a `pyarrow.csv.InvalidRow`.
        last: name of the last column.
    """
    said = {"expected": row.expected_columns, "got": row.actual_columns, "text": shown(row.text)}
    if row.actual_columns < row.expected_columns:
        return Message(
            "Expected {expected} values as in the other lines, received {got}: {text}. "
            "Add what is missing, or have such lines skipped.",
            **said,
        )
    if quote and separator != " " and f"{separator} {quote}" in row.text:
        return Message(
            "Expected {expected} values as in the other lines, received {got}: {text}. A quotation mark "
            "holds a value together only right behind the separator: remove the space before it, or have "
            "such lines skipped.",
            **said,
        )
    if last is None:
        return Message(
            "Expected {expected} values as in the other lines, received {got}: {text}. "
            "Put a value that holds a separator in quotation marks, or have such lines skipped.",
            **said,
        )
    return Message(
        "Expected {expected} values as in the other lines, received {got}: {text}. The last column is "
        "{last}: put a value that holds a separator in quotation marks, or have such lines skipped.",
        last=shown(last),
        **said,
    )
