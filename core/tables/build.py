"""From a file's texts to a table: names, kinds and values of all columns."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from core.choices.fields import shown
from core.message import Message
from core.tables import said
from core.tables.assumptions import Assumptions
from core.tables.column import Column
from core.tables.kinds import typed
from core.tables.limits import TableLimits
from core.tables.names import made_names
from core.tables.numerals import Marks
from core.tables.table import Table
from core.tables.texts import Texts
from core.tables.unreadable import UnreadableTable
from core.tables.values import NotThatKind, Typed, as_texts

_THREADS = 4
_WORTH_A_THREAD = 5_000_000
"""Cells of a table; of fewer, waiting for each other costs more than it saves."""


def built(texts: Texts, file: str, given: Assumptions, limits: TableLimits) -> Table:
    """The table of a file's texts.

    Raises:
        UnreadableTable: all is missing, or a kind that was given does not fit.
    """
    import pyarrow

    names, made, changed = made_names(texts.names)
    columns, units = list(texts.columns), list(texts.units)
    if texts.assumed.index:
        names, columns, units = names[1:], columns[1:], units[1:]
        made = [name for name in made if name in names]
    if len(columns) < 2:
        raise UnreadableTable(
            Message("There is one column beside the numbers of the rows. Add another one."), file=file
        )
    if all(column.null_count == len(column) for column in columns):
        raise UnreadableTable(
            Message("Every cell is missing. Fill some in, or change what counts as missing."), file=file
        )
    _check_kinds(given, names, file)
    marks = texts.marks

    def one(at: int) -> Typed:
        return _typed(columns[at], names[at], marks, given, limits, file, texts.line_of)

    values = _each(one, len(columns), len(columns[0]))
    used = [each.marks for each in values]
    marks = Marks(marks.decimal, next((each.thousands for each in used if each.thousands), marks.thousands))
    data = pyarrow.table([each.data for each in values], names=names)
    missing = sum(each.data.null_count for each in values)
    return Table(
        name=file,
        columns=tuple(
            Column(name=name, kind=each.kind, unit=unit or each.unit, missing=each.data.null_count)
            for name, each, unit in zip(names, values, units, strict=True)
        ),
        data=data,
        assumptions=replace(
            texts.assumed,
            decimal=marks.decimal,
            thousands=marks.thousands,
            kinds=given.kinds,
        ),
        messages=(
            *texts.messages,
            *said.of_names(made, changed),
            *said.of_marks(marks.decimal, marks.thousands),
            *said.of_missing(missing, texts.assumed.missing or ()),
            *(message for each in values for message in each.messages),
        ),
    )


def _check_kinds(given: Assumptions, names: list[str], file: str) -> None:
    for name, _ in given.kinds:
        if name not in names:
            raise UnreadableTable(
                Message(
                    "There is no column {got} whose kind could be chosen. There are {names}.",
                    got=shown(name),
                    names=said.listed(tuple(names)),
                ),
                file=file,
            )


def _each(one: Callable[[int], Typed], columns: int, rows: int) -> list[Typed]:
    """All columns, beside each other where that is worth it: Arrow computes without Python's lock."""
    if rows * columns < _WORTH_A_THREAD:
        return [one(at) for at in range(columns)]
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="columns") as pool:
        return list(pool.map(one, range(columns)))


def _typed(
    column: Any,
    name: str,
    marks: Marks,
    given: Assumptions,
    limits: TableLimits,
    file: str,
    line_of: Callable[[int], int],
) -> Typed:
    import pyarrow

    from core.tables.columnar import of_type

    try:
        if pyarrow.types.is_string(column.type):
            return typed(column, name, marks, given, limits)
        kind = given.kind_of(name)
        known = of_type(column, name, limits)
        if kind in (None, known.kind):
            return known
        return typed(as_texts(column), name, Marks(), given, limits)
    except NotThatKind as error:
        line = None if error.row is None else line_of(error.row)
        raise UnreadableTable(error.reason, file=file, line=line, column=name) from error
