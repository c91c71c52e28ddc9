"""Visitors' tables as training finds them: by their hash alone, so only where somebody checks whose they are.

Processes that train look here; `RunStore.is_anothers` is asked before a visitor's choices reach them.
"""

from __future__ import annotations

import threading

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from core.message import Invalid
from core.store.broken import whole
from core.store.location import default_url
from core.store.tables import USER_TABLE_PARTS, USER_TABLES, open_engine
from core.store.user_tables import TABLE
from core.tables import Table, from_bytes


class StoredTables:
    """A `core.data.sources.own_tables.TableSource` over the store's database, which is only read.

    Arguments:
        engine: the database; that of the environment when left out, opened at first use.
    """

    def __init__(self, engine: Engine | None = None) -> None:
        self._engine = engine
        self._lock = threading.Lock()

    def find(self, name: str) -> Table | None:
        """The table whose hash is `name`; None where it is not, or no longer, here."""
        parts = USER_TABLE_PARTS.c
        try:
            with self._opened().connect() as connection:
                # Of a deleted one too, while it can be undone: a run on it goes on in another engine.
                kept = select(USER_TABLES.c.owner_hash).where(USER_TABLES.c.hash == name)
                owner = connection.execute(kept.limit(1)).scalar()
                query = select(parts.data).where(
                    parts.owner_hash == owner, parts.hash == name, parts.kind == TABLE
                )
                rows = connection.execute(query.order_by(parts.part)).all() if owner else ()
            table = from_bytes(b"".join(whole(row.data) for row in rows)) if rows else None
        except (SQLAlchemyError, OSError, Invalid, ValueError):
            return None
        return table if table is not None and table.hash == name else None

    def size(self, name: str) -> tuple[int, int] | None:
        """Its rows and columns."""
        columns = USER_TABLES.c
        query = select(columns.rows, columns.columns).where(columns.hash == name, columns.deleted.is_(None))
        try:
            with self._opened().connect() as connection:
                row = connection.execute(query.limit(1)).first()
        except (SQLAlchemyError, OSError):
            return None
        return None if row is None else (int(row[0]), int(row[1]))

    def _opened(self) -> Engine:
        with self._lock:
            if self._engine is None:
                self._engine = open_engine(default_url())
            return self._engine
