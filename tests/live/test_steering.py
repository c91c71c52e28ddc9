"""Who may steer a run, and what each command does."""

from __future__ import annotations

import threading
import time

import pytest

from core.live.protocol.command import Command, Verb
from core.live.protocol.status import RunStatus
from core.live.records.run import NotOwner, UnknownRun
from core.live.sessions.limits import Limits
from core.message import Invalid
from tests.fake_trainer import Factory
from tests.live.watched import ANN, BEN, LONG, short, steps


@pytest.mark.alone
def test_pause_comes_at_once_and_resume_goes_on(store, make):
    factory = Factory()
    runs = make(factory)
    run = runs.start(LONG, ANN)
    store.wait(run, RunStatus.RUNNING)
    asked = time.monotonic()
    runs.command(run, ANN, Command(Verb.PAUSE))
    assert store.wait(run, RunStatus.PAUSED) - asked < 0.3
    held = factory.made[run].step
    assert steps(runs, run)[-1] == held, "the frame that is shown is the state that is held"
    assert store.state(run).data == str(held).encode()
    runs.command(run, ANN, Command(Verb.RESUME))
    store.wait(run, RunStatus.RUNNING, times=2)
    runs.command(run, ANN, Command(Verb.STOP))
    store.wait(run, RunStatus.STOPPED)
    assert steps(runs, run)[-1] == factory.made[run].step > held


def test_pausing_and_resuming_does_not_give_two_turns(store, make):
    factory = Factory()
    runs = make(factory, limits=Limits(training_threads=1))
    ids = [runs.start(LONG, ANN) for _ in range(2)]
    for run in ids:
        store.wait(run, RunStatus.RUNNING)
    for turn in range(3):
        runs.command(ids[0], ANN, Command(Verb.PAUSE))
        runs.command(ids[0], ANN, Command(Verb.RESUME))
        store.wait(ids[0], RunStatus.RUNNING, times=turn + 2)
    before = [len(factory.made[run].turns) for run in ids]
    time.sleep(0.4)
    turns = [len(factory.made[run].turns) - then for run, then in zip(ids, before, strict=True)]
    assert abs(turns[0] - turns[1]) <= 1


def test_steps_of_a_batch_and_of_an_epoch(store, make):
    runs = make(Factory())
    run = runs.start(LONG, ANN, paused=True)
    store.wait(run, RunStatus.PAUSED)
    assert steps(runs, run) == [0]
    for times, (verb, expected) in enumerate(
        [(Verb.STEP_BATCH, 1), (Verb.STEP_BATCH, 2), (Verb.STEP_EPOCH, 10), (Verb.STEP_EPOCH, 20)], 2
    ):
        runs.command(run, ANN, Command(verb))
        store.wait(run, RunStatus.PAUSED, times=times)
        assert steps(runs, run)[-1] == expected


def test_the_learning_rate_changes_on_the_way(store, make):
    factory = Factory()
    runs = make(factory)
    run = runs.start(LONG, ANN, paused=True)
    store.wait(run, RunStatus.PAUSED)
    runs.command(run, ANN, Command(Verb.LEARNING_RATE, 0.5))
    runs.command(run, ANN, Command(Verb.STEP_BATCH))
    store.wait(run, RunStatus.PAUSED, times=2)
    assert factory.made[run].learning_rate == 0.5 == runs.record(run).learning_rate
    assert runs.frames(run)[-1][1].learning_rate == 0.5


def test_a_new_rate_comes_with_a_stored_state(store, make):
    """A run that goes on from a stored state uses its latest rate: no step before it may be repeated."""
    runs = make(Factory())
    run = runs.start(LONG, ANN)
    store.until(lambda: steps(runs, run)[-1:] > [20])
    assert store.state(run) is None  # none is due yet
    runs.command(run, ANN, Command(Verb.LEARNING_RATE, 0.5))
    store.until(lambda: runs.record(run).learning_rate == 0.5)
    assert int(store.state(run).data) >= 20


@pytest.mark.parametrize(
    ("verb", "value"),
    [
        ("learning_rate", 0),
        ("learning_rate", "fast"),
        ("learning_rate", None),
        ("pause", 3),
        ("fly", None),
    ],
)
def test_bad_commands_say_what_was_expected(verb, value):
    with pytest.raises(Invalid, match=r"Expected .*(received|Received)"):
        Command.of_run(verb, value)


def test_commands_given_while_it_is_prepared_are_carried_out_after(store, make):
    gate = threading.Event()
    factory = Factory(lambda trainer: gate.wait(5))
    runs = make(factory)
    run = runs.start(LONG, ANN)
    runs.command(run, ANN, Command(Verb.LEARNING_RATE, 0.25))
    runs.command(run, ANN, Command(Verb.PAUSE))
    gate.set()
    store.wait(run, RunStatus.PAUSED)
    assert factory.made[run].learning_rate == 0.25


def test_only_the_owner_steers(store, make):
    runs = make(Factory())
    run = runs.start(LONG, ANN)
    assert runs.is_owner(run, ANN) and not runs.is_owner(run, BEN) and not runs.is_owner(run, None)
    for other in (BEN, None):
        with pytest.raises(NotOwner):
            runs.command(run, other, Command(Verb.STOP))
    with pytest.raises(UnknownRun):
        runs.command("nothing", ANN, Command(Verb.STOP))
    assert [record.id for record in runs.runs_of(ANN)] == [run] and runs.runs_of(BEN) == []
    assert ANN not in repr(runs.record(run)), "the secret itself is kept nowhere"


def test_again_with_the_same_weights_or_new_ones(store, make):
    runs = make(Factory())
    run = runs.start(short(), ANN)
    same, new = runs.again(run, BEN, new_weights=False), runs.again(run, BEN, new_weights=True)
    assert runs.record(same).experiment == runs.record(run).experiment
    assert runs.record(same).parent == run and runs.is_owner(same, BEN)
    changed = runs.record(new).experiment
    assert changed.weight_seed != short().weight_seed
    assert changed.model_copy(update={"weight_seed": short().weight_seed}) == short()


def test_a_stopped_run_goes_on_from_its_stored_state(store, make):
    factory = Factory()
    runs = make(factory)
    run = runs.start(LONG, ANN)
    store.wait(run, RunStatus.RUNNING)
    runs.command(run, ANN, Command(Verb.STOP))
    store.wait(run, RunStatus.STOPPED)
    first = factory.made[run]
    numbers = [seq for seq, _ in runs.frames(run)]
    runs.command(run, ANN, Command(Verb.STEP_BATCH))
    store.wait(run, RunStatus.PAUSED, times=2)
    again = factory.made[run]
    assert again is not first and again.step == first.step + 1
    assert first.seconds <= again.seconds < first.seconds + 1, "the clock of the run goes on too"
    assert steps(runs, run) == sorted(set(steps(runs, run)))
    assert [seq for seq, _ in runs.frames(run)][: len(numbers)] == numbers


def test_a_run_that_is_over_cannot_be_stepped(store, make):
    runs = make(Factory())
    run = runs.start(short(1), ANN)
    store.wait(run, RunStatus.FINISHED)
    runs.command(run, ANN, Command(Verb.STOP))  # pressed a moment too late: nothing to complain about
    with pytest.raises(Invalid, match="over"):
        runs.command(run, ANN, Command(Verb.STEP_EPOCH))
