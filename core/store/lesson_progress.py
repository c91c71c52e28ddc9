"""How far visitors are in lessons: a row for each visitor and lesson, for a year after it last changed."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select
from sqlalchemy.exc import SQLAlchemyError

from core.live.protocol.questions import Busy
from core.message import Message
from core.store.broken import Broken
from core.store.tables import LESSON_PROGRESS

log = logging.getLogger(__name__)

GOOD_SECONDS = 365 * 24 * 3600.0
"""As long as a visitor's cookie."""
MOST_ROWS = 100_000
"""Of all visitors together: of more the oldest go."""


class LessonProgress:
    """What is kept of visitors' lessons in the store's database. Safe to use from any thread.

    What stands in a row, `core.lessons.progress` knows.

    Arguments:
        engine: the database, as `RunStore` has opened it.
        clock: seconds since 1970.
    """

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock

    def of(self, owner_hash: str) -> dict[str, Any]:
        """What is kept of an owner, by the key of the lesson.

        Raises:
            Busy: the database does not answer.
        """
        columns = LESSON_PROGRESS.c
        query = select(columns.lesson, columns.progress).where(columns.owner_hash == owner_hash)
        with self._connected() as connection:
            rows = connection.execute(query).all()
        return {row.lesson: row.progress for row in rows if not isinstance(row.progress, Broken)}

    def keep(self, owner_hash: str, lesson: str, progress: Mapping[str, Any]) -> None:
        """Keep `progress` in place of what was; what is too old or too much goes.

        Raises:
            Busy: the database cannot be written just now.
        """
        columns, now = LESSON_PROGRESS.c, self._clock()
        mine = (columns.owner_hash == owner_hash) & (columns.lesson == lesson)
        with self._connected() as connection:
            connection.execute(delete(LESSON_PROGRESS).where(mine | (columns.changed <= now - GOOD_SECONDS)))
            connection.execute(
                insert(LESSON_PROGRESS).values(
                    owner_hash=owner_hash, lesson=lesson, progress=dict(progress), changed=now
                )
            )
            self._within_bounds(connection)
            connection.commit()

    def _within_bounds(self, connection: Connection) -> None:
        columns = LESSON_PROGRESS.c
        over = (connection.scalar(select(func.count()).select_from(LESSON_PROGRESS)) or 0) - MOST_ROWS
        if over > 0:
            oldest = select(columns.changed).order_by(columns.changed).offset(over - 1).limit(1)
            connection.execute(delete(LESSON_PROGRESS).where(columns.changed <= oldest.scalar_subquery()))

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            with self._engine.connect() as connection:
                yield connection
        except (SQLAlchemyError, OSError) as error:
            log.warning("Progress in lessons cannot be kept or read: %s", error)
            raise Busy(Message("The database does not answer just now. Try again in a moment.")) from error
