"""What a file is, by its first bytes, and what lies packed in it, never more than the limit."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from core.choices.fields import shown
from core.message import Message
from core.tables.limits import TableLimits
from core.tables.no_table import kind_of_no_table
from core.tables.unreadable import UnreadableTable

TEXT, PARQUET, EXCEL = "text", "parquet", "excel"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""Compound files: Excel's old format, and the envelope of encrypted workbooks."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NESTED = 3
"""A CSV file in a zip archive in a gzip file is as deep as anybody packs."""
_MOST_MEMBERS = 10_000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (
    OSError,
    EOFError,
    ValueError,
    LookupError,
    ArithmeticError,
    RuntimeError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
)
"""What gzip and zipfile raise where a file is not as they expect."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file without its packing.

    Arguments:
        form: `TEXT`, `PARQUET` or `EXCEL`.
        data: its bytes.
        member: its name in a zip archive, if it came from one.
        others: what else was in the archive.
    """

    form: str
    data: bytes
    member: str | None = None
    others: tuple[str, ...] = ()


def contents(source: bytes | str | Path, name: str, limits: TableLimits) -> bytes:
    """The bytes of a file, which may be given by its path.

    Raises:
        UnreadableTable: it is too large or cannot be read.
    """
    if isinstance(source, bytes):
        data = source
    else:
        try:
            with Path(source).open("rb") as file:
                data = file.read(limits.bytes + 1)
        except (OSError, ValueError) as error:
            raise UnreadableTable(
                Message(
                    "The file cannot be read ({why}). Expected the path of a file.", why=shown(str(error))
                ),
                file=name,
            ) from error
    if len(data) > limits.bytes:
        raise too_large(name, limits)
    return data


def opened(data: bytes, name: str, member: str | None, limits: TableLimits) -> Opened:
    """Unpack `data` as often as it is packed.

    Arguments:
        member: which file of a zip archive; the first that may be a table where it is None.

    Raises:
        UnreadableTable: it is broken, encrypted, has macros, or unpacks to more than the limit.
    """
    found: str | None = None
    others: tuple[str, ...] = ()
    for _ in range(_NESTED):
        if data.startswith(b"\x1f\x8b"):
            data = _guarded(partial(gzip.GzipFile, fileobj=io.BytesIO(data)), name, limits)
        elif data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            names = _members(data, name)
            if any(each.startswith("xl/") for each in names):
                return _workbook(data, names, name, found, others, limits)
            found, others = _chosen(names, name, member)
            data = _member(data, found, name, limits)
        else:
            break
    if data.startswith(_OLE):
        raise UnreadableTable(_about_ole(data), file=name)
    form = PARQUET if data.startswith(b"PAR1") else TEXT
    if form == TEXT and (kind := kind_of_no_table(data)):
        raise UnreadableTable(
            Message(
                "This is {kind}, which is no table. Expected CSV, TSV, Parquet or Excel (.xlsx), packed with "
                "gzip or zip or not: save it as one of these.",
                kind=kind,
            ),
            file=name,
        )
    return Opened(form, data, found, others)


def _guarded(open_it: Callable[..., Any], name: str, limits: TableLimits) -> bytes:
    """Read at most one byte more than is allowed."""
    try:
        with open_it() as file:
            data: bytes = file.read(limits.bytes + 1)
    except _BROKEN as error:
        raise broken(name, error) from error
    if len(data) > limits.bytes:
        raise too_large(name, limits)
    return data


def _archive(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(data))


def _members(data: bytes, name: str) -> list[str]:
    try:
        with _archive(data) as archive:
            infos = archive.infolist()
    except _BROKEN as error:
        raise broken(name, error) from error
    if len(infos) > _MOST_MEMBERS:
        raise UnreadableTable(
            Message(
                "Expected at most {limit} files in an archive, received {got}. Pack the table alone.",
                limit=_MOST_MEMBERS,
                got=len(infos),
            ),
            file=name,
        )
    if any(info.flag_bits & 1 for info in infos):
        raise UnreadableTable(
            Message("The archive is encrypted. Unpack it, and give the file that was in it."), file=name
        )
    if any(info.compress_type not in _METHODS for info in infos):
        raise broken(name, NotImplementedError("compression method"))
    return [info.filename for info in infos if info.filename and not info.filename.endswith("/")]


def _chosen(names: list[str], name: str, member: str | None) -> tuple[str, tuple[str, ...]]:
    hidden = ("__MACOSX/", ".")
    tables = [each for each in names if not each.startswith(hidden) and not Path(each).name.startswith(".")]
    if not tables:
        raise UnreadableTable(Message("The archive has no file in it. Add a table to it."), file=name)
    if member is not None and member not in tables:
        raise UnreadableTable(
            Message(
                "The archive has no file {wanted}. It has {names}: choose one of them.",
                wanted=shown(member),
                names=shown(", ".join(tables)),
            ),
            file=name,
        )
    chosen = tables[0] if member is None else member
    return chosen, tuple(each for each in tables if each != chosen)


def _member(data: bytes, member: str, name: str, limits: TableLimits) -> bytes:
    try:
        archive = _archive(data)
    except _BROKEN as error:
        raise broken(name, error) from error
    with archive:
        return _guarded(lambda: archive.open(member), name, limits)


def _workbook(
    data: bytes, names: list[str], name: str, found: str | None, others: tuple[str, ...], limits: TableLimits
) -> Opened:
    if "xl/vbaProject.bin" in names:
        raise UnreadableTable(
            Message("The workbook has macros, which are never run. Save it as .xlsx without them."), file=name
        )
    if "xl/workbook.bin" in names:
        raise UnreadableTable(Message("This is a binary workbook (.xlsb). Save it as .xlsx."), file=name)
    # zipfile never reads more of a member than its entry says.
    with _archive(data) as archive:
        if sum(info.file_size for info in archive.infolist()) > limits.bytes:
            raise too_large(name, limits)
    return Opened(EXCEL, data, found, others)


def _about_ole(data: bytes) -> Message:
    if _ENCRYPTED in data:
        return Message("The workbook is encrypted. Open it with its password, and save it without one.")
    return Message("This is an old Excel file (.xls). Open it in Excel or LibreOffice, and save it as .xlsx.")


def too_large(name: str, limits: TableLimits) -> UnreadableTable:
    """A file, or what is packed in it."""
    return UnreadableTable(
        Message(
            "Expected at most {limit} MB, unpacked too; this is more. "
            "Leave out rows or columns, or have whoever runs the lab raise {setting}.",
            limit=limits.megabytes,
            setting="GRADIENT_LAB_TABLE_MEGABYTES",
        ),
        file=name,
    )


def broken(name: str, error: Exception) -> UnreadableTable:
    """A file that is not as its format says."""
    return UnreadableTable(
        Message("The file is broken ({why}). Save or download it again.", why=shown(str(error))), file=name
    )
