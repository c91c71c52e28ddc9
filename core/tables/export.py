"""CSV that spreadsheets open without running anything in it.

A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end is a formula to a spreadsheet
(OWASP, "CSV Injection"): texts like that get an apostrophe in front. Numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from core.tables.table import Table

if TYPE_CHECKING:
    import pandas

# The last four are the full-width forms, which some spreadsheets take for the others.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?")


def neutralized(cell: str) -> str:
    """`cell` so that a spreadsheet takes it for what it is: a text, or a number."""
    if cell.lstrip(" ").startswith(_FORMULA) and not _NUMBER.fullmatch(cell):
        return "'" + cell
    return cell


def as_csv(table: Table) -> bytes:
    """A table as CSV: UTF-8 with a byte-order mark, which Excel wants, commas, CR LF (RFC 4180)."""
    from core.tables.values import as_texts

    texts = (as_texts(column).to_pylist() for column in table.data.columns)
    return _written([column.name for column in table.columns], texts)


def frame_as_csv(frame: pandas.DataFrame) -> bytes:
    """The columns of a pandas frame as CSV, in the same form; what is missing is empty."""
    texts = [
        [None if gone else str(cell) for cell, gone in zip(column, column.isna(), strict=True)]
        for _, column in frame.items()
    ]
    return _written(list(map(str, frame.columns)), texts)


def _written(names: Sequence[str], columns: Iterable[Sequence[str | None]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(list(map(neutralized, names)))
    cells = [["" if text is None else neutralized(text) for text in texts] for texts in columns]
    writer.writerows(zip(*cells, strict=True))
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")
