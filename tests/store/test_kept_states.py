"""States of a run's way: evenly spread, bounded, and gone with what they belong to."""

from __future__ import annotations

import pytest

from core.live.sessions.kept_states import MOST, KeptSteps, states_kept
from core.store.store import RunStore
from tests.fake_trainer import packed_at
from tests.store.stored import a_record


@pytest.mark.parametrize("most", [2, 5, 64])
@pytest.mark.parametrize("apart", [1, 37])
def test_they_are_spread_evenly_however_long_the_run(most: int, apart: int) -> None:
    kept, there = KeptSteps(most), set()
    for step in range(0, 3000 * apart, apart):
        keep, gone = kept.add(step)
        there |= {step} if keep else set()
        there -= set(gone)
        assert tuple(sorted(there)) == kept.steps
        assert len(kept.steps) <= most and kept.steps[0] == 0
    gaps = [after - before for before, after in zip(kept.steps, kept.steps[1:], strict=False)]
    assert len(kept.steps) >= most // 2
    assert max(gaps) <= 2 * min(gaps)


def test_a_run_that_goes_back_forgets_what_came_after() -> None:
    kept = KeptSteps(10, (0, 10, 20, 30))
    assert kept.add(15) == (False, (20, 30))
    assert kept.add(25) == (True, ())
    assert kept.steps == (0, 10, 25)


def test_none_are_kept_where_there_is_no_room() -> None:
    assert KeptSteps(0).add(0) == (False, ())
    assert states_kept(1000, 4000) == 0 and states_kept(10_000, 4000) == 2 and states_kept(10**9, 1) == MOST


@pytest.mark.parametrize("written", [False, True])
def test_the_nearest_before_a_step_is_found(store: RunStore, written: bool, monkeypatch) -> None:
    monkeypatch.setattr("core.store.writing.STATE_PIECE", 10)
    store.save(a_record())
    states = {step: bytes([step]) * (step + 1) for step in (0, 10, 20, 30)}
    for step, data in states.items():
        store.keep_state("run", step, data)
        store.keep_state("other", step, b"other")
    if written:
        assert store.flush()
    assert store.kept_steps("run") == [0, 10, 20, 30]
    for step, nearest in ((0, 0), (9, 0), (29, 20), (99, 30)):
        found = store.kept_state("run", step)
        assert (found.step, bytes(found.data)) == (nearest, states[nearest])
    store.thin_states("run", [10])
    assert store.kept_state("run", 19).step == 0
    store.rewind("run", 25)
    assert store.kept_steps("run") == [0, 20]
    store.flush()
    assert store.kept_steps("run") == [0, 20]
    assert store.sizes(["run"])["run"].state == len(states[0]) + len(states[20])
    store.save_state("run", 0, b"")  # nothing goes on from it any more
    assert store.kept_steps("run") == [] and store.kept_state("run", 99) is None
    store.flush()
    assert store.kept_steps("run") == []
    store.delete("other")
    assert store.kept_steps("other") == []
    store.flush()
    assert store.kept_steps("other") == []


def test_a_frame_is_found_by_its_number(store: RunStore) -> None:
    store.save(a_record())
    for seq in (0, 1, 4):
        store.add_frame("run", seq, packed_at(3 * seq))
    for _ in ("while it waits", "when it is written"):
        assert store.frame_steps("run") == {0: 0, 1: 3, 4: 12}
        assert store.packed_frame("run", 4).data == packed_at(12).data
        assert store.packed_frame("run", 2) is None
        store.flush()
