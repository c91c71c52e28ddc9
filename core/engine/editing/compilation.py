"""When a network that is changed while it trains gets compiled: not each that a dragged control passes by."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from functools import partial

from core.engine.editing.live_network import LiveNetwork
from core.engine.program.compiling import COMPILATIONS

log = logging.getLogger(__name__)

SETTLED = 0.3
"""Seconds without a change after which a network is compiled."""

FIRST_MOVE = 0.2
"""Seconds after play is pressed in which nothing is compiled yet, so that the first move comes at once."""


class Compilation:
    """Compiles the network that is followed when it has stayed for a moment. Safe to use from any thread.

    Arguments:
        owner: who plays with it.
    """

    def __init__(self, owner: str = "") -> None:
        self._owner = owner
        self._lock = threading.Lock()
        self._followed: LiveNetwork | None = None
        self._waiting: LiveNetwork | None = None
        self._timer: threading.Timer | None = None

    def follow(self, network: LiveNetwork | None) -> None:
        """Compile `network` if it is followed for `SETTLED`; None: nothing any more."""
        waits = network is not None and not network.ready
        self._followed = network
        COMPILATIONS.look_again()
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
        # Not a daemon, as the timer is: a process must not end in the middle of XLA's work.
        wanted = partial(self._follows, network)
        compiling = partial(_compiled, network, self._owner, wanted)
        threading.Thread(target=compiling, name="compile-network").start()

    def _follows(self, network: LiveNetwork) -> bool:
        return self._followed is network


def _compiled(network: LiveNetwork, owner: str, wanted: Callable[[], bool]) -> None:
    try:
        network.compile(owner=owner, wanted=wanted)
    except Exception:  # the edge of the thread
        log.exception("A network could not be compiled.")
