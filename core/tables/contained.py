"""What is in a file that may hold several tables, and how much, without reading them."""

from __future__ import annotations

import gzip
import io
import zipfile
from functools import partial

from core.tables.assumptions import Assumptions
from core.tables.limits import TableLimits
from core.tables.opening import EXCEL, opened
from core.tables.unreadable import UnreadableTable
from core.tables.workbook_parts import names_of, reader_of
from core.tables.workbook_time import WorkbookTime

_MOMENT = 8 * 10**6
"""Bytes of text that are read in about half a second."""
_WORKBOOK = 8
"""So many times as long takes a byte of a workbook."""
_MEMBERS = 100
_START = 4
_PACKED = (b"\x1f\x8b", b"PK")
_PARQUET = b"PAR1"
_VALUE = 8
"""Bytes of a value of a Parquet file when it is read."""


def members(data: bytes) -> tuple[str, ...]:
    """Names of the files in an archive; empty for other files."""
    try:
        found = opened(data, "", None, TableLimits.from_environment())
    except UnreadableTable:
        return ()
    return () if found.member is None else tuple(sorted((found.member, *found.others)))


def sheets(data: bytes, given: Assumptions) -> tuple[str, ...]:
    """Names of the sheets of a workbook, in its order; empty for other files."""
    limits = TableLimits.from_environment()
    try:
        found = opened(data, "", given.member, limits)
    except UnreadableTable:
        return ()
    if found.form != EXCEL:
        return ()
    try:
        return names_of(reader_of(found.data, "", limits, WorkbookTime("", limits)))
    except Exception:  # noqa: BLE001  # openpyxl raises whatever it runs into
        return ()


def reads_long(data: bytes) -> bool:
    """Whether a file may take more than a moment to be read, by the size that it unpacks to.

    What is packed in what is packed may be anything.
    """
    if data.startswith(_PARQUET):
        return _parquet_size(data) > _MOMENT
    if not data.startswith(_PACKED):
        return len(data) > _MOMENT
    try:
        if data.startswith(_PACKED[0]):
            # The size at its end is that of the last of its members alone.
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
                unpacked = file.read(_MOMENT + 1)
            return len(unpacked) > _MOMENT or unpacked.startswith((*_PACKED, _PARQUET))
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            size = sum(info.file_size for info in infos)
            if any(info.filename.startswith("xl/") for info in infos):
                return size * _WORKBOOK > _MOMENT
            return size > _MOMENT or len(infos) > _MEMBERS or any(map(partial(_packed, archive), infos))
    except Exception:  # noqa: BLE001  # there are many ways to say broken, which is soon said
        return False


def _parquet_size(data: bytes) -> int:
    """Bytes of a Parquet file's values, by its footer: a few bytes may repeat a value a million times."""
    from pyarrow import parquet

    try:
        about = parquet.read_metadata(io.BytesIO(data))
    except Exception:  # noqa: BLE001  # there are many ways to say broken, which is soon said
        return len(data)
    groups = sum(max(int(about.row_group(at).total_byte_size), 0) for at in range(about.num_row_groups))
    return max(groups, int(about.num_rows) * int(about.num_columns) * _VALUE, len(data))


def _packed(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    with archive.open(info) as file:
        return file.read(_START).startswith((*_PACKED, _PARQUET))
