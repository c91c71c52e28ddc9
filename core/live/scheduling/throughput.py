"""How fast runs can train: what turns are measured out by."""

from __future__ import annotations

import threading
from collections.abc import Hashable
from weakref import WeakValueDictionary

FORGETTING = 0.998
"""What is left of the best speed after each turn."""


class Throughput:
    """Steps a second that runs of one kind can take: the best of late.

    The best, because whatever disturbs a turn only makes it slower. And of one kind, not of one run:
    turns are given out in steps of this speed, so that equal runs get equally far, however much each of
    them was disturbed.
    """

    def __init__(self) -> None:
        self.best = 0.0

    def measured(self, steps: int, seconds: float) -> None:
        """Take note of a turn."""
        # No lock: when two threads do this at once, one turn is not counted, which does not matter.
        self.best = max(steps / max(seconds, 1e-6), FORGETTING * self.best)


class Throughputs:
    """The speeds of all kinds of runs under way. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: WeakValueDictionary[Hashable, Throughput] = WeakValueDictionary()

    def of(self, kind: Hashable) -> Throughput:
        """The speed of `kind`, the same object for all its runs."""
        with self._lock:
            return self._found.setdefault(kind, Throughput())
