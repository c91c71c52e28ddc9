"""A database that is full, locked, or not there stops nobody, and is made up for."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

from sqlalchemy import event, select

from core.message import Message
from core.store.pending import StoredFrame
from core.store.store import RunStore
from core.store.tables import FRAMES
from core.store.writing import unwrite, write
from tests.fake_trainer import packed_at
from tests.store.stored import a_record, stored_steps

ROOT = Path(__file__).resolve().parent.parent.parent


def wait_for_trouble(store: RunStore, wanted: bool) -> Message | None:
    changed = threading.Condition()

    def tell() -> None:
        with changed:
            changed.notify_all()

    store.watch_trouble(tell)
    with changed:
        assert changed.wait_for(lambda: (store.trouble is not None) is wanted, timeout=8)
    return store.trouble


def test_a_full_disk_is_told_and_made_up_for(url):
    store = RunStore(url, waiting_frames=50)
    with store.engine.connect() as connection:
        pages = [connection.exec_driver_sql("PRAGMA page_count").scalar()]

    @event.listens_for(store.engine, "checkout")
    def _limit(connection, *_):
        connection.execute(f"PRAGMA max_page_count={pages[0]}")

    for step in range(40):
        store.add_frame("run", step, packed_at(step, side=60))
    trouble = wait_for_trouble(store, True)
    assert "The disk is full" in str(trouble) and "Training goes on" in str(trouble)
    assert store.last_seq("run") == 39, "what waits is still shown"

    pages[0] = 10_000
    wait_for_trouble(store, False)
    assert store.flush() and stored_steps(url) == list(range(40))
    store.close()


def test_a_file_that_may_not_grow_in_a_process_of_its_own(url):
    script = """
import resource, sys, threading
from core.store.store import RunStore
from tests.fake_trainer import packed_at
store = RunStore(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
came, went = threading.Event(), threading.Event()
store.watch_trouble(lambda: (came if store.trouble else went).set())
for step in range(60):
    store.add_frame("run", step, packed_at(step, side=60))
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


def test_a_locked_database_is_told_and_made_up_for(url):
    store = RunStore(url)
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    store.add_frame("run", 0, packed_at(0))
    assert "locked" in str(wait_for_trouble(store, True))
    other.execute("COMMIT")
    other.close()
    wait_for_trouble(store, False)
    assert store.flush() and stored_steps(url) == [0]
    store.close()


def test_the_oldest_frames_are_dropped_first_and_records_never(url):
    store = RunStore(url, waiting_frames=10)
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    store.save(a_record())
    for step in range(25):
        store.add_frame("run", step, packed_at(step))
    assert [seq for seq, _ in store.frames("run")] == list(range(15, 25))
    assert "15 frames are lost" in str(wait_for_trouble(store, True))
    other.execute("COMMIT")
    other.close()
    wait_for_trouble(store, False)
    assert store.flush() and stored_steps(url) == list(range(15, 25))
    assert store.record("run") == a_record()
    store.close()


def test_frames_that_wait_are_bounded_by_what_they_take(url):
    frame = packed_at(0, side=60)
    size = frame.size
    assert frame.size > len(frame.data) == frame.size, "less when it is packed"
    store = RunStore(url, waiting_bytes=10 * size)
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    for step in range(25):
        store.add_frame("run", step, packed_at(step, side=60))
    store.add_frame("other", 0, packed_at(0))
    assert store._pending.dropped == 16 and store._pending._bytes <= 10 * size
    other.execute("COMMIT")
    other.close()
    assert store.flush()
    stored = stored_steps(url)
    assert {0, *range(16, 25)} <= set(stored)
    assert len(stored) <= 20, "beside what waited only what the writer already had in its hands"
    assert store._pending._bytes == 0
    store.close()


def test_a_database_that_is_not_there_yet(tmp_path):
    folder = tmp_path / "later"
    store = RunStore(f"sqlite:///{folder / 'runs.sqlite'}")
    assert store.trouble is not None
    store.save(a_record())
    assert store.record("run") == a_record()
    folder.mkdir()
    wait_for_trouble(store, False)
    assert store.flush()
    store.close()


def test_a_commit_whose_answer_got_lost_leaves_nothing_twice(store):
    batch = [a_record(), *(StoredFrame("run", seq, packed_at(seq)) for seq in range(3))]
    for again in (False, True):
        with store.engine.begin() as connection:
            if again:
                unwrite(connection, batch)
            write(connection, batch)
    with store.engine.connect() as connection:
        assert connection.execute(select(FRAMES.c.seq)).scalars().all() == [0, 1, 2]


def test_after_a_failure_the_store_makes_sure_of_that(store, monkeypatch):
    def lose_the_answer(connection, batch):
        monkeypatch.undo()
        write(connection, batch)
        connection.commit()
        raise OSError("connection lost")

    monkeypatch.setattr("core.store.store.write", lose_the_answer)
    for seq in range(3):
        store.add_frame("run", seq, packed_at(seq))
    assert "connection lost" in str(wait_for_trouble(store, True))
    wait_for_trouble(store, False)
    assert store.flush() and [seq for seq, _ in store.packed_frames("run")] == [0, 1, 2]
