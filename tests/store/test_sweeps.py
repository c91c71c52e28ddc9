"""Sweeps and the runs of their cells in the store, and databases from before there were any."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import replace

from core.experiment import Experiment
from core.live.protocol.status import RunStatus
from core.live.records.grid import Grid
from core.live.records.run import hash_of
from core.live.records.sweep import Sweep, in_sweep
from core.store.store import RunStore
from tests.fake_trainer import frame_at, layout_of, packed_at
from tests.store.postgresql import EVERYWHERE
from tests.store.stored import OWNER, a_record

GRID = Grid(Experiment(dataset="circle", layers=(4,)), (0.1, 1.0 / 3.0), (1, 2, 30), 200)

OLD_SCHEMA = """
CREATE TABLE runs (
    id VARCHAR(64) NOT NULL, owner_hash VARCHAR(64) NOT NULL, created FLOAT NOT NULL,
    experiment JSON NOT NULL, learning_rate FLOAT NOT NULL, speed FLOAT NOT NULL,
    status VARCHAR(16) NOT NULL, layout JSON, cause JSON, detail TEXT, parent VARCHAR(64), PRIMARY KEY (id)
);
CREATE INDEX ix_runs_owner_hash ON runs (owner_hash);
CREATE INDEX ix_runs_status ON runs (status);
CREATE TABLE frames (
    run VARCHAR(64) NOT NULL, seq INTEGER NOT NULL, step INTEGER NOT NULL, data BLOB NOT NULL,
    PRIMARY KEY (run, seq)
);
CREATE TABLE states (
    run VARCHAR(64) NOT NULL, step INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (run)
);
CREATE TABLE state_parts (
    run VARCHAR(64) NOT NULL, part INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (run, part)
);
"""
"""What was made before there were sweeps (`.schema` of SQLite)."""


@EVERYWHERE
def test_a_sweep_comes_back_as_it_was(url):
    store = RunStore(url)
    sweep = Sweep.new(GRID, OWNER)
    store.save_sweep(sweep)
    assert store.sweep(sweep.id) == sweep, "while it waits to be written"
    stopped = replace(sweep, stopped=True)
    store.save_sweep(stopped)
    other = replace(Sweep.new(GRID, OWNER), created=sweep.created - 1)
    store.save_sweep(other)
    store.save_sweep(Sweep.new(GRID, "another"))
    store.close()

    opened = RunStore(url)
    assert opened.sweep(sweep.id) == stopped and opened.sweep("nothing") is None
    assert opened.sweeps_of(hash_of(OWNER)) == [stopped, other]
    opened.delete(sweep.id)
    for _ in ("while it waits", "when it is written"):
        assert opened.sweep(sweep.id) is None and opened.sweeps_of(hash_of(OWNER)) == [other]
        assert opened.flush()
    opened.close()


@EVERYWHERE
def test_a_sweep_keeps_the_widths_that_its_cells_were_trained_with(url):
    store = RunStore(url)
    sweep = Sweep.new(replace(GRID, base=Experiment(dataset="circle", layers=(6, 3))), OWNER)
    store.save_sweep(sweep)
    store.close()
    opened = RunStore(url)
    assert opened.sweep(sweep.id) == sweep
    opened.close()


@EVERYWHERE
def test_cells_stand_in_no_list_of_runs_but_are_runs(store):
    sweep = Sweep.new(GRID, OWNER)
    store.save(a_record("mine"))
    for record in sweep.records():
        assert in_sweep(record.id) and record.owned_by(OWNER)
        store.save(record)
    for _ in ("while they wait", "when they are written"):
        assert [record.id for record in store.records_of(hash_of(OWNER))] == ["mine"]
        assert store.record(sweep.runs[5]).experiment.layers == (4,) * 30
        assert store.flush()
    assert not any(in_sweep(Sweep.new(GRID, OWNER).id) for _ in range(1000))
    assert len(set(sweep.runs)) == len(GRID) and max(map(len, sweep.runs)) <= 64


@EVERYWHERE
def test_where_many_runs_stand_at_once(store):
    store.save(a_record("old", status=RunStatus.FINISHED))
    store.save(a_record("gone", status=RunStatus.FINISHED))
    assert store.flush()
    store.save(a_record("new", status=RunStatus.RUNNING))
    store.delete("gone")
    expected = {"old": RunStatus.FINISHED, "new": RunStatus.RUNNING}
    for _ in ("while some wait", "when all is written"):
        assert store.statuses_of(["old", "new", "gone", "nothing"]) == expected
        assert store.statuses_of([]) == {}
        assert store.flush()


@EVERYWHERE
def test_the_last_frames_of_many_runs_at_once(store):
    for run in ("old", "growing", "rewound", "gone"):
        store.save(a_record(run))
        for step in range(4):
            store.add_frame(run, step, packed_at(step))
    assert store.flush()
    store.add_frame("growing", 4, packed_at(7))
    store.rewind("rewound", 1)
    store.delete("gone")
    asked = ["old", "growing", "rewound", "gone", "nothing"]
    for _ in ("while some wait", "when all is written"):
        found = store.last_frames(asked)
        assert {run: frame.step for run, frame in found.items()} == {"old": 3, "growing": 7, "rewound": 1}
        assert found["old"].unpack(layout_of(2)).loss == frame_at(3).loss
        assert store.last_frames([]) == {}
        assert store.flush()


def test_a_database_from_before_there_were_sweeps_opens_and_takes_them(url):
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        connection.executescript(OLD_SCHEMA)
        values = ("old", hash_of(OWNER), 1.5, json.dumps({"layers": "4-2"}), 0.03, 0.0, "finished")
        connection.execute(f"INSERT INTO runs VALUES ({', '.join('?' * 7)}, NULL, NULL, NULL, NULL)", values)
        connection.commit()
    store = RunStore(url)
    assert store.trouble is None
    assert [record.experiment.layers for record in store.records_of(hash_of(OWNER))] == [(4, 2)]
    sweep = Sweep.new(GRID, OWNER)
    store.save_sweep(sweep)
    store.save(sweep.records()[0])
    store.close()
    opened = RunStore(url)
    assert opened.sweep(sweep.id) == sweep and opened.record("old").status is RunStatus.FINISHED
    assert opened.statuses_of(sweep.runs) == {sweep.runs[0]: RunStatus.INTERRUPTED}
    opened.close()
