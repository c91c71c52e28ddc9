"""Runs that go on from a step of another one: what is asked, what begins, and what is remembered for that."""

from __future__ import annotations

import pytest

from core.experiment import Experiment
from core.live.protocol.command import Command, Verb
from core.live.protocol.status import RunStatus
from core.live.records.run import MOST_RATES
from core.live.sessions.limits import Limits
from core.message import Invalid
from tests.fake_trainer import Factory
from tests.live.watched import ANN, BEN, LONG, Watched, short, steps


def test_a_branch_begins_where_it_left_its_parent(store: Watched, make):
    runs = make(Factory())
    parent = runs.start(short(2), ANN)
    store.wait(parent, RunStatus.FINISHED)
    body, data = runs.branch_question(parent, 7, BEN)
    assert body["step"] == 7 and body["experiment"] == body["changed"] == short(2).flat()
    assert data is None, "a run this short is taken again from its beginning"
    assert bytes(runs.branch_question(parent, 20, BEN)[1]) == b"20"
    longer = short(3)
    branch = runs.branch(parent, 7, BEN, b"7", longer)
    store.wait(branch, RunStatus.FINISHED)
    record = runs.record(branch)
    assert (record.parent, record.first_step, record.experiment) == (parent, 7, longer)
    assert record.owned_by(BEN) and not record.owned_by(ANN)
    assert steps(runs, branch)[0] == 7 and steps(runs, branch)[-1] == 30
    assert store.kept_steps(branch)[0] == 7
    assert steps(runs, parent)[-1] == 20, "the parent stays as it is"


def test_a_branch_of_a_branch_is_taken_from_its_own_states(store: Watched, make):
    runs = make(Factory())
    parent = runs.start(short(2), ANN)
    store.wait(parent, RunStatus.FINISHED)
    branch = runs.branch(parent, 7, ANN, b"7")
    store.wait(branch, RunStatus.FINISHED)
    assert bytes(runs.branch_question(branch, 12, ANN)[1]) == b"7"
    with pytest.raises(Invalid, match="not kept any more"):
        runs.branch_question(branch, 6, ANN)


def test_rates_that_are_set_on_the_way_are_remembered_with_their_steps(store: Watched, make):
    runs = make(Factory())
    run = runs.start(LONG, ANN)
    store.wait(run, RunStatus.RUNNING)
    runs.command(run, ANN, Command(Verb.LEARNING_RATE, 0.5))
    store.until(lambda: runs.record(run).learning_rate == 0.5)
    runs.command(run, ANN, Command(Verb.STOP))
    store.wait(run, RunStatus.STOPPED)
    record = runs.record(run)
    assert record.rates is not None
    ((at, rate),) = record.rates
    assert rate == 0.5 and record.rate_at(at) == 0.5
    assert runs.branched(run, at).learning_rate == 0.5
    assert at == 0 or runs.branched(run, at - 1) == LONG
    assert runs.branch_question(run, at, ANN)[0]["rates"] == [[at, 0.5]]
    store.flush()
    assert store.record(run).rates == record.rates


def test_a_run_whose_rates_are_not_known_is_not_branched(store: Watched, make):
    runs = make(Factory())
    run = runs.start(short(1), ANN)
    store.wait(run, RunStatus.FINISHED)
    record = runs.record(run)
    for step in range(MOST_RATES + 1):
        record = record.with_rate(step, 0.1)
    assert record.rates is None
    runs.close()
    store.save(record)
    runs = make(Factory())
    with pytest.raises(Invalid, match="cannot be taken again"):
        runs.branch_question(run, 3, ANN)


def test_states_are_kept_within_their_room_and_go_with_the_run(store: Watched, make):
    small = make(Factory(), limits=Limits(rewind_stored=0))
    run = small.start(short(2), ANN)
    store.wait(run, RunStatus.FINISHED)
    assert store.kept_steps(run) == []
    assert small.branch_question(run, 3, ANN)[1] is None, "it is taken again from its beginning"
    small.close()
    runs = make(Factory(), limits=Limits(kept_per_owner=1))
    first = runs.start(short(2), ANN)
    store.wait(first, RunStatus.FINISHED)
    assert store.kept_steps(first)
    for _ in range(2):
        store.wait(runs.start(Experiment(epochs=1), ANN), RunStatus.FINISHED)
    assert store.kept_steps(first) == []
