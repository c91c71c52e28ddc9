"""The lab without its page: real `Runs` over a database of their own, with the real trainers."""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from weakref import WeakValueDictionary

from bench.waiting import wait_for
from core.engine.build import build, build_population
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.live.protocol.command import Command, Verb
from core.live.protocol.job import Job
from core.live.protocol.status import RunStatus
from core.live.protocol.trainer import TrainerProtocol
from core.live.runs import Runs
from core.live.scheduling.executor import ThreadExecutor
from core.live.scheduling.responsive import responsive
from core.live.sessions.limits import Limits
from core.live.sessions.run_channel import RunChannel
from core.store.store import RunStore


@dataclass(frozen=True, slots=True)
class Started:
    """A run under way.

    Arguments:
        run: its id.
        owner: who may steer it.
        at: when Train was pressed (`time.perf_counter`).
    """

    run: str
    owner: str
    at: float


class Lab:
    """Runs, and the trainers that they made, for what only a trainer knows exactly: its step."""

    def __init__(self, store: RunStore, limits: Limits | None = None) -> None:
        self._trainers: WeakValueDictionary[str, Trainer] = WeakValueDictionary()
        self.runs = Runs(store, ThreadExecutor(self._build, populations=build_population), limits=limits)

    def _build(self, job: Job) -> TrainerProtocol:
        trainer = build(job)
        assert isinstance(trainer, Trainer)
        self._trainers[job.session] = trainer
        return trainer

    def start(self, experiment: Experiment, owner: str, *, speed: float = 0.0) -> Started:
        """Press Train."""
        at = time.perf_counter()
        return Started(self.runs.start(experiment, owner, speed=speed), owner, at)

    def channel(self, started: Started) -> RunChannel:
        """Where the run is watched."""
        return self.runs.channel(started.run)

    def step(self, started: Started) -> int:
        """Steps that it has taken; 0 as long as it is being built."""
        trainer = self._trainers.get(started.run)
        return trainer.step if trainer else 0

    def compiled(self, started: Started) -> None:
        """Wait until the run's program is compiled."""
        wait_for(lambda: self._trainers.get(started.run) is not None, "a trainer")
        self._trainers[started.run].wait_until_compiled()

    def command(self, started: Started, verb: Verb) -> None:
        """Press a button of the panel."""
        self.runs.command(started.run, started.owner, Command(verb))

    def end(self, started: Started) -> None:
        """Stop the run; nothing of it goes on when this returns."""
        self.compiled(started)
        self.command(started, Verb.STOP)
        wait_for(lambda: self.runs.record(started.run).status.over, "the run's end")

    def failed(self, started: Started) -> str | None:
        """Why a run ended that should go on, if it has."""
        record = self.runs.record(started.run)
        if record.status in (RunStatus.FAILED, RunStatus.DIVERGED):
            return record.detail or str(record.cause)
        return None


@contextmanager
def opened(**limits: int) -> Iterator[Lab]:
    """A lab that is warm and idle: TensorFlow is loaded, as `ui.services` does it.

    Arguments:
        limits: of `Limits`, where they are to be others.
    """
    gc.collect()
    gc.freeze()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        store = RunStore(f"sqlite:///{folder}/runs.sqlite")
        lab = Lab(store, Limits(**limits))
        try:
            with responsive(lambda: lab.runs.busy):  # as in the server
                yield lab
        finally:
            lab.runs.close()
            store.close()
