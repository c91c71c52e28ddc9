"""Whose runs a program sends: each visitor has one name for that, and a new one makes the old one worthless.

The name alone is not enough to send: it comes with the server's signature, which is stored nowhere.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Column, ColumnElement, Connection, Engine, delete, insert, select
from sqlalchemy.exc import SQLAlchemyError

from core.live.protocol.questions import Busy
from core.message import Message
from core.store.tables import WATCH_TOKENS

log = logging.getLogger(__name__)

GOOD_SECONDS = 365 * 24 * 3600.0
"""As long as a visitor's cookie."""


class WatchTokens:
    """Names of visitors in the store's database. Safe to use from any thread.

    Arguments:
        engine: the database, as `RunStore` has opened it.
        clock: seconds since 1970.
    """

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def name_of(self, owner_hash: str) -> str | None:
        """The name of an owner; None where there is none, or none any more.

        Raises:
            Busy: the database does not answer.
        """
        return self._found(WATCH_TOKENS.c.name, WATCH_TOKENS.c.owner_hash == owner_hash)

    def owner_of(self, name: str) -> str | None:
        """The hash of the owner whose name it is; None where it is nobody's (any more).

        Raises:
            Busy: the database does not answer.
        """
        return self._found(WATCH_TOKENS.c.owner_hash, WATCH_TOKENS.c.name == name)

    def renew(self, owner_hash: str) -> str:
        """Give an owner a new name, and return it; names that are too old go.

        Raises:
            Busy: the database cannot be written just now.
        """
        name, now, columns = secrets.token_urlsafe(16), self._clock(), WATCH_TOKENS.c
        old = (columns.owner_hash == owner_hash) | (columns.created <= now - GOOD_SECONDS)
        with self._connected() as connection:
            connection.execute(delete(WATCH_TOKENS).where(old))
            connection.execute(insert(WATCH_TOKENS).values(owner_hash=owner_hash, name=name, created=now))
            connection.commit()
        return name

    def _found(self, column: Column[str], chosen: ColumnElement[bool]) -> str | None:
        good = WATCH_TOKENS.c.created > self._clock() - GOOD_SECONDS
        with self._connected() as connection:
            return connection.execute(select(column).where(chosen & good)).scalar()

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except (SQLAlchemyError, OSError) as error:
            log.warning("Tokens of programs cannot be kept or read: %s", error)
            raise Busy(Message("The database does not answer just now. Try again in a moment.")) from error
