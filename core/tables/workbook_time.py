"""How long a workbook is read, so that none keeps the server busy: Python reads it, cell by cell."""

from __future__ import annotations

import time

from core.message import Message
from core.tables.limits import TableLimits
from core.tables.unreadable import UnreadableTable


class WorkbookTime:
    """The processor's time of the thread that makes it, from then on.

    How busy others keep the machine does not count: the same file is read or refused.
    """

    def __init__(self, file: str, limits: TableLimits) -> None:
        self._file = file
        self._seconds = limits.workbook_seconds
        self._end = time.thread_time() + self._seconds

    def check(self) -> None:
        """Refuse the workbook where its time is over.

        Raises:
            UnreadableTable: it is.
        """
        if time.thread_time() > self._end:
            raise UnreadableTable(
                Message(
                    "Reading this workbook takes longer than the {limit} seconds that are allowed. Save the "
                    "sheet as CSV, which is read many times faster, leave out rows or columns, or have "
                    "whoever runs the lab raise {setting}.",
                    limit=self._seconds,
                    setting="GRADIENT_LAB_TABLE_WORKBOOK_SECONDS",
                ),
                file=self._file,
            )
