"""When a network that is changed while it trains gets compiled: not each that a dragged control passes by."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future, ThreadPoolExecutor

from core.engine.editing.live_network import LiveNetwork

log = logging.getLogger(__name__)

SETTLED = 0.3
"""Seconds without a change after which a network is compiled."""

FIRST_MOVE = 0.2
"""Seconds after play is pressed in which nothing is compiled yet, so that the first move comes at once."""

AT_A_TIME = 2
"""Networks that are compiled at the same time."""

_COMPILING = ThreadPoolExecutor(AT_A_TIME, thread_name_prefix="compile-network")


class Compilation:
    """Compiles the network that is followed when it has stayed for a moment. Safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._followed: LiveNetwork | None = None
        self._waiting: LiveNetwork | None = None
        self._timer: threading.Timer | None = None

    def follow(self, network: LiveNetwork | None) -> None:
        """Compile `network` if it is followed for `SETTLED`; None: nothing any more."""
        waits = network is not None and not network.ready
        self._followed = network
        self._begin(network if waits else None, SETTLED)

    def hurry(self) -> None:
        """Play was pressed: what waits is compiled after `FIRST_MOVE`."""
        with self._lock:
            waiting = self._waiting
        if waiting is not None:
            self._begin(waiting, FIRST_MOVE)

    def _begin(self, network: LiveNetwork | None, seconds: float) -> None:
        with self._lock:
            if self._timer is not None:
                self._timer.cancel()
            self._waiting, self._timer = network, None
            if network is not None:
                self._timer = threading.Timer(seconds, self._compile, (network,))
                self._timer.daemon = True
                self._timer.start()

    def _compile(self, network: LiveNetwork) -> None:
        with self._lock:
            if self._waiting is not network:
                return
            self._waiting = None
        _COMPILING.submit(self._compile_if_followed, network).add_done_callback(_log_failure)

    def _compile_if_followed(self, network: LiveNetwork) -> None:
        """Compile it, unless another one came while others were compiled."""
        if self._followed is network:
            network.compile()


def _log_failure(done: Future[None]) -> None:
    if not done.cancelled() and (error := done.exception()) is not None:
        log.error("A network could not be compiled.", exc_info=error)
