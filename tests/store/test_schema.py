"""Databases of other versions: what can be made up is, and what cannot stops the start with words."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from core.live.protocol.status import RunStatus
from core.live.records.run import hash_of
from core.store.schema import StoreUnusable
from core.store.store import RunStore
from tests.store.stored import OWNER, a_record
from tests.store.test_sweeps import OLD_SCHEMA

MINE = hash_of(OWNER)


def make(url: str, schema: str) -> None:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        connection.executescript(schema)


@pytest.mark.parametrize(
    "lacking",
    ["speed FLOAT NOT NULL,", "layout JSON,", "cause JSON,", "detail TEXT,", "parent VARCHAR(64),"],
)
def test_a_column_that_can_be_made_up_is(url, lacking):
    make(url, OLD_SCHEMA.replace(lacking, ""))
    store = RunStore(url)
    store.save(a_record(status=RunStatus.FINISHED))
    assert store.flush() and store.trouble is None
    store.close()
    opened = RunStore(url)
    assert opened.record("run") == a_record(status=RunStatus.FINISHED)
    opened.close()


@pytest.mark.parametrize(
    ("lacking", "column"),
    [
        ("experiment JSON NOT NULL,", "experiment"),
        ("created FLOAT NOT NULL,", "created"),
        ("step INTEGER NOT NULL,", "step"),
    ],
)
def test_one_that_cannot_stops_the_start_with_words(url, lacking, column):
    make(url, OLD_SCHEMA.replace(lacking, ""))
    with pytest.raises(StoreUnusable, match=rf"no column {column}.*GRADIENT_LAB_STORE"):
        RunStore(url)


def test_one_that_this_version_cannot_fill_stops_it_too(url):
    make(url, OLD_SCHEMA.replace("speed FLOAT NOT NULL,", "speed FLOAT NOT NULL, mood TEXT NOT NULL,"))
    with pytest.raises(StoreUnusable, match=r"newer version.*mood"):
        RunStore(url)


def test_one_that_this_version_need_not_fill_is_left_alone(url):
    make(url, OLD_SCHEMA.replace("speed FLOAT NOT NULL,", "speed FLOAT NOT NULL, mood TEXT,"))
    store = RunStore(url)
    store.save(a_record())
    assert store.flush() and store.record("run") == a_record()
    store.close()


def test_a_file_that_is_no_database_stops_the_start_with_words(url):
    Path(url.removeprefix("sqlite:///")).write_bytes(b"not a database " * 500)
    with pytest.raises(StoreUnusable, match=r"is not a database.*GRADIENT_LAB_STORE"):
        RunStore(url)


def test_a_clock_that_is_set_back_makes_no_run_old(url, monkeypatch):
    """Neither while the server runs nor across a restart, nor beside runs of before there were ordinals."""
    now = [2_000_000_000.0]
    monkeypatch.setattr("core.store.ordinals.time.time", lambda: now[0])
    store = RunStore(url)
    store.save(a_record("of before", created=2_000_000_000.0))
    store.close()
    store = RunStore(url)
    for number in range(4):
        if number == 2:
            store.close()
            store = RunStore(url)
        now[0] -= 86_400.0
        ordinal = store.next_ordinal()
        store.save(a_record(f"run {number}", created=now[0], ordinal=ordinal, status=RunStatus.FINISHED))
    for _ in ("while they wait", "when they are written"):
        ids = [record.id for record in store.records_of(MINE)]
        assert ids == ["run 3", "run 2", "run 1", "run 0", "of before"]
        assert store.flush()
    oldest = [record.id for record in store.oldest_over(5)]
    assert oldest == ["of before", "run 0", "run 1", "run 2", "run 3"]
    store.close()
