"""Connections: how many there are, of whom, and that those which say nothing end.

Nothing in uvicorn or asyncio bounds them. When the last descriptor is gone, asyncio tries two thousand times
a second to take the next connection, logs each failure, and starts a timer for each.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import os
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from ui.serving.addresses import network_of
from ui.serving.server_limits import ServerLimits

log = logging.getLogger(__name__)

HEAD_SECONDS = 30.0
"""After so long without the head of a request a connection is closed."""
REFUSED_AT_ONCE = 64
"""Connections that are refused before the event loop gets its turn."""


class Doors:
    """Counts open connections, by network address. Safe to use from any thread."""

    def __init__(self, limits: ServerLimits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._open: Counter[str] = Counter()

    def enter(self, address: str) -> bool:
        """Count a connection in, unless there are too many."""
        with self._lock:
            full = self._open.total() >= self._limits.connections
            if full or self._open[address] >= self._limits.per_address:
                return False
            self._open[address] += 1
            return True

    def leave(self, address: str) -> None:
        """Count it out."""
        with self._lock:
            self._open[address] -= 1
            if self._open[address] <= 0:
                del self._open[address]


class _Connection(socket.socket):
    """One that is counted while it is open."""

    doors: Doors | None = None
    address = ""

    def close(self) -> None:
        doors, self.doors = self.doors, None
        if doors is not None:
            doors.leave(self.address)
        super().close()

    def __del__(self) -> None:
        self.close()


class GuardedSocket(socket.socket):
    """A listening socket that takes over `listening`, and closes what is one too many at once."""

    def __init__(self, listening: socket.socket, doors: Doors) -> None:
        super().__init__(listening.family, listening.type, listening.proto, fileno=listening.detach())
        self._doors = doors
        self._spare: int | None = os.open(os.devnull, os.O_RDONLY)

    def accept(self) -> tuple[socket.socket, Any]:
        for _ in range(REFUSED_AT_ONCE):
            taken, address = self._taken()
            network = network_of(str(address[0])) if address else ""
            if self._doors.enter(network):
                connection = _Connection(taken.family, taken.type, taken.proto, fileno=taken.detach())
                connection.doors, connection.address = self._doors, network
                return connection, address
            taken.close()
            log.warning("Too many connections from %s: closed.", network)
        raise BlockingIOError  # the event loop comes back soon

    def close(self) -> None:
        spare, self._spare = self._spare, None
        if spare is not None:
            os.close(spare)
        super().close()

    def _taken(self) -> tuple[socket.socket, Any]:
        try:
            return super().accept()
        except OSError as error:
            if error.errno not in (errno.EMFILE, errno.ENFILE):
                raise
        self._refuse_one()
        raise BlockingIOError

    def _refuse_one(self) -> None:
        """Out of descriptors: give up the one that is kept for this, and close who waits longest with it."""
        log.warning("No more files can be opened: a connection is refused.")
        if self._spare is None:
            time.sleep(0.01)  # nothing can be done now, and trying again at once takes the whole core
        else:
            os.close(self._spare)
            with suppress(OSError):  # who waited is gone
                super().accept()[0].close()
        try:
            self._spare = os.open(os.devnull, os.O_RDONLY)
        except OSError:
            self._spare = None


@contextmanager
def guarded(loop: asyncio.AbstractEventLoop, limits: ServerLimits) -> Iterator[None]:
    """Guard every TCP server that `loop` creates meanwhile."""
    doors, usual = Doors(limits), loop.create_server

    async def create_server(
        factory: Callable[[], asyncio.Protocol],
        host: str | None = None,
        port: int | None = None,
        *,
        sock: socket.socket | None = None,
        backlog: int = 100,
        **more: Any,
    ) -> asyncio.Server:
        if sock is None:
            family = socket.AF_INET6 if host and ":" in host else socket.AF_INET
            sock = socket.create_server((host or "", port or 0), family=family, backlog=backlog)
        return await usual(
            lambda: _ending_silence(factory(), loop),
            sock=GuardedSocket(sock, doors),
            backlog=backlog,
            **more,
        )

    loop.create_server = create_server  # type: ignore[method-assign, assignment]
    try:
        yield
    finally:
        del loop.create_server


def _ending_silence(protocol: asyncio.Protocol, loop: asyncio.AbstractEventLoop) -> asyncio.Protocol:
    """`protocol`, whose connection is closed where no request's head comes in time."""

    def end() -> None:
        transport = getattr(protocol, "transport", None)
        if transport is None or transport.get_protocol() is not protocol:
            return  # a WebSocket has a protocol of its own
        if getattr(protocol, "cycle", protocol) is None:  # uvicorn's request under way, or the last one
            transport.close()

    loop.call_later(HEAD_SECONDS, end)
    return protocol
