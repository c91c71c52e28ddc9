"""The store: what is written comes back to the bit, and a broken database stops nobody."""

from __future__ import annotations

import math
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select

from core.experiment import Experiment
from core.frame import Boundary
from core.message import Message
from core.runs.record import RunRecord, RunStatus, hash_of
from core.store.codec import (
    frame_from_bytes,
    frame_to_bytes,
    layout_from_json,
    layout_to_json,
    message_from_json,
    message_to_json,
)
from core.store.store import RunStore
from core.store.tables import FRAMES, URL_VARIABLE, default_url
from core.store.thinning import evenly
from tests.fake_trainer import frame_at, layout_of

ROOT = Path(__file__).resolve().parent.parent
OWNER = "o" * 43


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'runs.sqlite'}"


@pytest.fixture
def store(url: str):
    opened = RunStore(url)
    yield opened
    opened.close()


def a_record(run: str = "run", **changes: object) -> RunRecord:
    experiment = Experiment(dataset="circle", layers=(4, 2), optimizer={"name": "sgd", "momentum": 0.9})
    record = RunRecord(
        id=run, owner_hash=hash_of(OWNER), created=1.5, experiment=experiment, learning_rate=0.03
    )
    return replace(record, **changes)


def bits(value: object) -> object:
    """Something that is equal only for values that are equal to the bit; NaN has no sign and equals NaN."""
    if isinstance(value, np.ndarray):
        return value.dtype, value.shape, value.tobytes()
    if isinstance(value, float):
        return "nan" if math.isnan(value) else np.float64(value).tobytes()
    if isinstance(value, tuple):
        return tuple(bits(item) for item in value)
    if hasattr(value, "__dataclass_fields__"):
        return tuple(bits(getattr(value, item.name)) for item in fields(value))
    return type(value), value


def stored_steps(url: str) -> list[int]:
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
        return [step for (step,) in connection.execute("select step from frames order by seq")]


def wait_for_trouble(store: RunStore, wanted: bool) -> Message | None:
    changed = threading.Condition()

    def tell() -> None:
        with changed:
            changed.notify_all()

    store.watch_trouble(tell)
    with changed:
        assert changed.wait_for(lambda: (store.trouble is not None) is wanted, timeout=8)
    return store.trouble


class TestCodec:
    any_float = st.floats(allow_nan=True, allow_infinity=True)

    @given(
        loss=any_float,
        seconds=any_float,
        val_loss=st.none() | any_float,
        surface=st.lists(st.floats(width=32), min_size=9, max_size=9),
        layers=st.integers(1, 5),
    )
    def test_a_frame_comes_back_to_the_bit(self, loss, seconds, val_loss, surface, layers):
        boundary = Boundary(np.array(surface, np.float32).reshape(3, 3), 6.0)
        frame = frame_at(7, layers=layers, loss=loss, seconds=seconds, val_loss=val_loss, boundary=boundary)
        assert bits(frame_from_bytes(frame_to_bytes(frame))) == bits(frame)

    def test_a_frame_without_boundary_and_the_first_one(self):
        frame = frame_at(0, side=None)
        again = frame_from_bytes(frame_to_bytes(frame))
        assert bits(again) == bits(frame)
        assert again.boundary is None and again.layers[0].update_ratio is None

    def test_a_smooth_boundary_takes_less_than_its_float32(self):
        axis = np.linspace(-6, 6, 100, dtype=np.float32)
        surface = np.tanh(np.sin(axis)[:, None] * np.cos(axis)[None, :])
        frame = frame_at(1, layers=4, boundary=Boundary(surface, 6.0))
        assert len(frame_to_bytes(frame)) < 0.8 * surface.nbytes

    def test_an_unknown_format_is_refused(self):
        data = frame_to_bytes(frame_at(1))
        with pytest.raises(ValueError, match="format 9"):
            frame_from_bytes(b"\x09" + data[1:])

    def test_layout_and_message_round_trip(self):
        layout = layout_of(3)
        assert layout_from_json(layout_to_json(layout)) == layout
        assert layout_from_json(layout_to_json(None)) is None
        message = Message("{what} at {rate}", what=Message("Diverged"), rate=0.1)
        assert message_from_json(message_to_json(message)) == message
        odd = Message("{rate}", rate=float("nan"))
        assert str(message_from_json(message_to_json(odd))) == str(odd)


class TestRoundTrip:
    def test_everything_survives_another_process_opening_it(self, url):
        store = RunStore(url)
        cause = Message("{loss} is not finite", loss=Message("Loss"))
        record = a_record(status=RunStatus.DIVERGED, layout=layout_of(2), cause=cause, detail="x", parent="p")
        store.save(record)
        for step in range(5):
            store.add_frame("run", step, frame_at(step))
        store.save_state("run", 3, b"three")
        store.save_state("run", 4, b"four")
        store.close()

        opened = RunStore(url)
        assert opened.record("run") == record
        assert [seq for seq, _ in opened.frames("run")] == [0, 1, 2, 3, 4]
        assert bits(opened.frames("run")[3][1]) == bits(frame_at(3))
        assert opened.state("run").data == b"four"
        assert opened.last_seq("run") == 4
        assert opened.record("other") is None and opened.state("other") is None
        opened.close()

    def test_what_waits_is_seen_as_if_it_were_written(self, store):
        store.save(a_record())
        store.save(a_record(status=RunStatus.PAUSED))
        store.add_frame("run", 0, frame_at(0))
        assert store.record("run").status is RunStatus.PAUSED
        assert len(store.frames("run")) == 1
        store.flush()
        store.add_frame("run", 1, frame_at(1))
        assert [seq for seq, _ in store.frames("run")] == [0, 1]

    def test_frames_after_a_number_and_thinned(self, store):
        for step in range(101):
            store.add_frame("run", step, frame_at(step, side=None))
        store.flush()
        assert [seq for seq, _ in store.frames("run", after=97)] == [98, 99, 100]
        thinned = [seq for seq, _ in store.frames("run", at_most=11)]
        assert thinned == list(range(0, 101, 10))

    def test_owners_see_their_own_runs_newest_first(self, store):
        store.save(a_record("old", created=1.0))
        store.save(a_record("new", created=2.0))
        store.save(a_record("alien", owner_hash=hash_of("another")))
        store.flush()
        assert [record.id for record in store.records_of(hash_of(OWNER))] == ["new", "old"]

    def test_delete_and_rewind(self, store):
        for run in ("gone", "kept"):
            store.save(a_record(run))
            for step in range(4):
                store.add_frame(run, step, frame_at(step))
        store.flush()
        store.delete("gone")
        store.rewind("kept", 1)
        store.add_frame("kept", 4, frame_at(2))
        for _ in ("while it waits", "when it is written"):
            assert store.record("gone") is None and store.frames("gone") == []
            assert [(seq, frame.step) for seq, frame in store.frames("kept")] == [(0, 0), (1, 1), (4, 2)]
            assert store.flush()

    def test_runs_that_were_under_way_are_interrupted_when_it_is_opened_again(self, url):
        store = RunStore(url)
        for status in RunStatus:
            store.save(a_record(status.value, status=status))
        store.close()
        opened = RunStore(url)
        for status in RunStatus:
            record = opened.record(status.value)
            expected = status if status.over else RunStatus.INTERRUPTED
            assert record.status is expected
            assert (record.cause is None) is (status.over)
        opened.close()

    def test_thinning_keeps_both_ends(self):
        assert evenly([1, 2], 5) == [1, 2]
        assert evenly(range(10), 4) == [0, 3, 6, 9]


class TestPlace:
    def test_the_variable_decides(self, monkeypatch):
        monkeypatch.setenv(URL_VARIABLE, "postgresql://somewhere/runs")
        assert default_url() == "postgresql://somewhere/runs"

    def test_a_folder_that_cannot_be_made_is_replaced_by_a_temporary_one(self, monkeypatch, tmp_path):
        monkeypatch.delenv(URL_VARIABLE, raising=False)
        blocked = tmp_path / "file"
        blocked.write_text("not a folder")
        monkeypatch.setenv("XDG_DATA_HOME", str(blocked))
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        assert default_url() == f"sqlite:///{tmp_path / 'gradient_lab' / 'gradient_lab.sqlite'}"

    def test_sqlite_in_memory_is_refused(self):
        with pytest.raises(ValueError, match="database file"):
            RunStore("sqlite://")

    def test_sqlite_lets_readers_go_on(self, store):
        with store.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 1


class TestTrouble:
    def test_a_full_disk_is_told_and_made_up_for(self, url):
        store = RunStore(url, waiting_frames=50)
        with store.engine.connect() as connection:
            pages = [connection.exec_driver_sql("PRAGMA page_count").scalar()]

        @event.listens_for(store.engine, "checkout")
        def _limit(connection, *_):
            connection.execute(f"PRAGMA max_page_count={pages[0]}")

        for step in range(40):
            store.add_frame("run", step, frame_at(step, side=60))
        trouble = wait_for_trouble(store, True)
        assert "The disk is full" in str(trouble) and "Training goes on" in str(trouble)
        assert store.last_seq("run") == 39, "what waits is still shown"

        pages[0] = 10_000
        wait_for_trouble(store, False)
        assert store.flush() and stored_steps(url) == list(range(40))
        store.close()

    def test_a_file_that_may_not_grow_in_a_process_of_its_own(self, url):
        script = """
import resource, sys, threading
from core.store.store import RunStore
from tests.fake_trainer import frame_at
store = RunStore(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
came, went = threading.Event(), threading.Event()
store.watch_trouble(lambda: (came if store.trouble else went).set())
for step in range(60):
    store.add_frame("run", step, frame_at(step, side=60))
assert came.wait(8), "no trouble was told"
print(store.trouble)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert went.wait(8) and store.flush()
store.close()
"""
        done = subprocess.run(
            [sys.executable, "-c", script, url],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=30,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.startswith("Runs are not being saved.")
        assert stored_steps(url) == list(range(60))

    def test_a_locked_database_is_told_and_made_up_for(self, url):
        store = RunStore(url)
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        store.add_frame("run", 0, frame_at(0))
        assert "locked" in str(wait_for_trouble(store, True))
        other.execute("COMMIT")
        other.close()
        wait_for_trouble(store, False)
        assert store.flush() and stored_steps(url) == [0]
        store.close()

    def test_the_oldest_frames_are_dropped_first_and_records_never(self, url):
        store = RunStore(url, waiting_frames=10)
        other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        store.save(a_record())
        for step in range(25):
            store.add_frame("run", step, frame_at(step))
        assert [seq for seq, _ in store.frames("run")] == list(range(15, 25))
        assert "15 frames are lost" in str(wait_for_trouble(store, True))
        other.execute("COMMIT")
        other.close()
        wait_for_trouble(store, False)
        assert store.flush() and stored_steps(url) == list(range(15, 25))
        assert store.record("run") == a_record()
        store.close()

    def test_a_database_that_is_not_there_yet(self, tmp_path):
        folder = tmp_path / "later"
        store = RunStore(f"sqlite:///{folder / 'runs.sqlite'}")
        assert store.trouble is not None
        store.save(a_record())
        assert store.record("run") == a_record()
        folder.mkdir()
        wait_for_trouble(store, False)
        assert store.flush()
        store.close()

    def test_writing_a_batch_twice_changes_nothing(self, store):
        from core.store.pending import StoredFrame
        from core.store.writing import write

        batch = [StoredFrame("run", seq, frame_at(seq)) for seq in range(3)]
        for _ in range(2):
            with store.engine.begin() as connection:
                write(connection, [a_record(), *batch])
        with store.engine.connect() as connection:
            assert connection.execute(select(FRAMES.c.seq)).scalars().all() == [0, 1, 2]
