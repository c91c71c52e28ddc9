"""A hundred viewers, each of another live run: the time of the server's process beyond the training.

The server is the lab's own ASGI application under uvicorn; only who trains is exchanged for a replay of
recorded frames (`bench.viewers_server`), so all of its time is beyond the training. The viewers are real
connections from another process (`bench.viewers_clients`).
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from bench.result import Bar, Line
from bench.rounds import progress

ROUNDS = 3
VIEWERS = 100
FRAMES_PER_SECOND = 5.0
_WINDOW_SECONDS, _SETTLE_SECONDS = 10.0, 2.0
_PERCENT = "% of a core"


class Child:
    """A process that answers each line that it gets with one line of JSON."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, question: object) -> Any:
        """Its answer.

        Raises:
            RuntimeError: it has ended; its words are on stderr.
        """
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        return self.answer()

    def answer(self) -> Any:
        """The next line that it says.

        Raises:
            RuntimeError: it has ended; its words are on stderr.
        """
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._process.args!r} has ended ({self._process.wait()}).")
        return json.loads(line)


@contextmanager
def child(*arguments: str) -> Iterator[Child]:
    """``python -m`` with these arguments, ended in the end."""
    command = [sys.executable, "-m", *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Child(process)
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def lines(rounds: int | None) -> Sequence[Line]:
    """Idle, then replaying without viewers, then with all of them."""
    rounds = rounds or ROUNDS
    with child("bench.viewers_server", str(FRAMES_PER_SECOND)) as server:
        port = server.answer()["port"]
        time.sleep(_SETTLE_SECONDS)
        idle = [_busy(server) for _ in range(rounds)]
        progress(f"idle: {idle}")
        runs = server.ask({"start": VIEWERS})["runs"]
        time.sleep(_SETTLE_SECONDS)
        unseen = [_busy(server) for _ in range(rounds)]
        progress(f"{VIEWERS} runs that nobody watches: {unseen}")
        with child("bench.viewers_clients", f"http://127.0.0.1:{port}") as clients:
            clients.ask({"runs": runs})
            time.sleep(_SETTLE_SECONDS)
            seen, received, slowest = _watched(server, clients, rounds)
    return _lines(idle, unseen, seen, received, slowest)


def _watched(server: Child, clients: Child, rounds: int) -> tuple[list[float], list[float], list[float]]:
    seen, received, slowest = [], [], []
    for _ in range(rounds):
        before = clients.ask({})
        seen.append(_busy(server))
        after = clients.ask({})
        took = after["at"] - before["at"]
        counts = [end - begin for begin, end in zip(before["frames"], after["frames"], strict=True)]
        received.append(sum(counts) / took)
        slowest.append(min(counts) / took)
        progress(f"watched: {seen[-1]:.1f} {_PERCENT}, {received[-1]:.0f} frames/s received")
    return seen, received, slowest


def _lines(
    idle: list[float], unseen: list[float], seen: list[float], received: list[float], slowest: list[float]
) -> Sequence[Line]:
    base = sorted(idle)[len(idle) // 2]
    return [
        Line(
            what=f"{VIEWERS} viewers of {VIEWERS} live runs: server time beyond the training",
            unit=_PERCENT,
            values=tuple(percent - base for percent in seen),
            bar=Bar("at most", 10, of="value"),
            note="user and system time of the whole server process (app.py under uvicorn, frames replayed, "
            f"stored and sent), less that of the same server idle ({base:.1f} {_PERCENT})",
        ),
        Line(
            what=f"{VIEWERS} live runs that nobody watches: server time beyond the training",
            unit=_PERCENT,
            values=tuple(percent - base for percent in unseen),
            note="the same before the viewers come: what taking and storing the frames costs",
        ),
        Line(
            what=f"frames that {VIEWERS} viewers receive",
            unit="frames/s",
            values=tuple(received),
            against="frames shown",
            references=(VIEWERS * FRAMES_PER_SECOND,) * len(received),
            bar=Bar("at least", 0.98),
            note=f"the viewer who got fewest got {min(slowest):.1f} a second",
        ),
    ]


def _busy(server: Child) -> float:
    """Time of the server's process in a window, in percent of one core."""
    before = server.ask({"cpu": True})
    time.sleep(_WINDOW_SECONDS)
    after = server.ask({"cpu": True})
    return float(100 * (after["cpu"] - before["cpu"]) / (after["at"] - before["at"]))
