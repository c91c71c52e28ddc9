"""Streamlit apps in processes of their own, started as the README says."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

READY_WITHIN = 120.0
STOPPED_WITHIN = 15.0
USUAL = {"PYTHONUNBUFFERED": "1", "GRADIENT_LAB_ENGINE_SPARES": "0"}
"""Nobody here loses an engine: one that is kept ready would only be loaded beside the tests."""


@dataclass(frozen=True, eq=False)
class Server:
    """A running app.

    Arguments:
        app: its script, as given.
        url: address without a slash at the end.
        store: the database that it was told to keep runs in (`GRADIENT_LAB_STORE`).
        log: file with its output.
    """

    app: str
    url: str
    store: str
    log: Path
    process: subprocess.Popen[bytes]

    all_running: ClassVar[list[Server]] = []

    def log_tail(self, lines: int = 60) -> str:
        """The last lines that the app has printed."""
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-lines:])

    @property
    def ready(self) -> bool:
        """Whether it answers: it says where, so that nobody takes another app at its port for it."""
        return f"URL: {self.url}" in self.log_tail() and _answers(f"{self.url}/_stcore/health")

    @property
    def late(self) -> bool:
        """Whether another process took its port before it did."""
        return "is not available" in self.log_tail()

    def wait_until_ready(self) -> None:
        """Return when the app answers; raise when it has ended or stays silent."""
        deadline = time.monotonic() + READY_WITHIN
        while not self.ready:
            try:
                self.process.wait(timeout=0.1)
            except subprocess.TimeoutExpired:
                if time.monotonic() < deadline:
                    continue
            raise RuntimeError(f"{self.app} did not start (exit {self.process.poll()}):\n{self.log_tail()}")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End the app and every process that it started; nothing when it has ended already."""
        if self in Server.all_running:
            Server.all_running.remove(self)
        for request in (how, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, request)
                self.process.wait(STOPPED_WITHIN)
            except subprocess.TimeoutExpired:
                continue
            except ProcessLookupError:
                self.process.wait()
                return


class Servers:
    """Starts apps and ends those that are left."""

    def __init__(self, root: Path, folder: Path) -> None:
        self._root = root
        self._folder = folder
        self._started: list[Server] = []

    def __call__(
        self,
        app: str | Path = "app.py",
        *,
        store: str | None = None,
        env: Mapping[str, str] | None = None,
        port: int = 0,
    ) -> Server:
        """Start `app` and wait until it answers.

        Arguments:
            app: script, relative to the project's root.
            store: URL of the database; a new, empty one when left out. Give an earlier server's
                `store` to see what a restart keeps.
            env: more environment variables.
            port: where it listens; a free one when left out.

        Raises:
            RuntimeError: the app ended or did not answer; with the end of its log.
        """
        while True:
            server = self._begin(app, store, env, port or _free_port())
            try:
                server.wait_until_ready()
            except RuntimeError:
                server.stop()
                if not server.late:
                    raise
            else:
                return server

    def _begin(self, app: str | Path, store: str | None, env: Mapping[str, str] | None, port: int) -> Server:
        number = len(self._started)
        log = self._folder / f"{number}.log"
        store = store or f"sqlite:///{self._folder / f'{number}.sqlite'}"
        command = [sys.executable, "-m", "streamlit", "run", str(app)]
        command += ["--server.headless", "true", "--server.address", "127.0.0.1", "--server.port", str(port)]
        with log.open("wb") as output:
            process = subprocess.Popen(
                command,
                cwd=self._root,
                env={**os.environ, **USUAL, "GRADIENT_LAB_STORE": store, **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a process group of its own, so that stopping ends its children too
            )
        server = Server(str(app), f"http://127.0.0.1:{port}", store, log, process)
        self._started.append(server)
        Server.all_running.append(server)
        return server

    def stop(self) -> None:
        """End every app that is still running."""
        for server in self._started:
            server.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (OSError, urllib.error.URLError):
        return False
