"""Where tables of people's own are found, by their content's hash: in this process, or in a folder.

An `Experiment` names a table by its hash alone, so it can be kept, shown and shared without it.
"""

from __future__ import annotations

import os
import re
import tempfile
import threading
from pathlib import Path
from typing import Protocol

from core.data.raw import DataUnavailable
from core.message import Invalid, Message
from core.tables import Table, from_bytes, to_bytes

FOLDER_VARIABLE = "GRADIENT_LAB_TABLES"
"""The environment variable that names the folder; processes that train inherit it."""

_HASH = re.compile(r"[0-9a-f]{64}")

NOT_HERE = Message("This table is not here: open the file again.")


class TableSource(Protocol):
    """Something that has tables. Safe to use from any thread."""

    def find(self, name: str) -> Table | None:
        """The table whose `hash` is `name` (64 hexadecimal digits); None where it is not here."""

    def size(self, name: str) -> tuple[int, int] | None:
        """Its rows and columns, without reading its values; None where it is not here."""


class TablesInMemory:
    """Tables of this process, for Python."""

    def __init__(self) -> None:
        self._tables: dict[str, Table] = {}
        self._lock = threading.Lock()

    def add(self, table: Table) -> str:
        """Keep `table` as long as this process lives; returns its hash."""
        with self._lock:
            self._tables[table.hash] = table
        return table.hash

    def find(self, name: str) -> Table | None:
        """See `TableSource`."""
        with self._lock:
            return self._tables.get(name)

    def size(self, name: str) -> tuple[int, int] | None:
        """See `TableSource`."""
        table = self.find(name)
        return None if table is None else (table.rows, len(table.columns))


class TablesInFolder:
    """Tables as files that are named by their hash, for all processes of this machine.

    Arguments:
        folder: made when a table is first kept.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        """Where the table `name` is, or would be. What is no hash names no file.

        Raises:
            Invalid: it is none.
        """
        if not _HASH.fullmatch(name):
            raise Invalid(NOT_HERE)
        return self.folder / f"{name}.table"

    def add(self, table: Table) -> str:
        """Keep `table`, whole or not at all; returns its hash."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self.path(table.hash)
        if not path.exists():
            with tempfile.NamedTemporaryFile(dir=self.folder, suffix=".part", delete=False) as file:
                file.write(to_bytes(table))
            os.replace(file.name, path)
        return table.hash

    def find(self, name: str) -> Table | None:
        """See `TableSource`. A file with another table in it, or a damaged one, counts as not there."""
        try:
            table = from_bytes(self.path(name).read_bytes())
        except (OSError, Invalid):
            return None
        return table if table.hash == name else None

    def size(self, name: str) -> tuple[int, int] | None:
        """See `TableSource`."""
        from pyarrow import ArrowException, parquet

        try:
            about = parquet.read_metadata(self.path(name))
        except (OSError, ArrowException, Invalid):
            return None
        return about.num_rows, about.num_columns


MEMORY = TablesInMemory()
"""Tables that were opened in this process (`core.open_table`)."""
_given: list[TableSource] = []


def use(source: TableSource | None) -> None:
    """Look for tables in `source` from now on, besides `MEMORY` and the folder; None: in these alone."""
    _given[:] = [] if source is None else [source]


def keep(table: Table) -> str:
    """Keep `table` in this process, and in the folder where one is named; returns its hash."""
    if folder := os.environ.get(FOLDER_VARIABLE):
        TablesInFolder(Path(folder)).add(table)
    return MEMORY.add(table)


def find(name: str) -> Table:
    """The table whose hash is `name`.

    Raises:
        DataUnavailable: it is not here.
    """
    for source in _sources():
        table = source.find(name) if name else None
        if table is not None:
            return table
    raise DataUnavailable(NOT_HERE)


def size(name: str) -> tuple[int, int]:
    """Rows and columns of the table whose hash is `name`; none of both where it is not here."""
    for source in _sources():
        found = source.size(name) if name else None
        if found is not None:
            return found
    return 0, 0


def _sources() -> list[TableSource]:
    folder = os.environ.get(FOLDER_VARIABLE)
    return [MEMORY, *_given, *([TablesInFolder(Path(folder))] if folder else [])]
