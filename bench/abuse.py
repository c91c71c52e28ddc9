"""What a well-behaved visitor feels while a hostile one attacks, in one way after another.

The lab is served as its users serve it, and attacked by another process from another address of the same
machine. What the attacker computes itself would be done elsewhere: its process stands back where server or
visitor want a core.
"""

from __future__ import annotations

import multiprocessing
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.synchronize import Event, Semaphore
from pathlib import Path
from typing import NamedTuple

import httpx
import numpy as np

from bench.attacks import ATTACKS, Size, opened, until_ended, visitor
from bench.browser import ROOT, free_port, served, wait_for_answer
from bench.result import Bar, Line
from bench.rounds import progress

ROUNDS = 40
"""Samples of each kind beside each attack."""

MOST_TIMES, MOST_SECONDS = 3.0, 1.0
"""Of what it takes while nobody attacks, and never more than so long."""

LEAD_SECONDS = 2.0
"""So long an attack goes on before anything is timed."""

NICENESS = 10
"""Of the attacker's process."""

BETWEEN_SECONDS = 0.05
LEAVING_SECONDS = 5.0
"""So long an attacker has to come to its end, then it is killed."""

SETTLED_SECONDS = 25.0
"""An engine that takes over is started ten seconds after the first one; that takes a core for seconds."""


class Felt(NamedTuple):
    """The 95th percentile of seconds for a page's first answer and its health, and for a command."""

    page: float
    command: float


class Visitor:
    """Somebody who opens pages and plays with one small network."""

    def __init__(self, url: str) -> None:
        self.client = visitor(url)
        while not self.client.get("/lab/health").json()["ready"]:
            time.sleep(0.05)
        self.network = opened(self.client)
        self.command()

    def page(self) -> None:
        """What a browser asks for first."""
        self.client.get("/").raise_for_status()
        self.client.get("/lab/health").raise_for_status()

    def command(self) -> None:
        """Have the network answer."""
        body = {"verb": "weight", "value": {"layer": 0, "from": 0, "to": 0}}
        self.client.post(f"/lab/play/{self.network}/commands", json=body).raise_for_status()

    def feels(self, samples: int) -> Felt:
        """How long pages and commands take now."""
        pages, commands = [], []
        for _ in range(samples):
            pages.append(_timed(self.page))
            commands.append(_timed(self.command))
            time.sleep(BETWEEN_SECONDS)
        return Felt(float(np.percentile(pages, 95)), float(np.percentile(commands, 95)))


def lines(rounds: int | None) -> Sequence[Line]:
    """Two lines for each attack."""
    samples = rounds or ROUNDS
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as data:
        port = free_port()
        with served(ROOT, "app.py", port, Path(data)) as process:
            wait_for_answer(port, process)
            url = f"http://127.0.0.1:{port}"
            someone = Visitor(url)
            time.sleep(SETTLED_SECONDS)
            quiet = someone.feels(samples)
            progress(f"quiet: page {quiet.page:.3f} s, command {quiet.command:.3f} s")
            return [line for name in ATTACKS for line in _beside(name, url, someone, quiet, samples)]


def _beside(name: str, url: str, someone: Visitor, quiet: Felt, samples: int) -> Iterator[Line]:
    missing = ""
    felt = Felt(np.inf, np.inf)
    with attacked(name, url, Size()) as blows:
        time.sleep(LEAD_SECONDS)
        try:
            felt = someone.feels(samples)
        except httpx.HTTPError as error:
            missing = f"the server answered no more: {type(error).__name__}: {error}"
    if not blows():
        missing = missing or "the attack did nothing: its words are on stderr"
    progress(f"{name} ({blows()}): page {felt.page:.3f} s, command {felt.command:.3f} s {missing}")
    for what, value, reference in (
        ("a page", felt.page, quiet.page),
        ("a command", felt.command, quiet.command),
    ):
        yield Line(
            what=f"{what}, 95th percentile: {name}",
            unit="s",
            values=() if missing else (value,),
            against="quiet",
            references=(reference,),
            bar=Bar("at most", round(min(MOST_TIMES, MOST_SECONDS / reference), 2)),
            missing=missing,
        )


@contextmanager
def attacked(name: str, url: str, size: Size) -> Iterator[Callable[[], int]]:
    """Have the server attacked for as long as this lasts, by a process of its own; gives the blows so far."""
    processes = multiprocessing.get_context("spawn")
    ended, blows = processes.Event(), processes.Semaphore(0)
    attacker = processes.Process(target=_attack, args=(name, url, size, ended, blows))
    attacker.start()
    try:
        yield lambda: int(blows.get_value())
    finally:
        ended.set()
        attacker.join(LEAVING_SECONDS)
        attacker.kill()
        attacker.join()


def _attack(name: str, url: str, size: Size, ended: Event, blows: Semaphore) -> None:
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    until_ended(name, url, size, ended, lambda: _count(blows))


def _count(blows: Semaphore) -> None:
    blows.release()


def _timed(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
