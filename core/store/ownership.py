"""Whose a store is: one server's at a time. Two would train the same runs and write over each other."""

from __future__ import annotations

import hashlib
import os
import platform
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import platformdirs
from sqlalchemy import Connection, Engine, delete, insert, select, text
from sqlalchemy.exc import SQLAlchemyError

from core.message import Message
from core.store.file_lock import FileLock
from core.store.location import URL_VARIABLE
from core.store.schema import StoreUnusable, shown
from core.store.tables import OWNERS

WAIT_SECONDS = 5.0
"""How long a server waits for one that is just ending; so long that may take."""
_AGAIN_SECONDS = 0.1

_NAME = "gradient_lab"


class StoreInUse(StoreUnusable):
    """Another server has this store."""


class Lock(Protocol):
    """What only one server can have."""

    def take(self) -> bool:
        """Take it, or see that it is still held; False where somebody else has it."""
        ...

    def release(self) -> None:
        """Let somebody else take it."""
        ...


class SessionLock:
    """A lock of PostgreSQL, MySQL or MariaDB that goes with the connection that has taken it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def take(self) -> bool:
        if self._connection is not None:
            try:
                self._connection.execute(text("SELECT 1"))
                return True
            except SQLAlchemyError:
                self.release()  # the connection is lost, and the lock with it
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        if not connection.execute(*self._query()).scalar():
            connection.close()
            return False
        self._connection = connection
        return True

    def release(self) -> None:
        if self._connection is not None:
            self._connection.invalidate()  # back in the pool it would keep the lock
            self._connection.close()
            self._connection = None

    def _query(self) -> tuple[Any, dict[str, Any]]:
        if self._engine.dialect.name == "postgresql":  # its locks are of one database
            key = int.from_bytes(hashlib.sha256(_NAME.encode()).digest()[:8], signed=True)
            return text("SELECT pg_try_advisory_lock(:key)"), {"key": key}
        name = f"{_NAME}.{self._engine.url.database}"[:64]
        return text("SELECT get_lock(:name, 0)"), {"name": name}


def lock_of(engine: Engine) -> Lock:
    """What guards the database of `engine`.

    A database without locks that go with a connection is guarded on this machine only, by a file of the user.
    """
    if engine.dialect.name in ("postgresql", "mysql", "mariadb"):
        return SessionLock(engine)
    if engine.dialect.name == "sqlite":
        file = Path(
            (engine.url.database or "").removeprefix("file:")
        ).resolve()  # links to it lead to the same lock
        return FileLock(file.with_name(f"{file.name}.lock"))
    folder = Path(platformdirs.user_data_dir(_NAME, appauthor=False))
    folder.mkdir(parents=True, exist_ok=True)
    return FileLock(folder / f"{hashlib.sha256(shown(engine).encode()).hexdigest()[:16]}.lock")


class Ownership:
    """Has a store belong to this process, as long as it lives.

    Arguments:
        engine: its database.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = lock_of(engine)

    def take(self, wait_seconds: float = 0.0) -> None:
        """Take the store, or see that it is still this process's.

        Raises:
            StoreInUse: another server has it, after `wait_seconds` too.
        """
        deadline = time.monotonic() + wait_seconds
        while not self._lock.take():
            if time.monotonic() >= deadline:
                raise StoreInUse(self._in_use())
            time.sleep(_AGAIN_SECONDS)

    def release(self) -> None:
        """Let another server take it."""
        self._lock.release()

    def _in_use(self) -> Message:
        owner = self._owner()
        return Message(
            "The database {url} belongs to another server that is running: process {process} on {host}, "
            "started {started}. Two servers on one database would train the same runs. Use or stop that one, "
            "or give this one a database of its own: set {variable}, for example to {example}.",
            url=shown(self._engine),
            process=owner.get("process", "?"),
            host=owner.get("host", "?"),
            started=owner.get("started", "?"),
            variable=URL_VARIABLE,
            example=_another(self._engine),
        )

    def _owner(self) -> dict[str, Any]:
        try:
            with self._engine.connect() as connection:
                row = connection.execute(select(OWNERS)).first()
        except SQLAlchemyError:
            row = None  # it is only about to make its tables
        return {} if row is None else dict(row._mapping)


def sign(connection: Connection) -> None:
    """Write down who has the store, for whoever wants it too."""
    connection.execute(delete(OWNERS))
    started = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    owner = {"host": platform.node()[:255], "process": os.getpid(), "started": started}
    connection.execute(insert(OWNERS).values(owner))


def _another(engine: Engine) -> str:
    """The URL of a database beside that of `engine`."""
    database = engine.url.database or _NAME
    file = Path(database)
    other = str(file.with_name(f"{file.stem}-2{file.suffix}")) if file.suffix else f"{database}-2"
    return engine.url.set(database=other).render_as_string(hide_password=True)
