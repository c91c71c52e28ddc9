"""Why a run diverged: a cause that the numbers support, and the remedy of its button."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.diagnosis.divergence import diverged_message
from core.diagnosis.evidence import Evidence
from core.diagnosis.findings import diagnose
from core.experiment import Experiment

NORMAL = {"initializer": {"name": "normal", "scale": 5}}


def begun(experiment: Experiment, **numbers: Any) -> Evidence:
    """A network that was sound at first, but for `numbers`."""
    ones, zeros = np.ones(3), np.zeros(3)
    plain = {"magnitude": ones, "gradient": ones, "weight_gradient": ones, "weights": ones}
    none = {"saturated": zeros, "dead": zeros, "equal": np.zeros(3, bool)}
    return Evidence(experiment=experiment, **{**plain, **none, **numbers})


@pytest.mark.parametrize(
    ("choices", "numbers", "cause", "change"),
    [
        (
            NORMAL,
            {"magnitude": np.array([5.0, 50.0, 500.0])},
            "The initial weights do not suit Tanh.",
            {"initializer": "glorot_uniform"},
        ),
        (
            {"scaling": "none", "learning_rate": 0.01},
            {"inputs": 312.0},
            "The inputs are large, about 310: scale the data.",
            {"scaling": "standard"},
        ),
        (
            {"dataset": "diabetes", "scale_target": False},
            {"target": 170.0},
            "The targets are large, about 170.",
            {"scale_target": "1"},
        ),
        (
            {"optimizer": "sgd", "learning_rate": 10.0},
            {},
            "The learning rate of 10 is large.",
            {"learning_rate": "0.1"},
        ),
        ({"learning_rate": 0.1}, {}, "The learning rate of 0.1 is large.", {"learning_rate": "0.01"}),
        (
            {"optimizer": "sgd", "learning_rate": 20.0, "clipping": {"name": "clipnorm", "limit": 0.1}},
            {},
            "The learning rate of 20 is large.",
            {"learning_rate": "0.1"},
        ),
        (
            {"optimizer": {"name": "sgd", "momentum": 0.99}, "learning_rate": 0.03},
            {},
            "Momentum 0.99 adds up to 100 steps: together they are too large.",
            {"optimizer.momentum": "0.9"},
        ),
        (
            {"optimizer": {"name": "sgd", "momentum": 0.99}, "learning_rate": 0.3},
            {},
            "Momentum 0.99 adds up to 100 steps",
            {"optimizer.momentum": "0.9", "learning_rate": "0.01"},
        ),
        (
            {"optimizer": "sgd", "learning_rate": 0.3, "l2": 5.0},
            {},
            "each step multiplies every weight by -2.",
            {"l2": "0.001"},
        ),
        (
            {"optimizer": "sgd", "learning_rate": 3.0, "l2": 5.0, "scaling": "none"},
            {"inputs": 20.0},
            "by -29. The inputs are large, about 20: scale the data. The learning rate of 3 is large.",
            {"l2": "0.001", "scaling": "standard", "learning_rate": "0.1"},
        ),
        # Nothing is known to be at fault, so no fault is found: data that are unscaled and small, above all.
        (
            {"optimizer": "sgd", "learning_rate": 0.9, "scaling": "none"},
            {},
            "The steps were too large for this loss.",
            {"learning_rate": "0.09"},
        ),
        ({"optimizer": "sgd", "learning_rate": 2e-6}, {}, "The steps were", {"learning_rate": "1e-06"}),
    ],
)
def test_a_cause_is_what_the_numbers_support(
    choices: dict[str, Any], numbers: dict[str, Any], cause: str, change: dict[str, str]
) -> None:
    experiment = Experiment(**choices)
    first = begun(experiment, **numbers)
    said = str(diverged_message(experiment, first, step=12, epoch=1.26))
    assert said.startswith("Diverged at step 12 (epoch 1.3): the loss became infinite")
    assert cause in said
    (found,) = diagnose(replace(first, diverged=True, before=lambda: first))
    assert found.remedy is not None and found.remedy.restart
    assert found.remedy.change == change
    assert said.endswith(f"Try: {found.remedy.what}.")


@pytest.mark.parametrize(
    "choices",
    [
        {"initializer": "glorot_normal"},
        {"activation": "relu", "initializer": "he_uniform"},
        {"initializer": "lsuv"},
    ],
)
def test_weights_of_the_right_size_are_not_blamed(choices: dict[str, Any]) -> None:
    experiment = Experiment(optimizer="sgd", learning_rate=10.0, **choices)
    first = begun(experiment, magnitude=np.full(3, 50.0))
    assert "weights do not suit" not in str(diverged_message(experiment, first, step=1, epoch=0.1))
