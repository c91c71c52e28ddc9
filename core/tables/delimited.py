"""CSV and its kin: looked at in the beginning, then read in one pass."""

from __future__ import annotations

from dataclasses import replace

from core.message import Message
from core.tables import said
from core.tables.arrow_pass import Reading
from core.tables.assumptions import MISSING, Assumptions
from core.tables.dialect import check_quotes, first_rows, found_quote, found_separator
from core.tables.encoding import Misplaced, in_utf8
from core.tables.heading import layout_of
from core.tables.limits import TableLimits
from core.tables.line_ends import counted
from core.tables.numerals import marks_of, plain_columns
from core.tables.placing import named, placed
from core.tables.size import check_size
from core.tables.texts import Texts
from core.tables.unreadable import UnreadableTable


def read_delimited(data: bytes, file: str, given: Assumptions, limits: TableLimits) -> Texts:
    """The texts of a file whose lines have values with a separator between them.

    Raises:
        UnreadableTable: see `core.tables.reading.read`.
    """
    try:
        text, encoding = in_utf8(data, given.encoding, file)
    except Misplaced as error:
        raise placed(error, given, limits) from error
    if not text[:4096].strip() and not text.strip():
        raise UnreadableTable(Message("The file is empty. Expected a table."), file=file)
    quote = found_quote(text) if given.quote is None else given.quote
    separator = given.separator or found_separator(text, quote, file, limits)
    ends = counted(text, quote)
    try:
        if ends.odd:
            # All that follows would be one value. Quotes within values are odd, but right.
            check_quotes(text, separator, quote, file, limits)
        rows = first_rows(text, separator, quote, file, limits)
    except UnreadableTable as error:
        raise named(error, text, separator, quote, given) from None
    if not rows:
        raise UnreadableTable(Message("The file is empty. Expected a table."), file=file)
    layout = layout_of(rows, given, file)
    check_size(layout.width, ends.lines, file, limits)
    missing = MISSING if given.missing is None else given.missing
    start = rows[layout.first - 1].end if layout.first else 0
    seen = [row.cells for row in rows[layout.first :] if len(row.cells) == layout.width]
    marks = marks_of(seen, separator, given.decimal, given.thousands)
    reading = Reading(
        text=text,
        start=start,
        ends=ends,
        layout=layout,
        numbers=frozenset() if given.kinds else plain_columns(seen, missing, marks),
        separator=separator,
        quote=quote,
        missing=missing,
        file=file,
        limits=limits,
        skip=given.ragged == "skip",
    )
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
    return Texts(layout.names, layout.units, columns, reading.line_of, assumed, messages, marks)
