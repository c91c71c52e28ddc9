"""The curve of data with one input: what the network answers, and that its units' shares sum up to it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas
import pytest

from core.engine.inspection.line import MOST_PARTS
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.frame import Curve
from core.line import CURVE_POINTS, curve_inputs, line_of
from core.own_table import open_table
from core.packed import PackedFrame
from tests.keras_reference import reference


def curve_of(trainer: Trainer) -> Curve:
    curve = trainer.frame().curve
    assert curve is not None
    return curve


CASES: dict[str, dict[str, Any]] = {
    "default": {},
    "no-hidden-layer": {"layers": (), "expansion": {"name": "polynomial", "degree": 3}},
    "more-units-than-are-told": {"layers": (5, MOST_PARTS + 6), "activation": "relu"},
    "normalized": {
        "layers": (6, 6),
        "normalization": {"name": "batch", "place": "after"},
        "residual": True,
        "scale_target": False,
    },
}


@pytest.mark.parametrize("choices", CASES.values(), ids=list(CASES))
def test_shares_sum_up_to_what_keras_predicts(choices: dict[str, Any]) -> None:
    trainer = Trainer(Experiment(dataset={"name": "cubic", "samples": 60, "noise": 20}, **choices))
    trainer.advance_steps(2)
    bundle, model = trainer.bundle, reference(trainer)
    predicted = model.predict(bundle.inputs_along(curve_inputs(bundle)), verbose=0)[:, 0]
    predicted = predicted.astype(float) * bundle.target_std + bundle.target_mean
    curve = curve_of(trainer)
    reach = np.abs(predicted).max()
    assert curve.values.shape == (CURVE_POINTS,)
    np.testing.assert_allclose(curve.values, predicted, atol=2e-5 * reach)
    np.testing.assert_allclose(curve.parts.sum(axis=0) + curve.rest, predicted, atol=1e-4 * reach)
    units = (choices.get("layers", (8, 8, 8)) or (trainer.plan.inputs,))[-1]
    assert len(curve.units) == len(curve.parts) == min(units, MOST_PARTS)
    assert (np.diff(curve.units.astype(int)) > 0).all()
    if units <= MOST_PARTS:
        assert np.ptp(curve.rest) == 0, "what is left is the bias alone"


def test_the_units_that_are_told_are_those_that_matter_most() -> None:
    trainer = Trainer(Experiment(dataset={"name": "sine", "samples": 60}, layers=(MOST_PARTS + 6,)))
    curve = curve_of(trainer)
    left = np.ptp(curve.rest)
    assert 0 < left <= 6 * np.ptp(curve.parts, axis=1).min()


def test_an_output_that_is_no_sum_has_no_shares() -> None:
    choices = {"loss": "poisson", "scale_target": False}
    trainer = Trainer(Experiment(dataset={"name": "step", "samples": 60}, **choices))
    curve = curve_of(trainer)
    assert curve.parts.shape == (0, CURVE_POINTS) and np.array_equal(curve.rest, curve.values)
    packed = PackedFrame.of(trainer.frame(), (0.0, 1.0))
    packed.check()
    again = packed.unpack(trainer.layout).curve
    assert again is not None and again.parts.shape == (0, CURVE_POINTS)


def test_a_table_with_one_number_has_a_curve_in_its_own_units() -> None:
    rng = np.random.default_rng(0)
    weight = rng.uniform(1500, 5000, 80)
    frame = pandas.DataFrame({"name": [f"car {at}" for at in range(80)], "weight": weight})
    frame["mpg"] = 50 - weight / 150 + rng.normal(0, 1, 80)
    experiment = Experiment(dataset=open_table(frame, target="mpg", columns={"name": "ignore"}), layers=(4,))
    trainer = Trainer(experiment)
    line = line_of(experiment)
    assert line is not None and line["names"] == ["weight", "mpg"]
    assert sorted(line["x"]) == pytest.approx(sorted(weight), rel=1e-4)
    assert sorted(line["y"]) == pytest.approx(sorted(frame["mpg"]), rel=1e-4)
    curve = curve_of(trainer)
    at = trainer.bundle.raw_train[:, 0].argmin()  # a row's own prediction lies on the curve
    answer = trainer.program.predict(trainer.state(), trainer.data.first(80)[0])[at, 0]
    answer = answer * trainer.bundle.target_std + trainer.bundle.target_mean
    assert np.interp(trainer.bundle.raw_train[at, 0], line["at"], curve.values) == pytest.approx(
        answer, rel=1e-3
    )


@pytest.mark.parametrize("choices", [{"dataset": "hills"}, {"dataset": "diabetes"}, {"dataset": "iris"}])
def test_other_data_have_none(choices: dict[str, Any]) -> None:
    experiment = Experiment(**choices)
    assert line_of(experiment) is None
    assert Trainer(experiment).frame().curve is None
