"""Gradient descent in the simplest valleys: how fast it may go, and that not every valley is the deepest."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.bundle import prepare
from core.engine.training.train import train
from core.experiment import Experiment

LINEAR: dict[str, Any] = {
    "dataset": {"name": "plane", "samples": 100},
    "scaling": "none",
    "layers": (),
    "optimizer": "sgd",
    "batch_size": 100,
    "initializer": {"name": "normal", "scale": 0.1},
}
"""One linear unit, squared error, all rows at once: the loss is quadratic in two weights and a bias."""


def last_loss(**choices: Any) -> float:
    *_, last = train(Experiment.model_validate(choices))
    return last.loss


def test_gradient_descent_diverges_above_two_over_the_largest_curvature() -> None:
    x = prepare(Experiment.model_validate(LINEAR)).x_train.astype(np.float64)
    inputs = np.column_stack([x, np.ones(len(x))])
    curvatures = np.linalg.eigvalsh(2 * inputs.T @ inputs / len(x))
    assert curvatures[-1] > 5 * curvatures[0]  # far steeper across the valley than along it
    limit = 2 / curvatures[-1]
    below = last_loss(**LINEAR, learning_rate=0.95 * limit, epochs=200)
    above = last_loss(**LINEAR, learning_rate=1.05 * limit, epochs=200)
    assert below < 0.01
    assert not above < 1e3


def test_other_initial_weights_may_end_in_a_worse_minimum() -> None:
    small = {
        "dataset": {"name": "xor", "samples": 100},
        "layers": (2,),
        "learning_rate": 0.05,
        "epochs": 300,
        "batch_size": 100,
    }
    ends = [last_loss(**small, weight_seed=seed) for seed in range(6)]
    assert min(ends) < 0.2
    assert max(ends) > 2 * min(ends)
    assert ends[0] == pytest.approx(last_loss(**small, weight_seed=0))  # chance has no other part in it
