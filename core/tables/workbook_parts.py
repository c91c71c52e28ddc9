"""The parts of a workbook as openpyxl is given them: no large one whole, and none without end."""

from __future__ import annotations

import io
import zipfile
from types import TracebackType
from typing import IO, Any

from core.choices.fields import shown
from core.message import Message
from core.tables.limits import TableLimits
from core.tables.unreadable import UnreadableTable
from core.tables.workbook_time import WorkbookTime

_BYTES = 100
"""Of a part that is parsed whole, for each element that it may have."""


def reader_of(data: bytes, file: str, limits: TableLimits, clock: WorkbookTime) -> Any:
    """An `openpyxl.reader.excel.ExcelReader` that has read nothing yet, bounded in time and size."""
    from openpyxl.reader.excel import ExcelReader

    reader = ExcelReader(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    reader.archive = _Archive(data, file, limits, clock)
    return reader


def names_of(reader: Any) -> tuple[str, ...]:
    """Names of a workbook's sheets, in its order, from the list of them: formats and texts are not parsed."""
    reader.read_manifest()
    reader.read_workbook()
    return tuple(
        sheet.name
        for sheet, part in reader.parser.find_sheets()
        if part.target in reader.valid_files and "chartsheet" not in part.Type
    )


def own_error(error: BaseException) -> UnreadableTable | None:
    """The refusal that openpyxl wrapped in an error of its own, if it did."""
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        if isinstance(cause, UnreadableTable):
            return cause
        seen.add(id(cause))
        cause = cause.__cause__ or cause.__context__
    return None


class _Archive(zipfile.ZipFile):
    """A workbook whose parts refuse to be read for too long, or whole where they are too large."""

    def __init__(self, data: bytes, file: str, limits: TableLimits, clock: WorkbookTime) -> None:
        super().__init__(io.BytesIO(data))
        self._file, self._limits, self._clock = file, limits, clock

    def open(self, name: Any, *args: Any, **options: Any) -> Any:
        """Open a part as usual; `read` opens them so, too."""
        return _Part(super().open(name, *args, **options), str(name), self._file, self._limits, self._clock)


class _Part:
    """An open part of a workbook."""

    def __init__(
        self, part: IO[bytes], name: str, file: str, limits: TableLimits, clock: WorkbookTime
    ) -> None:
        self._part, self._name = part, name
        self._file, self._limits, self._clock = file, limits, clock

    def read(self, size: int | None = -1) -> bytes:
        """Read as usual.

        Raises:
            UnreadableTable: the time of the workbook is over; or all of a too large part is asked for.
        """
        self._clock.check()
        if size is not None and size >= 0:
            return self._part.read(size)
        most = self._limits.workbook_elements
        data = self._part.read(most * _BYTES + 1)
        if len(data) > most * _BYTES or data.count(b"<") - data.count(b"</") > most:
            raise UnreadableTable(
                Message(
                    "Expected at most {limit} elements and {megabytes} MB in the part {part} of the "
                    "workbook, found more: formats or names have piled up. Save the sheet as CSV, copy its "
                    "values into a new workbook, or raise {setting}.",
                    limit=most,
                    megabytes=f"{most * _BYTES / 10**6:g}",
                    part=shown(self._name),
                    setting="GRADIENT_LAB_TABLE_WORKBOOK_ELEMENTS",
                ),
                file=self._file,
            )
        return data

    def close(self) -> None:
        """Close it as usual."""
        self._part.close()

    def __enter__(self) -> _Part:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
