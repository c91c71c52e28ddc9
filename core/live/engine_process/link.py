"""Messages between two processes: JSON values and arrays, in the container of everything live.

Over a socket of `multiprocessing.connection`, which asks both sides for a secret. What comes at the same time
goes together. Large arrays go through files that both processes map: in a folder in memory where there is
one; the largest on a disk, so that a state which is kept takes no memory. Where there is no room for a file,
and to another machine, they go inline, with the same messages.
"""

from __future__ import annotations

import logging
import os
import queue
import socket
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from core.container import pack, unpack
from core.mapped import mapped, rest

log = logging.getLogger(__name__)

SHARED_BYTES = 2**20
"""Arrays of more bytes go through files."""

DISK_BYTES = 32 * 2**20
"""Arrays of more bytes go through files on a disk, where there is room."""

GATHER_SECONDS, MOST_GATHER_SECONDS = 0.0005, 0.02
"""Messages are gathered for so long for each that was sent the last time but one: a single one leaves at
once, and those of a hundred sessions wake the other process fifty times a second."""


class Sent(NamedTuple):
    """One message.

    Arguments:
        kind: what it is.
        values: JSON values.
        data: bytes that belong to it, such as a frame or a state.
    """

    kind: str
    values: Mapping[str, Any]
    data: bytes | memoryview | None = None


class Link:
    """One end of the line. Safe to use from any thread.

    Arguments:
        connection: to the other process.
        receive: called with each message, in a thread of its own.
        lost: called once, in the same thread, when the other process is gone or has closed its end.
        folder: where large arrays are shared.
        disk: the same for the largest; `folder` where left out.
    """

    def __init__(
        self,
        connection: Connection[Any, Any],
        *,
        receive: Callable[[Sent], None],
        lost: Callable[[], None],
        folder: Path,
        disk: Path | None = None,
    ) -> None:
        self._connection = connection
        self._receive = receive
        self._lost = lost
        self._folder = folder
        self._disk = disk or folder
        self._waiting: queue.SimpleQueue[Sent | None] = queue.SimpleQueue()
        self._numbers = 0
        self._sending = threading.Thread(target=self._send_on, name="link-sending", daemon=True)
        self._reading = threading.Thread(target=self._read_on, name="link-reading", daemon=True)

    def start(self) -> None:
        """Begin to send and to receive."""
        self._sending.start()
        self._reading.start()

    def send(self, kind: str, values: Mapping[str, Any], data: bytes | memoryview | None = None) -> None:
        """Send a message; it leaves soon, after those before it."""
        self._waiting.put(Sent(kind, values, data))

    def close(self, seconds: float = 2.0) -> None:
        """Send what waits, then close this end."""
        self._waiting.put(None)
        if self._sending.is_alive() and threading.current_thread() is not self._sending:
            self._sending.join(seconds)

    def _send_on(self) -> None:
        gather = 0.0
        closing = False
        try:
            while not closing and (first := self._waiting.get()) is not None:
                if gather:
                    time.sleep(gather)
                batch = [first]
                while not self._waiting.empty():
                    message = self._waiting.get()
                    if message is None:
                        closing = True
                        break
                    batch.append(message)
                gather = min(GATHER_SECONDS * (len(batch) - 1), MOST_GATHER_SECONDS)
                self._connection.send_bytes(self._packed(batch))
        except OSError:
            pass  # the other process is gone: whoever reads finds out
        finally:
            self._hang_up()

    def _hang_up(self) -> None:
        """End the line: whoever reads gets to its end, and closes it.

        Closed here, its number could belong to another line by the time the reader asks for more.
        """
        if sys.platform == "win32":  # a pipe, which nobody else gets by its number
            self._connection.close()
            return
        with suppress(OSError), socket.socket(fileno=os.dup(self._connection.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)

    def _packed(self, batch: Sequence[Sent]) -> bytes:
        arrays: dict[str, Any] = {}
        told = []
        for at, (kind, values, data) in enumerate(batch):
            message: dict[str, Any] = {"kind": kind, "values": values}
            if data is not None and len(data) > SHARED_BYTES and (path := self._shared(data)):
                message["shared"] = str(path)
            elif data is not None:
                arrays[str(at)] = np.frombuffer(data, np.uint8)
            told.append(message)
        return pack({"messages": told}, arrays)

    def _shared(self, data: bytes | memoryview) -> Path | None:
        """A file with `data`; None where there is no room for it."""
        self._numbers += 1
        folders = (self._disk, self._folder) if len(data) > DISK_BYTES else (self._folder, self._disk)
        for folder in folders:
            path = folder / f"{id(self)}-{self._numbers}"
            try:
                path.write_bytes(data)
            except OSError:
                path.unlink(missing_ok=True)
            else:
                rest(data)
                return path
        return None

    def _read_on(self) -> None:
        try:
            while True:
                values, arrays = unpack(self._connection.recv_bytes())
                for at, message in enumerate(values["messages"]):
                    array = arrays.get(str(at))
                    data = None if array is None else array.data
                    if "shared" in message:
                        data = mapped(Path(message["shared"]))
                    self._take(Sent(message["kind"], message["values"], data))
        except (OSError, EOFError):
            self._lost()
        finally:
            self._connection.close()

    def _take(self, message: Sent) -> None:
        try:
            self._receive(message)
        except Exception:  # the edge of the thread, which has to live on
            log.exception("A message could not be carried out: %s.", message.kind)
