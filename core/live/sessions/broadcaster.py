"""Wakes viewers in their event loops, those of many sessions together."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

GATHER_SECONDS_PER_SESSION = 0.004
MOST_GATHER_SECONDS = 0.18
"""How long news of all sessions are gathered before an event loop hands them out: for as many as were handed
out the last time. A lone viewer does not wait, and a hundred wake the loop five times a second."""

HandOut = Callable[[asyncio.AbstractEventLoop], None]


class Broadcaster:
    """Wakes viewers in their event loops. Safe to use from any thread.

    Frames of different sessions come one by one, hundreds a second; a loop that was woken for each would
    hardly do anything else. So what comes within a moment is handed out together.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[asyncio.AbstractEventLoop, set[HandOut]] = {}
        self._last = 1

    def ring(self, loop: asyncio.AbstractEventLoop, hand_out: HandOut) -> None:
        """Call `hand_out` in `loop`, soon and once."""
        with self._lock:
            waiting = self._waiting.get(loop)
            if waiting is not None and not loop.is_closed():
                waiting.add(hand_out)
                return
            self._waiting[loop] = {hand_out}
            try:
                loop.call_soon_threadsafe(self._begin, loop)
            except RuntimeError:  # the loop has ended, and its viewers with it
                del self._waiting[loop]

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        gathering = min(GATHER_SECONDS_PER_SESSION * (self._last - 1), MOST_GATHER_SECONDS)
        if gathering:
            loop.call_later(gathering, self._hand_out, loop)
        else:
            self._hand_out(loop)

    def _hand_out(self, loop: asyncio.AbstractEventLoop) -> None:
        with self._lock:
            waiting = self._waiting.pop(loop, set())
            self._last = len(waiting)
        for hand_out in waiting:
            loop.call_soon(hand_out, loop)  # each on its own, so that one that fails stops no other


BROADCASTER = Broadcaster()
