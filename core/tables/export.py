"""CSV that spreadsheets open without running anything in it.

A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a line end is a formula to a spreadsheet
(OWASP, "CSV Injection"): texts like that get an apostrophe in front. Numbers stay numbers.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from core.tables.table import Table

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

    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([neutralized(column.name) for column in table.columns])
    columns = [_cells(as_texts(column)) for column in table.data.columns]
    writer.writerows(zip(*columns, strict=True))
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def _cells(texts: Any) -> list[str]:
    return ["" if text is None else neutralized(text) for text in texts.to_pylist()]
