"""What a list of runs shows: read for one page alone, and equal to what the frames say."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Select

from core.live.listed import CATCH_UP, LOOKS, RunList
from core.live.protocol.status import RunStatus
from core.live.records import tested
from core.live.records.best import Best
from core.live.records.labels import MOST_NAME, MOST_NOTE, MOST_TAG, MOST_TAGS, Labels
from core.live.records.run import hash_of
from core.message import Invalid
from core.store.store import RunStore
from core.store.tables import BESTS, LABELS
from tests.fake_trainer import frame_at, packed_at
from tests.store.postgresql import EVERYWHERE
from tests.store.stored import OWNER, a_record

MINE = hash_of(OWNER)


def fill(store: RunStore, run: str, frames: int, **changes: object) -> None:
    store.save(replace(a_record(run), status=RunStatus.FINISHED, **changes))
    for step in range(frames):
        store.add_frame(run, 3 * step, packed_at(step, seed=len(run)))  # with gaps, as they are kept


def listed(store: RunStore) -> RunList:
    return RunList(store, lambda run: None)


@pytest.mark.parametrize("written", [False, True])
def test_numbers_are_those_of_the_frames(store: RunStore, written: bool) -> None:
    """The same while they wait to be written and afterwards."""
    for number, frames in enumerate((40, 1, 0)):
        fill(store, "r" * (number + 1), frames, created=float(number))
    if written:
        assert store.flush()
    page = listed(store).page(MINE, 0, 10)
    assert [each.record.id for each in page.runs] == ["rrr", "rr", "r"] and page.complete and page.all == 3
    none, one, many = page.runs
    assert (none.looks, none.last) == ((), None) and len(one.looks) == 1
    frames = [frame for _, frame in store.packed_frames("r")]
    assert len(many.looks) == LOOKS and many.last is not None and many.last.data == frames[-1].data
    steps = [frame.step for frame in many.looks]
    assert steps == [0, 3, 7, 10, 14, 17, 21, 24, 28, 32, 35, 39], (
        "the first and the last, and evenly between"
    )
    plain = [frame_at(step, seed=1) for step in range(40)]
    assert many.best is not None
    assert many.best.val_loss == min(frame.val_loss or math.inf for frame in plain)
    assert many.best.loss == min(frame.loss for frame in plain)
    assert many.best.val_metric_high is None


def test_no_list_goes_through_all_numbers_of_frames(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """The database looks up the few frames that are shown, however many there are: SQLite counts its work."""
    for run, frames in (("short", 60), ("long", 3000)):
        fill(store, run, frames)
    assert store.flush()
    connection = sqlite3.connect(store.engine.url.database or "")
    rows, work = store._reader.rows, []

    def counted(query: Select[Any]) -> Sequence[Any]:
        ticks = []
        connection.set_progress_handler(lambda: ticks.append(0), 10)
        text = query.compile(store.engine, compile_kwargs={"literal_binds": True, "render_postcompile": True})
        connection.execute(str(text)).fetchall()
        work.append(len(ticks))
        return rows(query)

    monkeypatch.setattr(store._reader, "rows", counted)
    for ask in (
        lambda run: store.listing.looks([run], LOOKS),
        lambda run: store.last_frames([run]),
        store.last_seq,
    ):
        taken = []
        for run in ("short", "long"):
            work.clear()
            assert ask(run)
            taken.append(sum(work))
        assert taken[1] < 2 * taken[0] + 10, ask
    assert [frame.step for frame in store.listing.looks(["long"], 4)["long"]] == [0, 999, 1999, 2999]
    connection.close()


def test_only_a_page_is_read(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(9):
        fill(store, f"run-{number}", 2, created=float(number))
    assert store.flush()
    asked = []
    rows = store._reader.rows
    monkeypatch.setattr(store._reader, "rows", lambda query: asked.append(query) or rows(query))
    page = listed(store).page(MINE, 2, 3)
    assert [each.record.id for each in page.runs] == ["run-6", "run-5", "run-4"] and page.all == 9
    assert len(asked) == 7


def test_what_was_taken_back_is_no_best_number_any_more(store: RunStore) -> None:
    store.save(a_record())
    for step, loss in ((0, 0.9), (10, 0.5), (20, 0.1)):
        store.add_frame("run", step, packed_at(step, val_loss=loss, loss=math.nan))
    assert store.flush()
    store.rewind("run", 10)
    store.add_frame("run", 21, packed_at(15, val_loss=0.7, loss=math.inf))
    assert store.flush()
    (run,) = listed(store).page(MINE, 0, 10).runs
    assert run.best == Best.of(frame for _, frame in store.packed_frames("run"))
    assert run.best.val_loss == 0.5 and run.best.loss is None
    store.delete("run")
    assert store.flush() and store.listing.bests(["run"]) == {}


def test_runs_of_before_are_caught_up_with(store: RunStore) -> None:
    """A few at a time, so that nobody waits for all frames of all runs."""
    runs = [f"run-{number}" for number in range(CATCH_UP + 1)]
    for run in runs:
        fill(store, run, 3)
    assert store.flush()
    with store.engine.begin() as connection:
        connection.execute(BESTS.delete())
    found = listed(store)
    first = found.page(MINE, 0, 10)
    assert not first.complete and sum(each.best is None for each in first.runs) == 1
    second = found.page(MINE, 0, 10)
    assert second.complete and all(each.best is not None for each in second.runs)


def test_nobody_sees_the_runs_of_others(store: RunStore) -> None:
    fill(store, "run", 1)
    assert listed(store).page(hash_of("x" * 43), 0, 10).runs == ()


@EVERYWHERE
def test_what_is_said_of_runs_outlives_the_process_and_goes_with_them(url: str) -> None:
    store = RunStore(url)
    for number in range(3):
        fill(store, f"run-{number}", 1, created=float(number))
    first = Labels.read(name=" Wide\x00 net ", tags=("a", " a", "", "b"), note="one\n  two \n", pinned=True)
    assert first == Labels(name="Wide net", tags=("a", "b"), note="one\n  two", pinned=True)
    store.label("run-0", MINE, first)
    store.label("run-1", MINE, Labels(tags=("b", "c")))
    store.label("run-2", MINE, Labels(name="gone again"))
    for waits in (True, False):
        page = listed(store).page(MINE, 0, 2)
        assert [each.record.id for each in page.runs] == ["run-0", "run-2"] and page.all == 3
        assert page.tags == ("a", "b", "c") and page.runs[0].labels == first
        assert [each.record.id for each in listed(store).page(MINE, 0, 9, "b").runs] == ["run-0", "run-1"]
        assert waits is False or store.flush()
    store.label("run-2", MINE, Labels())
    store.save(replace(a_record("run-1"), status=RunStatus.STOPPED))  # its record is written anew
    store.close()
    store = RunStore(url)
    every = ["run-0", "run-1", "run-2"]
    assert store.listing.labels_of(MINE, every) == {"run-0": first, "run-1": Labels(tags=("b", "c"))}
    assert store.listing.labels_of(MINE, ["run-2", "run-0"]) == {"run-0": first}
    theirs = hash_of("x" * 43)
    assert store.listing.labels_of(theirs, every) == {} == store.listing.marks_of(theirs)
    store.delete("run-0")
    assert store.flush() and set(store.listing.labels_of(MINE, every)) == {"run-1"}
    with store.engine.begin() as connection:
        connection.execute(LABELS.update().values(tags={"no": 1}, note="n" * (MOST_NOTE + 1), pinned=True))
    assert store.listing.labels_of(MINE, every) == {"run-1": Labels(pinned=True)}, "written by somebody else"
    assert store.listing.marks_of(MINE) == {"run-1": ((), True)}
    store.close()


@pytest.mark.parametrize(
    "said",
    [
        {"name": "n" * (MOST_NAME + 1)},
        {"note": "n" * (MOST_NOTE + 1)},
        {"tags": ["t" * (MOST_TAG + 1)]},
        {"tags": map(str, range(MOST_TAGS + 1))},
    ],
)
def test_too_much_is_not_taken(said: dict[str, object]) -> None:
    with pytest.raises(Invalid, match=r"Expected .*at most .*received"):
        Labels.read(**said)  # type: ignore[arg-type]


@EVERYWHERE
@pytest.mark.parametrize("written", [False, True])
def test_runs_whose_test_part_was_asked_for_are_found_among_all(url: str, written: bool) -> None:
    store = RunStore(url)
    seen = tested.Tested(loss=0.5, metric=0.9, unit=None, measures={}, rows=10, step=3, at=5.0)
    for run, answer in (("a", None), ("b", seen), ("c", None)):
        store.save(replace(a_record(run), status=RunStatus.FINISHED, tested=answer))
    if written:
        assert store.flush()
    assert [record.id for record in store.tested_of(MINE)] == ["b"]
    assert store.tested_of(hash_of("another")) == []
    store.close()
