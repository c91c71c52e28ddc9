"""Deleting runs, and having them back."""

from __future__ import annotations

import time

import pytest

from core.live import retention
from core.live.protocol.status import RunStatus
from core.live.records.labels import Labels
from core.live.records.run import NotOwner, UnknownRun, hash_of
from core.live.runs import Runs
from core.message import Invalid
from tests.fake_trainer import packed_at
from tests.live.watched import Watched
from tests.store.stored import OWNER, a_record

MINE = hash_of(OWNER)


class Idle:
    """An executor that is given nothing."""

    takes_together = False

    def close(self) -> None:
        pass


@pytest.fixture
def runs(store: Watched) -> Runs:
    for name, status in (("ended", RunStatus.FINISHED), ("trains", RunStatus.RUNNING)):
        store.save(a_record(name, status=status))
        store.add_frame(name, 0, packed_at(0))
    return Runs(store, Idle())  # type: ignore[arg-type]


@pytest.mark.parametrize("written", [False, True])
def test_what_was_deleted_can_be_had_back(store: Watched, runs: Runs, written: bool) -> None:
    runs.delete("ended", OWNER)
    assert not written or store.flush()
    assert [record.id for record in runs.runs_of(OWNER)] == ["trains"]
    assert [each.record.id for each in runs.listed(OWNER, 0, 9).runs] == ["trains"]
    with pytest.raises(UnknownRun):
        runs.record("ended")
    assert runs.undelete("ended", OWNER)
    assert runs.record("ended").id == "ended" and len(runs.frames("ended")) == 1
    assert len(runs.listed(OWNER, 0, 9).runs) == 2


def test_only_its_owner_labels_and_deletes_a_run_and_only_one_that_is_over(runs: Runs) -> None:
    with pytest.raises(NotOwner):
        runs.delete("ended", "x" * 43)
    with pytest.raises(Invalid, match="Stop it first"):
        runs.delete("trains", OWNER)
    with pytest.raises(UnknownRun):
        runs.delete("none", OWNER)
    with pytest.raises(NotOwner):
        runs.label("ended", "x" * 43, Labels(name="mine"))
    assert runs.labels_of(OWNER, ["ended"]) == {} == runs.labels_of(None, ["ended"])
    runs.delete("ended", OWNER)
    with pytest.raises(UnknownRun):
        runs.label("ended", OWNER, Labels(name="late"))
    with pytest.raises(NotOwner):
        runs.undelete("ended", "x" * 43)
    assert not runs.undelete("none", OWNER)


def test_in_the_end_it_is_gone_for_good(store: Watched, runs: Runs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "UNDO_RUNS", 2)
    for at in range(4):
        store.save(a_record(f"run-{at}", status=RunStatus.FINISHED))
        store.hide(f"run-{at}", time.time() - 10 + at)
    store.hide("ended", time.time() - retention.UNDO_SECONDS - 1)
    assert store.flush()
    runs._retention.make_room(a_record("new"))
    assert store.flush()
    assert list(store.hidden()) == ["run-2", "run-3"]
    assert not runs.undelete("ended", OWNER) and store.packed_frames("ended") == []
