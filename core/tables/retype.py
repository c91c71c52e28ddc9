"""Other kinds for the columns of a table that was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.message import Invalid
from core.tables.kinds import typed
from core.tables.limits import TableLimits
from core.tables.numerals import Marks
from core.tables.table import Table
from core.tables.unreadable import UnreadableTable
from core.tables.values import NotThatKind, as_texts


def retyped(table: Table, kinds: Mapping[str, str]) -> Table:
    """The same table with other kinds of columns, by name.

    Values that were read are read anew: 1.50 as a category is "1.5". `read` with the kinds in its assumptions
    goes back to the file.

    Raises:
        Invalid: there is no such column, or its values cannot be of that kind; says which, and where.
    """
    given = replace(table.assumptions, kinds=tuple({**dict(table.assumptions.kinds), **kinds}.items()))
    columns, data = list(table.columns), table.data
    for name, kind in kinds.items():
        column = table.column(name)
        if kind == column.kind:
            continue
        at = columns.index(column)
        # Values that were read have plain marks, whatever the file had.
        texts = as_texts(data.column(name))
        one = replace(given, decimal=".", thousands="")
        try:
            found = typed(texts, name, Marks(), one, TableLimits.from_environment())
        except NotThatKind as error:
            row = None if error.row is None else error.row + 1
            placed = UnreadableTable(error.reason, file=table.name, line=row, column=name)
            raise Invalid(placed.message) from error
        columns[at] = replace(column, kind=found.kind, missing=found.data.null_count)
        data = data.set_column(at, name, found.data)
    return Table(
        name=table.name, columns=tuple(columns), data=data, assumptions=given, messages=table.messages
    )
