"""Rows and frames that cannot be read are left out one by one, counted for their owner, and told once."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from core.experiment import Experiment
from core.live.protocol.executor import Executor
from core.live.protocol.status import RunStatus
from core.live.records.grid import Grid
from core.live.records.run import hash_of
from core.live.records.sweep import Sweep
from core.live.runs import Runs
from core.message import Message
from core.store.store import RunStore
from core.store.unreadable import Unreadable
from tests.fake_trainer import layout_of, packed_at
from tests.store.stored import OWNER, a_record

MINE = hash_of(OWNER)
SWEEP = Sweep.new(Grid(Experiment(dataset="circle", layers=(4,)), (0.5, 1.0), (1, 2), 20), OWNER)
FRAMES = 6

DEEP = "[" * 100_000
"""JSON that no parser goes down into."""

BROKEN_RUNS = [
    ("status", "'exploded'"),
    ("status", "7"),
    ("created", "'yesterday'"),
    ("created", "9e999"),
    ("learning_rate", "'fast'"),
    ("speed", "x'00'"),
    ("experiment", "'{'"),
    ("experiment", "'[1]'"),
    ("experiment", "'3'"),
    ("experiment", "x'ff00'"),
    ("experiment", f"'{DEEP}'"),
    ("layout", "'not json'"),
    ("layout", "'[]'"),
    ("layout", """'{"layers": [{}], "steps_per_epoch": 3, "metric": "error"}'"""),
    ("layout", """'{"layers": [], "steps_per_epoch": 3, "metric": "error"}'"""),
    ("cause", """'{"text": "{gap}", "values": {}}'"""),
    ("cause", "'5'"),
    ("detail", "x'ff'"),
    ("parent", "x'ff'"),
]

BROKEN_FRAMES = [
    "x''",
    "x'03'",
    "x'0300000000'",
    "x'03ffffffff00'",
    "x'63000000000000'",
    "'text'",
    "12",
    "x'0200000000'",
]
BROKEN_SWEEPS = [
    ("scales", "'[\"a\"]'"),
    ("scales", "'{'"),
    ("depths", "'[0]'"),
    ("steps", "'many'"),
    ("steps", "-1"),
]


def change(url: str, statement: str) -> None:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        connection.execute(statement)
        connection.commit()


@contextmanager
def changed(store: RunStore, url: str, table: str, column: str, value: str, where: str) -> Iterator[None]:
    """The same for a while; nothing is told by now."""
    store._reader.unreadable = Unreadable()
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        (before,) = connection.execute(f"SELECT {column} FROM {table} WHERE {where}").fetchone()
        connection.execute(f"UPDATE {table} SET {column} = {value} WHERE {where}")
        connection.commit()
        yield
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", [before])
        connection.commit()


@pytest.fixture
def filled(store):
    """Two runs with frames and a state, and a sweep."""
    for run in ("bad", "good"):
        store.save(a_record(run, status=RunStatus.STOPPED, layout=layout_of(2), cause=Message("why")))
        for seq in range(FRAMES):
            store.add_frame(run, seq, packed_at(10 * seq, side=None))
    store.save_sweep(SWEEP)
    assert store.flush()
    return store


def told(store: RunStore) -> dict[str, object]:
    message = store.unreadable_of(MINE)
    return {} if message is None else {key: value for key, value in message.values if value}


def test_a_run_that_cannot_be_read_hides_no_other(filled, url, caplog):
    for column, value in BROKEN_RUNS:
        with changed(filled, url, "runs", column, value, "id = 'bad'"):
            for _ in range(2):
                assert [record.id for record in filled.records_of(MINE)] == ["good"], (column, value)
                assert filled.record("bad") is None and filled.record("good") is not None
            assert told(filled) == {"runs": 1} and filled.unreadable_of(hash_of("another")) is None
        assert filled.trouble is None
    assert len([entry for entry in caplog.records if "cannot be read" in entry.message]) == len(BROKEN_RUNS)


def test_a_frame_that_cannot_be_read_is_left_out_alone(filled, url):
    for data in BROKEN_FRAMES:
        with changed(filled, url, "frames", "data", data, f"run = 'bad' AND seq = {FRAMES - 1}"):
            assert [seq for seq, _ in filled.frames("bad")] == list(range(FRAMES - 1)), data
            thinned = [seq for seq, _ in filled.frames("bad", at_most=2)]
            assert thinned == [0, FRAMES - 2], "the one before stands in"
            assert len(filled.frames("good")) == FRAMES and filled.last_seq("bad") == FRAMES - 1
            assert list(filled.last_frames(["bad", "good"])) == ["good"]
            assert told(filled) == {"frames": 1} and filled.trouble is None


def test_a_frame_of_another_network_is_left_out(filled, url):
    filled.add_frame("bad", FRAMES, packed_at(1000, layers=5, side=None))
    assert filled.flush()
    assert [seq for seq, _ in filled.packed_frames("bad")] == list(range(FRAMES))
    assert told(filled) == {"frames": 1}


def test_a_frame_without_a_number_is_left_out(filled, url):
    change(url, "UPDATE frames SET step = 'three' WHERE run = 'bad' AND seq = 3")
    assert [seq for seq, _ in filled.frames("bad")] == [0, 1, 2, 4, 5]
    assert told(filled) == {"frames": 1}


def test_a_run_whose_state_cannot_be_read_has_none(filled, url):
    change(url, "INSERT INTO states VALUES ('bad', 3, x'00')")
    assert filled.state("bad").step == 3
    for data in ("'text'", "12", "x'474c533205000000'"):
        with changed(filled, url, "states", "data", data, "run = 'bad'"):
            assert filled.state("bad") is None and told(filled) == {"states": 1}
            filled._reader.unreadable.forget("bad")
            assert told(filled) == {}


def test_a_sweep_that_cannot_be_read_hides_no_other(filled, url):
    other = Sweep.new(SWEEP.grid, OWNER)
    filled.save_sweep(other)
    assert filled.flush()
    for column, value in BROKEN_SWEEPS:
        with changed(filled, url, "sweeps", column, value, f"id = '{SWEEP.id}'"):
            assert filled.sweeps_of(MINE) == [other] and filled.sweep(SWEEP.id) is None, (column, value)
            assert told(filled) == {"sweeps": 1}


def test_statuses_of_runs_leave_out_what_no_run_can_have(filled, url):
    change(url, "UPDATE runs SET status = 'exploded' WHERE id = 'bad'")
    assert filled.statuses_of(["bad", "good"]) == {"good": RunStatus.STOPPED}


def test_its_owner_starts_runs_as_before(filled, url):
    class Idle(Executor):
        def submit(self, job, reports): ...
        def command(self, session, command): ...
        def watch(self, session, watched): ...
        def release(self, session): ...
        def forget(self, session): ...
        def close(self): ...

    change(url, "UPDATE runs SET status = 'exploded' WHERE id = 'bad'")
    runs = Runs(filled, Idle())
    started = runs.start(Experiment(), OWNER)
    assert {record.id for record in runs.runs_of(OWNER)} == {started, "good"}
    message = str(runs.unreadable_of(OWNER))
    assert "Left out: 1 runs" in message and "log" in message
    assert runs.unreadable_of(None) is None


def test_unknown_choices_fall_back_as_before(filled, url):
    flat = json.dumps({"dataset": "circle", "layers": "4-2", "colour": "red"})
    change(url, f"UPDATE runs SET experiment = '{flat}' WHERE id = 'bad'")
    assert filled.record("bad").experiment.layers == (4, 2) and told(filled) == {}
