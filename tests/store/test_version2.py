"""A store that version 2 wrote (see tests/fixtures/README.md): all that is in it is still there."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from core.container import unpack
from core.live.protocol.status import RunStatus
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


@pytest.mark.engine
def test_a_state_is_what_it_was_to_the_bit(old):
    from core.engine.program.state import TrainState

    kept = old.state("interrupted")
    state = TrainState.from_bytes(kept.data)
    told = TOLD["state"]
    assert kept.step == state.step == told["step"] == 43
    assert state.values.tolist() == told["values"] and state.values.dtype == np.float32
    assert state.counters.tolist() == told["counters"] and state.counters.dtype == np.int64
    assert json.loads(json.dumps(asdict(state.progress))) == told["progress"]
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
