"""A recording that goes to a running lab: the same containers, sent by a thread of their own.

`fit` never waits for it: what is to be sent stands in a bounded queue, which is thinned where the lab is slow
or away. Whatever has no answer is sent again, so a lab that comes back gets all that still stands there.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import deque
from collections.abc import Mapping
from typing import Any

from gradient_lab.connection import Connection, Lost, Refused, Unreachable
from gradient_lab.container import pack
from gradient_lab.recording import FORMAT, VERSION

MOST_FRAMES, MOST_BYTES = 300, 8 * 2**20
"""What may wait; beyond it every second of the older frames goes."""
MOST_BODY = 2**20
"""Bytes of a request, if a single frame has no more."""
GATHER_SECONDS = 0.2
"""Between two requests: frames come ten a second, and go several at a time."""
ALIVE_SECONDS = 5.0
"""Between two signs of life while there is nothing to send."""
SILENT_SECONDS = 120.0
"""So long after the last sign of `fit` the thread ends: it was broken off, or has ended."""
FIRST_WAIT, LONGEST_WAIT = 0.5, 10.0
"""Between two tries to reach a lab that is away."""
MOST_LOST = 3
"""Times in a row that a lab may have forgotten the run."""
END_SECONDS = 2.0
"""The end of `fit` waits so long at most for what is still to be sent."""

_log = logging.getLogger("gradient_lab")


class Sending:
    """What is sent to the lab at `address`. Nothing is sent until `begin`.

    Arguments:
        address: of the lab, beginning with http:// or https://.
        token: whose run it is, from the lab's page Runs.

    Raises:
        ValueError: the address is none, or the token cannot stand in a request.
    """

    def __init__(self, address: str, token: str) -> None:
        self._connection = Connection(address, token)
        self._changed = threading.Condition()
        self._header: bytes | None = None
        self._run: str | None = None
        self._queue: deque[bytes] = deque()
        self._on_way: list[bytes] = []
        """Taken from the queue, and not known to have arrived."""
        self._over = self._hurry = self._told = False
        """Whether `fit` has ended, whether its end waits, and whether the lab knows that it has ended."""
        self._refused: str | None = None
        self._thread: threading.Thread | None = None
        self._touched = 0.0
        self._away = False
        self._lost = 0

    def begin(self, header: Mapping[str, Any]) -> None:
        """Send the header first."""
        key = secrets.token_urlsafe(16)  # a header that is sent twice begins one run
        self._header = pack({"format": FORMAT, "version": VERSION, "key": key, **header}, {})

    def add(self, container: bytes) -> None:
        """Have a frame sent, soon.

        Raises:
            Refused: the lab takes nothing more of this run.
        """
        with self._changed:
            self._check()
            self._queue.append(container)
            self._thin()
            self._over = self._told = False
            self._begin_thread()
            self._changed.notify_all()

    def alive(self) -> None:
        """`fit` goes on."""
        self._touched = time.monotonic()

    def end(self) -> None:
        """`fit` has ended: wait a moment for what is still to be sent. What is not sent by then still is.

        Raises:
            Refused: the lab takes nothing more of this run.
        """
        with self._changed:
            self._check()
            if self._header is None:
                return
            self._over = self._hurry = True
            self._told = False
            self._begin_thread()
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._thread is None, END_SECONDS)
            self._check()

    def _check(self) -> None:
        if self._refused is not None:
            raise Refused(self._refused)

    def _begin_thread(self) -> None:
        self.alive()
        if self._thread is None:
            self._thread = threading.Thread(target=self._send_on, name="gradient-lab-watch", daemon=True)
            self._thread.start()

    def _thin(self) -> None:
        while len(self._queue) > MOST_FRAMES or (
            len(self._queue) > 1 and sum(map(len, self._queue)) > MOST_BYTES
        ):
            newest_first = list(reversed(self._queue))
            self._queue = deque(reversed(newest_first[::2]))

    # The thread

    def _send_on(self) -> None:
        pause = 0.0
        try:
            while self._next(pause):
                try:
                    self._send()
                except (Unreachable, Lost) as error:
                    pause = self._later(error, pause)
                    continue
                pause = self._arrived()
        except Refused as error:
            self._leave(f"The lab takes nothing more of this run: {error}")
        except Exception as error:  # noqa: BLE001  the edge of the thread
            self._leave(f"{type(error).__name__}: {error}")
        finally:
            self._connection.close()

    def _next(self, pause: float) -> bool:
        """Wait so long, then for something to send; False where nothing more will come."""
        with self._changed:
            self._changed.wait_for(lambda: self._hurry, pause)
            self._hurry = False
            if not self._told:
                self._changed.wait_for(self._something, ALIVE_SECONDS)
            silent = time.monotonic() - self._touched > SILENT_SECONDS
            if silent or (self._told and not self._something()):
                self._thread = None
                self._changed.notify_all()
                return False
            size = 0
            while not self._on_way or (self._queue and size + len(self._queue[0]) <= MOST_BODY):
                if not self._queue:
                    break
                size += len(self._queue[0])
                self._on_way.append(self._queue.popleft())
        return True

    def _something(self) -> bool:
        return bool(self._queue or self._on_way or self._over)

    def _send(self) -> None:
        """Send the frames on their way, or a sign of life, or the end."""
        if self._run is None:
            assert self._header is not None
            try:
                self._run = str(self._connection.post("/lab/watch", self._header).get("run"))
            except Lost as error:
                raise Refused(f"no lab that takes runs is there ({error})") from error
        with self._changed:
            over = self._over and not self._queue
        if self._on_way or not over:
            self._connection.post(f"/lab/watch/{self._run}", b"".join(self._on_way))
        self._on_way.clear()
        if over:
            self._connection.post(f"/lab/watch/{self._run}/end", b"")
            with self._changed:
                if self._over and not self._queue:
                    self._over, self._told = False, True

    def _arrived(self) -> float:
        """Note that the lab is there; returns how long to wait before more is sent."""
        if self._away:
            _log.info("Watch sends again.")
        self._away, self._lost = False, 0
        return 0.0 if self._over or self._told else GATHER_SECONDS

    def _later(self, error: Unreachable | Lost, pause: float) -> float:
        """Note that it is not; returns how long to wait before the next try."""
        if isinstance(error, Lost):
            self._run = None  # the lab has forgotten it: another one begins
            self._lost += 1
            if self._lost > MOST_LOST:
                raise Refused(str(error)) from error
        if not self._away:
            _log.warning("Watch cannot send just now, training goes on, and it tries again: %s", error)
        self._away = True
        return min(LONGEST_WAIT, max(2 * pause, FIRST_WAIT, getattr(error, "wait", 0.0)))

    def _leave(self, why: str) -> None:
        with self._changed:
            self._refused, self._thread = why, None
            self._queue.clear()
            self._on_way.clear()
            self._changed.notify_all()
