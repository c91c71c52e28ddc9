"""Sweeps: how many cells at a time, whom they count for, and how they are stopped and go on."""

from __future__ import annotations

import threading

import pytest

from core.experiment import Experiment
from core.live.protocol.command import Command, Verb
from core.live.protocol.status import RunStatus
from core.live.records.grid import Grid
from core.live.records.run import NotOwner, UnknownRun
from core.live.runs import QUIET_CHANNELS
from core.live.sessions.limits import Limits
from core.live.sweeps.progress import SweepStatus
from core.live.sweeps.sweeps import KEPT_PER_OWNER, UnknownSweep
from core.message import Invalid
from tests.fake_trainer import Factory, FakeTrainer
from tests.live.doing import Gate
from tests.live.sweeping import BASE, LONGER, SMALL, held, statuses, until, wait_for
from tests.live.watched import ANN, BEN, LONG


def test_every_cell_is_trained_and_is_a_run_like_any_other(store, make):
    factory = Factory()
    runs = make(factory)
    sweep = runs.sweeps.start(SMALL, ANN)
    wait_for(runs, sweep, SweepStatus.FINISHED)
    standing = runs.sweeps.standing(sweep)
    assert standing.done == 6 == len(standing.cells) and standing.remaining is None
    for cell, experiment in zip(standing.cells, SMALL.experiments(), strict=True):
        record = runs.record(cell.run)
        assert record.experiment == experiment and record.owned_by(ANN) and record.speed == 0
        frames = runs.frames(cell.run)
        assert [frames[0][1].step, frames[-1][1].step] == [0, experiment.epochs * 10]
        assert cell.number("step") == frames[-1][1].step and cell.number("loss") == 0.5
        assert runs.channel(cell.run).last.frame.step == frames[-1][1].step
    again = runs.again(standing.cells[0].run, ANN, new_weights=False)
    assert [record.id for record in runs.runs_of(ANN)] == [again], "a copy of a cell is listed"


def test_cells_are_trained_by_depth_and_only_so_many_at_a_time(store, make):
    order: list[str] = []
    most = 0
    lock = threading.Lock()
    under_way: set[int] = set()

    def watch(trainer: FakeTrainer, doing: str) -> None:
        nonlocal most
        with lock:
            if not trainer.finished:
                under_way.add(id(trainer))
            most = max(most, len(under_way))
            if doing == "state" and trainer.finished:
                under_way.discard(id(trainer))

    def prepare_trainer(trainer: FakeTrainer) -> None:
        order.append(trainer.experiment.flat()["layers"])
        trainer.on = watch

    runs = make(Factory(prepare_trainer), limits=Limits(sweep_runs=2, training_threads=4))
    sweep = runs.sweeps.start(SMALL, ANN)
    wait_for(runs, sweep, SweepStatus.FINISHED)
    # Those that are prepared at the same time may overtake each other.
    assert set(order[:2]) == {"6"} and set(order[-2:]) == {"6x3"} and sorted(order) == ["6"] * 3 + ["6x3"] * 3
    assert most == 2


def test_a_sweep_counts_towards_no_limit_of_its_owner(store, make):
    gate = Gate()
    runs = make(
        held(gate, 1),
        # A thread more than the gate can hold.
        limits=Limits(
            training_threads=4, sweep_runs=3, running_per_owner=1, waiting_per_owner=1, kept_per_owner=1
        ),
    )
    sweep = runs.sweeps.start(LONGER, ANN)
    until(lambda: statuses(runs, sweep).count("running") == 3)
    first, second = runs.start(LONG, ANN), runs.start(LONG, ANN)
    store.wait(first, RunStatus.RUNNING)
    assert runs.place(second) == 1
    with pytest.raises(Invalid, match="at most 1 waiting"):
        runs.start(LONG, ANN)
    gate.open()
    wait_for(runs, sweep, SweepStatus.FINISHED)
    for run in (first, second):
        runs.command(run, ANN, Command(Verb.STOP))
        store.wait(run, RunStatus.STOPPED)
    last = runs.start(LONG, ANN)
    assert [record.id for record in runs.runs_of(ANN)] == [last, second]
    assert statuses(runs, sweep) == ["finished"] * 6, "cells are not deleted in place of old runs"


def test_two_peoples_sweeps_share_what_is_under_way(store, make):
    gate = Gate()
    runs = make(held(gate, 1), limits=Limits(sweep_runs=2))
    sweeps = [runs.sweeps.start(LONGER, owner) for owner in (ANN, BEN)]
    until(lambda: sum(statuses(runs, sweep).count("running") for sweep in sweeps) == 2)
    gate.open()
    for sweep in sweeps:
        wait_for(runs, sweep, SweepStatus.FINISHED)


def test_one_at_a_time_for_one_person(store, make):
    gate = Gate()
    runs = make(held(gate, 1))
    sweep = runs.sweeps.start(LONGER, ANN)
    with pytest.raises(Invalid, match="Stop the other one first"):
        runs.sweeps.start(LONGER, ANN)
    runs.sweeps.start(LONGER, BEN)
    gate.open()
    wait_for(runs, sweep, SweepStatus.FINISHED)
    runs.sweeps.start(LONGER, ANN)


def test_the_oldest_are_deleted_with_their_runs(store, make):
    runs = make(Factory())
    sweeps = []
    for _ in range(KEPT_PER_OWNER + 1):
        sweeps.append(runs.sweeps.start(SMALL, ANN))
        wait_for(runs, sweeps[-1], SweepStatus.FINISHED)
    assert [sweep.id for sweep in runs.sweeps.of(ANN)] == sweeps[:0:-1] and runs.sweeps.of(BEN) == []
    assert store.flush()
    with pytest.raises(UnknownSweep):
        runs.sweeps.standing(sweeps[0])
    with pytest.raises(UnknownRun):
        runs.record(f"{sweeps[0]}.0")
    assert runs.frames(f"{sweeps[0]}.0") == [] and len(runs.frames(f"{sweeps[1]}.0")) > 1


def test_ended_cells_take_no_room_but_that_of_their_frames(store, make):
    runs = make(Factory())
    old = runs.start(Experiment(epochs=1), ANN)
    store.wait(old, RunStatus.FINISHED)
    grid = Grid(BASE, tuple(float(at) for at in range(1, 11)), (1, 3), 5)
    assert len(grid) > QUIET_CHANNELS
    sweep = runs.sweeps.start(grid, ANN)
    wait_for(runs, sweep, SweepStatus.FINISHED)
    assert list(runs._quiet) == [old], "channels of other runs are still there"
    assert {bytes(store.state(cell.run).data) for cell in runs.sweeps.standing(sweep).cells} == {b""}
    assert store.state(old).data != b""


def test_cells_that_diverge_or_fail_stop_no_others(store, make):
    def break_some(trainer: FakeTrainer) -> None:
        trainer.diverge_at = 1 if trainer.experiment.initializer["gain"] == 2.0 else None
        trainer.fail_at = 1 if trainer.experiment.initializer["gain"] == 0.5 else None

    runs = make(Factory(break_some))
    sweep = runs.sweeps.start(SMALL, ANN)
    wait_for(runs, sweep, SweepStatus.FINISHED)
    assert statuses(runs, sweep) == ["failed", "finished", "diverged"] * 2
    assert runs.sweeps.standing(sweep).done == 6


def test_stopped_by_its_owner_only_and_resumed_where_it_was(store, make):
    gate = Gate()
    factory = held(gate, 3)
    runs = make(factory, limits=Limits(sweep_runs=2))
    sweep = runs.sweeps.start(LONGER, ANN)
    until(lambda: statuses(runs, sweep) == ["finished"] * 3 + ["running"] * 2 + ["queued"])
    for other in (BEN, None):
        for act in (runs.sweeps.stop, runs.sweeps.resume):
            with pytest.raises(NotOwner):
                act(sweep, other)
    runs.sweeps.stop(sweep, ANN)
    gate.open()
    until(lambda: statuses(runs, sweep) == ["finished"] * 3 + ["stopped"] * 3)
    standing = runs.sweeps.standing(sweep)
    assert standing.status is SweepStatus.STOPPED and standing.done == 3
    assert standing.cells[3].run is not None and standing.cells[5].run is None
    runs.sweeps.stop(sweep, ANN)  # pressed a moment too late: nothing to complain about
    before = dict(factory.made)
    gate.opened.clear()
    runs.sweeps.resume(sweep, ANN)
    until(lambda: statuses(runs, sweep) == ["finished"] * 3 + ["running"] * 2 + ["queued"])
    gate.open()
    wait_for(runs, sweep, SweepStatus.FINISHED)
    assert [factory.made[run] is before.get(run) for run in runs.sweeps.sweep(sweep).runs] == [True] * 3 + [
        False
    ] * 3
    for cell in runs.sweeps.standing(sweep).cells:
        found = [frame.step for _, frame in runs.frames(cell.run)]
        assert found == sorted(set(found)) and found[-1] == cell.number("step")
    runs.sweeps.resume(sweep, ANN)
    assert runs.sweeps.standing(sweep).status is SweepStatus.FINISHED


def test_resumed_while_its_cells_are_still_being_stopped(store, make):
    gate = Gate()
    runs = make(held(gate, 1), limits=Limits(sweep_runs=3))
    sweep = runs.sweeps.start(LONGER, ANN)
    until(lambda: statuses(runs, sweep)[:3] == ["running"] * 3)
    assert gate.reached.wait(5)
    runs.sweeps.stop(sweep, ANN)
    runs.sweeps.resume(sweep, ANN)
    gate.open()
    wait_for(runs, sweep, SweepStatus.FINISHED)
    assert statuses(runs, sweep) == ["finished"] * 6


def test_a_paused_cell_holds_up_no_other_and_may_go_on(store, make):
    gate = Gate()
    runs = make(held(gate, 1), limits=Limits(sweep_runs=1))
    sweep = runs.sweeps.start(LONGER, ANN)
    until(lambda: statuses(runs, sweep)[0] == "running")
    paused = runs.sweeps.standing(sweep).cells[0].run
    assert gate.reached.wait(5)
    runs.command(paused, ANN, Command(Verb.PAUSE))
    gate.open()
    until(lambda: statuses(runs, sweep) == ["paused"] + ["finished"] * 5)
    assert runs.sweeps.standing(sweep).status is SweepStatus.RUNNING
    runs.command(paused, ANN, Command(Verb.RESUME))
    wait_for(runs, sweep, SweepStatus.FINISHED)


def test_nobody_knows_a_sweep_that_is_not_there(make):
    runs = make(Factory())
    for ask in (runs.sweeps.standing, runs.sweeps.sweep):
        with pytest.raises(UnknownSweep):
            ask("nothing")
    with pytest.raises(UnknownSweep):
        runs.sweeps.stop("nothing", ANN)


def test_it_is_told_while_a_sweep_is_trained(store, make):
    gate = Gate()
    runs = make(held(gate, 3), limits=Limits(sweep_runs=1))
    sweep = runs.sweeps.start(LONGER, ANN)
    until(lambda: statuses(runs, sweep)[:4] == ["finished"] * 3 + ["running"])
    assert runs.sweeps.standing(sweep).remaining > 0
    gate.open()
    wait_for(runs, sweep, SweepStatus.FINISHED)
