"""What viewers of one run see: its latest frames, encoded once for all of them, and its past."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from core.frame import Frame
from core.runs.history import History
from core.runs.record import RunRecord

RECENT = 20
"""Frames that a viewer who was away for a moment can still get (two seconds and more)."""

Encode = Callable[[int, Frame], bytes]


@dataclass(frozen=True, slots=True)
class Seen:
    """How far a viewer is.

    Arguments:
        seq: number of the last frame that was sent, -1 for none; None before the greeting.
        status: which status was sent.
    """

    seq: int | None = None
    status: int = -1


@dataclass(frozen=True, slots=True)
class News:
    """What a viewer has not seen.

    Arguments:
        greet: send the greeting first (see `Channel.past`).
        status: send the status.
        frames: number and frame, oldest first (see `Channel.event`).
        over: nothing more will come.
        closed: the server stops.
        seen: how far the viewer is once all this is sent.
    """

    greet: bool
    status: bool
    frames: tuple[Shown, ...]
    over: bool
    closed: bool
    seen: Seen


@dataclass(slots=True, eq=False)
class Shown:
    """A frame that viewers may still get, and its event once someone wanted it."""

    seq: int
    frame: Frame
    event: bytes | None = None


@dataclass(slots=True)
class _Viewers:
    """Wake-up calls of the viewers, by the event loop that each waits in."""

    by_loop: dict[asyncio.AbstractEventLoop, set[asyncio.Event]] = field(default_factory=dict)

    def wake(self) -> None:
        for loop, bells in list(self.by_loop.items()):
            # One call into the loop for all its viewers; a loop that has ended has none left.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(_ring, tuple(bells))


class Channel:
    """The public side of one run. Safe to use from any thread.

    Nobody is waited for: a viewer asks for what it has not `Seen` whenever its bell rings, and one that
    asks late gets the newest frame only.

    Arguments:
        record: the run.
        encode: turns a frame into the bytes that every viewer gets.
    """

    def __init__(self, record: RunRecord, encode: Encode, frames: Iterable[tuple[int, Frame]] = ()) -> None:
        self._lock = threading.RLock()
        self._encode = encode
        self._record = record
        self._status = 0
        self._closed = False
        self._history = History()
        self._recent: deque[Shown] = deque(maxlen=RECENT)
        self._viewers = _Viewers()
        for seq, frame in frames:
            self._add(seq, frame)

    @property
    def record(self) -> RunRecord:
        """The run as it stands."""
        return self._record

    @property
    def last(self) -> tuple[int, Frame] | None:
        """The newest frame and its number."""
        with self._lock:
            return (self._recent[-1].seq, self._recent[-1].frame) if self._recent else None

    @property
    def watched(self) -> bool:
        """Whether anyone looks."""
        return bool(self._viewers.by_loop)

    def show(self, seq: int, frame: Frame) -> None:
        """Publish a frame."""
        with self._lock:
            shown = self._add(seq, frame)
            if self._viewers.by_loop:
                self.event(shown)
        self._viewers.wake()

    def update(self, record: RunRecord) -> None:
        """Publish another status, rate or layout."""
        with self._lock:
            self._record = record
        self.refresh()

    def refresh(self) -> None:
        """Have every viewer get the status again (its place in the queue, the state of the store)."""
        with self._lock:
            self._status += 1
        self._viewers.wake()

    def close(self) -> None:
        """Let every viewer go: the server stops."""
        with self._lock:
            self._closed = True
        self._viewers.wake()

    def seen(self, last: int | None) -> Seen:
        """Where a viewer goes on who says that frame number `last` was the latest it got."""
        with self._lock:
            if last is None or not self._recent:
                return Seen()
            there = self._recent[0].seq - 1 <= last <= self._recent[-1].seq
            return Seen(last) if there else Seen()

    def news(self, seen: Seen) -> News:
        """What a viewer who is at `seen` gets next.

        Nobody is greeted before the network's layout is known. Greeting tells the whole past, so only
        the latest frame follows it; the same goes for a viewer who asks late.
        """
        with self._lock:
            ready = self._record.layout is not None
            greet = ready and seen.seq is None
            after = -1 if seen.seq is None else seen.seq
            fresh = [shown for shown in self._recent if shown.seq > after] if ready else []
            late = greet or len(fresh) > RECENT // 2
            newest = self._recent[-1].seq if self._recent else -1
            return News(
                greet=greet,
                status=seen.status != self._status,
                frames=tuple(fresh[-1:] if late else fresh),
                over=self._record.status.over,
                closed=self._closed,
                seen=Seen(newest if ready else None, self._status),
            )

    def event(self, shown: Shown) -> bytes:
        """The event of a frame: encoded by whoever needs it first, once for all viewers."""
        with self._lock:
            if shown.event is None:
                shown.event = self._encode(shown.seq, shown.frame)
            return shown.event

    def past(self) -> tuple[RunRecord, History]:
        """What a greeting is made of; the history is a copy."""
        with self._lock:
            return self._record, self._history.copy()

    def join(self, bell: asyncio.Event) -> None:
        """Ring `bell` (in the running event loop) whenever there is news."""
        with self._lock:
            self._viewers.by_loop.setdefault(asyncio.get_running_loop(), set()).add(bell)

    def leave(self, bell: asyncio.Event) -> None:
        """Undo `join`."""
        loop = asyncio.get_running_loop()
        with self._lock:
            bells = self._viewers.by_loop.get(loop, set())
            bells.discard(bell)
            if not bells:
                self._viewers.by_loop.pop(loop, None)

    def _add(self, seq: int, frame: Frame) -> Shown:
        self._history.add(frame)
        shown = Shown(seq, frame)
        self._recent.append(shown)
        return shown


def _ring(bells: Iterable[asyncio.Event]) -> None:
    for bell in bells:
        bell.set()
