"""A table of one's own from Python: opened, and what an `Experiment` takes as its data set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from core.choices.registry import Picked
from core.choices.typed.column_choices import read as read_choices
from core.data.catalogue import DATASETS
from core.data.sources import own_tables
from core.data.table_rows import overridden, target_of
from core.data.table_words import TARGET
from core.tables import Assumptions, Table, of, read, retyped
from core.tables.column import WHOLE

if TYPE_CHECKING:
    import pandas


def open_table(
    source: str | Path | bytes | pandas.DataFrame | Table,
    *,
    target: str | Sequence[str],
    columns: Mapping[str, str] | str = "",
    kinds: Mapping[str, str] | None = None,
    assumptions: Assumptions | None = None,
    **settings: Any,
) -> Picked:
    """Open a table and pick it as a data set. This process keeps it, and names it by its content.

    Arguments:
        source: a file (CSV, Parquet, Excel; gzip and zip too), its bytes, a pandas frame, or a `Table`.
        target: the column to predict: a category, or a whole number with two different values, is a class;
            any other number is predicted as a number, unless `kinds` calls it a category. Or several columns
            of numbers, which are predicted at the same time.
        columns: what differs by column, such as ``{"name": "ignore", "fare": "log"}``; see
            `core.choices.typed.column_choices`.
        kinds: kinds of columns that are not as they were found (`core.tables.KINDS`).
        assumptions: how the file is read; found where left out.
        **settings: ``missing``, ``indicator``, ``coding`` and ``rare`` of the data set ``table``.

    Raises:
        Invalid: the file cannot be read, or the target cannot be predicted; in words.

    Example:
        >>> Experiment(dataset=open_table("mpg.csv", target="mpg", columns={"name": "ignore"}))
    """
    table = retyped(_table(source, assumptions), kinds or {})
    own_tables.keep(table)
    return picked(table, target, columns, **settings)


def picked(
    table: Table, target: str | Sequence[str], columns: Mapping[str, str] | str = "", **settings: Any
) -> Picked:
    """A table as a data set, without keeping it; see `open_table`.

    Raises:
        Invalid: the target cannot be predicted.
    """
    first, *further = [target] if isinstance(target, str) else target
    if further:
        words = read_choices(DATASETS.pick("table", columns=columns)["columns"])
        columns = {name: " ".join(each) for name, each in words.items()}
        columns |= {name: f"{columns.get(name, '')} {TARGET}".strip() for name in further}
    found = DATASETS.pick("table", table=table.hash, target=first, columns=columns, **settings)
    # Several targets are numbers, however many different ones there are.
    classes = 0 if further else _classes(overridden(table, read_choices(found["columns"])), first)
    return DATASETS.pick("table", **{**dict(found.parameters), "classes": classes})


def _table(source: Any, assumptions: Assumptions | None) -> Table:
    if isinstance(source, Table):
        return source
    if isinstance(source, str | Path | bytes):
        return read(source, assumptions=assumptions)
    return of(source)


def _classes(table: Table, target: str) -> int:
    """How many classes the target has; 0 for a number."""
    values, names = target_of(table, target, classes=False)
    if names or table.column(target).kind != WHOLE:
        return len(names)
    different = np.unique(values[~np.isnan(values)])
    return 2 if len(different) == 2 else 0
