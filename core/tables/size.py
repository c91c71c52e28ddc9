"""Tables that are too large, or too small to be one."""

from __future__ import annotations

from core.message import Message
from core.tables.limits import TableLimits
from core.tables.unreadable import UnreadableTable


def check_size(columns: int, rows: int, file: str, limits: TableLimits) -> None:
    """Refuse a table that has one column alone, or more than the limits allow.

    Raises:
        UnreadableTable: it does.
    """
    if columns < 2:
        raise UnreadableTable(
            Message(
                "Expected at least two columns, found {got}. Choose another separator, or add a column.",
                got=columns,
            ),
            file=file,
        )
    for what, got, limit, setting in (
        (Message("columns"), columns, limits.columns, "GRADIENT_LAB_TABLE_COLUMNS"),
        (Message("cells"), columns * rows, limits.cells, "GRADIENT_LAB_TABLE_CELLS"),
    ):
        if got > limit:
            raise UnreadableTable(
                Message(
                    "Expected at most {limit} {what}, found {got}. Choose fewer columns or rows and save the "
                    "file anew, or have whoever runs the lab raise {setting}.",
                    limit=limit,
                    what=what,
                    got=got,
                    setting=setting,
                ),
                file=file,
            )
