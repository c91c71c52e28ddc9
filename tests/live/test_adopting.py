"""Runs of somebody's own program, taken among a visitor's runs."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from core.live.protocol.command import Command, Verb
from core.live.protocol.status import RunStatus
from core.live.records.foreign import LONGEST, Foreign, NoChoices
from core.live.records.run import NotOwner, UnknownRun, hash_of
from core.live.runs import Runs
from core.live.sessions.channel import Cursor
from core.live.sessions.limits import Limits
from core.live.sessions.memory_shares import MEGABYTE
from core.live.sessions.messages import status
from core.message import Invalid
from core.packed import LAYER_NUMBERS
from core.store.recorded import read_recording
from core.store.store import RunStore
from tests.fixtures.recordings import LAYER, LAYOUT, frame, header
from tests.live.test_deleting import Idle
from tests.live.watched import Watched
from tests.store.stored import OWNER, a_record

SOMEBODY = "x" * 43
ABOUT = {
    "model": {
        "name": "net",
        "class": "Functional",
        "parameters": 6,
        "layers": [{"name": "a", "class": "Dense"}],
    },
    "optimizer": {"class": "Adam", "config": {}},
    "loss": "mse",
    "epochs": 4,
    "versions": {"keras": "3.15", "backend": "tensorflow"},
}
FILE = header(**ABOUT) + frame(5, epoch=1.0) + frame(10, epoch=2.0, values={"measures": {"auc": 0.5}})


@pytest.fixture
def runs(store: Watched) -> Runs:
    return Runs(store, Idle())  # type: ignore[arg-type]


def adopt(runs: Runs, data: bytes = FILE, file: str = "run.glab") -> str:
    return runs.adopt(read_recording(data), OWNER, file=file)


def test_it_is_listed_with_its_frames_and_what_its_program_said(runs: Runs, store: Watched) -> None:
    run = adopt(runs)
    record = runs.record(run)
    assert (record.status, record.choices, record.classes) == (RunStatus.FINISHED, None, False)
    assert record.foreign is not None and record.foreign.title == "run · net (Functional) · Adam · mse"
    assert (record.foreign.epochs, record.foreign.layers[0].kind) == (4, "Dense")
    assert list(runs.frame_steps(run).values()) == [5, 10]
    assert [found.loss for _, found in runs.frames(run)] == [0.3, 0.3]
    (listed,) = runs.listed(OWNER, 0, 9).runs
    assert listed.record == record and listed.last is not None and listed.last.step == 10
    assert runs.runs_of(SOMEBODY) == []


def test_what_is_stored_is_the_same_after_a_restart(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'kept.sqlite'}"
    store = RunStore(url)
    run = adopt(Runs(store, Idle()))  # type: ignore[arg-type]
    before = store.record(run)
    store.close()
    opened = RunStore(url)
    assert opened.record(run) == before and len(opened.frames(run)) == 2
    opened.close()


def test_versions_that_do_not_know_such_runs_leave_them_out(runs: Runs, tmp_path: Path) -> None:
    """They take no defaults for its choices: those are no mapping."""
    adopt(runs)
    with closing(sqlite3.connect(tmp_path / "runs.sqlite")) as connection:
        assert connection.execute("select experiment from runs").fetchall() == [("[]",)]


def test_a_viewer_is_greeted_with_its_past(runs: Runs) -> None:
    channel = runs.channel(adopt(runs))
    update = channel.update(Cursor())
    assert update.greet and update.over and [shown.seq for shown in update.frames] == [1]
    told = channel.hello(str, owner=True)
    assert told.values["recorded"] and told.values["task"] == "regression"
    assert [layer["name"] for layer in told.values["layers"]] == ["dense"]
    assert told.arrays["run"][:, 0].tolist() == [5, 10]
    assert told.values["history"]["measures"] == ("auc",)  # that came later than the first frame
    assert np.array_equal(told.arrays["measures"], np.float32([[np.nan], [0.5]]), equal_nan=True)
    assert channel.status(str)["cause"] == "Recorded by your own program."


def test_what_its_last_frame_shows_is_pointed_out_without_a_remedy(runs: Runs) -> None:
    numbers = np.zeros((2, len(LAYER_NUMBERS)))
    numbers[:, LAYER_NUMBERS.index("dead")] = 1.0
    numbers[:, LAYER_NUMBERS.index("preactivation_gradient_std")] = 0.1
    layout = {**LAYOUT, "layers": [LAYER, {**LAYER, "name": "last"}]}
    run = adopt(runs, header(layout=layout) + frame(1, layers=2, arrays={"layers": numbers}))
    (found,) = runs.channel(run).status(str)["findings"]
    assert (found["key"], found["remedy"]) == ("dead", None)
    assert "layer dense are 0" in found["text"]


def test_whatever_needs_choices_is_refused_in_words(runs: Runs) -> None:
    run = adopt(runs)
    for ask in (
        lambda: runs.again(run, OWNER, new_weights=False),
        lambda: runs.branch_question(run, 5, OWNER),
        lambda: runs.branch(run, 5, OWNER, b""),
        lambda: runs.command(run, OWNER, Command(Verb.RESUME)),
    ):
        with pytest.raises(NoChoices, match="Train it in that program"):
            ask()
    with pytest.raises(NotOwner):
        runs.command(run, SOMEBODY, Command(Verb.RESUME))
    assert runs.checkpoint(run) is None


def test_it_is_deleted_by_its_owner_alone_and_had_back(runs: Runs) -> None:
    run = adopt(runs)
    with pytest.raises(NotOwner):
        runs.delete(run, SOMEBODY)
    runs.delete(run, OWNER)
    with pytest.raises(UnknownRun):
        runs.record(run)
    assert runs.undelete(run, OWNER) and len(runs.frames(run)) == 2


def test_a_file_that_ends_within_a_frame_is_shown_up_to_there(runs: Runs) -> None:
    record = runs.record(adopt(runs, FILE[:-9]))
    assert record.foreign is not None and record.foreign.cut
    assert record.status is RunStatus.INTERRUPTED and "The file is incomplete" in str(record.cause)
    told = status(record, place=None, trouble=None, translate=str)
    assert told["advice"] is None, "nobody can have it go on here"


def test_numbers_that_are_none_are_shown_as_such(runs: Runs) -> None:
    no_numbers = {"layers": np.full((1, len(LAYER_NUMBERS)), np.nan)}
    run = adopt(runs, header() + frame(1, arrays=no_numbers) + frame(2, loss=np.nan, arrays=no_numbers))
    assert runs.record(run).status is RunStatus.DIVERGED
    runs.channel(run).hello(str, owner=True)
    assert runs.listed(OWNER, 0, 9).runs[0].last is not None


def test_one_without_a_frame_is_refused(runs: Runs, store: Watched) -> None:
    with pytest.raises(Invalid, match="at least one frame"):
        adopt(runs, header())
    assert store.records_of(hash_of(OWNER)) == []


def test_the_oldest_run_goes_where_there_are_too_many(store: Watched) -> None:
    runs = Runs(store, Idle(), limits=Limits(kept_per_owner=2))  # type: ignore[arg-type]
    made = [adopt(runs) for _ in range(4)]
    assert store.flush()
    assert [record.id for record in runs.runs_of(OWNER)] == made[:0:-1]


def test_one_for_which_there_is_no_room_is_refused_and_nothing_goes(store: Watched) -> None:
    runs = Runs(store, Idle(), limits=Limits(stored_per_owner=1))  # type: ignore[arg-type]
    store.save(a_record("old", status=RunStatus.FINISHED))
    layers = [{**LAYER, "name": str(at)} for at in range(1000)]
    one = [frame(step, layers=1000) for step in range(MEGABYTE // 100_000 + 2)]
    with pytest.raises(Invalid, match="Record fewer frames"):
        adopt(runs, header(layout={**LAYOUT, "layers": layers}) + b"".join(one))
    assert [record.id for record in runs.runs_of(OWNER)] == ["old"]


def test_nothing_is_half_stored_where_the_database_is_locked(
    store: Watched, runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flush = store.flush
    monkeypatch.setattr(store, "flush", lambda timeout=0.5, *, run=None: flush(timeout, run=run))
    with closing(sqlite3.connect(tmp_path / "runs.sqlite", isolation_level=None)) as lock:
        lock.execute("begin immediate")
        with pytest.raises(Invalid):
            adopt(runs)
        lock.execute("rollback")
    assert flush()
    with closing(sqlite3.connect(tmp_path / "runs.sqlite")) as connection:
        for table in ("runs", "frames", "bests"):
            assert connection.execute(f"select count(*) from {table}").fetchone() == (0,)


@pytest.mark.parametrize(
    "about",
    [
        {},
        {"model": "x", "optimizer": 3, "loss": ["a"], "versions": None, "epochs": "1"},
        {"model": {"layers": [1, None, {"name": 2}], "parameters": -1, "name": "a\u202eb\x00\n" * 500}},
        {"epochs": True, "model": {"layers": {"a": 1}, "parameters": 10**400}},
    ],
    ids=str,
)
def test_any_header_gives_short_texts_and_comes_back(about: dict[str, object]) -> None:
    found = Foreign.of(about, file="<b>" * 100 + ".glab", reached=0.2, cut=False)
    assert len(found.name) <= LONGEST and found.title.isprintable() and found.epochs == 1
    assert Foreign.from_json(found.to_json()) == found


@pytest.mark.parametrize(
    "body", [None, [], {}, {"name": 1}, {"name": "a", "epochs": "x"}, {"name": "a", "layers": [1]}]
)
def test_what_is_none_is_refused(body: object) -> None:
    with pytest.raises(ValueError, match="Expected what is known"):
        Foreign.from_json(body)
