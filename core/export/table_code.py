"""Code that reads a table of one's own, as the lab exports it, and what of it can be learned from."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.choices.registry import Picked
from core.choices.typed.column_choices import read
from core.data.scaling import SCALERS
from core.data.sources import own_tables
from core.data.table_columns import DROP, LARGEST, NUMERIC, USED, ColumnSettings
from core.data.table_rows import overridden, target_of
from core.data.table_words import IGNORE, WEIGHT, targets
from core.export.code import Line, Section, collection, literal
from core.message import Message
from core.tables import Table
from core.tables.column import CATEGORY, DATE

FILE = "table.parquet"
"""Under this name the script looks for the table, in the folder where it runs."""

_TOO_LARGE = Message("Numbers of that size count as missing.")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableChoices:
    """What was chosen about a table.

    Arguments:
        table: with the kinds of columns as they were chosen.
        targets: the columns to predict.
        settings: how columns become numbers; the common scaling is chosen elsewhere.
        weight: the column of weights of rows, if there is one.
    """

    table: Table
    targets: tuple[str, ...]
    settings: ColumnSettings
    weight: str | None


def table_choices(picked: Picked) -> TableChoices:
    """What was chosen about the table that `picked` names.

    Raises:
        DataUnavailable: it is not here, or its columns do not fit the choices.
    """
    choices = read(picked["columns"])
    table = overridden(own_tables.find(picked["table"]), choices)
    predicted = targets(picked)
    left_out = {name for name, words in choices.items() if IGNORE in words or WEIGHT in words}
    return TableChoices(
        table=table,
        targets=predicted,
        settings=ColumnSettings(
            kinds={
                column.name: column.kind
                for column in table.columns
                if column.kind in USED and column.name not in predicted and column.name not in left_out
            },
            own_scaling={name: word for name, words in choices.items() for word in words if word in SCALERS},
            missing=picked["missing"],
            indicator=picked["indicator"],
            dummy=picked["coding"] == "dummy",
            rare=picked["rare"],
        ),
        weight=next((name for name, words in choices.items() if WEIGHT in words), None),
    )


def table_file(picked: Picked) -> bytes:
    """The table that the code reads, as a Parquet file: as the lab has read it, every column of its kind.

    Raises:
        DataUnavailable: see `table_choices`.
    """
    from pyarrow import parquet

    buffer = io.BytesIO()
    parquet.write_table(table_choices(picked).table.data.replace_schema_metadata(None), buffer)
    return buffer.getvalue()


def table_code(picked: Picked) -> Section:
    """Code that makes `x`, a frame of the columns that are learned from, `y`, and maybe `weights` of rows.

    Raises:
        DataUnavailable: see `table_choices`.
    """
    chosen = table_choices(picked)
    settings, table = chosen.settings, chosen.table
    lines: list[Line] = [f"table = pd.read_parquet({literal(FILE)})"]
    numbers, dates = settings.of_kind(*NUMERIC, DATE), settings.of_kind(DATE)
    categories = settings.of_kind(CATEGORY)
    kinds = {"numbers": numbers, "dates": dates, "categories": categories}
    lines += [collection(name, columns) for name, columns in kinds.items() if columns]
    used = " + ".join(name for name in ("numbers", "categories") if kinds[name])
    lines += ["", f"x = table[{used}].copy()"]
    if dates:
        lines += [
            Message("Dates become days since 1970."),
            "for name in dates:",
            '    x[name] = (x[name] - pd.Timestamp("1970-01-01")) / pd.Timedelta(days=1)',
        ]
    if numbers:
        lines.append("x[numbers] = x[numbers].astype(float)")
    if any(_beyond(table.numbers(name)) for name in settings.of_kind(*NUMERIC)):
        lines += [
            _TOO_LARGE,
            f"x[numbers] = x[numbers].where(x[numbers].abs() <= {literal(LARGEST)})",
        ]
    if categories:
        lines += [
            "x[categories] = x[categories].astype(object)",
            "x[categories] = x[categories].where(x[categories].notna(), np.nan)",
        ]
    lines += _target(chosen, int(picked["classes"]))
    if chosen.weight is not None:
        lines += [
            Message("How much each row counts in training."),
            f"weights = table[{literal(chosen.weight)}].to_numpy(float)",
        ]
    lines += _usable(chosen)
    if picked["classes"]:
        lines.append("y = y.astype(int)")
    return Section(
        title=Message("Data"),
        text=Message(
            "Your own table, as the lab has read it: save it beside this program under the name {file}.",
            file=FILE,
        ),
        lines=tuple(lines),
        imports=frozenset({"import pandas as pd", "import numpy as np"}),
    )


def _beyond(values: npt.NDArray[np.float64]) -> bool:
    known = values[~np.isnan(values)]
    return bool((np.abs(known) > LARGEST).any())


def _target(chosen: TableChoices, classes: int) -> list[Line]:
    if not classes:
        names = chosen.targets
        one = literal(names[0]) if len(names) == 1 else literal(list(names))
        lines: list[Line] = ["", f"y = table[{one}].to_numpy(float)"]
        if any(_beyond(chosen.table.numbers(name)) for name in names):
            lines += [_TOO_LARGE, f"y[np.abs(y) > {literal(LARGEST)}] = np.nan"]
        return lines
    name = chosen.targets[0]
    if chosen.table.column(name).kind == CATEGORY:
        kinds = chosen.table.categories(name)
        made = f"y = pd.Categorical(table[{literal(name)}], categories=classes).codes.astype(float)"
        return ["", collection("classes", kinds), made, "y[y < 0] = np.nan"]
    values, _ = target_of(chosen.table, name, classes=True)
    different = np.unique(chosen.table.numbers(name)[~np.isnan(values)])
    made = f"y = pd.Categorical(table[{literal(name)}], categories=classes).codes.astype(float)"
    return ["", collection("classes", different), made, "y[y < 0] = np.nan"]


def _usable(chosen: TableChoices) -> list[Line]:
    """Rows of which something is missing are left out, where there are any."""
    known = [f"~np.isnan(y){'.any(axis=1)' if len(chosen.targets) > 1 else ''}"]
    if chosen.weight is not None:
        known.append("~np.isnan(weights)")
    if chosen.settings.missing == DROP:
        known.append("x.notna().all(axis=1).to_numpy()")
    elif not any(_lacks(chosen.table, name) for name in (*chosen.targets, *filter(None, [chosen.weight]))):
        return []
    lines: list[Line] = [
        "",
        Message("Rows that cannot be learned from are left out."),
        f"usable = {' & '.join(known)}",
        "table, x, y = table[usable], x[usable], y[usable]",
    ]
    if chosen.weight is not None:
        lines.append("weights = weights[usable]")
    return lines


def _lacks(table: Table, name: str) -> bool:
    """Whether a target or a weight is missing somewhere."""
    return bool(np.isnan(target_of(table, name, classes=False)[0]).any())
