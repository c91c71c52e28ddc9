"""What kind of column the texts of a file make, and the column as values."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from core.choices.fields import shown
from core.message import Message
from core.tables.assumptions import Assumptions
from core.tables.column import CATEGORY, DATE, ID, NUMBER, TEXT, WHOLE
from core.tables.dates import dates
from core.tables.limits import TableLimits
from core.tables.number_columns import names_rows, of_numbers
from core.tables.numbers import Numbers, numbers, plain_numbers, share_of_numbers
from core.tables.numerals import Marks
from core.tables.values import Different, NotThatKind, Typed, categories, nothing, one_array

_FEW = 20
"""So many different texts are categories, however few rows there are."""
_IDS = 10
"""From so many rows on, texts that are all different are ids."""
_LONG = 60
_MOSTLY = 0.8
_LOOKED_AT = 1000
_CODE = re.compile(r"[\w.:/#@+-]{1,64}")


def typed(column: Any, name: str, marks: Marks, given: Assumptions, limits: TableLimits) -> Typed:
    """Find the kind of a column of texts and make values of it.

    Arguments:
        column: `pyarrow.ChunkedArray` of strings, null where a value is missing.
        name: of the column.
        marks: for decimals and thousands.
        given: what was given about the table.

    Raises:
        NotThatKind: the kind that was given does not fit.
    """
    kind = given.kind_of(name)
    if kind in (TEXT, ID):
        return Typed(kind, one_array(column))
    if kind in (None, NUMBER, WHOLE):
        as_numbers = plain_numbers(column, marks) if column.null_count < len(column) else None
        if as_numbers is None and _hardly_repeats(column):
            as_numbers = _numbers(column, marks, given, kind)
        if as_numbers is not None:
            return of_numbers(column, as_numbers, kind, name)
    elif kind == CATEGORY:
        return Typed(CATEGORY, categories(Different(column), limits))
    different = Different(column)
    if kind is None:
        return _found(column, different, name, marks, given, limits)
    if kind == DATE:
        found = dates(different.values, given.day_first)
        if found is None and len(different.values):
            raise _not_all(different, kind, _first_other_date(different, given))
        data = different.spread(found.data) if found else nothing(len(column), DATE)
        return Typed(DATE, data)
    meant = _numbers(different.values, marks, given, kind)
    if meant is None:
        share, other = share_of_numbers(different.values, marks)
        if share < 1 and len(different.values):
            raise _not_all(different, kind, other)
        return Typed(kind, nothing(len(column), kind))
    return of_numbers(column, replace(meant, data=different.spread(meant.data)), kind, name)


def _hardly_repeats(column: Any) -> bool:
    """Whether most values at the beginning differ: then it is faster not to look for equal ones at all."""
    first = column.slice(0, _LOOKED_AT).drop_null()
    return len(column) > _LOOKED_AT and len(first.unique()) > len(first) / 2


def _numbers(values: Any, marks: Marks, given: Assumptions, kind: str | None) -> Numbers | None:
    """What `values` mean as numbers; where nothing is known of them, commas may part thousands."""
    found = numbers(values, marks)
    if found is None and kind is None and given.thousands is None and marks == Marks():
        found = numbers(values, Marks(".", ","))
    return found


def _found(
    column: Any, different: Different, name: str, marks: Marks, given: Assumptions, limits: TableLimits
) -> Typed:
    values = different.values
    if not len(values):
        return Typed(
            TEXT, one_array(column), (Message("{column} has no values at all.", column=shown(name)),)
        )
    meant = _numbers(values, marks, given, None)
    if meant is not None:
        return of_numbers(column, replace(meant, data=different.spread(meant.data)), None, name)
    found = dates(values, given.day_first)
    if found is not None:
        said: tuple[Message, ...] = ()
        if found.unclear:
            said = (Message("{column}: the month is read before the day.", column=shown(name)),)
        return Typed(DATE, different.spread(found.data), said)
    share, other = share_of_numbers(values, marks, different.codes)
    doubts: tuple[Message, ...] = ()
    if _MOSTLY <= share < 1:
        doubts = (
            Message(
                "{column} would be numbers but for {value}: correct it, or add it to what is missing.",
                column=shown(name),
                value=shown(other),
            ),
        )
    kind, why = _kind_of_texts(different, name, limits)
    if kind == CATEGORY:
        return Typed(CATEGORY, categories(different, limits), (*doubts, *why))
    return Typed(kind, one_array(column), (*doubts, *why))


def _kind_of_texts(different: Different, name: str, limits: TableLimits) -> tuple[str, tuple[Message, ...]]:
    import pyarrow.compute as compute

    count, rows = len(different.values), different.rows
    longest = compute.max(compute.utf8_length(different.values)).as_py()
    lines = compute.any(compute.match_substring(different.values, "\n")).as_py()
    if count == rows > 1:
        coded = all(_CODE.fullmatch(value) for value in different.values[:1000].to_pylist())
        if coded and (rows >= _IDS or names_rows(name)):
            reason = Message(
                "{column} is different in every row: an id, which is ignored.", column=shown(name)
            )
            return ID, (reason,)
        if rows > 3 and (lines or compute.any(compute.match_substring(different.values, " ")).as_py()):
            return TEXT, ()
    if count > limits.categories:
        reason = Message(
            "{column} has {count} different values, more than the {limit} that categories may be: "
            "it is text. Merge values, or have whoever runs the lab raise {setting}.",
            column=shown(name),
            count=count,
            limit=limits.categories,
            setting="GRADIENT_LAB_TABLE_CATEGORIES",
        )
        return TEXT, (reason,) if count < rows else ()
    return TEXT if longest > _LONG or (count > _FEW and count > rows / 2) else CATEGORY, ()


def _not_all(different: Different, kind: str, other: str) -> NotThatKind:
    import pyarrow.compute as compute

    code = compute.index(different.values, other).as_py()
    row = compute.index(different.codes, code).as_py()
    return NotThatKind(
        Message(
            "Expected a {kind}, found {got}. Correct it, add it to what is missing, or choose another kind.",
            kind=Message(kind),
            got=shown(other),
        ),
        row if row >= 0 else None,
    )


def _first_other_date(different: Different, given: Assumptions) -> str:
    values = different.values
    for at in range(len(values)):
        if dates(values[at : at + 1], given.day_first) is None:
            return str(values[at].as_py())
    return str(values[0].as_py())
