"""Networks that are played with, behind threads of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.engine.editing.live_network import LiveNetwork
from core.play.plays import Plays
from core.runs.executor import ThreadExecutor
from core.runs.line import Line


@pytest.fixture
def plays() -> Iterator[Plays]:
    line = Line(2)
    executor = ThreadExecutor(_no_runs, None, threads=2, line=line)  # type: ignore[arg-type]
    made = Plays(line, LiveNetwork)
    yield made
    made.close()
    executor.close()


def _no_runs(job: object) -> None:
    raise AssertionError(job)
