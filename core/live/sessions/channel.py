"""What viewers of one session see: a greeting, its newest frames, encoded once for all, and its status."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from core.container import Contents
from core.live.protocol.trainer import FrameProtocol
from core.live.sessions.broadcaster import BROADCASTER
from core.message import Translate

RECENT = 20
"""Frames that a viewer who was away for a moment can still get (two seconds and more)."""


class Cursor(NamedTuple):
    """How far a viewer is.

    Arguments:
        greeting: number of the greeting that it got, 0 for none.
        frame: number of the last frame that was sent, -1 for none.
        status: which status was sent.
    """

    greeting: int = 0
    frame: int = -1
    status: int = -1


@dataclass(slots=True, eq=False)
class Shown:
    """A frame that viewers may still get, and its bytes while it is the newest and someone wanted it."""

    seq: int
    frame: FrameProtocol
    data: bytes | None = None


class Update(NamedTuple):
    """What a viewer has not seen.

    Arguments:
        greet: send the greeting first (see `Channel.hello`).
        status: send the status.
        frames: oldest first (see `Channel.bytes_of`).
        over: nothing more will come.
        closed: the server stops.
        cursor: how far the viewer is once all this is sent.
    """

    greet: bool
    status: bool
    frames: tuple[Shown, ...]
    over: bool
    closed: bool
    cursor: Cursor

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to send, and more may come."""
        return not (self.greet or self.status or self.frames or self.over or self.closed)


class Channel:
    """The public side of one session. Safe to use from any thread.

    Nobody is waited for: a viewer asks for what lies behind its `Cursor` whenever it is woken, and one that
    asks late gets the newest frame only.

    Arguments:
        recent: frames that are kept for viewers who were away.
    """

    def __init__(self, *, recent: int = RECENT) -> None:
        self._lock = threading.RLock()
        self._greeting = 0
        self._status = 0
        self._over = self._closed = False
        self._recent: deque[Shown] = deque(maxlen=recent)
        self._viewers: dict[asyncio.AbstractEventLoop, set[asyncio.Event]] = {}
        self._polled_until = 0.0
        self._polled: threading.Timer | None = None
        self._on_watched: Callable[[bool], None] | None = None

    # What differs between sessions

    def hello(self, translate: Translate, *, owner: bool) -> Contents:
        """All that does not change with each frame, and the past as arrays.

        Arguments:
            translate: the viewer's language.
            owner: whether the viewer may steer the session.
        """
        raise NotImplementedError

    def status(self, translate: Translate) -> dict[str, Any]:
        """Where the session stands, in the viewer's language."""
        raise NotImplementedError

    # For viewers

    @property
    def last(self) -> Shown | None:
        """The newest frame."""
        with self._lock:
            return self._recent[-1] if self._recent else None

    @property
    def watched(self) -> bool:
        """Whether anyone looks."""
        return bool(self._viewers) or self._polled is not None

    def known(self, cursor: Cursor) -> Cursor:
        """`cursor` as a viewer names it, or the beginning if what comes after it is not there any more."""
        with self._lock:
            first, last = (self._recent[0].seq, self._recent[-1].seq) if self._recent else (0, -1)
            known = cursor.greeting == self._greeting and first - 1 <= cursor.frame <= last
            return cursor if known else Cursor()

    def update(self, cursor: Cursor) -> Update:
        """What a viewer who is at `cursor` gets next.

        A greeting tells the whole past, so only the latest frame follows it; the same goes for a viewer who
        asks late.
        """
        with self._lock:
            ready = self._ready
            greet = ready and cursor.greeting != self._greeting
            fresh = self._after(-1 if greet else cursor.frame) if ready else []
            late = greet or len(fresh) > RECENT // 2
            newest = self._recent[-1].seq if self._recent else -1
            return Update(
                greet=greet,
                status=cursor.status != self._status,
                frames=tuple(fresh[-1:] if late else fresh),
                over=self._over,
                closed=self._closed,
                cursor=Cursor(self._greeting, newest, self._status)
                if ready
                else cursor._replace(status=self._status),
            )

    @property
    def _ready(self) -> bool:
        """Whether viewers may be greeted."""
        return self._greeting > 0

    def bytes_of(self, shown: Shown) -> bytes:
        """What viewers get of a frame: made by whoever needs it first, once for all viewers of the newest."""
        with self._lock:
            data = shown.data or shown.frame.data
            if shown is self._recent[-1]:
                shown.data = data
            return data

    def join(self, bell: asyncio.Event) -> None:
        """Set `bell` (in the running event loop) whenever there is news."""
        with self._lock:
            watched = self.watched
            self._viewers.setdefault(asyncio.get_running_loop(), set()).add(bell)
            self._tell_unless(watched)

    def leave(self, bell: asyncio.Event) -> None:
        """Undo `join`."""
        loop = asyncio.get_running_loop()
        with self._lock:
            bells = self._viewers.get(loop, set())
            bells.discard(bell)
            watched = self.watched
            if not bells:
                self._viewers.pop(loop, None)
            self._tell_unless(watched)

    def poll(self, seconds: float) -> None:
        """Somebody asks now and then: it counts as watched for so long, if nobody asks again."""
        with self._lock:
            watched = self.watched
            self._polled_until = time.monotonic() + seconds
            if self._polled is None:
                self._wait_for_polls(seconds)
            self._tell_unless(watched)

    def _wait_for_polls(self, seconds: float) -> None:
        self._polled = threading.Timer(seconds, self._no_poll)
        self._polled.daemon = True
        self._polled.start()

    def _no_poll(self) -> None:
        with self._lock:
            watched, self._polled = self.watched, None
            left = self._polled_until - time.monotonic()
            if left > 0 and not (self._over or self._closed):
                self._wait_for_polls(left)
            self._tell_unless(watched)

    def _tell_unless(self, watched: bool) -> None:
        """Tell who trains if it is watched, or not any more, unless that is as before."""
        if self.watched != watched and self._on_watched is not None:
            self._on_watched(self.watched)

    # For the session

    def tell_watched(self, told: Callable[[bool], None] | None) -> None:
        """Call `told` now, and whenever the first viewer comes or the last one goes."""
        with self._lock:
            self._on_watched = told
            if told is not None:
                told(self.watched)

    def greet(self) -> None:
        """Have every viewer greeted (again), together with the frame that comes next."""
        with self._lock:
            self._greeting += 1
            self._wake()

    def refresh(self) -> None:
        """Have every viewer get the status again."""
        with self._lock:
            self._status += 1
            self._wake()

    def show(self, seq: int, frame: FrameProtocol) -> None:
        """Publish a frame."""
        with self._lock:
            self._add(seq, frame)
            self._wake()

    def end(self) -> None:
        """Nothing more will come."""
        with self._lock:
            self._over = True
            self._wake()

    def close(self) -> None:
        """Let every viewer go: the server stops, or the session is gone."""
        with self._lock:
            self._closed = True
            self._wake()

    def _add(self, seq: int, frame: FrameProtocol) -> None:
        if self._recent:
            self._recent[-1].data = None  # who still needs it is late, and rare
        self._recent.append(Shown(seq, frame))

    def _after(self, seq: int) -> list[Shown]:
        """Frames after number `seq`, oldest first; nearly always one, so it looks from the end."""
        fresh: list[Shown] = []
        for shown in reversed(self._recent):
            if shown.seq <= seq:
                break
            fresh.append(shown)
        return fresh[::-1]

    def _wake(self) -> None:
        for loop in self._viewers:
            BROADCASTER.ring(loop, self._hand_out)

    def _hand_out(self, loop: asyncio.AbstractEventLoop) -> None:
        """Wake the viewers in `loop`, and have ready what they will ask for.

        Frames of many sessions are encoded one right after another, before any is sent: in turn with the
        sending it would take longer.
        """
        with self._lock:
            bells = self._viewers.get(loop, ())
            for bell in bells:
                bell.set()
            if bells:
                self._prepare()

    def _prepare(self) -> None:
        if self._recent:
            self.bytes_of(self._recent[-1])
