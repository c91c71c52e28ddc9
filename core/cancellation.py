"""Ending what nobody waits for any more, and letting what is short go first.

Long computations look, part by part, whether they are wanted, and whether something else is under way.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_cancelled: ContextVar[threading.Event | None] = ContextVar("cancelled", default=None)
_waits: ContextVar[Callable[[], None] | None] = ContextVar("waits", default=None)


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


@contextmanager
def giving_way(wait: Callable[[], None]) -> Iterator[None]:
    """Have `give_way` call `wait`, for as long as this lasts; as with `cancelled_by` in this context."""
    token = _waits.set(wait)
    try:
        yield
    finally:
        _waits.reset(token)


def give_way() -> None:
    """`go_on`, where nothing is held that others need: what takes long waits here for what does not.

    Raises:
        Cancelled: nobody waits for it any more.
    """
    go_on()
    if (wait := _waits.get()) is not None:
        wait()
