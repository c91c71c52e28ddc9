"""A single unit: scikit-learn's perceptron step by step, what it learns, and what it cannot."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import Perceptron, SGDClassifier

from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.presets import PRESETS

CORNERS = 4


def trained(gate: str, **choices: Any) -> Trainer:
    dataset = {"name": "gate", "gate": gate, "samples": 40, "noise": 20.0}
    own = {"dataset": dataset, "initializer": "zeros", **choices}
    return Trainer(Experiment(**{**PRESETS["perceptron_and"].choices, **own}))


@pytest.mark.parametrize("gate", ["and", "or"])
def test_its_steps_are_those_of_scikit_learn(gate: str) -> None:
    trainer = trained(gate, shuffle=False)
    trainer.wait_until_compiled()
    rows, epochs = trainer.batches.order(0), 3
    trainer.advance_steps(epochs * len(rows))
    x, y = trainer.bundle.x_train[rows].astype(np.float64), trainer.bundle.y_train[rows]
    options = {"shuffle": False, "tol": None, "max_iter": epochs, "penalty": None}
    criterion = SGDClassifier(loss="perceptron", learning_rate="constant", eta0=1.0, **options).fit(x, y)
    perceptron = Perceptron(eta0=1.0, **options).fit(x, y)
    kernel, bias = trainer.variables()[:2]
    for theirs in (criterion, perceptron):
        np.testing.assert_allclose(kernel[:, 0], theirs.coef_[0], rtol=1e-5, atol=1e-6)
        np.testing.assert_allclose(bias, theirs.intercept_, rtol=1e-5, atol=1e-6)
    assert trainer.frame().val_metric == 1.0, "it can be parted by a line"


def test_of_xor_a_line_gets_three_corners_of_four_at_best() -> None:
    trainer = trained("xor", stratify=False)
    trainer.wait_until_compiled()
    sides = np.bincount((trainer.bundle.raw_train > 0) @ (1, 2), minlength=CORNERS)
    for _epoch in range(20):
        trainer.advance_steps(trainer.batches.steps_per_epoch)
        _, share = trainer.program.evaluate(trainer.state(), *trainer.data.train)
        assert share * sides.sum() <= sides.sum() - sides.min() + 1e-3
