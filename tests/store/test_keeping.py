"""What is written is there again: at once, in order, thinned, and for another process."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.live.protocol.status import RunStatus
from core.live.records.run import hash_of
from core.live.retention import Retention
from core.live.sessions.limits import Limits
from core.message import Message
from core.statistics.thinning import evenly
from core.store.pending import StoredFrame
from core.store.rows import record_from_row
from core.store.store import RunStore, Size
from core.store.tables import BESTS, RUNS
from core.store.writing import unwrite, write
from tests.fake_trainer import frame_at, layout_of, packed_at
from tests.store.postgresql import EVERYWHERE
from tests.store.stored import OWNER, a_record, selected


@EVERYWHERE
def test_everything_survives_another_process_opening_it(url):
    store = RunStore(url)
    cause = Message("{loss} is not finite", loss=Message("Loss"))
    notes = {"findings": [], "best": 23, "measured": [0.5, None]}
    record = a_record(
        status=RunStatus.DIVERGED, layout=layout_of(2), cause=cause, detail="x", parent="p", notes=notes
    )
    store.save(record)
    for step in range(5):
        store.add_frame("run", step, packed_at(step))
    store.save_state("run", 3, b"three")
    store.save_state("run", 4, b"four")
    store.close()

    opened = RunStore(url)
    assert opened.record("run") == record
    assert [seq for seq, _ in opened.frames("run")] == [0, 1, 2, 3, 4]
    assert [packed.data for _, packed in opened.packed_frames("run")] == [
        packed_at(seq).data for seq in range(5)
    ]
    assert opened.frames("run")[3][1].loss == frame_at(3).loss
    assert opened.state("run").data == b"four"
    assert opened.last_seq("run") == 4
    assert opened.record("other") is None and opened.state("other") is None
    opened.close()


@EVERYWHERE
def test_a_state_of_any_size_takes_the_place_of_the_older_one(store, monkeypatch):
    monkeypatch.setattr("core.store.writing.STATE_PIECE", 10)
    store.save_state("other", 1, bytes(range(35)))
    for step, size in enumerate((35, 9, 10, 11, 0, 20, 21, 3)):
        store.save_state("run", step, bytes(range(size)))
        store.flush()
        state = store.state("run")
        assert (state.step, state.data) == (step, bytes(range(size)))
    store.delete("run")
    store.flush()
    assert store.state("run") is None and store.state("other").data == bytes(range(35))


@EVERYWHERE
def test_what_waits_is_seen_as_if_it_were_written(store):
    store.save(a_record())
    store.save(a_record(status=RunStatus.PAUSED))
    store.add_frame("run", 0, packed_at(0))
    assert store.record("run").status is RunStatus.PAUSED
    assert len(store.frames("run")) == 1
    store.flush()
    store.add_frame("run", 1, packed_at(1))
    assert [seq for seq, _ in store.frames("run")] == [0, 1]


@EVERYWHERE
def test_frames_after_a_number_and_thinned(store):
    store.save(a_record())
    for step in range(101):
        store.add_frame("run", step, packed_at(step, side=None))
    store.flush()
    assert [seq for seq, _ in store.frames("run", after=97)] == [98, 99, 100]
    thinned = [seq for seq, _ in store.frames("run", at_most=11)]
    assert thinned == list(range(0, 101, 10))


@EVERYWHERE
def test_owners_see_their_own_runs_newest_first(store):
    store.save(a_record("old", created=1.0))
    store.save(a_record("new", created=2.0))
    store.save(a_record("alien", owner_hash=hash_of("another")))
    store.flush()
    assert [record.id for record in store.records_of(hash_of(OWNER))] == ["new", "old"]


@EVERYWHERE
def test_delete_and_rewind(store):
    for run in ("gone", "kept"):
        store.save(a_record(run))
        for step in range(4):
            store.add_frame(run, step, packed_at(step))
    store.flush()
    store.delete("gone")
    store.rewind("kept", 1)
    store.add_frame("kept", 4, packed_at(2))
    for _ in ("while it waits", "when it is written"):
        assert store.record("gone") is None and store.frames("gone") == []
        assert [(seq, frame.step) for seq, frame in store.frames("kept")] == [(0, 0), (1, 1), (4, 2)]
        assert store.flush()


@EVERYWHERE
def test_runs_that_were_under_way_are_interrupted_when_it_is_opened_again(url):
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


def test_thinning_keeps_both_ends():
    assert evenly([1, 2], 5) == [1, 2]
    assert evenly(range(10), 4) == [0, 3, 6, 9]


@EVERYWHERE
@pytest.mark.slow
def test_what_is_older_than_a_second_survives_a_kill(url):
    """Frames of ten runs, until the process is killed without a warning."""
    script = """
import sys, time
from core.store.store import RunStore
from tests.fake_trainer import packed_at
from tests.store.stored import a_record
store = RunStore(sys.argv[1])
for run in range(10):
    store.save(a_record(str(run)))
for seq in range(100_000):
    store.add_frame(str(seq % 10), seq, packed_at(seq, side=100))
    print(seq, time.monotonic(), flush=True)
    time.sleep(0.005)
"""
    root = Path(__file__).resolve().parent.parent.parent
    with subprocess.Popen(
        [sys.executable, "-c", script, url], cwd=root, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        began = float(lines[0].split()[1])
        while float(lines[-1].split()[1]) < began + 2.5:
            lines.append(process.stdout.readline())
        killed = time.monotonic()
        process.kill()
    old = {int(seq) for seq, at in map(str.split, lines) if float(at) < killed - 1}
    opened = RunStore(url)
    there = {seq for run in range(10) for seq, _ in opened.packed_frames(str(run))}
    opened.close()
    assert len(old) > 50 and old <= there


@EVERYWHERE
def test_what_a_run_takes_is_kept_beside_its_frames(store, url, monkeypatch):
    """Whoever presses Train does not wait until the frames of ten thousand runs are counted."""
    asked = []
    rows = store._reader.rows
    monkeypatch.setattr(store._reader, "rows", lambda query: asked.append(str(query)) or rows(query))

    def check(counted: bool) -> None:
        assert store.flush()
        asked.clear()
        (expected,) = selected(url, "select sum(length(data)) from frames")[0]
        assert store.sizes(["run", "none"]) == {"run": Size(int(expected), 5), "none": Size()}
        assert any("FROM frames" in query and "sum" in query for query in asked)  # of the run without any
        asked.clear()
        assert store.sizes(["run"])["run"].frames == expected
        assert any("FROM frames" in query for query in asked) == counted

    store.save(a_record())
    store.save_state("run", 0, b"state")
    for step in range(3):
        store.add_frame("run", step, packed_at(step))
        check(counted=False)
    store.rewind("run", 1)
    store.add_frame("run", 7, packed_at(9))
    check(counted=False)
    with store.engine.begin() as connection:
        unwrite(connection, [StoredFrame("run", 7, packed_at(9))])
        write(connection, [StoredFrame("run", 7, packed_at(9))])
    check(counted=True)
    store.rewind("run", 1)
    check(counted=False)
    with store.engine.begin() as connection:
        connection.execute(BESTS.update().values(frame_bytes=None))  # as in a store of before
    check(counted=True)


def test_room_is_made_without_reading_what_is_over(store, monkeypatch):
    read = []
    monkeypatch.setattr(
        "core.store.reading.record_from_row", lambda row: read.append(row.id) or record_from_row(row)
    )
    for at in range(9):
        store.save(a_record(f"over-{at}", status=RunStatus.FINISHED, ordinal=at + 1))
    store.save(a_record("live", status=RunStatus.RUNNING, ordinal=10))
    assert store.flush()
    gone = []
    Retention(store, Limits(kept_per_owner=8), forget=gone.append).make_room(a_record("new"))
    assert gone == ["over-0"]
    assert set(read) == {"live", "over-0"}
    assert [record.id for record in store.unfinished_of(hash_of(OWNER))] == ["live"]


def test_what_cannot_be_read_goes_for_nobody(store):
    """A later version may have written it."""
    for at in range(3):
        store.save(a_record(f"run-{at}", status=RunStatus.FINISHED, ordinal=at + 1))
        store.save_state(f"run-{at}", 1, b"state")
    assert store.flush()
    with store.engine.begin() as connection:
        connection.execute(RUNS.update().where(RUNS.c.id == "run-0").values(status="later"))
    gone = []
    limits = Limits(kept_per_owner=1)
    Retention(store, limits, forget=gone.append).make_room(a_record("new"))
    assert gone == ["run-1"] and store.state("run-0").data == b"state"
