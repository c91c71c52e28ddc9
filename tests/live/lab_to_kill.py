"""A process that trains real runs and says what it shows: ``python -m tests.live.lab_to_kill STORE``.

It writes one line of JSON for every frame, and goes on until it is killed.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from typing import Any

from core.engine.program.state import TrainState
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.live.scheduling.executor import ThreadExecutor
from core.live.scheduling.protocols import Build, Job, Pace, Reports
from core.live.sessions.runs import Runs
from core.store.store import RunStore

OWNER = "the owner's secret"
EXPERIMENTS = {
    "plane": Experiment(
        dataset={"name": "circle", "samples": 313}, layers=(8, 8), batch_size=10, epochs=3000
    ),
    "early": Experiment(
        dataset="digits",
        layers=(16,),
        learning_rate=0.003,
        stopping={"name": "early", "patience": 60, "min_delta": 0.0},
        dropout=0.2,
        epochs=3000,
    ),
}
SPEED = 40.0
"""Epochs a second: slow enough to be killed in the middle."""


def _say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def build(job: Job) -> Trainer:
    state = TrainState.from_bytes(job.state) if job.state else None
    return Trainer(job.experiment, state=state, learning_rate=job.learning_rate)


class _Told:
    """Passes everything on, and tells of every frame once it has been shown."""

    def __init__(self, reports: Reports) -> None:
        self._reports = reports

    def frame(self, run: str, frame: Any) -> None:
        self._reports.frame(run, frame)
        line = {"run": run, "step": frame.step, "loss": frame.loss, "at": time.time()}
        _say(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reports, name)


def _executor(build: Build, reports: Reports) -> ThreadExecutor:
    return ThreadExecutor(build, _Told(reports), pace=Pace(state=0.7))


def main(url: str) -> None:
    runs = Runs(RunStore(url), build, executor=_executor)
    started = {name: runs.start(experiment, OWNER, speed=SPEED) for name, experiment in EXPERIMENTS.items()}
    _say({"started": started})
    threading.Event().wait()


if __name__ == "__main__":
    main(sys.argv[1])
