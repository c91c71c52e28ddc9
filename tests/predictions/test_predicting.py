"""What a state says about rows: `evaluate` and `predict` of the same network in Keras."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from core.bundle import DataBundle
from core.container import unpack
from core.engine.inspection.predicting import layers_of, predictions_of
from core.engine.inspection.row_maps import row_maps_of
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.live.answering.answers import LONG_WORK, QUESTIONS
from core.message import Invalid
from core.model.size import weights, work
from tests.keras_reference import reference

pytestmark = pytest.mark.engine

CASES: dict[str, dict[str, Any]] = {
    "two classes, penalties, batch normalization": {
        "dataset": {"name": "circle", "samples": 300},
        "layers": (6, 5),
        "l2": 0.01,
        "normalization": "batch",
    },
    "dropout, which predictions are made without": {
        "dataset": {"name": "circle", "samples": 100},
        "layers": (6,),
        "dropout": 0.5,
    },
    "several classes": {"dataset": {"name": "digits", "samples": 300}, "layers": (8,)},
    "pictures through a convolution": {
        "dataset": {"name": "digits", "samples": 100},
        "convolutions": {"name": "conv2d", "filters": "2"},
        "layers": (4,),
    },
    "a tanh output": {
        "dataset": {"name": "xor", "samples": 200},
        "layers": (4,),
        "loss": "half_squared_error",
    },
    "two numbers": {"dataset": {"name": "angle", "samples": 200}, "layers": (5,), "scale_target": True},
    "a number": {"dataset": {"name": "plane", "samples": 200}, "layers": (5,), "scale_target": True},
}


def asked(experiment: Experiment, part: str, **more: int) -> dict[str, Any]:
    return {"experiment": experiment.flat(), "part": part, **more}


def trained(case: str) -> Trainer:
    trainer = Trainer(Experiment(**CASES[case]), compiles=False)
    if not trainer.plan.regularization.random:  # it would wait for the compiler
        trainer.advance_steps(5)
    return trainer


@pytest.mark.parametrize("case", CASES)
def test_evaluate_and_predict_are_those_of_keras(case: str) -> None:
    trainer = trained(case)
    model, bundle, plan = reference(trainer), trainer.bundle, trainer.plan
    for part, x, y in (
        ("training", bundle.x_train, bundle.y_train),
        ("validation", bundle.x_val, bundle.y_val),
    ):
        found = predictions_of(asked(trainer.experiment, part), trainer.state().to_bytes())
        outputs = model.predict(x, verbose=0)
        if plan.classes and plan.output_activation == "linear":
            squash = keras.ops.softmax if plan.outputs > 1 else keras.ops.sigmoid
            outputs = np.asarray(squash(outputs))
        assert found.answers == pytest.approx(outputs, abs=1e-5)
        targets = DataBundle.targets(y, plan.target, plan.classes)
        assert found.loss == pytest.approx(model.evaluate(x, targets, batch_size=32, verbose=0), rel=1e-4)
        assert (found.step, found.of, found.rows) == (trainer.step, len(x), len(x))
        measured = trainer.program.evaluate(trainer.state(), *map(keras.ops.convert_to_tensor, (x, targets)))
        assert (found.loss, found.metric) == pytest.approx(measured, rel=1e-5)


def test_rows_of_a_convolutional_net_are_as_many_as_its_multiplications_allow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    trainer = trained("pictures through a convolution")
    plan, rows = trainer.plan, len(trainer.bundle.x_train)
    assert plan.work > 2 * plan.weights
    monkeypatch.setattr("core.predictions.predictions.FEWEST_ROWS", 1)
    monkeypatch.setattr("core.predictions.predictions.MOST_WORK", plan.work * 20)
    found = predictions_of(asked(trainer.experiment, "training"), trainer.state().to_bytes())
    assert (found.rows, found.of) == (20, rows)


def test_whether_predicting_takes_long_is_told_from_the_work_of_a_row() -> None:
    dense = Experiment(dataset={"name": "digits", "samples": 100}, layers=(8,))
    maps = {"name": "conv2d", "filters": "128, 128", "kernel_size": 7}
    convolutional = Experiment(dataset={"name": "digits", "samples": 100}, convolutions=maps, layers=(8,))
    for experiment, long in ((dense, False), (convolutional, True)):
        for question in ("predictions", "layers", "row_maps"):
            assert QUESTIONS[question].long({"work": work(experiment)}) is long
    assert weights(convolutional) < LONG_WORK < work(convolutional)


def test_a_row_has_every_layers_sums_and_activations() -> None:
    trainer = trained("several classes")
    found = layers_of(asked(trainer.experiment, "validation", place=3), trainer.state().to_bytes())
    kernel, bias, last, last_bias = trainer.variables()[:4]
    x = trainer.bundle.x_val[3]
    assert found.sums[0] == pytest.approx(x @ kernel + bias, abs=1e-5)
    activation = keras.activations.get(trainer.experiment.activations[0].name)
    assert found.outputs[0] == pytest.approx(np.asarray(activation(found.sums[0])), abs=1e-5)
    assert found.sums[1] == pytest.approx(found.outputs[0] @ last + last_bias, abs=1e-5)
    whole = predictions_of(asked(trainer.experiment, "validation"), trainer.state().to_bytes())
    assert found.answer == pytest.approx(whole.answers[3], abs=1e-6)


def test_a_picture_has_the_feature_maps_of_keras() -> None:
    trainer = trained("pictures through a convolution")
    found = layers_of(asked(trainer.experiment, "validation", place=3), trainer.state().to_bytes())
    model = reference(trainer)
    convolution = next(each for each in model.layers if isinstance(each, keras.layers.Conv2D))
    maps = keras.Model(model.inputs, convolution.output).predict(trainer.bundle.x_val[3:4], verbose=0)
    assert found.sums[0].shape == (8, 8, 2)
    assert found.sums[0] == pytest.approx(maps[0], abs=1e-5)
    assert [each.ndim for each in found.outputs] == [3, 1, 1]


def test_the_maps_of_any_row_are_laid_out_as_those_of_a_frame() -> None:
    trainer = trained("pictures through a convolution")
    state, rows = trainer.state().to_bytes(), trainer.bundle.x_train
    of_frame = trainer.frame().maps
    assert of_frame is not None
    for row in (1, 4):
        values, arrays = unpack(row_maps_of({"experiment": trainer.experiment.flat(), "row": row}, state))
        assert values == {"step": trainer.step, "rows": len(rows)}
        assert arrays["maps"].dtype == np.float32 and arrays["maps"].shape == of_frame.shape
        np.testing.assert_array_equal(arrays["maps"][:64], rows[row - 1])  # first what the layer is given
        if row == 1:
            assert arrays["maps"] == pytest.approx(of_frame, abs=1e-6)
    for row in (0, len(rows) + 1):
        with pytest.raises(Invalid, match=f"row from 1 to {len(rows)}, received {row}"):
            row_maps_of({"experiment": trainer.experiment.flat(), "row": row}, state)


def test_what_cannot_be_told_is_said_in_words() -> None:
    trainer = trained("a number")
    state = trainer.state().to_bytes()
    other = Experiment(**CASES["a number"] | {"layers": (7,)})
    with pytest.raises(Invalid, match="cannot be read"):
        predictions_of(asked(other, "validation"), state)
    with pytest.raises(Invalid, match="cannot be read"):
        predictions_of(asked(trainer.experiment, "validation"), b"nonsense")
    with pytest.raises(Invalid, match="a part with rows"):
        predictions_of(asked(trainer.experiment, "test"), state)
    with pytest.raises(Invalid, match="row from 0"):
        layers_of(asked(trainer.experiment, "validation", place=10**6), state)
