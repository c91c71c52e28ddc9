"""Numbers that rise from run to run, also across restarts: a clock that is set back reorders nothing."""

from __future__ import annotations

import math
import threading
import time

from sqlalchemy import Connection, func, select

from core.store.tables import RUNS, SWEEPS

_MOST = 2**62
"""What is beyond it is no number of ours: milliseconds since 1970 take 41 bits."""


class Ordinals:
    """Gives milliseconds since 1970, or one more than last where the clock shows less. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> int:
        """Larger than all that was given or followed."""
        with self._lock:
            self._last = max(self._last + 1, int(time.time() * 1000))
            return self._last

    def follow(self, ordinal: int) -> None:
        """Give only larger ones from now on."""
        with self._lock:
            self._last = max(self._last, ordinal)


def latest_ordinal(connection: Connection) -> int:
    """That of the newest run or sweep; of one of before there were ordinals, its time."""
    latest = 0.0
    for table in (RUNS, SWEEPS):
        ordinal, created = connection.execute(
            select(func.max(table.c.ordinal), func.max(table.c.created))
        ).one()
        for value, per in ((ordinal, 1), (created, 1000)):
            if isinstance(value, int | float) and math.isfinite(value) and value * per < _MOST:
                latest = max(latest, value * per)
    return int(latest)
