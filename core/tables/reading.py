"""A table from a file as people really have them, and what was assumed about it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.tables import said
from core.tables.assumptions import Assumptions
from core.tables.build import built
from core.tables.columnar import of_frame, read_parquet
from core.tables.delimited import read_delimited
from core.tables.limits import TableLimits
from core.tables.opening import EXCEL, PARQUET, contents, opened
from core.tables.table import Table
from core.tables.workbook import read_workbook

if TYPE_CHECKING:
    import pandas


def read(
    source: bytes | str | Path,
    name: str | None = None,
    assumptions: Assumptions | None = None,
    *,
    limits: TableLimits | None = None,
) -> Table:
    """Read CSV, TSV, Parquet or Excel (.xlsx), packed with gzip or zip or not.

    What the file is, is told from its content. Nothing in it is evaluated.

    Arguments:
        source: the bytes of a file, or its path.
        name: how to call it; the name of the path when left out.
        assumptions: what is known about it; the rest is found.
        limits: those of the environment when left out.

    Raises:
        UnreadableTable: it is no table, broken, encrypted, or too large; has fewer than two columns, no rows
            or no values; has rows of different lengths, NUL characters or bytes of another encoding; or what
            is assumed does not fit. Says file, line and column where there is one, and what to do.
    """
    given = assumptions or Assumptions()
    limits = limits or TableLimits.from_environment()
    file = name or (Path(source).name if not isinstance(source, bytes) else "table")
    found = opened(contents(source, file, limits), file, given.member, limits)
    if found.form == PARQUET:
        texts = read_parquet(found.data, file, given, limits)
    elif found.form == EXCEL:
        texts = read_workbook(found.data, file, given, limits)
    else:
        texts = read_delimited(found.data, file, given, limits)
    texts = replace(
        texts,
        assumed=replace(texts.assumed, member=found.member),
        messages=(*said.of_choice(found.member or "", found.others), *texts.messages),
    )
    return built(texts, file, given, limits)


def of(
    frame: pandas.DataFrame,
    name: str = "frame",
    assumptions: Assumptions | None = None,
    *,
    limits: TableLimits | None = None,
) -> Table:
    """The table of a pandas frame. Texts in it are read as those of a file are.

    Raises:
        UnreadableTable: see `read`.
    """
    given = assumptions or Assumptions()
    limits = limits or TableLimits.from_environment()
    return built(of_frame(frame, name, given, limits), name, given, limits)
