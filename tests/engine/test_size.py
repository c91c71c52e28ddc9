"""What a run takes, as it is known beforehand, beside what is then built."""

from __future__ import annotations

from typing import Any

import pytest

from core.choices.normalizations import NORMALIZATIONS
from core.choices.optimizers import OPTIMIZERS
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.model.size import state_bytes

WIDE: dict[str, Any] = {"dataset": "circle", "layers": (96, 80)}
CHOICES: dict[str, dict[str, Any]] = {key: {"optimizer": key} for key in OPTIMIZERS}
CHOICES |= {
    f"{key} with momentum": {"optimizer": {"name": key, "momentum": 0.9}} for key in ("sgd", "rmsprop")
}
CHOICES |= {
    "amsgrad": {"optimizer": {"name": "adam", "amsgrad": True}},
    "centered": {"optimizer": {"name": "rmsprop", "centered": True, "momentum": 0.5}},
    "averaged": {"optimizer": "sgd", "averaging": "ema"},
    "accumulated": {"optimizer": "adam", "gradient_accumulation_steps": 4, "averaging": "ema"},
    "learnt slopes": {"activation": "prelu"},
    **{f"{key} normalization": {"normalization": key} for key in NORMALIZATIONS},
    "a table": {"dataset": "wine"},
}


@pytest.mark.parametrize("chosen", CHOICES.values(), ids=CHOICES)
def test_a_state_is_as_large_as_is_said_beforehand(chosen: dict[str, Any]) -> None:
    experiment = Experiment(**{**WIDE, **chosen})
    values = Trainer(experiment, compiles=False).state().values.nbytes
    assert values <= state_bytes(experiment) + 64 <= 1.1 * values
