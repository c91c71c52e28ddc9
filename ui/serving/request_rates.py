"""How often somebody may ask: what is too much waits, and what would wait long is refused.

Token buckets: one for each visitor, and a wider one for each network address.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

BYTES = 8192
"""So many bytes of a body count like one request more: they have to be read and checked."""

BURST_SECONDS = 3.0
"""What was not used of so long may be used at once: a page that opens, a drag over the screen."""

LONGEST_SECONDS = 10.0
"""What would have to wait longer is refused."""


class TooManyRequests(Exception):
    """One visitor, or one network address, asks faster than may be; `seconds` later it may be asked again."""

    def __init__(self, seconds: float) -> None:
        self.seconds = int(seconds) + 1
        super().__init__(self.seconds)


@dataclass(slots=True)
class _Bucket:
    """Requests that may be made at once at the time `at`; below 0: those that were let in ahead of time."""

    level: float
    at: float


class RequestRates:
    """Who may ask how often. Safe to use from any thread.

    Arguments:
        rate: requests a second of one visitor.
        address: so many times as much may all visitors of one network address together; a class behind one
            router shares one.
        clock: seconds.
    """

    def __init__(self, rate: float, *, address: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._wide = address * rate
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[tuple[str, str], _Bucket] = {}
        self._swept = clock()

    def spend(self, visitor: str | None, address: str, cost: float = 1.0) -> float:
        """Let one request in.

        Arguments:
            visitor: who asks, as a secret; None where only the address is known.
            address: the network from which it comes.
            cost: requests that it counts for.

        Returns:
            Seconds after which it may be done.

        Raises:
            TooManyRequests: that would be more than `LONGEST_SECONDS`. It counts for nothing then.
        """
        with self._lock:
            now = self._clock()
            self._forget(now)
            wanted = [(self._filled(("", address), self._wide, now), self._wide)]
            if visitor is not None:
                wanted.append((self._filled((visitor, ""), self._rate, now), self._rate))
            waits = max(0.0, *((cost - bucket.level) / rate for bucket, rate in wanted))
            if waits > LONGEST_SECONDS:
                raise TooManyRequests(waits - LONGEST_SECONDS)
            for bucket, _ in wanted:
                bucket.level -= cost
            return waits

    def _filled(self, key: tuple[str, str], rate: float, now: float) -> _Bucket:
        most = BURST_SECONDS * rate
        bucket = self._buckets.setdefault(key, _Bucket(most, now))
        bucket.level = min(most, bucket.level + (now - bucket.at) * rate)
        bucket.at = now
        return bucket

    def _forget(self, now: float) -> None:
        """Now and then, drop the buckets that are full again by now."""
        full = BURST_SECONDS + LONGEST_SECONDS
        if now - self._swept > full:
            self._swept = now
            self._buckets = {key: one for key, one in self._buckets.items() if now - one.at <= full}
