"""Real tables, opened, prepared and trained: as good as networks of their size are known to get."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest

import core
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from tests.keras_reference import distance, reference

SMALL: dict[str, Any] = {"layers": (16,), "activation": "relu", "epochs": 40}


def trained(experiment: Experiment) -> Trainer:
    trainer = Trainer(experiment)
    while not trainer.finished:
        trainer.advance(1.0)
    return trainer


def validation(trainer: Trainer) -> float:
    value = trainer.frame().val_metric
    assert value is not None
    return value


def test_miles_per_gallon_to_two(shared_data: Path) -> None:
    """The lines of the README. Two layers of 64: 1.7 to 2.0 mpg off on average; a linear model: 2.4."""
    columns = {"name": "ignore", "origin": "category"}
    cars = core.open_table(shared_data / "mpg.csv", target="mpg", columns=columns)
    choices = {"layers": (64, 64), "activation": "relu", "learning_rate": 0.01, "epochs": 60}
    trainer = trained(Experiment(dataset=cars, scale_target=False, **choices))
    assert not trainer.bundle.class_names and trainer.bundle.target_std == 1
    assert validation(trainer) <= 2


def test_the_titanic_above_78_percent(shared_data: Path) -> None:
    """`alive` is the target in words, and left out."""
    dataset = core.open_table(
        shared_data / "titanic.csv", target="survived", columns={"alive": "ignore"}, indicator=True
    )
    trainer = trained(Experiment(dataset=dataset, learning_rate=0.003, dropout=0.2, **SMALL))
    assert trainer.experiment.task == "binary" and validation(trainer) > 0.78


def test_penguins_above_96_percent(shared_data: Path) -> None:
    trainer = trained(
        Experiment(dataset=core.open_table(shared_data / "penguins.csv", target="species"), **SMALL)
    )
    assert trainer.bundle.class_names == ("Adelie", "Chinstrap", "Gentoo") and validation(trainer) > 0.96


@pytest.mark.parametrize("target", ["class", "number"])
def test_sample_weights_are_those_of_fit(target: str) -> None:
    """Class weights, where there are classes, multiply them; Keras 3 refuses both at once, so it gets the "
    "product."""
    random = np.random.default_rng(0)
    frame = pandas.DataFrame(random.normal(size=(60, 2)), columns=["a", "b"])
    frame["n"] = random.integers(0, 4, 60)
    frame["number"] = frame["a"] - 2 * frame["b"]
    frame["class"] = np.where(frame["number"] > 0, "yes", "no")
    other = {"class": "number", "number": "class"}[target]
    dataset = core.open_table(frame, target=target, columns={"n": "weight", other: "ignore"})
    weighed = {"class_weight": {"name": "typed", "weights": "1, 3"}} if target == "class" else {}
    trainer = Trainer(Experiment(dataset=dataset, layers=(4,), batch_size=10, optimizer="sgd", **weighed))
    bundle, plan = trainer.bundle, trainer.plan
    assert bundle.feature_names == ("a", "b") and plan.weighted
    assert bundle.weights_train is not None
    np.testing.assert_array_equal(bundle.weights_train, frame["n"].to_numpy(np.float32)[bundle.train_rows])
    model, order = reference(trainer), trainer.batches.order(0)
    y = bundle.targets(bundle.y_train, plan.target, plan.classes)
    first = trainer.frame().loss
    whole = bundle.weights_train * (np.where(bundle.y_train == 1, 3, 1) if weighed else 1)
    assert first == pytest.approx(model.evaluate(bundle.x_train, y, sample_weight=whole, verbose=0), rel=1e-5)
    history = model.fit(
        bundle.x_train[order],
        y[order],
        sample_weight=whole[order],
        batch_size=10,
        shuffle=False,
        verbose=0,
    )
    trainer.wait_until_compiled()
    trainer.advance_steps(trainer.batches.steps_per_epoch)
    assert distance(trainer, model) <= 1e-5
    assert trainer.frame().loss == pytest.approx(history.history["loss"][-1], rel=1e-4)


def test_a_frame_is_trained_through_the_public_door() -> None:
    table = pandas.DataFrame({"a": [0.0, 1.0] * 20, "b": ["u", "v", "w", "w"] * 10, "y": [0, 1] * 20})
    experiment = Experiment(dataset=core.open_table(table, target="y"), layers=(4,), epochs=60)
    *_, last = core.train(experiment)
    assert last.val_metric == 1.0
    assert core.pipeline(experiment).get_feature_names_out().tolist() == ["a", "b_u", "b_v", "b_w"]
