"""Rows of a table of one's own that can be learned from: columns, target, and which rows they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.choices.fields import shown
from core.choices.typed.column_choices import Words
from core.data.raw import DataUnavailable, Labels, RawData, Rows
from core.data.scaling import SCALERS
from core.data.table_columns import DROP, USED, ColumnSettings, known, prepared_frame
from core.data.table_weights import weights_of
from core.data.table_words import IGNORE, KINDS, TARGET, WEIGHT
from core.message import Invalid, Message
from core.tables import Table, retyped
from core.tables.column import CATEGORY, NUMBER, WHOLE

FEWEST_ROWS = 4


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class TableRows:
    """Columns that are yet to become numbers, and what is known of the target.

    Arguments:
        frame: a `pandas.DataFrame` of the columns that are used, see `prepared_frame`.
        settings: how its columns become numbers; the common scaling is chosen elsewhere.
        rows: which rows of the table these are, in its order.
        classes: names of the classes; empty for a number.
        table: all of it, for the column that a split goes by.
    """

    frame: Any
    settings: ColumnSettings
    rows: Rows
    classes: tuple[str, ...]
    table: Table

    def values(self, column: str) -> npt.NDArray[Any]:
        """Values of any column, for these rows.

        Raises:
            DataUnavailable: there is no such column.
        """
        try:
            self.table.column(column)
        except Invalid as error:
            raise DataUnavailable(error.message) from error
        return np.asarray(self.table.frame()[column].iloc[self.rows].astype(object))


def overridden(table: Table, choices: Mapping[str, Words]) -> Table:
    """`table` with the kinds that `choices` give its columns.

    Raises:
        DataUnavailable: a column that is not there, or cannot be of that kind.
    """
    try:
        for name in choices:
            table.column(name)
        kinds = {name: KINDS[word] for name, words in choices.items() for word in words if word in KINDS}
        return retyped(table, kinds) if kinds else table
    except Invalid as error:
        raise DataUnavailable(error.message) from error


def inputs_of(table: Table, targets: Collection[str], choices: Mapping[str, Words]) -> dict[str, str]:
    """Kinds of the columns that are learned from, by name: no target, nothing ignored, no weight of rows.

    Arguments:
        table: with the kinds that `choices` give its columns (`overridden`).
        choices: words of `WORDS` by column.
    """
    ignored = {name for name, words in choices.items() if IGNORE in words or WEIGHT in words}
    return {
        column.name: column.kind
        for column in table.columns
        if column.kind in USED and column.name not in targets and column.name not in ignored
    }


def rows_of(
    table: Table,
    *,
    targets: Sequence[str],
    classes: int,
    choices: Mapping[str, Words],
    settings: Mapping[str, Any],
) -> RawData:
    """What can be learned from `table`.

    Arguments:
        targets: the columns to predict: one, or several numbers.
        classes: how many the target is said to have; 0 for a number.
        choices: words of `WORDS` by column.
        settings: arguments of `ColumnSettings` about what is missing and about categories.

    Raises:
        DataUnavailable: what is missing, or does not fit, in words.
    """
    table = overridden(table, choices)
    target, *further = targets
    labels, names = target_of(table, target, classes > 0)
    if len(names) != classes:
        raise DataUnavailable(
            Message(
                "Expected {wanted} classes in {column}, it has {got}. Say that, or open the table again.",
                wanted=classes,
                column=shown(target),
                got=len(names),
            )
        )
    kinds = inputs_of(table, targets, choices)
    own = {name: word for name, words in choices.items() for word in words if word in SCALERS}
    made = ColumnSettings(kinds=kinds, own_scaling=own, **settings)
    if not kinds:
        raise DataUnavailable(
            Message(
                "Expected a column to learn from, besides the target {column}: a number, a date or a "
                "category. Texts and ids are left out. Change a column's kind.",
                column=shown(target),
            )
        )
    frame = prepared_frame(table.frame(), made)
    if further:
        labels = np.column_stack([labels, *(_number(table, name) for name in further)])
    usable = ~np.isnan(labels).reshape(len(labels), -1).any(axis=1)
    weights = weights_of(table, choices, target)
    if weights is not None:
        usable &= ~np.isnan(weights)
    if made.missing == DROP:
        usable &= frame.notna().all(axis=1).to_numpy()
    rows = np.flatnonzero(usable).astype(np.int64)
    if names and len(rows) and len(np.unique(labels[rows])) < 2:
        raise DataUnavailable(
            Message(
                "Expected a target of at least two classes; in all {count} rows {column} is {got}: there is "
                "nothing to tell apart. Choose another target.",
                count=len(rows),
                column=shown(target),
                got=shown(names[int(labels[rows[0]])]),
            )
        )
    if len(rows) < FEWEST_ROWS:
        if made.missing != DROP or len(frame.dropna()) == len(frame):
            raise DataUnavailable(
                Message(
                    "Expected at least {limit} rows with a target, received {got}. Open a table with more, "
                    "or choose another target.",
                    limit=FEWEST_ROWS,
                    got=len(rows),
                )
            )
        raise DataUnavailable(
            Message(
                "Expected at least {limit} rows with a value in each column, received {got}. Fill in what is "
                "missing instead of dropping rows, or ignore columns.",
                limit=FEWEST_ROWS,
                got=len(rows),
            )
        )
    y: Labels = labels[rows].astype(np.int64) if names else labels[rows].astype(np.float32)
    data = TableRows(frame=frame.iloc[rows], settings=made, rows=rows, classes=names, table=table)
    of_rows = None if weights is None else weights[rows].astype(np.float32)
    return RawData(np.empty((len(rows), 0), np.float32), y, data, of_rows)


def _number(table: Table, name: str) -> npt.NDArray[np.float64]:
    """One of several targets.

    Raises:
        DataUnavailable: it is no number.
    """
    values, classes = target_of(table, name, classes=False)
    if classes:
        raise DataUnavailable(
            Message(
                "Expected numbers where several targets are predicted; {column} is a category. Take the word "
                "{word} from it, or change its kind.",
                column=shown(name),
                word=TARGET,
            )
        )
    return values


def target_of(table: Table, name: str, classes: bool) -> tuple[npt.NDArray[np.float64], tuple[str, ...]]:
    """The target as numbers, NaN where it is missing: values, or class indices with the classes' names.

    Arguments:
        classes: a whole number is the name of a class.

    Raises:
        DataUnavailable: there is no such column, or it cannot be predicted.
    """
    try:
        kind = table.column(name).kind
    except Invalid as error:
        raise DataUnavailable(error.message) from error
    if kind == CATEGORY:
        codes = table.codes(name)
        return np.where(codes < 0, np.nan, codes.astype(np.float64)), table.categories(name)
    if kind not in (NUMBER, WHOLE):
        raise DataUnavailable(
            Message(
                "Expected a target that is a number or a category; {column} is of the kind {kind}. Choose "
                "another column, or change its kind.",
                column=shown(name),
                kind=Message(kind),
            )
        )
    values = known(table.numbers(name))
    if not classes:
        return values, ()
    different = np.unique(values[~np.isnan(values)])
    found = np.searchsorted(different, values).astype(np.float64)
    return np.where(np.isnan(values), np.nan, found), tuple(f"{value:g}" for value in different)
