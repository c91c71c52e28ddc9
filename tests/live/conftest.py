"""Runs over a store that tells what happens, closed at the end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from core.live.runs import Runs
from core.live.scheduling.executor import ThreadExecutor
from core.live.sessions.limits import Limits
from tests.fake_trainer import FakeTrainer
from tests.live.watched import Watched


@pytest.fixture
def store(tmp_path: Path):
    opened = Watched(f"sqlite:///{tmp_path / 'runs.sqlite'}")
    yield opened
    opened.close()


@pytest.fixture
def make(store: Watched):
    made: list[Runs] = []

    def make_runs(
        build: Callable[..., FakeTrainer], *, executor=ThreadExecutor, limits: Limits | None = None
    ) -> Runs:
        limits = limits or Limits()
        trains = (
            executor(build)
            if isinstance(executor, partial)
            else executor(build, threads=limits.training_threads)
        )
        made.append(Runs(store, trains, limits=limits))
        return made[-1]

    yield make_runs
    for runs in made:
        runs.close()
