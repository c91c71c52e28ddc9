"""Which of a table's first rows are titles, names, units and data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from core.message import Message
from core.tables.assumptions import MISSING, Assumptions
from core.tables.dialect import usual_width
from core.tables.names import made_names
from core.tables.numerals import value_like
from core.tables.unreadable import UnreadableTable

MOST_TITLES = 30
_UNIT_LENGTH = 14
_NOTHING = frozenset({*MISSING, "-", "–", "—"})
_INDEX_NAMES = frozenset({"", "unnamed: 0", "__index_level_0__"})


class _Row(Protocol):
    @property
    def line(self) -> int: ...
    @property
    def cells(self) -> tuple[str, ...]: ...
    @property
    def filled(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Layout:
    """How the first rows of a table are laid out.

    Arguments:
        width: values in a row.
        heading_line, units_line: their lines, 0 for none.
        first: which of the rows is the first one of data.
        names: as the heading has them, one for each column; empty where it has none.
        units: the same of the units.
        index: whether the first column numbers the rows.
        titles: what stands above the heading.
    """

    width: int
    heading_line: int
    units_line: int
    first: int
    names: tuple[str, ...]
    units: tuple[str, ...]
    index: bool
    titles: tuple[str, ...]

    def column(self, place: int) -> str | None:
        """What the heading calls the column with this number from 1; None where it has no name."""
        if not 0 < place <= len(self.names) or not self.names[place - 1].strip():
            return None
        return made_names(self.names)[0][place - 1]


def layout_of(rows: Sequence[_Row], given: Assumptions, file: str) -> Layout:
    """Find the layout, or take what was given of it.

    Arguments:
        rows: those at the beginning of the table.

    Raises:
        UnreadableTable: there is nothing below the heading, or no such line as was given.
    """
    width = usual_width([len(row.cells) for row in rows])
    at = _heading_at(rows, width) if given.heading_line is None else _given_at(rows, given.heading_line, file)
    top = -1 if at is None else at
    if given.units_line is None:
        units_at = top + 1 if at is not None and _units(rows[top + 1 :], width) else None
    else:
        units_at = _given_at(rows, given.units_line, file)
    first = max(top, -1 if units_at is None else units_at) + 1
    if first >= len(rows):
        raise UnreadableTable(
            Message("There is a heading, and nothing below it. Add rows."), file=file, line=rows[-1].line
        )
    names = ("",) * width if at is None else _widened(rows[at].cells, rows[first:], width)
    return Layout(
        width=width,
        heading_line=0 if at is None else rows[at].line,
        units_line=0 if units_at is None else rows[units_at].line,
        first=first,
        names=names,
        units=("",) * width if units_at is None else _units_of(rows[units_at].cells, width),
        index=_index(names, rows[first:], at is not None) if given.index is None else given.index,
        titles=tuple(" ".join(filter(None, row.cells)) for row in rows[: max(top, 0)] if row.filled),
    )


def _given_at(rows: Sequence[_Row], line: int, file: str) -> int | None:
    if line == 0:
        return None
    for at, row in enumerate(rows):
        if row.line == line:
            return at
    raise UnreadableTable(
        Message("Expected a row in line {line}, which has none. Choose another line.", line=line),
        file=file,
        line=line,
    )


def _heading_at(rows: Sequence[_Row], width: int) -> int | None:
    titles = 0
    for row in rows[:MOST_TITLES]:
        if row.filled > max(1, width // 3) and len(row.cells) in (width, width - 1):
            break
        titles += 1
    if titles == len(rows[:MOST_TITLES]):
        titles = 0
    # Rows with little in them are data where what follows is no heading.
    for at in dict.fromkeys((titles, 0)):
        if _is_heading(rows[at].cells, [row.cells for row in rows[at + 1 :]], width):
            return at
    return None


def _is_heading(cells: Sequence[str], below: Sequence[Sequence[str]], width: int) -> bool:
    if any(value_like(cell) for cell in cells):
        return _are_years(cells)
    offset = 1 if len(cells) == width - 1 else 0
    rows = [row for row in below if len(row) == width]
    again = 0
    for at, cell in enumerate(cells):
        values = [row[at + offset] for row in rows if at + offset < width]
        if any(map(value_like, values)) and cell.strip() not in _NOTHING:
            return True
        again += cell in values
    # All is text: a name is not also a value.
    return again * 2 < len(cells) and any(cell.strip() for cell in cells)


def _are_years(cells: Sequence[str]) -> bool:
    """Whether names are words and years that go up: ``country,2019,2020``."""
    years = [int(cell) for cell in map(str.strip, cells) if len(cell) == 4 and cell.isdecimal()]
    words = [cell for cell in cells if cell.strip() and not value_like(cell)]
    up = years == sorted(set(years)) and len(years) > 1 and years[0] >= 1800 and years[-1] <= 2200
    return up and bool(words) and len(words) + len(years) == len(cells)


def _units(rows: Sequence[_Row], width: int) -> bool:
    """Whether the first of `rows` has units: nothing but short words over the columns of numbers."""
    if len(rows) < 2 or len(rows[0].cells) != width:
        return False
    found = False
    for at, cell in enumerate(rows[0].cells):
        text = cell.strip()
        values = [row.cells[at].strip() for row in rows[1:] if len(row.cells) == width]
        filled = [value for value in values if value not in _NOTHING]
        if filled and all(map(value_like, filled)):
            if value_like(text) or len(text) > _UNIT_LENGTH:
                return False
            found |= text not in _NOTHING
        elif text not in _NOTHING and not _bracketed(text):
            return False
    return found


def _bracketed(text: str) -> bool:
    return text[:1] + text[-1:] in ("()", "[]")


def _units_of(cells: Sequence[str], width: int) -> tuple[str, ...]:
    texts = ["" if cell.strip() in _NOTHING else cell.strip() for cell in cells[:width]]
    inner = [text[1:-1] if _bracketed(text) else text for text in texts]
    return (*(text[:_UNIT_LENGTH] for text in inner), *[""] * (width - len(inner)))


def _widened(cells: Sequence[str], below: Sequence[_Row], width: int) -> tuple[str, ...]:
    """Names for all columns, where the heading may have one value less than the lines below it.

    R leaves out the name of a first column of row names. Where all other lines end in a separator, the last
    column has neither name nor values.
    """
    missing = [""] * (width - len(cells))
    ends = all(not row.cells[-1].strip() for row in below if len(row.cells) == width)
    return (*missing, *cells)[:width] if len(missing) == 1 and not ends else (*cells, *missing)[:width]


def _index(names: Sequence[str], rows: Sequence[_Row], has_heading: bool) -> bool:
    """A first column without a name that counts up, or names every row."""
    if not has_heading or len(names) < 2 or names[0].strip().lower() not in _INDEX_NAMES:
        return False
    if sum(1 for name in names if name.strip()) < len(names) - 1:
        return False
    values = [row.cells[0] for row in rows if len(row.cells) == len(names)]
    return len(set(values)) == len(values)
