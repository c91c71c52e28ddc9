"""Losses of single rows beside what pencil and paper give."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from core.experiment import Experiment
from core.model.losses import loss_of
from core.model.plan import plan_of


def loss(answer: list[float], truth: Any, **choices: Any) -> float:
    """Of a row to which the network gives the logits `answer`."""
    experiment = Experiment.model_validate(choices)
    plan = plan_of(experiment, inputs=experiment.inputs, rows=100, val_rows=20)
    row = np.array([answer], np.float32)
    return float(loss_of(plan.loss_config, reduction=None)(np.array([truth]), row)[0])


def test_cross_entropy_is_minus_the_logarithm_of_the_right_share() -> None:
    shares = [0.7, 0.2, 0.1]
    logits = [math.log(share) for share in shares]
    for loss_name, truth in (
        ("categorical_crossentropy", [0.0, 1.0, 0.0]),
        ("sparse_categorical_crossentropy", 1),
    ):
        found = loss(logits, truth, dataset="iris", loss=loss_name)
        assert found == pytest.approx(
            -math.log(0.2), rel=1e-6
        )  # 1.609: what the right class got, and no other


def test_of_two_classes_it_is_that_of_the_share_of_either() -> None:
    logit = math.log(0.8 / 0.2)
    for truth, share in ((1.0, 0.8), (0.0, 0.2)):
        assert loss([logit], [truth], dataset="circle") == pytest.approx(-math.log(share), rel=1e-6)


def test_who_knows_nothing_has_the_logarithm_of_the_number_of_classes() -> None:
    assert loss(
        [0.0, 0.0, 0.0], [0.0, 0.0, 1.0], dataset="iris", loss="categorical_crossentropy"
    ) == pytest.approx(math.log(3), rel=1e-6)


def test_squared_and_absolute_error() -> None:
    assert loss([3.0], [1.0], dataset="plane", loss="mse") == pytest.approx(4)
    assert loss([3.0], [1.0], dataset="plane", loss="mae") == pytest.approx(2)
