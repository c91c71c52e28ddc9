"""What viewers of one run see: its latest frames, encoded once for all of them, and its past."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from core.frame import Frame
from core.live.sessions.history import History
from core.live.sessions.record import RunRecord
from core.packed import PackedFrame
from core.wire import value_range

RECENT = 20
"""Frames that a viewer who was away for a moment can still get (two seconds and more)."""

UNPACKED = 5
"""Frames that may wait for being packed, by whoever sends or stores them; packed, they take less memory."""

GATHER_SECONDS = 0.01
GATHER_SECONDS_PER_RUN = 0.004
MOST_GATHER_SECONDS = 0.18
"""How long news of all runs are gathered before an event loop hands them out: for as many as were handed out
the last time. A lone viewer does not wait, and a hundred wake the loop five times a second."""

Encode = Callable[[int, PackedFrame], bytes]


class Seen(NamedTuple):
    """How far a viewer is.

    Arguments:
        seq: number of the last frame that was sent, -1 for none; None before the greeting.
        status: which status was sent.
    """

    seq: int | None = None
    status: int = -1


class News(NamedTuple):
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
    """A frame that viewers may still get, and its event while it is the newest and someone wanted it."""

    seq: int
    frame: PackedFrame
    event: bytes | None = None


HandOut = Callable[[asyncio.AbstractEventLoop], None]


class Bells:
    """Wakes viewers in their event loops. Safe to use from any thread.

    Frames of different runs come one by one, hundreds a second; a loop that was woken for each would hardly
    do anything else. So what comes within a moment is handed out together (see `GATHER_SECONDS`).
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
                loop.call_soon_threadsafe(loop.call_later, self._gathering, self._hand_out, loop)
            except RuntimeError:  # the loop has ended, and its viewers with it
                del self._waiting[loop]

    @property
    def _gathering(self) -> float:
        return min(GATHER_SECONDS + GATHER_SECONDS_PER_RUN * (self._last - 1), MOST_GATHER_SECONDS)

    def _hand_out(self, loop: asyncio.AbstractEventLoop) -> None:
        with self._lock:
            waiting = self._waiting.pop(loop, set())
            self._last = len(waiting)
        for hand_out in waiting:
            loop.call_soon(hand_out, loop)  # each on its own, so that one that fails stops no other


_BELLS = Bells()


class Channel:
    """The public side of one run. Safe to use from any thread.

    Nobody is waited for: a viewer asks for what it has not `Seen` whenever its bell rings, and one that
    asks late gets the newest frame only.

    Arguments:
        record: the run.
        encode: turns a packed frame into the bytes that every viewer gets.
        frames: its past, with the frames' numbers.
    """

    def __init__(
        self,
        record: RunRecord,
        encode: Encode,
        frames: Iterable[tuple[int, Frame | PackedFrame]] = (),
    ) -> None:
        self._lock = threading.RLock()
        self._encode = encode
        self._record = record
        self._status = 0
        self._closed = False
        self._history = History()
        self._unread = 0
        self._recent: deque[Shown] = deque(maxlen=RECENT)
        self._viewers: dict[asyncio.AbstractEventLoop, set[asyncio.Event]] = {}
        self._value_range = value_range(record.experiment)
        for seq, frame in frames:
            self._add(seq, self._packed(frame))

    @property
    def record(self) -> RunRecord:
        """The run as it stands."""
        return self._record

    @property
    def last(self) -> tuple[int, PackedFrame] | None:
        """The newest frame and its number."""
        with self._lock:
            return (self._recent[-1].seq, self._recent[-1].frame) if self._recent else None

    @property
    def watched(self) -> bool:
        """Whether anyone looks."""
        return bool(self._viewers)

    def show(self, seq: int, frame: Frame | PackedFrame) -> PackedFrame:
        """Publish a frame, and return it as it is kept."""
        packed = self._packed(frame)
        with self._lock:
            self._add(seq, packed)
            self._wake()
        return packed

    def update(self, record: RunRecord) -> None:
        """Publish another status, rate or layout."""
        with self._lock:
            self._record = record
        self.refresh()

    def refresh(self) -> None:
        """Have every viewer get the status again (its place in the queue, the state of the store)."""
        with self._lock:
            self._status += 1
            self._wake()

    def close(self) -> None:
        """Let every viewer go: the server stops."""
        with self._lock:
            self._closed = True
            self._wake()

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
            fresh = self._after(after) if ready else []
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
        """The event of a frame: encoded by whoever needs it first, once for all viewers of the newest."""
        with self._lock:
            event = shown.event or self._encode(shown.seq, shown.frame)
            if shown is self._recent[-1]:
                shown.event = event
            return event

    def past(self) -> tuple[RunRecord, History]:
        """What a greeting is made of; the history is a copy."""
        with self._lock:
            self._read()
            return self._record, self._history.copy()

    def join(self, bell: asyncio.Event) -> None:
        """Ring `bell` (in the running event loop) whenever there is news."""
        with self._lock:
            self._viewers.setdefault(asyncio.get_running_loop(), set()).add(bell)

    def leave(self, bell: asyncio.Event) -> None:
        """Undo `join`."""
        loop = asyncio.get_running_loop()
        with self._lock:
            bells = self._viewers.get(loop, set())
            bells.discard(bell)
            if not bells:
                self._viewers.pop(loop, None)

    def _packed(self, frame: Frame | PackedFrame) -> PackedFrame:
        return frame if isinstance(frame, PackedFrame) else PackedFrame.of(frame, self._value_range)

    def _after(self, seq: int) -> list[Shown]:
        """Frames after number `seq`, oldest first; nearly always one, so it looks from the end."""
        fresh: list[Shown] = []
        for shown in reversed(self._recent):
            if shown.seq <= seq:
                break
            fresh.append(shown)
        return fresh[::-1]

    def _add(self, seq: int, frame: PackedFrame) -> None:
        if self._recent:
            self._recent[-1].event = None  # who still needs it is late, and rare
        if len(self._recent) >= UNPACKED:
            _ = self._recent[-UNPACKED].frame.data  # whoever sent or stored it has packed it: nearly always
        self._recent.append(Shown(seq, frame))
        self._unread += 1
        if self._unread == RECENT:
            self._read()

    def _read(self) -> None:
        """Put the numbers of new frames into the history; of several at a time, which is faster."""
        if self._unread:
            self._history.add(*(shown.frame for shown in list(self._recent)[-self._unread :]))
            self._unread = 0

    def _wake(self) -> None:
        for loop in self._viewers:
            _BELLS.ring(loop, self._hand_out)

    def _hand_out(self, loop: asyncio.AbstractEventLoop) -> None:
        """Wake the viewers in `loop`, and have ready what they will ask for.

        Frames of many runs are packed and encoded one right after another, before any is sent: in turn with
        the sending it would take longer.
        """
        with self._lock:
            bells = self._viewers.get(loop, ())
            for bell in bells:
                bell.set()
            if self._recent and bells:
                self.event(self._recent[-1])
            if self._unread >= RECENT // 2:
                self._read()
