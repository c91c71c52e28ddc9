"""A sheet of an Excel file, as the values that Excel last saved: no formula is evaluated."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from xml.etree.ElementTree import ParseError

from core.choices.fields import shown
from core.message import Message
from core.tables import said
from core.tables.assumptions import MISSING, Assumptions
from core.tables.dialect import MOST_ROWS, too_long
from core.tables.heading import layout_of
from core.tables.limits import TableLimits
from core.tables.numerals import marks_of
from core.tables.opening import broken
from core.tables.size import check_size
from core.tables.texts import Texts
from core.tables.unreadable import UnreadableTable
from core.tables.workbook_parts import own_error, reader_of
from core.tables.workbook_time import WorkbookTime

_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
_HEAD = 4096
_MOST_ROWS = 1_048_576
_CHECKED = 100
"""After so many rows it is seen whether the time is over."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a sheet: its number from 1, and its values as texts, without empty ones at its end."""

    line: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> int:
        """How many cells hold something."""
        return sum(1 for cell in self.cells if cell.strip())


def read_workbook(data: bytes, file: str, given: Assumptions, limits: TableLimits) -> Texts:
    """The texts of one sheet: the one that was given, or the first that has something in it.

    Raises:
        UnreadableTable: see `core.tables.reading.read`.
    """
    _refuse_declarations(data, file)
    clock = WorkbookTime(file, limits)
    try:
        reader = reader_of(data, file, limits, clock)
        reader.read()
        book = reader.wb
        try:
            names = [sheet.title for sheet in book.worksheets]
            sheet, rows = _sheet(book.worksheets, names, given.sheet, file, limits, clock)
        finally:
            book.close()
    except UnreadableTable:
        raise
    # openpyxl raises whatever the parts of a file run into that are not as it expects.
    except (Exception, ParseError) as error:
        if (refusal := own_error(error)) is not None:
            raise refusal from None
        raise broken(file, error) from error
    return _texts(sheet, tuple(name for name in names if name != sheet), rows, file, given, clock)


def _refuse_declarations(data: bytes, file: str) -> None:
    """No part of a workbook declares entities: only what means to blow up does."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist():
                if info.filename.endswith((".xml", ".rels")):
                    with archive.open(info) as part:
                        start = part.read(_HEAD)
                    if any(word in start for word in _DECLARATIONS):
                        raise UnreadableTable(
                            _entities(),
                            file=file,
                        )
    except UnreadableTable:
        raise
    except Exception as error:  # zipfile and zlib have many ways to say broken
        raise broken(file, error) from error


def _entities() -> Message:
    return Message("The workbook declares entities, which none needs. Save it again in Excel.")


def _sheet(
    sheets: list[Any],
    names: list[str],
    wanted: str | None,
    file: str,
    limits: TableLimits,
    clock: WorkbookTime,
) -> tuple[str, list[SheetRow]]:
    if wanted is not None and wanted not in names:
        raise UnreadableTable(
            Message(
                "There is no sheet {wanted}. There are {names}: choose one of them.",
                wanted=shown(wanted),
                names=said.listed(tuple(names)),
            ),
            file=file,
        )
    for name, sheet in zip(names, sheets, strict=True):
        if wanted in (None, name):
            rows = list(_rows(sheet, file, limits, clock))
            if rows:
                return name, rows
    raise UnreadableTable(Message("The file is empty. Expected a table."), file=file)


def _rows(sheet: Any, file: str, limits: TableLimits, clock: WorkbookTime) -> Iterator[SheetRow]:
    sheet.reset_dimensions()  # what the file says about its size need not be so
    cells = seen = 0
    for line, values in enumerate(sheet.iter_rows(values_only=True), 1):
        seen += len(values)
        if line % _CHECKED == 0:
            clock.check()
        texts = ["" if value is None else _text(value) for value in values]
        while texts and not texts[-1]:
            texts.pop()
        cells += len(texts)
        if len(texts) > limits.columns:
            check_size(len(texts), 0, file, limits)
        if max(cells, seen // 4) > limits.cells or line > _MOST_ROWS:
            check_size(2, max(cells, seen // 4, limits.cells) + 1, file, limits)
        if max(map(len, texts), default=0) > limits.cell_characters:
            raise too_long(file, line, limits)
        if texts:
            yield SheetRow(line, tuple(texts))


def _text(value: object) -> str:
    """A value of a cell as a CSV file would have it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.strftime("%Y-%m-%d") if midnight else value.isoformat(" ", "seconds")
    return str(value)


def _texts(
    sheet: str,
    others: tuple[str, ...],
    rows: list[SheetRow],
    file: str,
    given: Assumptions,
    clock: WorkbookTime,
) -> Texts:
    import pyarrow

    width = max(len(row.cells) for row in rows)
    # Excel leaves out what is empty at the end of a row.
    rows = [SheetRow(row.line, row.cells + ("",) * (width - len(row.cells))) for row in rows]
    layout = layout_of(rows[:MOST_ROWS], given, file)
    check_size(layout.width, 1, file, TableLimits())
    missing = MISSING if given.missing is None else given.missing
    no_value = frozenset(missing)
    below = rows[layout.first :]
    columns = []
    for cells in zip(*(row.cells for row in below), strict=True):
        clock.check()
        there = [None if cell in no_value else cell for cell in cells]
        columns.append(pyarrow.chunked_array([pyarrow.array(there, pyarrow.string())]))
    assumed = replace(
        given,
        sheet=sheet,
        heading_line=layout.heading_line,
        units_line=layout.units_line,
        index=layout.index,
        missing=missing,
    )
    messages = (*said.of_choice(sheet, others), *said.of_layout(layout))
    lines = tuple(row.line for row in below)
    marks = marks_of([row.cells for row in below[:MOST_ROWS]], "", given.decimal, given.thousands)
    return Texts(layout.names, layout.units, columns, lambda row: lines[row], assumed, messages, marks)
