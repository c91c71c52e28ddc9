"""Errors in the target's own unit: what Keras measures times the fitted scaler's standard deviation."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.preprocessing import StandardScaler

from core.engine.training.trainer import Trainer
from core.experiment import Experiment


@pytest.mark.parametrize("data", ["diabetes", {"name": "angle", "noise": 5.0}], ids=["one", "several"])
def test_errors_times_the_deviation_are_those_of_converted_answers(data: Any) -> None:
    trainer = Trainer(Experiment(dataset=data, layers=(4,), metrics=("rmse",)))
    frame, bundle = trainer.frame(), trainer.bundle
    raw = (bundle.y_train * bundle.target_std + bundle.target_mean).reshape(len(bundle.y_train), -1)
    scaler = StandardScaler().fit(raw)
    assert trainer.layout.target_std == pytest.approx(scaler.scale_, rel=1e-5)
    answers = trainer.program.predict(trainer.state(), trainer.data.validation[0])
    right = scaler.inverse_transform(bundle.y_val.reshape(len(bundle.y_val), -1))
    apart = scaler.inverse_transform(answers.reshape(right.shape)) - right
    if raw.shape[1] == 1:
        assert frame.val_metric is not None
        own = frame.val_metric * trainer.layout.target_std[0]
        assert own == pytest.approx(np.abs(apart).mean(), rel=1e-4)
        assert frame.measures["rmse"] * trainer.layout.target_std[0] == pytest.approx(
            np.sqrt((apart**2).mean()), rel=1e-4
        )
    else:
        for at, deviation in enumerate(trainer.layout.target_std):
            own = frame.measures[f"error_{at}"] * deviation
            assert own == pytest.approx(np.abs(apart[:, at]).mean(), rel=1e-4)


def test_what_is_not_standardized_has_no_deviation() -> None:
    for choices in ({"dataset": "hills", "scale_target": False}, {"dataset": "circle"}):
        assert Trainer(Experiment(**choices, layers=(2,))).layout.target_std == ()
