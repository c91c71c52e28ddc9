"""Several numbers at once: trained as `fit` does it, each target scaled and told by itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas
import pytest
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error

from core.data.table_words import MOST_TARGETS
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.own_table import open_table
from tests.keras_reference import distance, fit, reference


def table(**settings: Any) -> Any:
    rng = np.random.default_rng(0)
    frame = pandas.DataFrame({name: rng.standard_normal(60) for name in ("a", "b", "c")})
    frame["one, two"] = 1000 + 300 * frame.a - 20 * frame.b
    frame["three"] = frame.c**2
    frame.loc[3, "three"] = np.nan
    return open_table(frame, target=["three", "one, two"], **settings)


BASE: dict[str, Any] = {"layers": (6,), "batch_size": 8, "optimizer": "sgd", "learning_rate": 0.05}
DATA = {"angle": {"name": "angle", "samples": 60, "noise": 10}, "table": table()}


@pytest.mark.parametrize(
    ("name", "loss"), [("angle", "auto"), ("angle", "half_squared_error"), ("table", "auto")]
)
def test_weights_equal_those_of_fit(name: str, loss: str) -> None:
    trainer = Trainer(Experiment(**BASE, dataset=DATA[name], loss=loss))
    assert trainer.plan.outputs == 2
    model = reference(trainer)
    trainer.advance_steps(1)
    fit(model, trainer, 1)
    assert distance(trainer, model) <= 1e-6
    trainer.wait_until_compiled()
    steps = 2 * trainer.batches.steps_per_epoch
    trainer.advance_steps(steps - trainer.step)
    fit(model, trainer, steps - 1, done=1)
    assert distance(trainer, model) <= 1e-4


def test_each_target_is_scaled_and_told_by_itself() -> None:
    experiment = Experiment(**BASE, dataset=DATA["table"], metrics=("rmse", "r2"))
    assert experiment.target_names == ("three", "one, two")
    trainer = Trainer(experiment)
    bundle = trainer.bundle
    assert len(bundle.y_train) + len(bundle.y_val) == 59, "a row without one of the targets is left out"
    np.testing.assert_allclose(bundle.y_train.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(bundle.y_train.std(axis=0), 1, atol=1e-5)
    assert bundle.target_mean[1] == pytest.approx(1000, abs=150) and 0 < bundle.target_mean[0] < 5
    assert set(bundle.feature_names) == {"a", "b", "c"}
    frame = trainer.frame()
    answers = trainer.program.predict(trainer.state(), trainer.data.validation[0])
    errors = mean_absolute_error(bundle.y_val, answers, multioutput="raw_values")
    assert [frame.measures["error_0"], frame.measures["error_1"]] == pytest.approx(errors.tolist(), rel=1e-5)
    assert frame.val_metric == pytest.approx(np.mean(errors), rel=1e-5)
    assert frame.val_loss == pytest.approx(np.mean((bundle.y_val - answers) ** 2), rel=1e-5)
    assert frame.measures["r2"] == pytest.approx(r2_score(bundle.y_val, answers), rel=1e-5)
    both = root_mean_squared_error(bundle.y_val.ravel(), answers.ravel())
    assert frame.measures["rmse"] == pytest.approx(both, rel=1e-5)
    assert frame.curve is None


def test_a_single_target_is_written_as_it_always_was() -> None:
    frame = pandas.DataFrame({"a": np.arange(9.0), "b": np.arange(9.0)[::-1] + 0.5})
    one, listed = (open_table(frame, target=target) for target in ("b", ["b"]))
    assert one == listed and one["columns"] == ""
    assert Experiment(dataset=one).outputs == 1


def test_it_survives_the_address() -> None:
    experiment = Experiment(dataset=DATA["table"])
    again, errors = Experiment.lenient(experiment.changes())
    assert (again, errors) == (experiment, {})
    assert Experiment.model_validate_json(experiment.model_dump_json()) == experiment


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        ({"classes": 3, "columns": "b=target"}, "number"),
        ({"columns": ", ".join(f"c{at}=target" for at in range(MOST_TARGETS))}, "at most 8"),
    ],
)
def test_what_cannot_be_predicted_at_the_same_time_is_said(choices: dict[str, Any], told: str) -> None:
    dataset = {"name": "table", "table": "0" * 64, "target": "a", **choices}
    _, errors = Experiment.lenient(
        {"dataset": "table"} | {f"dataset.{k}": v for k, v in dataset.items() if k != "name"}
    )
    assert told in str(errors["dataset.columns"])


def test_a_category_is_no_further_target() -> None:
    frame = pandas.DataFrame({"a": np.arange(9.0), "b": list("xyzxyzxyz"), "c": np.arange(9.0) ** 2})
    picked = open_table(frame, target="a", columns={"b": "target"})
    with pytest.raises(Exception, match="category"):
        Trainer(Experiment(dataset=picked))
