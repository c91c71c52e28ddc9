"""Sweeps for tests, and how to wait for what becomes of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import replace

from core.bundle import prepare
from core.experiment import Experiment
from core.live.records.grid import Grid
from core.live.runs import Runs
from core.live.sweeps.progress import SweepStatus
from tests.fake_trainer import Factory, FakeTrainer
from tests.live.doing import Gate

BASE = Experiment(dataset="circle", layers=(6, 3), initializer={"name": "he_normal", "gain": 7.0})
SMALL = Grid(BASE, (0.5, 1.0, 2.0), (1, 3), 5)
"""Over in one turn of a fake trainer."""
LONGER = replace(SMALL, steps=10 * -(-len(prepare(BASE).x_train) // BASE.batch_size))
"""Takes several turns."""


def until(true: Callable[[], object], timeout: float = 10.0) -> None:
    """Wait until something is true. (Not `Watched.until`, which holds what the board waits for.)"""
    deadline = time.monotonic() + timeout
    while not true():
        assert time.monotonic() < deadline, "it did not come"
        threading.Event().wait(0.01)


def wait_for(runs: Runs, sweep: str, status: SweepStatus) -> None:
    until(lambda: runs.sweeps.standing(sweep).status is status)


def statuses(runs: Runs, sweep: str) -> list[str]:
    return [cell.status.value for cell in runs.sweeps.standing(sweep).cells]


def held(gate: Gate, depth: int) -> Factory:
    """Trainers that wait at a gate when their networks have `depth` hidden layers."""

    def prepare_trainer(trainer: FakeTrainer) -> None:
        if len(trainer.experiment.layers) == depth:
            trainer.on = gate

    return Factory(prepare_trainer)
