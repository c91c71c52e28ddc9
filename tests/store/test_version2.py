"""A store that version 2 wrote (see tests/fixtures/README.md): all that is in it is still there."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from core.container import unpack
from core.frame import Frame
from core.live.protocol.status import RunStatus
from core.live.records.run import hash_of
from core.live.sweeps.progress import SweepStatus, status_of
from core.store.store import RunStore
from tests.conftest import ROOT

FOLDER = ROOT / "tests" / "fixtures" / "stores"
TOLD = json.loads((FOLDER / "version2.json").read_text(encoding="utf-8"))


@pytest.fixture
def old(tmp_path: Path):
    shutil.copy(FOLDER / "version2.sqlite", tmp_path / "runs.sqlite")
    opened = RunStore(f"sqlite:///{tmp_path / 'runs.sqlite'}")
    yield opened
    opened.close()


def described(frame: Frame) -> dict[str, Any]:
    """What tests/fixtures/README.md wrote of a frame."""
    body = json.loads(json.dumps(asdict(frame), default=digest))
    if frame.boundary is not None:
        values = frame.boundary.values
        body["boundary"] |= {
            "shape": list(values.shape),
            "corner": values[0, :4].tolist(),
            "values": digest(values),
        }
    return body


def digest(array: npt.NDArray[Any]) -> str:
    return hashlib.sha256(array.tobytes()).hexdigest()[:16]


SINCE = {
    "measures": {},
    "best_epoch": None,
    "curve": None,
    "moments": None,
    "dropped": None,
    "weights": None,
    "maps": None,
}
"""What frames have that those of then do not tell."""


@pytest.mark.parametrize("run", TOLD["frames"])
def test_frames_are_what_they_were_to_the_bit(old, run):
    found = [[seq, described(frame)] for seq, frame in old.frames(run)]
    for _, frame in found:
        assert {name: frame.pop(name) for name in SINCE} == SINCE
    assert found == TOLD["frames"][run]


def test_what_is_taken_on_is_stored_in_todays_form(old):
    """Without another look at the old: a run that goes on has frames of both."""
    (_, first), (seq, last) = old.packed_frames("interrupted")
    old.add_frame("interrupted", seq + 1, last)
    assert old.flush()
    found = dict(old.packed_frames("interrupted"))
    assert [found[at].data for at in sorted(found)] == [first.data, last.data, last.data]


def test_a_sweep_is_still_complete(old):
    (sweep,) = old.sweeps_of(hash_of("o" * 43))
    assert (sweep.id, sweep.grid.scales, sweep.grid.depths, sweep.grid.steps) == (
        "sweep",
        (0.5, 2.0),
        (1, 3),
        20,
    )
    assert status_of(sweep, old.statuses_of(sweep.runs), active=False) is SweepStatus.FINISHED
    last = old.last_frames(sweep.runs)
    assert {run: frame.step for run, frame in last.items()} == dict.fromkeys(sweep.runs, 20)


def test_runs_are_listed_as_before(old):
    records = {record.id: record for record in old.records_of(hash_of("o" * 43))}
    assert {run: record.status.value for run, record in records.items()} == {
        "plane": "finished",
        "deep": "stopped",
        "interrupted": "interrupted",
    }
    assert [len(records[run].layout.layers) for run in ("plane", "deep", "interrupted")] == [3, 31, 3]


@pytest.mark.engine
def test_a_state_is_what_it_was_to_the_bit(old):
    from core.engine.program.state import TrainState

    kept = old.state("interrupted")
    state = TrainState.from_bytes(kept.data)
    told = TOLD["state"]
    assert kept.step == state.step == told["step"] == 43
    assert state.values.tolist() == told["values"] and state.values.dtype == np.float32
    assert state.counters.tolist() == told["counters"] and state.counters.dtype == np.int64
    # It had not looked back at its epochs yet.
    assert json.loads(json.dumps(asdict(state.progress))) == {**told["progress"], "history": []}
    patience = state.patience
    assert patience.weights.tolist() == told["patience"].pop("weights")
    assert {"best": patience.best, "best_epoch": patience.best_epoch, "wait": patience.wait} == told[
        "patience"
    ]


@pytest.mark.engine
def test_an_interrupted_run_goes_on_to_the_bit(old):
    """Where it ends does not depend on whether its state was once stored in the old form."""
    from core.engine.program.state import TrainState
    from core.engine.training.trainer import Trainer

    record = old.record("interrupted")
    assert record.status is RunStatus.INTERRUPTED
    state = TrainState.from_bytes(old.state("interrupted").data)
    endings = []
    for again in (state, TrainState.from_bytes(state.to_bytes())):
        trainer = Trainer(record.experiment, state=again, learning_rate=record.learning_rate)
        trainer.advance_steps(trainer.last_step)
        assert trainer.finished and trainer.step > 43
        endings.append(trainer.state().to_bytes())
    assert endings[0] == endings[1]


def test_todays_state_is_left_alone(old):
    before = old.state("interrupted").data
    old.save_state("interrupted", 43, before)
    assert old.flush()
    assert bytes(old.state("interrupted").data) == bytes(before)
    assert unpack(before).values["step"] == 43
