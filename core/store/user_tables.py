"""Tables that visitors brought: each visitor's own, never anybody else's, for as long as they are used."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Text, cast, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from core.data.cache import BoundedCache
from core.live.records.run import hash_of
from core.memory import cache_bytes
from core.message import Invalid, Message
from core.store.broken import whole
from core.store.table_quota import TableQuota, make_room, one, remove
from core.store.tables import BUSY_SECONDS, RUNS, USER_TABLE_PARTS, USER_TABLES
from core.tables import Assumptions, Table, from_bytes, to_bytes

log = logging.getLogger(__name__)

UNDO_SECONDS = 3600.0
"""So long a deleted table can be had back."""

_USED_SECONDS = 3600.0
"""A table's last use is written down at most so often."""
_TIDY_SECONDS = 60.0
_PIECE = 4 * 2**20
"""SQLite copies what it is given while nobody else can run Python."""
_PATIENCE_SECONDS = 10.0
"""The store's writer may hold the database for a while: somebody waits here to hear that a table is kept."""
TABLE, _FILE = "table", "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class UserTable:
    """What is known of a kept table without its values.

    Arguments:
        hash: of its content, see `Table.hash`.
        name: of its file.
        created, used: seconds since 1970.
        rows, columns: how many.
        bytes: what it takes in the store, with the file that it was read from.
        given: what its owner said about reading it; all else was found.
    """

    hash: str
    name: str
    created: float
    used: float
    rows: int
    columns: int
    bytes: int
    given: Assumptions


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class _Loaded:
    table: Table

    @property
    def nbytes(self) -> int:
        return self.table.nbytes


class UserTables:
    """Tables of visitors in the store's database. Safe to use from any thread.

    Everything is asked with the hash of the owner's secret: there is no way to a table without it.

    Arguments:
        engine: the database, as `RunStore` has opened it.
        quota: how much is kept, and for how long.
        clock: seconds since 1970.
    """

    def __init__(self, engine: Engine, quota: TableQuota, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._quota = quota
        self._clock = clock
        self._lock = threading.Lock()
        self._tidied = float("-inf")
        self._loaded: BoundedCache[tuple[str, str], _Loaded] = BoundedCache(cache_bytes())

    def of(self, owner_hash: str) -> list[UserTable]:
        """The tables of one owner, those used last first."""
        now = self._clock()
        if now - self._tidied > _TIDY_SECONDS:
            with self._writing() as connection:
                self._tidy(connection)
        columns = USER_TABLES.c
        chosen = (columns.owner_hash == owner_hash) & columns.deleted.is_(None)
        query = select(USER_TABLES).where(chosen, columns.used >= now - self._quota.seconds)
        with self._reading() as connection:
            rows = connection.execute(query.order_by(columns.used.desc(), columns.created.desc())).all()
        return [_read(row) for row in rows]

    def table(self, owner_hash: str, table: str) -> Table | None:
        """The table with its values; None where the owner has none of that hash."""
        if not self._touch(owner_hash, table):
            return None
        try:
            return self._loaded.get((owner_hash, table), lambda: self._load(owner_hash, table)).table
        except LookupError:
            return None

    def file(self, owner_hash: str, table: str) -> bytes | None:
        """The file that a table was read from."""
        import pyarrow

        with self._reading() as connection:
            chosen = one(owner_hash, table) & USER_TABLES.c.deleted.is_(None)
            size = connection.execute(select(USER_TABLES.c.file_bytes).where(chosen)).scalar()
            data = self._bytes(connection, owner_hash, table, _FILE)
        if size is None:
            return None
        return (
            bytes(pyarrow.decompress(data, decompressed_size=size, codec="zstd", asbytes=True))
            if size
            else b""
        )

    def save(
        self,
        owner_hash: str,
        table: Table,
        file: bytes,
        *,
        given: Assumptions | None = None,
        instead: str | None = None,
        address: str = "",
    ) -> None:
        """Keep a table, and the file that it was read from.

        Arguments:
            given: what its owner said about reading it.
            instead: hash of the table whose place it takes: the same file, read in another way. One that
                a run names stays besides.
            address: the network address that it comes from, where that is known; only its hash is kept.

        Raises:
            Invalid: it is too large, or there are too many; says what to do.
        """
        with ThreadPoolExecutor(1, thread_name_prefix="packing") as pool:
            packing = pool.submit(_packed, file)  # beside the table: neither holds Python's lock
            data = to_bytes(table)
            packed = packing.result()
        size, now = len(data) + len(packed), self._clock()
        address_hash = hash_of(address) if address else None
        row = {
            "owner_hash": owner_hash,
            "hash": table.hash,
            "name": table.name,
            "created": now,
            "used": now,
            "deleted": None,
            "rows": table.rows,
            "columns": len(table.columns),
            "bytes": size,
            "file_bytes": len(file),
            "given": None if given is None else given.to_json(),
            "address_hash": address_hash,
        }
        with self._writing() as connection:
            self._tidy(connection)
            if instead not in (None, table.hash) and not _trained_on(connection, owner_hash, str(instead)):
                replaced = update(USER_TABLES).where(one(owner_hash, str(instead)))
                connection.execute(replaced.values(deleted=now))
            remove(connection, one(owner_hash, table.hash))
            make_room(connection, self._quota, owner_hash, size, address_hash)
            connection.execute(insert(USER_TABLES).values(row))
            for kind, content in ((TABLE, data), (_FILE, packed)):
                for part, begin in enumerate(range(0, len(content), _PIECE)):
                    piece = {"owner_hash": owner_hash, "hash": table.hash, "kind": kind, "part": part}
                    piece["data"] = content[begin : begin + _PIECE]
                    connection.execute(insert(USER_TABLE_PARTS).values(piece))
        self._loaded.get((owner_hash, table.hash), lambda: _Loaded(table))

    def delete(self, owner_hash: str, table: str) -> None:
        """Delete a table; `undo` brings it back within `UNDO_SECONDS`, unless its room is needed."""
        with self._writing() as connection:
            connection.execute(
                update(USER_TABLES).where(one(owner_hash, table)).values(deleted=self._clock())
            )

    def undo(self, owner_hash: str, table: str) -> bool:
        """Bring a deleted table back; False where it is gone for good."""
        with self._writing() as connection:
            self._tidy(connection)
            kept = update(USER_TABLES).where(one(owner_hash, table)).values(deleted=None, used=self._clock())
            return connection.execute(kept).rowcount > 0

    def tidy(self) -> None:
        """Let go of what is over its time, whether or not anybody opens the page."""
        with suppress(Invalid), self._writing() as connection:
            self._tidy(connection)

    def _touch(self, owner_hash: str, table: str) -> bool:
        """Whether there is such a table; it has been used now."""
        now = self._clock()
        chosen = one(owner_hash, table) & USER_TABLES.c.deleted.is_(None)
        with self._reading() as connection:
            used = connection.execute(select(USER_TABLES.c.used).where(chosen)).scalar()
        if used is not None and now - used > _USED_SECONDS:
            with self._writing() as connection:
                connection.execute(update(USER_TABLES).where(chosen).values(used=now))
        return used is not None

    def _load(self, owner_hash: str, table: str) -> _Loaded:
        with self._reading() as connection:
            data = self._bytes(connection, owner_hash, table, TABLE)
        if not data:
            raise LookupError(table)
        return _Loaded(from_bytes(data))

    def _bytes(self, connection: Connection, owner_hash: str, table: str, kind: str) -> bytes:
        parts = USER_TABLE_PARTS.c
        query = select(parts.data).where(
            parts.owner_hash == owner_hash, parts.hash == table, parts.kind == kind
        )
        return b"".join(whole(row.data) for row in connection.execute(query.order_by(parts.part)))

    def _tidy(self, connection: Connection) -> None:
        """Let go of what was deleted a while ago, and of what nobody has used for long."""
        now = self._clock()
        self._tidied = now
        deleted = USER_TABLES.c.deleted < now - UNDO_SECONDS
        remove(connection, deleted | (USER_TABLES.c.used < now - self._quota.seconds))

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except (SQLAlchemyError, OSError) as error:
            raise _unavailable(error) from error

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with self._lock, self._reading() as connection:
            _wait_for_others(connection, _PATIENCE_SECONDS)
            try:
                yield connection
                connection.commit()
            finally:
                connection.rollback()
                _wait_for_others(connection, BUSY_SECONDS)


def _packed(file: bytes) -> bytes:
    import pyarrow

    return bytes(pyarrow.compress(file, codec="zstd", asbytes=True)) if file else b""


def _wait_for_others(connection: Connection, seconds: float) -> None:
    """Have SQLite wait so long while somebody else writes; other databases wait by themselves."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {round(1000 * seconds)}")


def _trained_on(connection: Connection, owner_hash: str, table: str) -> bool:
    """Whether a run of the owner names a table."""
    named = cast(RUNS.c.experiment, Text).contains(table)
    query = select(RUNS.c.id).where(RUNS.c.owner_hash == owner_hash, named).limit(1)
    return connection.execute(query).first() is not None


def _read(row: Any) -> UserTable:
    known = {name: getattr(row, name) for name in UserTable.__dataclass_fields__ if name != "given"}
    try:
        given = Assumptions.from_json(whole(row.given) or {})
    except (ValueError, TypeError):
        given = Assumptions()
    return UserTable(**known, given=given)


def _unavailable(error: Exception) -> Invalid:
    log.warning("Tables cannot be kept or read: %s", error)
    return Invalid(
        Message("Tables cannot be kept or opened just now: the database does not answer. Try again later.")
    )
