"""Engine processes: started, one kept ready, bounded in memory, replaced when one is gone."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from core.live.engine_process.process import EngineProcess
from core.message import Message

log = logging.getLogger(__name__)

SPARE_SECONDS = 10.0
"""After an engine is ready another one is started and kept ready: loading it takes a core for seconds."""

MOST_FAILURES, PAUSE_SECONDS = 3, 20.0
"""Engines in a row that end before they are ready: after so many, the next is started after a pause."""


class Fleet:
    """The processes that train, and the one that is ready to take over.

    Its methods are called with `lock` held.

    Arguments:
        processes: how many train.
        start: starts one.
        memory: bytes that one may hold; 0 for no bound.
        spare: whether another one is kept ready.
        lock: what guards it, for timers of its own.
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
        taken_over: Callable[[EngineProcess], None],
    ) -> None:
        self.unable: Message | None = None
        """Why nothing can be trained now, in words."""
        self._new = start
        self._memory = memory
        self._spares = spare
        self._lock = lock
        self._taken_over = taken_over
        self._spare: EngineProcess | None = None
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
        self._keep_spare()

    def lose(self, engine: EngineProcess) -> bool:
        """A process is gone; returns whether another has taken its place, where its sessions go on."""
        if self._closing:
            return False
        if engine in self._leaving:
            self._leaving.discard(engine)
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

    def bound_memory(self, engine: EngineProcess) -> None:
        """Have another take over from one that holds too much: it reports all states first."""
        if not self._memory or engine.resident <= self._memory or engine in self._leaving:
            return
        if engine not in self.engines or not engine.ready or self._closing:
            return
        log.info("An engine process holds %d MB; another takes over.", engine.resident // 2**20)
        self._leaving.add(engine)
        self._replace(engine)
        engine.send("surrender", {})

    def close(self) -> list[EngineProcess]:
        """Start no more; returns those that are to be closed."""
        self._closing = True
        spare, self._spare = self._spare, None
        if spare is not None:
            spare.kill()
        return [*self.engines, *self._leaving]

    def _replace(self, engine: EngineProcess) -> None:
        """By the one that is kept ready, else by a new one."""
        spare, self._spare = self._spare, None
        self.engines[self.engines.index(engine)] = self._new() if spare is None else spare
        if spare is not None:
            self._keep_spare()

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
