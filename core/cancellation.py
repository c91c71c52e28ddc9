"""Ending what nobody waits for any more: long computations look whether they are wanted, part by part."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_cancelled: ContextVar[threading.Event | None] = ContextVar("cancelled", default=None)


class Cancelled(Exception):
    """Nobody waits for this any more."""


@contextmanager
def cancelled_by(event: threading.Event) -> Iterator[None]:
    """Have `go_on` raise, for as long as this lasts, once `event` is set.

    It counts for this thread; others are given its context (`contextvars.copy_context`).
    """
    token = _cancelled.set(event)
    try:
        yield
    finally:
        _cancelled.reset(token)


def go_on() -> None:
    """Between two parts of what takes long: under a tenth of a second each.

    Raises:
        Cancelled: nobody waits for it any more.
    """
    event = _cancelled.get()
    if event is not None and event.is_set():
        raise Cancelled
