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

MOST_STARTS, START_SECONDS = 5, 60.0
"""Engines that end before they are ready: so many within that time, and no more are started."""


class Fleet:
    """The processes that train, and the one that is ready to take over.

    Its methods are called with `lock` held.

    Arguments:
        processes: how many train.
        start: starts one.
        memory: bytes that one may hold; 0 for no bound.
        spare: whether another one is kept ready.
        lock: what guards it, for a timer of its own.
    """

    def __init__(
        self,
        processes: int,
        start: Callable[[], EngineProcess],
        *,
        memory: int,
        spare: bool,
        lock: threading.RLock,
    ) -> None:
        self.unable: Message | None = None
        """Why nothing can be trained, in words."""
        self._new = start
        self._memory = memory
        self._spares = spare
        self._lock = lock
        self._spare: EngineProcess | None = None
        self._starts: list[float] = []
        self._leaving: set[EngineProcess] = set()
        self._closing = False
        self.engines = [self._start() for _ in range(processes)]
        """Those that train."""

    @property
    def ready(self) -> bool:
        """Whether one has loaded TensorFlow."""
        return any(engine.ready for engine in self.engines)

    def keep_spare(self) -> None:
        """Have another one ready, when those that train have long begun."""
        if self._spares:
            timer = threading.Timer(SPARE_SECONDS, self._start_spare)
            timer.daemon = True
            timer.start()

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
        recent = [start for start in self._starts if start > time.monotonic() - START_SECONDS]
        self._starts = recent
        if not engine.ready and len(recent) >= MOST_STARTS:
            self.unable = Message("The engine ends as soon as it is started: see the server's log.")
            return False
        self._replace(engine)
        return True

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

    def _start(self) -> EngineProcess:
        self._starts.append(time.monotonic())
        return self._new()

    def _replace(self, engine: EngineProcess) -> None:
        """By the one that is kept ready, else by a new one."""
        spare, self._spare = self._spare, None
        self.engines[self.engines.index(engine)] = self._start() if spare is None else spare
        if spare is not None:
            self.keep_spare()

    def _start_spare(self) -> None:
        with self._lock:
            if self._spare is None and not self._closing and self.ready:
                self._spare = self._start()
