"""Networks that are played with, behind threads of their own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from core.engine.editing.live_network import LiveNetwork
from core.live.scheduling.executor import ThreadExecutor
from core.live.scheduling.scheduler import Scheduler
from core.play.plays import Plays


@pytest.fixture
def plays() -> Iterator[Plays]:
    line = Scheduler(2)
    executor = ThreadExecutor(_no_runs, None, threads=2, scheduler=line)  # type: ignore[arg-type]
    made = Plays(line, LiveNetwork)
    yield made
    made.close()
    executor.close()


def _no_runs(job: object) -> None:
    raise AssertionError(job)
