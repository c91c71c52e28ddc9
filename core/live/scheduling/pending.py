"""What was asked and is not answered yet."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import Any

from core.message import Invalid, Message

GONE = Message("This network has failed. Begin a new one.")


class PendingReplies:
    """Replies that somebody waits for, by session: none is left open when its session ends.

    Safe to use from any thread.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[str, set[Future[Any]]] = {}

    def expect(self, session: str) -> Future[Any]:
        """A reply that is to come."""
        reply: Future[Any] = Future()
        with self._lock:
            self._open.setdefault(session, set()).add(reply)
        return reply

    def set(self, session: str, reply: Future[Any], answer: Any) -> None:
        """Answer; nothing where that was done."""
        if self._take(session, reply):
            reply.set_result(answer)

    def fail(self, session: str, reply: Future[Any], error: Invalid) -> None:
        """Say why it cannot be done; nothing where an answer was given."""
        if self._take(session, reply):
            reply.set_exception(error)

    def end(self, session: str) -> None:
        """Fail all that is open: the session is over."""
        with self._lock:
            replies = self._open.pop(session, set())
        for reply in replies:
            reply.set_exception(Invalid(GONE))

    def leave_open(self, session: str) -> None:
        """Answer none of what is open: it is done elsewhere."""
        with self._lock:
            self._open.pop(session, None)

    def end_all(self) -> None:
        """Fail all that is open, of every session."""
        for session in list(self._open):
            self.end(session)

    def _take(self, session: str, reply: Future[Any]) -> bool:
        with self._lock:
            replies = self._open.get(session, set())
            if reply not in replies:
                return False
            replies.discard(reply)
            if not replies:
                self._open.pop(session, None)
            return True
