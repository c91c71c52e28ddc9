"""Class weights and how often the validation part is looked at, as `fit` has them."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from sklearn.utils.class_weight import compute_class_weight

from core.choices.class_weights import CLASS_WEIGHTS
from core.class_weights import weights_of_classes, weights_of_rows
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from tests.keras_reference import distance, reference

IRIS: dict[str, Any] = {
    "dataset": "iris",
    "layers": (6,),
    "optimizer": "sgd",
    "learning_rate": 0.1,
    "batch_size": 9,
    "epochs": 6,
    "shuffle": False,
    "l2": 0.01,
}
LABELS = np.array([0, 0, 0, 0, 2, 2, 1, 0])


def fit(trainer: Trainer, epochs: int, **options: Any) -> tuple[keras.Model, dict[str, list[float]]]:
    """The same network after `epochs` of a real `fit`, and its history."""
    model = reference(trainer)
    bundle, rows, plan = trainer.bundle, trainer.batches.order(0), trainer.plan
    y, y_val = (bundle.targets(each, plan.target, plan.classes) for each in (bundle.y_train, bundle.y_val))
    found = model.fit(
        bundle.x_train[rows],
        y[rows],
        batch_size=9,
        epochs=epochs,
        shuffle=False,
        validation_data=(bundle.x_val, y_val),
        verbose=0,
        **options,
    )
    return model, found.history


def test_balanced_weights_are_those_of_scikit_learn() -> None:
    found = weights_of_classes(CLASS_WEIGHTS.pick("balanced"), LABELS, 3)
    expected = compute_class_weight("balanced", classes=np.arange(3), y=LABELS)
    assert found is not None
    np.testing.assert_allclose(found, expected, rtol=1e-6)
    rows = weights_of_rows(CLASS_WEIGHTS.pick("typed", weights="1, 5"), LABELS, 3)
    assert rows is not None and rows.tolist() == [1, 1, 1, 1, 5, 5, 5, 1]
    assert weights_of_rows(CLASS_WEIGHTS.pick("off"), LABELS, 3) is None
    assert weights_of_rows(CLASS_WEIGHTS.pick("balanced"), LABELS, 0) is None  # there are no classes


def test_class_weights_are_those_of_fit() -> None:
    trainer = Trainer(Experiment(**{**IRIS, "class_weight": {"name": "typed", "weights": "1, 5, 0.5"}}))
    trainer.wait_until_compiled()
    first = trainer.frame().loss
    model = reference(trainer)
    bundle = trainer.bundle
    y = bundle.targets(bundle.y_train, trainer.plan.target, trainer.plan.classes)
    weights = weights_of_rows(trainer.experiment.class_weight, bundle.y_train, 3)
    assert first == pytest.approx(
        model.evaluate(bundle.x_train, y, sample_weight=weights, verbose=0), rel=1e-5
    )
    model, history = fit(trainer, 2, class_weight={0: 1.0, 1: 5.0, 2: 0.5})
    trainer.advance_steps(2 * trainer.batches.steps_per_epoch)  # with a leftover batch each
    assert trainer.plan.rows % trainer.plan.batch_size
    assert distance(trainer, model) <= 1e-4
    frame = trainer.frame()
    assert frame.loss == pytest.approx(history["loss"][-1], rel=1e-4)
    assert frame.val_loss == pytest.approx(history["val_loss"][-1], rel=1e-4)
    others = Trainer(Experiment(**{**IRIS, "class_weight": "balanced"}))
    assert others.program is trainer.program  # weights are values


def test_validation_is_looked_at_as_often_as_fit_does() -> None:
    trainer = Trainer(Experiment(**{**IRIS, "validation_freq": 2}))
    trainer.wait_until_compiled()
    _, history = fit(trainer, 5, validation_freq=2)
    seen = []
    for _ in range(5):
        trainer.advance_steps(trainer.batches.steps_per_epoch)
        seen.append(trainer.frame().val_loss)
    assert seen[0] is None and seen[1] == seen[2] and seen[3] == seen[4]
    np.testing.assert_allclose([seen[1], seen[3]], history["val_loss"], rtol=1e-4)


def test_what_watches_the_validation_waits_for_it() -> None:
    early = {"name": "early", "monitor": "val_loss", "patience": 0, "min_delta": 10.0}
    choices = {
        **IRIS,
        "validation_freq": 2,
        "stopping": early,
        "schedule": {"name": "plateau", "patience": 1},
    }
    trainer = Trainer(Experiment(**choices))
    trainer.advance_steps(10_000)
    assert trainer.epoch == 4 and trainer.finished  # the second look is the first that can disappoint
