"""Limits: who waits, who is parked, what is deleted, and how they are set."""

from __future__ import annotations

import re
from dataclasses import fields, replace

import pytest

from core.live.protocol.command import Command, Verb
from core.live.protocol.status import RunStatus
from core.live.records.labels import Labels
from core.live.records.run import RunRecord, UnknownRun, hash_of
from core.live.sessions.limits import LOWEST, VARIABLES, Limits, cores
from core.live.sessions.run_channel import RunChannel
from core.message import Invalid
from core.packed import PackedFrame
from tests.fake_trainer import Factory, frame_at
from tests.live.watched import ANN, BEN, LONG, short


def test_more_than_the_limit_wait_in_line_and_know_their_place(store, make):
    runs = make(Factory(), limits=Limits(running_per_owner=1))
    first, second, third = (runs.start(LONG, ANN) for _ in range(3))
    other = runs.start(LONG, BEN)
    store.wait(first, RunStatus.RUNNING)
    store.wait(other, RunStatus.RUNNING)
    assert [runs.place(run) for run in (first, second, third, other)] == [None, 1, 2, None]
    runs.command(second, ANN, Command(Verb.STOP))
    store.wait(second, RunStatus.STOPPED)
    assert runs.place(third) == 1
    runs.command(first, ANN, Command(Verb.STOP))
    store.wait(third, RunStatus.RUNNING)


def test_a_queue_has_an_end(store, make):
    runs = make(Factory(), limits=Limits(running_per_owner=1, waiting_per_owner=2))
    for _ in range(3):
        runs.start(LONG, ANN)
    with pytest.raises(Invalid, match="at most 2"):
        runs.start(LONG, ANN)
    runs.start(LONG, BEN)


def test_a_paused_run_makes_room_and_comes_back_where_it_was(store, make):
    factory = Factory()
    runs = make(factory, limits=Limits(total=1))
    first = runs.start(LONG, ANN)
    store.wait(first, RunStatus.RUNNING)
    second = runs.start(LONG, BEN)
    assert runs.record(second).status is RunStatus.QUEUED
    runs.command(first, ANN, Command(Verb.PAUSE))
    store.wait(second, RunStatus.RUNNING)
    assert runs.record(first).status is RunStatus.PAUSED
    held = factory.made[first].step
    runs.command(first, ANN, Command(Verb.STEP_BATCH))
    assert runs.record(first).status is RunStatus.QUEUED
    runs.command(second, BEN, Command(Verb.STOP))
    store.wait(first, RunStatus.PAUSED, times=3)  # where it was, then a step further
    assert factory.made[first].step == held + 1


def test_the_oldest_ended_runs_are_deleted(store, make):
    runs = make(Factory(), limits=Limits(kept_per_owner=2))
    ids = []
    for _ in range(4):
        ids.append(runs.start(short(1), ANN))
        store.wait(ids[-1], RunStatus.FINISHED)
    assert [record.id for record in runs.runs_of(ANN)] == ids[:0:-1]
    with pytest.raises(UnknownRun):
        runs.record(ids[0])


def test_pinned_runs_stay_in_up_to_half_of_the_places(store, make):
    runs = make(Factory(), limits=Limits(kept_per_owner=2))
    ids = []
    for _ in range(5):
        ids.append(runs.start(short(1), ANN))
        store.wait(ids[-1], RunStatus.FINISHED)
        if len(ids) < 3:
            runs.label(ids[-1], ANN, Labels(pinned=True))
    assert [record.id for record in runs.runs_of(ANN)] == [ids[4], ids[3], ids[1]]


def test_long_runs_do_not_fill_the_disk(store):
    from core.live.sessions.live_run import LiveRun

    record = RunRecord(id="long", owner_hash=hash_of(ANN), created=0.0, choices=LONG, learning_rate=0.1)
    live = LiveRun(RunChannel(record), store, next_seq=0, paused=False)
    stored: list[int] = []
    store.add_frame = lambda run, seq, frame: stored.append(seq)
    frame = frame_at(0, layers=1, side=None)
    half_an_hour = 18_000
    for at in range(half_an_hour):
        live.add(PackedFrame.of(replace(frame, step=at, seconds=at / 10), (0.0, 1.0)))
    assert stored[:100] == list(range(100))
    assert 1000 < len(stored) < 5000
    live.set_status(RunStatus.PAUSED)
    assert stored[-1] == half_an_hour - 1, "the last one is always there"


def test_every_limit_comes_from_its_variable():
    numbers = {name: number for number, name in enumerate(VARIABLES.values(), 2)} | {"engine_spares": 0}
    limits = Limits.from_environment({variable: str(numbers[name]) for variable, name in VARIABLES.items()})
    assert {name: getattr(limits, name) for name in VARIABLES.values()} == numbers
    assert set(VARIABLES.values()) == {field.name for field in fields(Limits)}, "each can be set"


def test_what_is_not_set_or_empty_stays_as_it_is(monkeypatch):
    for variable in VARIABLES:
        monkeypatch.delenv(variable, raising=False)
    assert Limits.from_environment() == Limits()
    monkeypatch.setenv("GRADIENT_LAB_LOADED_RUNS", " ")
    monkeypatch.setenv("GRADIENT_LAB_KEPT_PER_OWNER", " 7 ")
    assert Limits.from_environment() == Limits(kept_per_owner=7)
    assert Limits().training_threads == cores() >= 1


@pytest.mark.parametrize("value", ["two", "-1", "1.5", "999999999"])
@pytest.mark.parametrize("variable", VARIABLES)
def test_a_bad_limit_says_what_was_expected_what_was_given_and_what_to_do(variable, value):
    with pytest.raises(Invalid) as caught:
        Limits.from_environment({variable: value})
    told = str(caught.value)
    assert variable in told and re.search(r"whole number from [01] to", told) and repr(value) in told
    assert "leave it out" in told
    assert caught.value.message.text.startswith("{name}: expected"), "it can be translated"


@pytest.mark.parametrize(
    "variable", sorted(set(VARIABLES) - {"GRADIENT_LAB_" + name.upper() for name in LOWEST})
)
def test_nothing_is_no_number_of_these(variable):
    with pytest.raises(Invalid, match="whole number from 1 to"):
        Limits.from_environment({variable: "0"})


def test_a_limit_of_nothing_is_no_limit():
    with pytest.raises(Invalid, match="training_threads"):
        Limits(training_threads=0)
