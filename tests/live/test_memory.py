"""A run that is over leaves nothing behind but its frames."""

from __future__ import annotations

import gc
import weakref
from functools import partial

import pytest

from core.live.protocol.command import Command, Verb
from core.live.protocol.job import Kind
from core.live.protocol.status import RunStatus
from core.live.runs import QUIET_CHANNELS
from core.live.scheduling.executor import ThreadExecutor
from core.live.scheduling.pacing import Pace
from core.live.sessions.limits import Limits
from tests.fake_trainer import FakeState, FakeTrainer
from tests.live.doing import raising
from tests.live.watched import ANN, LONG, Watched, short


class Made:
    """Builds fake trainers and remembers them, and their states, weakly."""

    def __init__(self, prepare=lambda trainer: None) -> None:
        self.alive: list[weakref.ref] = []
        self._prepare = prepare

    def __call__(self, job) -> FakeTrainer:
        made = self

        class State(FakeState):
            def __init__(self, step: int) -> None:
                super().__init__(step)
                made.alive.append(weakref.ref(self))

        class TensorBackedArray(FakeTrainer):
            def state(self) -> State:
                super().state()
                return State(self.step)

        trainer = TensorBackedArray(job.experiment)
        self._prepare(trainer)
        self.alive.append(weakref.ref(trainer))
        return trainer

    def gone(self) -> bool:
        gc.collect()
        return bool(self.alive) and not any(ref() for ref in self.alive)


def stop(trainer: FakeTrainer) -> None:
    """Goes on until it is stopped."""


def diverge(trainer: FakeTrainer) -> None:
    trainer.diverge_at = 30


def fail(trainer: FakeTrainer) -> None:
    trainer.on = raising(MemoryError(), "advance")


def fail_to_compile(trainer: FakeTrainer) -> None:
    trainer.on = raising(RuntimeError("no"), "compiled", from_step=0)


@pytest.mark.parametrize(
    ("end", "status"),
    [
        (None, RunStatus.FINISHED),
        (stop, RunStatus.STOPPED),
        (diverge, RunStatus.DIVERGED),
        (fail, RunStatus.FAILED),
        (fail_to_compile, RunStatus.FAILED),
    ],
)
def test_trainer_and_state_of_a_run_that_is_over_are_gone(store: Watched, make, end, status):
    made = Made(end or (lambda trainer: None))
    slow_look = -1.0 if end is fail_to_compile else 0.3
    runs = make(
        made, executor=partial(ThreadExecutor, threads=2, paces={Kind.RUN: Pace(slow_look=slow_look)})
    )
    # A slow one beside it, so that no thread happens to forget it by doing something else.
    run = runs.start(short() if end is None else LONG, ANN)
    if end is stop:
        store.wait(run, RunStatus.RUNNING)
        runs.command(run, ANN, Command(Verb.STOP))
    store.wait(run, status)
    store.until(made.gone)


def test_a_parked_run_is_only_in_the_store(store: Watched, make):
    made = Made()
    runs = make(made, limits=Limits(total=1))
    first = runs.start(LONG, ANN, paused=True)
    store.wait(first, RunStatus.PAUSED)
    assert store.flush()
    trainer = made.alive[0]
    second = runs.start(LONG, ANN)
    store.wait(second, RunStatus.RUNNING)
    store.until(lambda: gc.collect() is not None and trainer() is None)
    assert runs.record(first).status is RunStatus.PAUSED


def test_a_run_stopped_while_it_is_prepared_leaves_nothing(store: Watched, make):
    made = Made()
    runs = make(made, executor=partial(ThreadExecutor, threads=1, paces={Kind.RUN: Pace(slow_look=-1.0)}))
    run = runs.start(LONG, ANN)
    store.until(lambda: made.alive)
    trainer = made.alive[0]()
    runs.command(run, ANN, Command(Verb.STOP))
    store.wait(run, RunStatus.STOPPED)
    trainer.compiled.set()
    del trainer
    store.until(made.gone)


def test_the_stored_state_that_a_run_began_with_is_let_go(store: Watched, make):
    runs = make(lambda job: FakeTrainer(job.experiment, step=int(job.state or 0)))
    run = runs.start(LONG, ANN)
    store.wait(run, RunStatus.RUNNING)
    runs.command(run, ANN, Command(Verb.STOP))
    store.wait(run, RunStatus.STOPPED)
    runs.command(run, ANN, Command(Verb.RESUME))
    store.wait(run, RunStatus.RUNNING, times=2)
    (task,) = runs._executor._tasks.values()
    assert task.job.state is None


def test_what_is_kept_of_ended_runs_is_bounded(store: Watched, make):
    runs = make(lambda job: FakeTrainer(job.experiment))
    for _ in range(QUIET_CHANNELS + 5):
        store.wait(runs.start(short(1), ANN), RunStatus.FINISHED)
    store.until(lambda: not runs._executor._tasks)
    assert len(runs._quiet) == QUIET_CHANNELS and not runs._queue._live
