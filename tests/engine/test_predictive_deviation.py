"""How much a prediction varies between batches, held to Keras's own layers in training mode."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from core.engine.inspection.predictive_deviation import DRAWS, ROWS, PredictiveDeviation
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.frame import PREDICTIVE_DEVIATION
from tests.keras_reference import reference

SMALL: dict[str, Any] = {"dataset": "iris", "layers": (6, 6), "batch_size": 4, "activation": "relu"}


def of_keras(trainer: Trainer, batches: np.ndarray) -> float:
    """What Keras's layers answer in training for the first row of each batch, logits as probabilities."""
    model, plan = reference(trainer), trainer.plan
    answer = tf.function(lambda rows: model(rows, training=True))  # traced once for hundreds of batches
    rows = tf.constant(trainer.bundle.x_train)
    answers = np.array([answer(tf.gather(rows, batch)).numpy()[0] for batch in batches])
    if plan.classes and plan.output_activation == "linear":
        turned = keras.ops.softmax(answers) if plan.outputs > 1 else keras.ops.sigmoid(answers)
        answers = keras.ops.convert_to_numpy(turned)
    return float(answers.reshape(ROWS, DRAWS, -1).std(axis=1).mean())


@pytest.mark.parametrize(
    "choices",
    [
        {"normalization": "batch"},
        {"normalization": {"name": "batch", "place": "after"}, "activation": "sigmoid"},
        {"normalization": "batch", "dataset": "spiral"},
        {"normalization": "batch", "dataset": "hills"},
    ],
    ids=["before", "after", "two classes", "a number"],
)
def test_it_is_the_standard_deviation_of_what_keras_answers_in_training(choices: dict[str, Any]) -> None:
    trainer = Trainer(Experiment(**{**SMALL, **choices}), tells_weights=True)
    frame = trainer.frame()
    deviation = PredictiveDeviation(trainer.experiment, trainer.program, trainer.bundle.x_train)
    batches = np.array(deviation._batches)
    assert batches.shape == (ROWS * DRAWS, 4) and all(len(set(batch)) == 4 for batch in batches)
    assert np.array_equal(batches[:, 0], np.repeat(np.arange(ROWS), DRAWS))
    expected = of_keras(trainer, batches)
    assert expected > 0.01
    assert frame.measures[PREDICTIVE_DEVIATION] == pytest.approx(expected, rel=1e-4)


def test_slopes_that_are_learnt_are_those_of_now() -> None:
    prelu = {"name": "prelu", "slope": 0.25}
    choices = {**SMALL, "activation": prelu, "normalization": "batch", "learning_rate": 0.05}
    trainer = Trainer(Experiment(**choices), tells_weights=True)
    trainer.advance_steps(100)
    network, state = trainer.program.step_functions.network, trainer.state()
    values = trainer.program.variables(state)
    learnt = [
        values[at] for at, each in enumerate(network.variables) if each.variable.path.endswith("/alpha")
    ]
    assert len(learnt) == 2 and max(float(np.abs(value - 0.25).max()) for value in learnt) > 0.1
    deviation = PredictiveDeviation(trainer.experiment, trainer.program, trainer.bundle.x_train)
    expected = of_keras(trainer, np.array(deviation._batches))
    assert trainer.frame().measures[PREDICTIVE_DEVIATION] == pytest.approx(expected, rel=1e-4)


def test_larger_batches_make_less_of_it() -> None:
    found = [
        Trainer(Experiment(**{**SMALL, "batch_size": size, "normalization": "batch"}), tells_weights=True)
        .frame()
        .measures[PREDICTIVE_DEVIATION]
        for size in (4, 32)
    ]
    assert found[0] > 2 * found[1]


@pytest.mark.parametrize(
    ("choices", "tells"),
    [({"normalization": "layer"}, True), ({}, True), ({"normalization": "batch"}, False)],
)
def test_it_is_measured_where_rows_depend_on_each_other_and_runs_are_compared(
    choices: dict[str, Any], tells: bool
) -> None:
    trainer = Trainer(Experiment(**{**SMALL, **choices}), tells_weights=tells)
    assert PREDICTIVE_DEVIATION not in trainer.frame().measures
