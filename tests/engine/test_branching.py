"""A branch begins with the state of its run, to the bit, or is refused in words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.engine.program.state import TrainState
from core.engine.training.branching import branch_state
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.message import Invalid

CHOICES: dict[str, Any] = {
    "dataset": {"name": "circle", "samples": 100},
    "layers": (4,),
    "batch_size": 16,
    "optimizer": "adam",
    "epochs": 9,
}
RUN = Experiment(**CHOICES)


@pytest.fixture(scope="module")
def run() -> Trainer:
    trainer = Trainer(RUN)
    trainer.wait_until_compiled()
    return trainer


def asked(step: int, **changes: Any) -> dict[str, Any]:
    changed = Experiment(**{**CHOICES, **changes})
    return {"experiment": RUN.flat(), "rates": [], "step": step, "changed": changed.flat()}


def test_an_unchanged_branch_equals_its_run_to_the_bit(run: Trainer) -> None:
    run.advance_steps(13 - run.step)
    kept = run.state().to_bytes()
    run.advance_steps(17 - run.step)
    here = run.state().to_bytes()
    for nearest in (None, kept, here):
        assert branch_state(asked(17), nearest) == here
    run.advance_steps(run.last_step)
    branch = Trainer(RUN, state=TrainState.from_bytes(branch_state(asked(17), kept)))
    branch.advance_steps(branch.last_step)
    assert branch.state().to_bytes() == run.state().to_bytes()


@pytest.mark.parametrize(
    "changes",
    [
        {"learning_rate": 0.5},
        {"optimizer": {"name": "adam", "beta_1": 0.5}},
        {"dropout": 0.3},
        {"activation": "tanh"},
        {"epochs": 40},
        {"l2": 0.01},
    ],
    ids=str,
)
def test_one_change_keeps_weights_and_what_the_optimizer_remembers(changes: dict[str, Any]) -> None:
    before = TrainState.from_bytes(branch_state(asked(5), None))
    after = TrainState.from_bytes(branch_state(asked(5, **changes), None))
    assert after.step == 5
    assert np.array_equal(after.values, before.values)


def test_another_optimizer_begins_anew_with_the_same_weights() -> None:
    before = TrainState.from_bytes(branch_state(asked(5), None))
    branch = Trainer(Experiment(**{**CHOICES, "optimizer": "sgd"}), compiles=False)
    after = TrainState.from_bytes(branch_state(asked(5, optimizer="sgd"), None))
    own = branch.program.weights
    assert np.array_equal(after.values[own], before.values[own])
    assert np.array_equal(after.values[own.stop :], branch.state().values[own.stop :])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"layers": (5,)}, "do not fit these layers"),
        ({"normalization": "batch"}, "do not fit these layers"),
        ({"dataset": {"name": "circle", "samples": 100, "noise": 20}}, "the data of its run"),
        ({"dataset": "xor"}, "the data of its run"),
        ({"batch_size": 8}, "counts its steps"),
        ({"epochs": 1}, "Choose more epochs"),
    ],
    ids=str,
)
def test_what_does_not_fit_is_refused_in_words(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        branch_state(asked(6, **changes), None)


def test_a_state_that_cannot_be_read_is_refused_in_words() -> None:
    with pytest.raises(Invalid, match="cannot be read"):
        branch_state(asked(6), b"garbage")
