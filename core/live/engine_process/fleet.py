"""Engine processes: started, one kept ready, bounded in memory, replaced when one is gone."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from core.live.engine_process.process import EngineProcess
from core.message import Message

log = logging.getLogger(__name__)

SPARE_SECONDS = 10.0
"""After an engine is ready another one is started and kept ready: loading it takes a core for seconds."""

MOST_FAILURES, PAUSE_SECONDS = 3, 20.0
"""Engines in a row that end before they are ready: after so many, the next is started after a pause."""


RESPITE_SECONDS, FAR_BEYOND = 60.0, 1.1
"""An engine that has just taken over is not replaced before so long, or before it holds so many times its
bound: what its sessions need the next one needs as well."""

QUIET_BYTES, QUIET_SHARE = 256 * 2**20, 1 / 4
"""An engine in which nothing trains is replaced when it holds so much for nothing, or so large a share of its
bound: compiled networks that nobody has any more, and what TensorFlow never gives back."""

QUIET_RESPITE_SECONDS = 180.0
"""But not before so long: loading the next one takes a core for seconds, and what is compiled is lost."""

SURRENDER_SECONDS = 60.0
"""An engine that has not handed over by then is ended: its sessions go on from what was reported last."""


class Fleet:
    """The processes that train, and the one that is ready to take over.

    Its methods are called with `lock` held.

    Arguments:
        processes: how many train.
        start: starts one.
        memory: bytes that one may hold; 0 for no bound.
        spare: whether another one is kept ready.
        lock: what guards it, for timers of its own.
        answering: whether a process is in the middle of an answer that is told part by part.
        taken_over: told, without the lock, of the process whose place another has taken after a pause.
    """

    def __init__(
        self,
        processes: int,
        start: Callable[[], EngineProcess],
        *,
        memory: int,
        spare: bool,
        lock: threading.RLock,
        answering: Callable[[EngineProcess], bool],
        taken_over: Callable[[EngineProcess], None],
    ) -> None:
        self.unable: Message | None = None
        """Why nothing can be trained now, in words."""
        self._new = start
        self._memory = memory
        self._spares = spare
        self._lock = lock
        self._answering = answering
        self._taken_over = taken_over
        self._spare: EngineProcess | None = None
        self._successors: dict[EngineProcess, EngineProcess] = {}
        self._no_successor_before = 0.0
        self._failures = 0
        self._leaving: set[EngineProcess] = set()
        self._closing = False
        self.engines = [start() for _ in range(processes)]
        """Those that train."""

    @property
    def ready(self) -> bool:
        """Whether one has loaded TensorFlow."""
        return any(engine.ready for engine in self.engines)

    def begun(self, engine: EngineProcess) -> None:
        """A process has loaded TensorFlow."""
        engine.ready = True
        self._failures, self.unable = 0, None
        for old, successor in list(self._successors.items()):
            if successor is engine:
                self._hand_over_soon(old)
        self._keep_spare()

    def leaves(self, engine: EngineProcess) -> bool:
        """Whether a process hands its sessions over: they go on in another."""
        return engine in self._leaving

    def lose(self, engine: EngineProcess) -> bool:
        """A process is gone; returns whether another has its place, where the sessions that it had go on."""
        if self._closing:
            return False
        if engine in self._leaving:
            self._leaving.discard(engine)
            return True
        for old, successor in list(self._successors.items()):
            if successor is engine:
                del self._successors[old]
                self._no_successor_before = time.monotonic() + PAUSE_SECONDS
                return False
        if engine is self._spare:
            self._spare = None
            return False
        log.error("An engine process (%d) is gone; its sessions go on in another.", engine.id)
        self._failures += not engine.ready
        if self._failures >= MOST_FAILURES and self._spare is None:
            self.unable = Message("The engine ends as soon as it is started: see the server's log.")
            self._later(PAUSE_SECONDS, lambda: self._try_again(engine))
            return False
        self._replace(engine)
        return True

    def _try_again(self, engine: EngineProcess) -> None:
        with self._lock:
            if self._closing:
                return
            self._replace(engine)
        self._taken_over(engine)

    def bound_memory(self, engine: EngineProcess, *, needed: int, quiet: bool) -> None:
        """Have another take over from one that holds too much: it reports all states first.

        Arguments:
            needed: bytes that its sessions may take.
            quiet: whether nobody would notice.
        """
        if engine in self._leaving or engine in self._successors or self._closing:
            return
        if engine not in self.engines or not engine.ready or not self._memory:
            return
        now = time.monotonic()
        unneeded = engine.resident - engine.at_first - needed
        age = now - engine.since
        young = age < RESPITE_SECONDS
        over = engine.resident > self._memory * (FAR_BEYOND if young else 1)
        settled = quiet and age >= QUIET_RESPITE_SECONDS
        wasteful = settled and unneeded > min(QUIET_BYTES, self._memory * QUIET_SHARE)
        if not (over or wasteful) or now < self._no_successor_before:
            return
        log.info("An engine process holds %d MB; another takes over.", engine.resident // 2**20)
        if self._spare is not None:
            self._successors[engine], self._spare = self._spare, None
        else:
            self._successors[engine] = self._new()
        if self._successors[engine].ready:
            self._hand_over_soon(engine)
            self._keep_spare()

    def answered(self, engine: EngineProcess) -> None:
        """A process has answered a question: another that waits for that may take over."""
        successor = self._successors.get(engine)
        if successor is not None and successor.ready and not self._answering(engine):
            self._hand_over(engine)

    def _hand_over_soon(self, engine: EngineProcess) -> None:
        """Now, or when an answer is whole of which somebody has the beginning: half of it helps nobody."""
        if not self._answering(engine):
            self._hand_over(engine)
        else:
            self._later(SURRENDER_SECONDS, lambda: self._end_waiting(engine))

    def _end_waiting(self, engine: EngineProcess) -> None:
        with self._lock:
            successor = self._successors.get(engine)
            if successor is not None and successor.ready and not self._closing:
                self._hand_over(engine)

    def _hand_over(self, engine: EngineProcess) -> None:
        """The successor is ready: until then the one before it trains on."""
        successor = self._successors.pop(engine)
        self._leaving.add(engine)
        self._put(engine, successor)
        engine.send("surrender", {})
        self._later(SURRENDER_SECONDS, lambda: self._end_overdue(engine))

    def _end_overdue(self, engine: EngineProcess) -> None:
        with self._lock:
            overdue = engine in self._leaving and not self._closing
        if overdue:
            log.warning("An engine process (%d) does not hand over its sessions; it is ended.", engine.id)
            engine.kill()

    def close(self) -> list[EngineProcess]:
        """Start no more; returns those that are to be closed."""
        self._closing = True
        spare, self._spare = self._spare, None
        for idle in (*self._successors.values(), *([spare] if spare else [])):
            idle.kill()
        return [*self.engines, *self._leaving]

    def _replace(self, engine: EngineProcess) -> None:
        """By the one that is to take over anyway, or is kept ready, else by a new one."""
        successor = self._successors.pop(engine, None)
        if successor is None:
            successor, self._spare = self._spare, None
            if successor is not None:
                self._keep_spare()
        self._put(engine, successor or self._new())

    def _put(self, engine: EngineProcess, other: EngineProcess) -> None:
        """Have `other` in the place of `engine`."""
        other.since = time.monotonic()
        self.engines[self.engines.index(engine)] = other

    def _keep_spare(self) -> None:
        """Have another one ready, when those that train have long begun."""
        if self._spares:
            self._later(SPARE_SECONDS, self._start_spare)

    def _start_spare(self) -> None:
        with self._lock:
            if self._spare is None and not self._closing and self.ready:
                self._spare = self._new()

    def _later(self, seconds: float, act: Callable[[], None]) -> None:
        timer = threading.Timer(seconds, act)
        timer.daemon = True
        timer.start()
