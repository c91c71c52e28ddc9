"""Short answers go first: what takes long gives way to them, and has a part of the time whatever comes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from core.cancellation import go_on

WAITS = 2.0
"""Seconds that a long answer waits for short ones at most, before it goes on."""
GOES_ON = 1.0
"""Seconds that it goes on then, whatever else is under way: a third of the time is its own."""
_LOOKS = 0.05
"""Seconds between two looks of one that waits whether it is wanted still."""


class Precedence:
    """Who goes first among answers that share the machine's cores. Safe to use from any thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._short = 0

    @contextmanager
    def first(self) -> Iterator[None]:
        """A short answer is under way."""
        with self._changed:
            self._short += 1
        try:
            yield
        finally:
            with self._changed:
                self._short -= 1
                self._changed.notify_all()

    def behind(self) -> Callable[[], None]:
        """What one long answer calls between its parts, in any of its threads: waits for short ones.

        It raises `Cancelled` when nobody waits for that answer any more.
        """
        goes_on_until = 0.0

        def wait() -> None:
            nonlocal goes_on_until
            if not self._short or time.monotonic() < goes_on_until:
                return
            end = time.monotonic() + WAITS
            with self._changed:
                while self._short and time.monotonic() < end:
                    self._changed.wait(_LOOKS)
                    go_on()
                if self._short:
                    goes_on_until = time.monotonic() + GOES_ON

        return wait
