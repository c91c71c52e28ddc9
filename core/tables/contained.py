"""What else is in a file that may hold several tables."""

from __future__ import annotations

import io

from core.tables.assumptions import Assumptions
from core.tables.limits import TableLimits
from core.tables.opening import EXCEL, opened
from core.tables.unreadable import UnreadableTable


def members(data: bytes) -> tuple[str, ...]:
    """Names of the files in an archive; empty for other files."""
    try:
        found = opened(data, "", None, TableLimits.from_environment())
    except UnreadableTable:
        return ()
    return () if found.member is None else tuple(sorted((found.member, *found.others)))


def sheets(data: bytes, given: Assumptions) -> tuple[str, ...]:
    """Names of the sheets of a workbook, in its order; empty for other files."""
    try:
        found = opened(data, "", given.member, TableLimits.from_environment())
    except UnreadableTable:
        return ()
    if found.form != EXCEL:
        return ()
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(found.data), read_only=True)
    except Exception:  # noqa: BLE001  # openpyxl raises whatever it runs into
        return ()
    try:
        return tuple(sheet.title for sheet in book.worksheets)
    finally:
        book.close()
