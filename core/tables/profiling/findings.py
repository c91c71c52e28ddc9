"""What to know about a table before training on it, each with its evidence."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from core.choices.fields import shown
from core.message import Message
from core.tables.column import CATEGORY, DATE, ID, NUMBER, TEXT, WHOLE, Column
from core.tables.profiling.balance import class_balance
from core.tables.profiling.leaks import leaks
from core.tables.profiling.sample import sampled
from core.tables.profiling.targets import is_classes, may_be_target
from core.tables.said import listed
from core.tables.table import Table

MOSTLY_MISSING = 0.5
MOSTLY_DIFFERENT = 0.95
LEAST_ROWS = 20
"""Fewer rows may differ by chance."""
IMBALANCED = 10.0
"""The largest class has so many times as many rows as the smallest."""
LEAST_OF_A_CLASS = 10
"""With fewer rows of a class, hardly any are left for validation and test."""
MOST_COMPARED = 200_000
"""Rows among which double ones are looked for."""
_FEW_COLUMNS = 5
_HEAD = 1000
"""Rows that show of most columns that they are no doubles."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to know about a table.

    Arguments:
        kind: what it is: ``constant``, ``missing``, ``duplicate columns``, ``duplicate rows``, ``id``,
            ``infinite``, ``leak``, ``imbalanced`` or ``few rows``.
        columns: whom it concerns, by name.
        message: what was found, in numbers, and what to do.
    """

    kind: str
    columns: tuple[str, ...]
    message: Message


def findings(table: Table, target: str | None = None) -> tuple[Finding, ...]:
    """All that is found; empty where there is nothing to know. Large tables are sampled, see `sampled`."""
    found = [*_about_columns(table, target), *_double_columns(table), *_double_rows(table)]
    if target is not None and may_be_target(table, target):
        found += [
            Finding("leak", (leak.column,), leak.message)
            for leak in leaks(sampled(table, 5000).table, target)
        ]
        found += _about_classes(table, target)
    return tuple(found)


def _about_columns(table: Table, target: str | None) -> Iterator[Finding]:
    for column in table.columns:
        if column.kind == NUMBER and (infinite := int(np.isinf(table.numbers(column.name)).sum())):
            yield _finding(
                "infinite",
                column,
                Message(
                    "{column}: {count} values are infinite. They count as missing, as no network can learn "
                    "from them: see what made them, a division by 0 perhaps.",
                    column=shown(column.name),
                    count=infinite,
                ),
            )
        share = column.missing / table.rows
        if (value := _only_value(table, column)) is not None:
            yield _finding(
                "constant",
                column,
                Message(
                    "{column}: all {count} values are {value}. There is nothing to predict: choose another "
                    "target.",
                    column=shown(column.name),
                    count=table.rows - column.missing,
                    value=value,
                )
                if column.name == target
                else Message(
                    "{column}: all {count} values are {value}. Nothing can be learned from it: leave it out.",
                    column=shown(column.name),
                    count=table.rows - column.missing,
                    value=value,
                ),
            )
        elif share >= MOSTLY_MISSING:
            yield _finding(
                "missing",
                column,
                Message(
                    "{column}: {percent}% of its values are missing. Leave it out, or see whether missing "
                    "itself says something.",
                    column=shown(column.name),
                    percent=round(100 * share),
                ),
            )
        elif _names_rows(table, column):
            yield _finding(
                "id",
                column,
                Message(
                    "{column}: {different} different values in {count} rows. It names its row, and a network "
                    "would learn rows by heart: have it be an id.",
                    column=shown(column.name),
                    different=_different(table, column.name),
                    count=table.rows - column.missing,
                ),
            )


def _finding(kind: str, column: Column, message: Message) -> Finding:
    return Finding(kind, (column.name,), message)


def _only_value(table: Table, column: Column) -> str | Message | None:
    """The value of a column that has only one; None where there are several."""
    from core.tables.values import as_texts

    data = table.data.column(column.name)
    head = data.slice(0, 1000).unique().drop_null()
    if len(head) > 1:
        return None
    values = data.unique().drop_null()
    if len(values) > 1:
        return None
    return shown(as_texts(values).to_pylist()[0]) if len(values) else Message("missing")


def _names_rows(table: Table, column: Column) -> bool:
    """Whether a column that is not said to be an id is one: it counts the rows, or differs in nearly all."""
    there = table.rows - column.missing
    if column.kind == ID or there < LEAST_ROWS:
        return False
    if column.kind == WHOLE:
        numbers = table.numbers(column.name)
        counts = float(np.nanmax(numbers) - np.nanmin(numbers)) == there - 1
        return counts and _different(table, column.name) == there
    return column.kind == CATEGORY and _different(table, column.name) >= MOSTLY_DIFFERENT * there


def _different(table: Table, name: str) -> int:
    return len(table.data.column(name).unique().drop_null())


def _double_columns(table: Table) -> Iterator[Finding]:
    """Columns with the same values; for categories, whatever they are called."""
    for alike in _together(table, [one for one in table.columns if one.missing < table.rows], _HEAD):
        for first, *others in _together(table, alike, table.rows):
            for other in others:
                yield Finding(
                    "duplicate columns",
                    (first.name, other.name),
                    Message(
                        "{column} and {other} are the same in all {count} rows. One of them is enough.",
                        column=shown(first.name),
                        other=shown(other.name),
                        count=table.rows,
                    ),
                )


def _together(table: Table, columns: list[Column], rows: int) -> list[list[Column]]:
    """Columns that have the same values in the first rows, two or more together."""
    head, found = replace(table, data=table.data.slice(0, rows)), defaultdict[bytes, list[Column]](list)
    for column in columns:
        found[_mark(head, column)].append(column)
    return [alike for alike in found.values() if len(alike) > 1]


def _mark(table: Table, column: Column) -> bytes:
    """What columns with the same values have in common; categories count by where they first come."""
    if column.kind == CATEGORY:
        codes = table.codes(column.name)
        _, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
        order = np.empty(len(first), np.int64)
        order[np.argsort(first)] = np.arange(len(first))
        content = np.where(codes < 0, -1, order[inverse]).astype(np.int64).tobytes()
    elif column.kind in (TEXT, ID):
        content = "\0".join(text or "" for text in table.texts(column.name)).encode("utf-8", "replace")
    elif column.kind == DATE:
        content = table.dates(column.name).tobytes()
    else:
        content = table.numbers(column.name).tobytes()
    kind = NUMBER if column.kind == WHOLE else column.kind
    return hashlib.blake2b(kind.encode() + content, digest_size=16).digest()


def _double_rows(table: Table) -> Iterator[Finding]:
    """Rows that are the same in all columns but ids."""
    names = [column.name for column in table.columns if column.kind != ID]
    rows = min(table.rows, MOST_COMPARED, max(LEAST_ROWS, 10 * MOST_COMPARED // len(table.columns)))
    if not names:
        return
    data = table.data.slice(0, rows)
    # Rows that differ in a few columns are no doubles, however many more there are.
    alike = data.select(names[:_FEW_COLUMNS]).to_pandas().duplicated(keep=False).to_numpy()
    double = int(data.select(names).filter(alike).to_pandas().duplicated().sum()) if alike.any() else 0
    if double:
        yield Finding(
            "duplicate rows",
            (),
            Message(
                "{count} of {rows} rows repeat an earlier one. Where copies of a row fall into both parts, "
                "validation looks better than it is: keep one of each, unless they are different cases.",
                count=double,
                rows=rows if rows == table.rows else Message("the first {count}", count=rows),
            ),
        )


def _about_classes(table: Table, target: str) -> Iterator[Finding]:
    balance = class_balance(table, target) if is_classes(table, target) else None
    if balance is None or len(balance.counts) < 2:
        return
    if balance.ratio >= IMBALANCED:
        yield Finding(
            "imbalanced",
            (target,),
            Message(
                "{column}: {many} rows are {most}, {few} are {least}. Who always says {most} is right in "
                "{percent}% of them: look at precision and recall too, and see Balance.",
                column=shown(target),
                many=balance.counts[0],
                most=shown(balance.classes[0]),
                few=balance.counts[-1],
                least=shown(balance.classes[-1]),
                percent=round(100 * balance.counts[0] / sum(balance.counts)),
            ),
        )
    pairs = zip(balance.classes, balance.counts, strict=True)
    rare = [(name, count) for name, count in pairs if count < LEAST_OF_A_CLASS]
    if rare:
        yield Finding(
            "few rows",
            (target,),
            Message(
                "{column}: {count} classes have fewer than {least} rows ({classes}). That is too few to learn"
                " and to validate: collect more, merge them, or leave them out.",
                column=shown(target),
                count=len(rare),
                least=LEAST_OF_A_CLASS,
                classes=listed(tuple(f"{name} {count}" for name, count in rare)),
            ),
        )
