"""Several threads that train: who gets a turn, and how soon a run obeys."""

from __future__ import annotations

import threading
import time
from functools import partial

import pytest

from core.live.protocol.command import Command, Verb
from core.live.protocol.job import Kind
from core.live.protocol.status import RunStatus
from core.live.scheduling.executor import ThreadExecutor
from core.live.scheduling.pacing import Pace
from core.live.scheduling.task import Task
from core.live.sessions.limits import Limits
from tests.fake_trainer import STEPS_PER_SECOND, Factory, FakeTrainer
from tests.live.doing import Gate
from tests.live.watched import ANN, LONG, Watched, short

PATIENT = {Kind.RUN: Pace(slow_look=9)}
TWO = Limits(training_threads=2, running_per_owner=100)


def gated(gates: dict[int, Gate]):
    """Prepares trainers: those of so many epochs stop at their gate."""

    def prepare(trainer: FakeTrainer) -> None:
        if gate := gates.get(trainer.experiment.epochs):
            trainer.on = gate

    return prepare


@pytest.mark.alone
def test_two_threads_train_two_runs_at_the_same_time(store: Watched, make):
    factory = Factory()
    runs = make(factory, limits=TWO)
    ids = [runs.start(LONG, ANN) for _ in range(2)]
    for run in ids:
        store.wait(run, RunStatus.RUNNING)
    before, began = [factory.made[run].step for run in ids], time.monotonic()
    store.until(lambda: all(factory.made[run].step > 1000 for run in ids))
    seconds = time.monotonic() - began
    done = sum(factory.made[run].step for run in ids) - sum(before)
    assert done > 1.2 * seconds * STEPS_PER_SECOND, "more than one thread could do"


@pytest.mark.alone
@pytest.mark.slow
def test_a_hundred_runs_get_equally_far(store: Watched, make):
    factory = Factory()
    pace = partial(ThreadExecutor, threads=8, paces={Kind.RUN: Pace(turn=0.005)})
    runs = make(factory, limits=Limits(running_per_owner=100), executor=pace)
    ids = [runs.start(LONG, ANN) for _ in range(100)]
    for run in ids:
        store.wait(run, RunStatus.RUNNING, timeout=20)
    before = {run: len(factory.made[run].turns) for run in ids}

    def turns() -> list[int]:
        return [len(factory.made[run].turns) - before[run] for run in ids]

    store.until(lambda: min(turns()) >= 20, timeout=30)
    assert max(turns()) <= 23


def test_a_run_is_with_one_thread_at_a_time_whatever_is_asked_of_it(store: Watched, make):
    inside: dict[int, threading.Lock] = {}
    crossings: list[str] = []

    def alone(trainer: FakeTrainer, what: str) -> None:
        lock = inside.setdefault(id(trainer), threading.Lock())
        if not lock.acquire(blocking=False):
            crossings.append(what)
            return
        time.sleep(0.001)  # the longer, the surer that two would meet
        lock.release()

    def prepare(trainer: FakeTrainer) -> None:
        trainer.on = alone

    runs = make(Factory(prepare), limits=Limits(training_threads=8, running_per_owner=100))
    ids = [runs.start(short(60), ANN) for _ in range(10)]
    for verb in (Verb.PAUSE, Verb.RESUME, Verb.STEP_BATCH, Verb.STEP_EPOCH, Verb.RESUME) * 4:
        for run in ids:
            runs.command(run, ANN, Command(verb))
    for run in ids:
        store.wait(run, RunStatus.FINISHED, timeout=20)
    assert crossings == []


@pytest.mark.alone
def test_any_thread_that_is_free_carries_out_a_pause_first(store: Watched, make):
    gate = Gate()
    runs = make(Factory(gated({77: gate})), limits=TWO)
    held = runs.start(short(77), ANN)
    others = [runs.start(LONG, ANN) for _ in range(30)]
    assert gate.reached.wait(5)
    for run in others:
        store.wait(run, RunStatus.RUNNING)
    for run in others[::5]:
        asked = time.monotonic()
        runs.command(run, ANN, Command(Verb.PAUSE))
        assert store.wait(run, RunStatus.PAUSED) - asked < 0.2
    gate.open()
    runs.command(held, ANN, Command(Verb.STOP))
    store.wait(held, RunStatus.STOPPED)


def test_what_is_asked_in_the_middle_of_a_turn_comes_when_it_ends(store: Watched, make):
    gate = Gate()
    factory = Factory(gated({77: gate}))
    runs = make(factory, limits=TWO)
    run = runs.start(short(77), ANN)
    assert gate.reached.wait(5)
    runs.command(run, ANN, Command(Verb.LEARNING_RATE, 0.5))
    runs.command(run, ANN, Command(Verb.PAUSE))
    turns = len(factory.made[run].turns)
    gate.open()
    store.wait(run, RunStatus.PAUSED)
    assert len(factory.made[run].turns) == turns + 1, "no other turn came in between"
    assert factory.made[run].learning_rate == 0.5


@pytest.mark.slow
def test_slow_runs_leave_a_thread_to_the_others(store: Watched, make, monkeypatch):
    monkeypatch.setattr(Task, "slow", property(lambda task: task.job.experiment.epochs == 77))
    inside: set[str] = set()
    opened = threading.Event()

    def heavy(trainer: FakeTrainer, what: str) -> None:
        if what == "advance" and trainer.experiment.epochs == 77:
            inside.add(threading.current_thread().name)
            assert opened.wait(20)

    def prepare(trainer: FakeTrainer) -> None:
        trainer.on = heavy

    runs = make(Factory(prepare), limits=Limits(training_threads=3, running_per_owner=100))
    slow = [runs.start(short(77), ANN) for _ in range(4)]
    store.until(lambda: len(inside) == 2)
    for run in [runs.start(short(), ANN) for _ in range(5)]:
        store.wait(run, RunStatus.FINISHED)
    assert len(inside) == 2, "three threads, and one is left"
    opened.set()
    for run in slow:
        store.wait(run, RunStatus.FINISHED, timeout=20)


@pytest.mark.parametrize("where", ["advance", "frame"])
def test_a_run_is_slow_when_a_turn_or_a_look_of_it_takes_long(store: Watched, make, where):
    def take_long(trainer: FakeTrainer, what: str) -> None:
        if what == where and trainer.experiment.epochs == LONG.epochs:
            time.sleep(0.3)

    def prepare(trainer: FakeTrainer) -> None:
        trainer.on = take_long

    runs = make(
        Factory(prepare), executor=partial(ThreadExecutor, threads=2, paces={Kind.RUN: Pace(slow_look=9)})
    )
    heavy, light = runs.start(LONG, ANN), runs.start(short(99_999), ANN)
    tasks = runs._executor._tasks
    store.until(lambda: tasks[heavy].slow and light in tasks and tasks[light].begun)
    store.until(lambda: not tasks[light].slow)


@pytest.mark.slow
def test_waiting_for_a_compiler_keeps_no_other_run_from_being_prepared(store: Watched, make):
    def deep(trainer: FakeTrainer) -> None:
        trainer.first_look = 0.06 if trainer.experiment.epochs == 77 else 0.0

    factory = Factory(deep)
    executor = partial(ThreadExecutor, paces={Kind.RUN: Pace(slow_look=0.05)}, builders=1)
    runs = make(factory, limits=TWO, executor=executor)
    waiting = [runs.start(short(77), ANN) for _ in range(3)]
    store.wait(runs.start(short(), ANN), RunStatus.FINISHED)
    for run in waiting:
        assert runs.record(run).status is RunStatus.PREPARING
        factory.made[run].compiled.set()
        store.wait(run, RunStatus.FINISHED)


@pytest.mark.parametrize("threads", [1, 3])
def test_closing_stores_the_state_of_every_run(store: Watched, make, threads):
    runs = make(Factory(), limits=Limits(training_threads=threads, running_per_owner=100))
    ids = [runs.start(LONG, ANN, paused=number % 2 == 0) for number in range(10)]
    for number, run in enumerate(ids):
        store.wait(run, RunStatus.RUNNING if number % 2 else RunStatus.PAUSED)
    runs.close()
    assert all(store.state(run) is not None for run in ids)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("training-")]
