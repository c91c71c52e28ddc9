"""Who may read a file now. Reading takes many times the memory of a file, and a large one takes a while."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_SMALL_AT_ONCE = 2


class ReadingTurns:
    """One large file is read at a time, and small ones beside it, of each visitor one: nobody who opens a
    small file waits for somebody else's large one. Safe to use from any thread.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._large = 0
        self._small = 0
        self._visitors: set[str] = set()

    @contextmanager
    def turn(self, visitor: str, *, large: bool) -> Iterator[None]:
        """Wait for a turn, and have it until the end of the block."""
        with self._changed:
            self._changed.wait_for(lambda: self._free(visitor, large))
            self._visitors.add(visitor)
            self._count(large, 1)
        try:
            yield
        finally:
            with self._changed:
                self._visitors.remove(visitor)
                self._count(large, -1)
                self._changed.notify_all()

    def _free(self, visitor: str, large: bool) -> bool:
        full = self._large == 1 if large else self._small == _SMALL_AT_ONCE
        return not full and visitor not in self._visitors

    def _count(self, large: bool, change: int) -> None:
        if large:
            self._large += change
        else:
            self._small += change
