"""Any step of a run can be reached again, to the bit, from any of its states or from none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.engine.program.state import TrainState
from core.engine.training.replaying import Replay, replay
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.message import Invalid

SMALL: dict[str, Any] = {"dataset": {"name": "circle", "samples": 313}, "layers": (4,), "batch_size": 10}
CASES: dict[str, dict[str, Any]] = {
    "sgd with momentum": {"optimizer": {"name": "sgd", "momentum": 0.9}},
    "adam, dropout and batch normalization": {
        "optimizer": "adam",
        "dropout": 0.2,
        "normalization": "batch",
    },
    "rmsprop on a plateau": {
        "optimizer": "rmsprop",
        "schedule": {"name": "plateau", "patience": 1, "factor": 0.5},
    },
    "early stopping": {"optimizer": "nadam", "stopping": {"name": "early", "patience": 2}},
    "cosine, every second epoch looked at": {
        "optimizer": "adagrad",
        "schedule": "cosine",
        "validation_freq": 2,
        "steps_per_epoch": 7,
    },
}


@pytest.mark.parametrize("name", CASES)
def test_any_step_is_reached_again_to_the_bit(name: str) -> None:
    """By a run that was not interrupted, in turns of any length: steps within, at and around epochs' ends."""
    whole = Trainer(Experiment(**SMALL, **CASES[name], epochs=6))
    whole.wait_until_compiled()
    per_epoch = whole.batches.first_step(1)
    steps = [0, 1, per_epoch - 1, per_epoch, per_epoch + 1, 3 * per_epoch, 5 * per_epoch - 2]
    states = {}
    for step in steps:
        whole.advance_steps(step - whole.step)
        states[whole.step] = whole.state().to_bytes()
    again = Replay(whole.experiment)
    rng = np.random.default_rng(0)
    for step, data in states.items():
        kept = rng.choice([other for other in states if other <= step])
        nearest = TrainState.from_bytes(states[kept])
        assert again.state_at(step, nearest).to_bytes() == data
    assert again.state_at(max(states)).to_bytes() == states[max(states)]


def test_rates_that_were_set_on_the_way_are_set_again() -> None:
    whole = Trainer(Experiment(**SMALL, optimizer="adam", epochs=6))
    whole.wait_until_compiled()
    rates = [(17, 0.05), (40, 0.001), (40, 0.002)]
    for at, rate in rates:
        whole.advance_steps(at - whole.step)
        whole.learning_rate = rate
    whole.advance_steps(50)
    ending = whole.state().to_bytes()
    assert replay(whole.experiment, None, 90, rates=rates).to_bytes() == ending
    middle = replay(whole.experiment, None, 30, rates=rates)
    assert replay(whole.experiment, middle, 90, rates=rates).to_bytes() == ending
    assert replay(whole.experiment, None, 90).to_bytes() != ending


def test_a_step_that_the_run_has_not_is_refused() -> None:
    again = Replay(Experiment(**SMALL, optimizer="adam", epochs=1))
    last = again.trainer.last_step
    with pytest.raises(Invalid, match=f"ended at step {last}"):
        again.state_at(last + 1)
    with pytest.raises(Invalid, match="from 5 on"):
        again.state_at(4, again.state_at(5))
