"""A run from its start to its end, and what it is given on the way."""

from __future__ import annotations

import threading
import time

import pytest

from core.frame import Frame
from core.live.protocol.command import Command, Verb
from core.live.protocol.status import RunStatus
from core.live.runs import Runs
from core.live.scheduling.pacing import FramePacing
from core.live.sessions.limits import Limits
from core.store.store import RunStore
from tests.fake_trainer import STEPS_PER_EPOCH, STEPS_PER_SECOND, Factory, FakeTrainer, layout_of
from tests.live.watched import ANN, LONG, Watched, short, steps


def test_a_run_goes_through_its_states_and_keeps_its_frames(store, make):
    runs = make(Factory())
    run = runs.start(short(), ANN)
    store.wait(run, RunStatus.FINISHED)
    assert store.statuses(run) == ["queued", "preparing", "running", "finished"]
    assert steps(runs, run)[0] == 0 and steps(runs, run)[-1] == 20 * STEPS_PER_EPOCH
    record = runs.record(run)
    assert record.layout == layout_of(2) and record.cause is None
    assert store.state(run).data == b"200"


def test_runs_are_busy_while_one_of_them_trains(store, make):
    runs = make(Factory())
    assert not runs.busy
    run = runs.start(LONG, ANN)
    store.wait(run, RunStatus.RUNNING)
    assert runs.busy
    runs.command(run, ANN, Command(Verb.PAUSE))
    store.wait(run, RunStatus.PAUSED)
    store.until(lambda: not runs.busy)


def test_at_most_ten_frames_a_second(store, make, monkeypatch):
    monkeypatch.setattr(FramePacing, "affords_epoch", lambda looks, *, crowded: False)
    runs = make(Factory())
    run = runs.start(short(STEPS_PER_SECOND // STEPS_PER_EPOCH), ANN)  # a second
    began = store.wait(run, RunStatus.RUNNING)
    seconds = store.wait(run, RunStatus.FINISHED) - began
    # Besides those of the clock: the state before training, the first step at once, and the last.
    assert 5 <= len(steps(runs, run)) <= seconds / 0.1 + 3


def test_two_runs_on_one_thread_get_the_same_time(store, make):
    factory = Factory()
    runs = make(factory, limits=Limits(training_threads=1))
    ids = [runs.start(LONG, ANN) for _ in range(2)]
    for run in ids:
        store.wait(run, RunStatus.RUNNING)
    before = [len(factory.made[run].turns) for run in ids]
    time.sleep(0.5)  # what is measured: how half a second is shared
    turns = [len(factory.made[run].turns) - then for run, then in zip(ids, before, strict=True)]
    assert abs(turns[0] - turns[1]) <= 1 and min(turns) >= 4
    assert factory.made[ids[0]].threads == factory.made[ids[1]].threads == {"training-1"}


@pytest.mark.alone
def test_a_run_keeps_to_its_speed_and_its_speed_can_change(store, make):
    runs = make(Factory())
    run = runs.start(LONG, ANN, speed=30)  # epochs a second: less than the fake trainer can do
    store.wait(run, RunStatus.RUNNING)
    slow = _frame_after(store, runs, run, seconds=0.8)
    assert 0.8 <= slow.epoch / (30 * slow.seconds) <= 1.1
    runs.command(run, ANN, Command(Verb.SPEED, 0))
    fast = _frame_after(store, runs, run, seconds=slow.seconds + 0.8)
    assert fast.epoch - slow.epoch > 2 * 30 * (fast.seconds - slow.seconds)
    assert runs.record(run).speed == 0
    assert runs.record(runs.again(run, ANN, new_weights=False)).speed == 0


def _frame_after(store: Watched, runs: Runs, run: str, *, seconds: float) -> Frame:
    """The first stored frame of the run's clock after `seconds`."""

    def late() -> Frame | None:
        return next((frame for _, frame in runs.frames(run) if frame.seconds >= seconds), None)

    with store.happened:
        found = store.happened.wait_for(late, 10)
    assert found
    return found


def test_preparing_one_run_delays_no_other(store, make):
    gate = threading.Event()

    def slow(trainer: FakeTrainer) -> None:
        if trainer.experiment.epochs == 77:
            assert gate.wait(5)

    runs = make(Factory(slow))
    slow_run, quick = runs.start(short(77), ANN), runs.start(short(), ANN)
    store.wait(quick, RunStatus.FINISHED)
    assert runs.record(slow_run).status is RunStatus.PREPARING
    runs.command(slow_run, ANN, Command(Verb.STOP))
    store.wait(slow_run, RunStatus.STOPPED)
    gate.set()


def test_a_deep_net_shows_its_first_frame_and_trains_once_it_is_compiled(store, make):
    def deep(trainer: FakeTrainer) -> None:
        trainer.first_look = 1.1 if trainer.experiment.epochs == 77 else 0.0

    factory = Factory(deep)
    runs = make(factory)
    run, quick = runs.start(short(77), ANN), runs.start(short(), ANN)
    store.wait(quick, RunStatus.FINISHED)
    with store.happened:
        assert store.happened.wait_for(lambda: steps(runs, run) == [0], 3)
    assert runs.record(run).status is RunStatus.PREPARING
    factory.made[run].compiled.set()
    store.wait(run, RunStatus.FINISHED)


def test_stopping_the_server_stores_states_and_interrupts(store, make, tmp_path):
    runs = make(Factory())
    run = runs.start(LONG, ANN)
    store.wait(run, RunStatus.RUNNING)
    runs.close()
    assert store.state(run) is not None
    store.close()
    later = RunStore(f"sqlite:///{tmp_path / 'runs.sqlite'}")
    assert later.record(run).status is RunStatus.INTERRUPTED
    later.close()
