"""Why a run diverged: the likeliest cause first, and a button that does what the sentence advises."""

from __future__ import annotations

from typing import Any

import pytest

from core.diagnosis.divergence import diverged_message, remedy
from core.experiment import Experiment


@pytest.mark.parametrize(
    ("choices", "widest", "advice", "change"),
    [
        ({}, 21.0, "large from the start: try a smaller initial scale", {"batch_normalization": "1"}),
        (
            {"initializer": {"name": "normal", "scale": 5}},
            21.0,
            "large from the start: try a smaller initial scale",
            {"initializer": "glorot_uniform"},
        ),
        (
            {"batch_normalization": True, "learning_rate": 0.5},
            21.0,
            "large from the start",
            {"learning_rate": "0.05"},
        ),
        ({"scaling": "none"}, 1.0, "The data are not scaled", {"scaling": "standard"}),
        (
            {"optimizer": "sgd", "learning_rate": 1.0},
            1.0,
            "The learning rate of 1 is large: try 0.1.",
            {"learning_rate": "0.1"},
        ),
        (
            {"optimizer": "adam", "learning_rate": 0.1},
            1.0,
            "The learning rate of 0.1 is large: try 0.01.",
            {"learning_rate": "0.01"},
        ),
        (
            {"optimizer": "sgd", "learning_rate": 0.9},
            1.0,
            "Try a smaller learning rate (0.09)",
            {"learning_rate": "0.09"},
        ),
        ({"optimizer": "sgd", "learning_rate": 2e-6}, 1.0, "smaller learning", {"learning_rate": "1e-06"}),
    ],
)
def test_the_button_does_what_the_sentence_advises(
    choices: dict[str, Any], widest: float, advice: str, change: dict[str, str]
) -> None:
    experiment = Experiment(**{"initializer": "glorot_uniform", **choices})
    said = str(diverged_message(experiment, widest=widest, step=12, epoch=1.26))
    assert said.startswith("Diverged at step 12 (epoch 1.3): the loss became infinite")
    assert advice in said
    assert remedy(experiment, widest).change == change
    assert remedy(experiment, widest).restart
