"""How many streams a visitor may have at a time, and how many bytes a second they carry together."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import inf

STRANGERS = 8
"""So many times as much may all visitors together who are known by their address alone."""

_FORGOTTEN_SECONDS = 60.0

_COUNTED_SECONDS = 0.25
"""Between two counts of those who are sent something: cheap beside what is sent in it."""


@dataclass(slots=True)
class _Share:
    """What one visitor has: open streams, and the bytes that may be sent at once.

    Arguments:
        level: bytes; below 0 after more was sent.
        at: when that was so.
    """

    times: int
    streams: int
    level: float
    at: float

    def spend(self, size: int, rate: float, now: float) -> float:
        """Take `size` bytes of what comes in at `rate`; seconds until there is something in it again."""
        self.level = min(rate, self.level + (now - self.at) * rate) - size
        self.at = now
        return max(0.0, -self.level / rate)


class Traffic:
    """Who streams how much. Safe to use from any thread.

    Arguments:
        streams: of one visitor at a time.
        rate: bytes a second of all of them together; what was not used of the last second is kept.
        total: bytes a second of all visitors together. Where they want more, each has an equal part of it.
        clock: seconds.
    """

    def __init__(
        self, *, streams: int, rate: float, total: float = inf, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._streams = streams
        self._rate = rate
        self._total = total
        self._clock = clock
        self._lock = threading.Lock()
        self._shares: dict[tuple[str, str], _Share] = {}
        self._all = _Share(1, 0, total, clock())
        self._parts, self._counted = 1, -inf

    @contextmanager
    def stream(self, visitor: str | None, address: str) -> Iterator[Stream | None]:
        """A stream for as long as this lasts; None where the visitor has as many as may be.

        Arguments:
            visitor: a secret; None where nobody knows who it is.
            address: of the network, which counts then.
        """
        key = ("", address) if visitor is None else (visitor, "")
        times = STRANGERS if visitor is None else 1
        with self._lock:
            self._forget()
            share = self._shares.setdefault(key, _Share(times, 0, times * self._rate, self._clock()))
            full = share.streams >= self._streams * share.times
            share.streams += not full
        try:
            yield None if full else Stream(self, share)
        finally:
            with self._lock:
                share.streams -= not full

    def spend(self, share: _Share, size: int) -> float:
        """Take `size` bytes from a share; seconds until there is something in it again."""
        with self._lock:
            now = self._clock()
            wait = share.spend(size, self._rate * share.times, now)
            if self._total < inf and self._all.spend(size, self._total, now) > 0:
                self._all.level = max(self._all.level, -self._total)  # nobody pays for long for what is past
                part = self._part(now) * share.times
                wait = max(wait, size * max(1, share.streams) / part)
            return wait

    def _part(self, now: float) -> float:
        """Bytes a second for each of those who are sent something; whoever holds the lock calls this."""
        if now - self._counted > _COUNTED_SECONDS:
            sent = (share.times for share in self._shares.values() if now - share.at < 1 or share.level < 0)
            self._parts, self._counted = max(1, sum(sent)), now
        return self._total / self._parts

    def _forget(self) -> None:
        """Drop shares that nobody uses any more; whoever holds the lock calls this."""
        before = self._clock() - _FORGOTTEN_SECONDS
        for key in [key for key, share in self._shares.items() if not share.streams and share.at < before]:
            del self._shares[key]


@dataclass(frozen=True, slots=True)
class Stream:
    """One stream of a visitor."""

    traffic: Traffic
    share: _Share

    def spend(self, size: int) -> float:
        """Say that `size` bytes were sent; seconds to wait before more are."""
        return self.traffic.spend(self.share, size)
