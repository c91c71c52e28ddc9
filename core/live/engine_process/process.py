"""One engine process, as the process that started it sees it."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Listener
from pathlib import Path
from typing import Any

from core.live.engine_process.link import Link, Sent
from core.live.engine_process.tensorflow_log import LEVEL_VARIABLE, pass_on, wanted

ROOT = Path(__file__).resolve().parents[3]
SHARED = Path("/dev/shm")
CLOSING_SECONDS = 3.0


class EngineProcess:
    """Starts a process and talks to it. Safe to use from any thread; messages wait until it listens.

    Arguments:
        threads: sessions that train in it at the same time.
        receive: called with each message of it, in a thread of its own.
        lost: called once, in the same thread, when it is gone, whoever ended it.
    """

    def __init__(
        self,
        *,
        threads: int,
        receive: Callable[[EngineProcess, Sent], None],
        lost: Callable[[EngineProcess], None],
    ) -> None:
        self.ready = False
        """Whether TensorFlow is loaded in it."""
        self.resident = 0
        """Bytes that it holds."""
        self.at_first = 0
        """The same when TensorFlow was just loaded."""
        self.since = time.monotonic()
        """When it began to train, by `time.monotonic`."""
        self._receive = receive
        self._lost = lost
        self._lock = threading.Lock()
        self._early: list[Sent] = []
        self._link: Link | None = None
        self._gone = False
        self._folder = Path(tempfile.mkdtemp(prefix="gradient-lab-", dir=SHARED if SHARED.is_dir() else None))
        self._disk = Path(tempfile.mkdtemp(prefix="gradient-lab-"))
        secret = secrets.token_hex(32).encode()
        self._listener = Listener(authkey=secret)
        all_of_it = wanted(os.environ)
        self._process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "core.live.engine_process",
                str(self._listener.address),
                str(self._folder),
                str(self._disk),
                str(threads),
            ],
            stdin=subprocess.PIPE,
            cwd=ROOT,
            stderr=None if all_of_it else subprocess.PIPE,
            env={LEVEL_VARIABLE: "3"}
            | os.environ
            | {"PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])},
        )
        assert self._process.stdin is not None
        self._process.stdin.write(secret + b"\n")
        self._process.stdin.flush()
        if self._process.stderr is not None:
            threading.Thread(
                target=pass_on, args=(self._process.stderr, sys.stderr), name="engine-log", daemon=True
            ).start()
        threading.Thread(target=self._meet, name="engine-meeting", daemon=True).start()
        threading.Thread(target=self._wait, name="engine-waiting", daemon=True).start()

    @property
    def id(self) -> int:
        """Of the process."""
        return self._process.pid

    @property
    def gone(self) -> bool:
        """Whether it has ended."""
        return self._gone

    def send(self, kind: str, values: Mapping[str, Any], data: bytes | memoryview | None = None) -> None:
        """Send a message."""
        with self._lock:
            if self._link is None:
                self._early.append(Sent(kind, values, data))
            else:
                self._link.send(kind, values, data)

    def close(self, seconds: float = CLOSING_SECONDS) -> None:
        """Have it report all states and end; end it where that takes too long."""
        self.send("close", {})
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._clear()

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()
        self._process.wait()
        self._clear()

    def _meet(self) -> None:
        connection = None
        while connection is None:
            try:
                connection = self._listener.accept()
            except (OSError, EOFError, AuthenticationError):
                if self._gone:
                    return  # it ended before it came
        with self._lock:
            self._link = Link(
                connection,
                receive=lambda sent: self._receive(self, sent),
                lost=self._end,
                folder=self._folder,
                disk=self._disk,
            )
            for early in self._early:
                self._link.send(*early)
            self._early.clear()
        self._link.start()
        self._listener.close()

    def _wait(self) -> None:
        self._process.wait()
        if self._link is None:  # nobody reads who would notice
            self._end()
            with suppress(OSError, EOFError, AuthenticationError):
                Client(self._listener.address, authkey=b"nobody comes")  # wakes whoever waits for it
            self._listener.close()

    def _end(self) -> None:
        with self._lock:
            if self._gone:
                return
            self._gone = True
        self._process.kill()
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()
        if self._link is not None:
            self._link.close()
        self._lost(self)
        self._clear()

    def _clear(self) -> None:
        for folder in (self._folder, self._disk):
            shutil.rmtree(folder, ignore_errors=True)
