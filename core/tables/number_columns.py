"""Columns of numbers: which are ids, which are whole, and what has to be said about them."""

from __future__ import annotations

import re
from typing import Any

from core.choices.fields import shown
from core.message import Message
from core.tables.column import ID, NUMBER, WHOLE
from core.tables.numbers import Numbers
from core.tables.values import NotThatKind, Typed, one_array, smallest

_ID_NAMES = frozenset({"id", "idx", "index", "no", "no.", "key", "uid", "uuid", "번호", "순번", "아이디"})


def of_numbers(column: Any, meant: Numbers, kind: str | None, name: str) -> Typed:
    """A column of texts that are all numbers: as numbers, or as the ids that they are.

    Arguments:
        column: the texts.
        meant: the numbers that they mean.
        kind: `NUMBER` or `WHOLE` where that was given.

    Raises:
        NotThatKind: whole numbers were asked for, and some are not.
    """
    import pyarrow
    import pyarrow.compute as compute

    whole = pyarrow.types.is_integer(meant.data.type)
    if kind is None and meant.zeros:
        reason = Message(
            "{column} has numbers with leading zeros: an id, which is ignored.", column=shown(name)
        )
        return Typed(ID, one_array(column), (reason,))
    if kind is None and whole and _different_in_every_row(meant.data, name):
        reason = Message("{column} is different in every row: an id, which is ignored.", column=shown(name))
        return Typed(ID, one_array(column), (reason,))
    said = about_numbers(meant, name)
    if kind == WHOLE or (whole and kind is None):
        return Typed(WHOLE, smallest(_whole(column, meant.data)), said, meant.unit, meant.marks)
    data = compute.cast(meant.data, pyarrow.float64(), safe=False)
    return Typed(NUMBER, data, said, meant.unit, meant.marks)


def _whole(column: Any, data: Any) -> Any:
    import pyarrow
    import pyarrow.compute as compute

    try:
        return compute.cast(data, pyarrow.int64())
    except pyarrow.ArrowInvalid as error:
        small = compute.less(compute.abs(data), 2.0**63)
        fits = compute.and_(small, compute.equal(compute.floor(data), data))
        row = compute.index(fits, False).as_py()
        raise NotThatKind(
            Message(
                "Expected whole numbers, found {got}. Choose another kind.", got=shown(column[row].as_py())
            ),
            row,
        ) from error


def about_numbers(meant: Numbers, name: str) -> tuple[Message, ...]:
    """What reading a column of numbers took for granted, and what may surprise in it."""
    import pyarrow
    import pyarrow.compute as compute

    found = []
    if meant.unit:
        found.append(Message("{column} has percentages: 12.5% is read as 12.5.", column=shown(name)))
    if meant.dash:
        found.append(Message("{column}: a single dash counts as missing.", column=shown(name)))
    if meant.typographic:
        found.append(
            Message(
                "{column} has typographic minus signs or full-width digits, read as numbers.",
                column=shown(name),
            )
        )
    if pyarrow.types.is_floating(meant.data.type) and not meant.finite:
        infinite = compute.sum(compute.is_inf(meant.data)).as_py()
        if infinite:
            found.append(Message("{column} has {count} infinite values.", column=shown(name), count=infinite))
    return tuple(found)


def _different_in_every_row(data: Any, name: str) -> bool:
    import pyarrow.compute as compute

    if data.null_count or not names_rows(name):
        return False
    return bool(compute.count_distinct(data).as_py() == len(data) > 1)


def names_rows(name: str) -> bool:
    """Whether a column is called as ids are: ``id``, ``user_id``, ``PassengerId``."""
    last = re.split(r"[ _-]", name.strip())[-1]
    return last.lower() in _ID_NAMES or last.endswith(("Id", "ID"))
