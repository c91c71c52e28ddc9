"""Viewers without a network: when each frame of a run came."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from bench.waiting import wait_for
from core.live.sessions.channel import Channel


@dataclass(slots=True, eq=False)
class Viewer:
    """What a viewer has seen.

    Arguments:
        seen: time (`time.perf_counter`) and step of every frame.
        left: set when the viewer is to go.
    """

    seen: list[tuple[float, int]] = field(default_factory=list)
    left: bool = False

    def first(self) -> float:
        """When the first frame came; waits for it."""
        wait_for(lambda: bool(self.seen), "the first frame")
        return self.seen[0][0]

    def first_moving(self) -> float:
        """When the first frame came that shows a step; waits for it."""
        wait_for(lambda: bool(self.seen) and self.seen[-1][1] > 0, "a frame that moves")
        return next(at for at, step in self.seen if step > 0)

    def gaps(self, begin: float, end: float) -> list[float]:
        """Seconds between frames from `begin` to `end`, the one that is open at the end included."""
        before = max((at for at, _ in self.seen if at <= begin), default=begin)
        times = [before, *(at for at, _ in self.seen if begin < at <= end), end]
        return [later - earlier for earlier, later in pairwise(times)]

    def usual_gap(self, begin: float, end: float) -> float:
        """Median of the gaps."""
        gaps = self.gaps(begin, end)
        return median(gaps[:-1] or gaps)  # a single gap is the whole time: nothing came


class Watchers:
    """Joins channels in an event loop of its own, as the server's event streams do."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._bells: dict[Viewer, asyncio.Event] = {}
        self._thread = threading.Thread(target=self._loop.run_forever, name="watchers", daemon=True)
        self._thread.start()

    def watch(self, channel: Channel) -> Viewer:
        """Look at a run from now on."""
        viewer = Viewer()
        asyncio.run_coroutine_threadsafe(self._follow(channel, viewer), self._loop)
        return viewer

    def leave(self, *sights: Viewer) -> None:
        """Look no more; returns when these viewers are gone."""
        for viewer in sights:
            viewer.left = True
            self._loop.call_soon_threadsafe(self._bells[viewer].set)
        wait_for(lambda: not any(viewer in self._bells for viewer in sights), "viewers to leave")

    def close(self) -> None:
        """Let everyone leave and end the event loop."""
        self.leave(*self._bells)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _follow(self, channel: Channel, viewer: Viewer) -> None:
        bell = self._bells[viewer] = asyncio.Event()
        channel.join(bell)
        newest = -1
        try:
            while not viewer.left:
                bell.clear()
                last = channel.last
                if last is not None and last.seq > newest:
                    newest = last.seq
                    viewer.seen.append((time.perf_counter(), last.frame.step))
                await bell.wait()
        finally:
            channel.leave(bell)
            del self._bells[viewer]


@contextmanager
def watchers() -> Iterator[Watchers]:
    """Viewers for as long as this lasts."""
    all_of_them = Watchers()
    try:
        yield all_of_them
    finally:
        all_of_them.close()
