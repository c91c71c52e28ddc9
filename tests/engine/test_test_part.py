"""The test part: what `keras.Model.evaluate` says of rows that nothing has looked at, and asked for once."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas
import pytest

import core
from core.engine.training.test_part import evaluate_test_part
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.live.answering.answers import Answers
from core.message import Invalid
from core.partition import TRAIN, partition
from tests.keras_reference import reference

CASES: dict[str, dict[str, Any]] = {
    "classes, with a penalty": {"dataset": "iris", "l2": 0.01},
    "a number": {"dataset": {"name": "diabetes", "samples": 120}, "metrics": ("rmse",)},
    "the best epoch's weights": {
        "dataset": "iris",
        "stopping": {"name": "early", "patience": 1, "restore_best": True},
        "learning_rate": 0.3,
    },
}


def trained(**choices: Any) -> Trainer:
    trainer = Trainer(Experiment(layers=(5,), epochs=4, test_split=0.2, **choices))
    while not trainer.finished:
        trainer.advance(1.0)
    return trainer


@pytest.mark.parametrize("choices", CASES.values(), ids=CASES)
def test_it_is_what_evaluate_gives(choices: dict[str, Any]) -> None:
    trainer = trained(**choices)
    bundle, plan = trainer.bundle, trainer.plan
    found = evaluate_test_part(trainer.experiment, trainer.state())
    model = reference(trainer)
    model.compile(loss=model.loss, metrics=["mae" if not plan.classes else "accuracy"], jit_compile=False)
    loss, metric = model.evaluate(
        bundle.x_test, bundle.targets(bundle.y_test, plan.target, plan.classes), verbose=0
    )
    assert found["rows"] == len(bundle.x_test) > 20
    assert found["loss"] == pytest.approx(loss, rel=1e-4)
    assert found["metric"] == pytest.approx(metric, rel=1e-4)
    assert found["step"] == trainer.step
    if "metrics" in choices:
        assert found["measures"]["rmse"] == pytest.approx(loss**0.5, rel=1e-4)
        assert found["unit"] == pytest.approx(bundle.target_std, rel=1e-4)


def test_several_targets_have_one_error_in_no_unit() -> None:
    """Each is standardized by its own deviation: their mean has no unit of its own."""
    random = np.random.default_rng(0)
    frame = pandas.DataFrame(random.normal(size=(80, 3)), columns=["a", "b", "x"])
    trainer = trained(dataset=core.open_table(frame, target="a", columns={"b": "target"}))
    found = evaluate_test_part(trainer.experiment, trainer.state())
    assert trainer.plan.outputs == 2 and found["rows"] == 16
    assert found["unit"] is None and found["metric"] > 0
    assert partition(trainer.experiment).targets(TRAIN)[0] == pytest.approx(0, abs=0.5)


def test_without_one_it_is_told() -> None:
    experiment = Experiment(dataset="iris")
    with pytest.raises(Invalid, match="no test part"):
        evaluate_test_part(experiment, Trainer(experiment).state())


def test_the_engine_answers_from_the_kept_state() -> None:
    trainer, answers = trained(dataset="iris"), Answers()
    body = {"experiment": trainer.experiment.flat()}
    try:
        found = answers.ask("test_part", body, data=trainer.state().to_bytes()).answer.result()
        with pytest.raises(Invalid, match="cannot be read"):
            answers.ask("test_part", body, data=b"no state").answer.result()
    finally:
        answers.end_questions()
    assert found == evaluate_test_part(trainer.experiment, trainer.state())
