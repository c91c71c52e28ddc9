"""The loss that Keras does not have: its value, its targets, and what a network trained with it answers."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from core.bundle import DataBundle
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.model.losses import HalfSquaredError
from tests.keras_reference import reference

SMALL: dict[str, Any] = {
    "dataset": {"name": "gauss", "samples": 200, "noise": 30},
    "layers": (5,),
    "loss": "half_squared_error",
}


def test_it_is_half_the_square() -> None:
    truth = np.array([[1.0], [-1.0], [1.0]], np.float32)
    answer = np.array([[0.5], [0.25], [-1.0]], np.float32)
    each = np.array([0.5**2, 1.25**2, 2**2]) / 2
    np.testing.assert_allclose(HalfSquaredError(reduction=None)(truth, answer), each)
    assert float(HalfSquaredError()(truth, answer)) == pytest.approx(each.mean())
    assert (
        float(HalfSquaredError()(truth, answer)) == float(keras.losses.MeanSquaredError()(truth, answer)) / 2
    )


def test_keras_knows_it_by_name() -> None:
    loss = keras.losses.deserialize(Trainer(Experiment(**SMALL)).plan.loss_config)
    assert isinstance(loss, HalfSquaredError)
    again = keras.losses.deserialize(keras.losses.serialize(HalfSquaredError(reduction="sum")))
    assert isinstance(again, HalfSquaredError) and again.reduction == "sum"


def test_classes_are_minus_1_and_1_and_numbers_stay() -> None:
    given = DataBundle.targets(np.array([0, 1, 1]), "sign", 2)
    assert given.dtype == np.float32
    np.testing.assert_array_equal(given, [[-1], [1], [1]])
    plan = Trainer(Experiment(**{**SMALL, "dataset": "hills"})).plan
    assert (plan.target, plan.output_activation) == ("column", "linear")


def test_answers_are_those_of_tanh_and_right_on_the_side_of_the_label() -> None:
    trainer = Trainer(Experiment(**SMALL, scaling="none"))
    trainer.wait_until_compiled()
    trainer.advance_steps(30)
    model, bundle = reference(trainer), trainer.bundle
    assert model.layers[-1].activation is keras.activations.tanh
    answers = model.predict(bundle.x_val, verbose=0)[:, 0]
    signs = np.where(bundle.y_val == 1, 1, -1)
    frame = trainer.frame()
    assert frame.val_loss == pytest.approx(np.mean((answers - signs) ** 2) / 2, rel=1e-5)
    assert frame.val_metric == pytest.approx(np.mean(np.sign(answers) == signs))
    found = trainer.program.predict(trainer.state(), trainer.data.validation[0])
    np.testing.assert_allclose(found[:, 0], answers, rtol=1e-4, atol=1e-6)
    edges = trainer.layout.layers[-1].activations
    assert (edges.low, edges.high) == (-1, 1)
    assert frame.boundary is not None and frame.boundary.values.min() < 0 < frame.boundary.values.max()


def test_it_is_for_two_classes_and_numbers_only() -> None:
    _, errors = Experiment.lenient({"dataset": "iris", "loss": "half_squared_error"})
    assert "Half the squared error does not fit Iris" in str(errors["loss"])
