"""A process that trains real runs and says what it shows: ``python -m tests.live.lab_to_kill STORE``.

It writes one line of JSON for every frame, and goes on until it is killed.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from typing import Any

from core.engine.build import build
from core.experiment import Experiment
from core.live.protocol.executor import Reports
from core.live.protocol.job import Job
from core.live.runs import Runs
from core.live.scheduling.executor import ThreadExecutor
from core.live.sessions import live_run
from core.store.store import RunStore

OWNER = "the owner's secret"
EXPERIMENTS = {
    "plane": Experiment(
        dataset={"name": "circle", "samples": 313}, layers=(8, 8), batch_size=10, epochs=1500
    ),
    "early": Experiment(
        dataset="digits",
        layers=(16,),
        learning_rate=0.003,
        stopping={"name": "early", "patience": 60, "min_delta": 0.0},
        dropout=0.2,
        epochs=1500,
    ),
}
SPEED = 20.0
"""Epochs a second: slow enough to be killed in the middle."""


def _say(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


class _Told(ThreadExecutor):
    """Tells of every frame once it has been shown."""

    def submit(self, job: Job, reports: Reports) -> None:
        super().submit(job, _Telling(reports))


class _Telling:
    """Passes everything on."""

    def __init__(self, reports: Reports) -> None:
        self._reports = reports

    def frame(self, session: str, frame: Any) -> None:
        self._reports.frame(session, frame)
        _say({"run": session, "step": frame.step, "loss": frame.number("loss"), "at": time.time()})

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reports, name)


def main(url: str) -> None:
    live_run.STATE_SECONDS = 0.7
    runs = Runs(RunStore(url), _Told(build))
    started = {name: runs.start(experiment, OWNER, speed=SPEED) for name, experiment in EXPERIMENTS.items()}
    _say({"started": started})
    threading.Event().wait()


if __name__ == "__main__":
    main(sys.argv[1])
