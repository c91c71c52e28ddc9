"""Further metrics of the validation part beside scikit-learn's and Keras's."""

from __future__ import annotations

import math

import keras
import numpy as np
import pytest
from sklearn.metrics import (
    f1_score,
    precision_score,
    r2_score,
    recall_score,
    roc_auc_score,
    root_mean_squared_error,
    top_k_accuracy_score,
)

from core.choices.metrics import METRICS
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.metrics import measures
from core.packed import PackedFrame

RNG = np.random.default_rng(3)
CLASSES = [key for key, metric in METRICS.items() if "multiclass" in metric.tasks]
TWO = [key for key, metric in METRICS.items() if "binary" in metric.tasks]


def test_two_classes_are_those_of_scikit_learn_and_keras() -> None:
    labels = RNG.integers(0, 2, 300)
    answers = np.round(np.clip(0.3 * labels + RNG.uniform(0, 0.7, 300), 0, 1), 2)[:, None]  # with ties
    found = measures(TWO, labels, answers, middle=0.5)
    said = answers[:, 0] > 0.5
    assert found["precision"] == pytest.approx(precision_score(labels, said))
    assert found["recall"] == pytest.approx(recall_score(labels, said))
    assert found["f1"] == pytest.approx(f1_score(labels, said))
    assert found["auc"] == pytest.approx(roc_auc_score(labels, answers))
    for key, metric in (("precision", keras.metrics.Precision()), ("recall", keras.metrics.Recall())):
        metric.update_state(labels, answers[:, 0])
        assert found[key] == pytest.approx(float(metric.result()), rel=1e-6)
    area = keras.metrics.AUC(num_thresholds=2000)
    area.update_state(labels, answers[:, 0])
    assert found["auc"] == pytest.approx(float(area.result()), abs=2e-3)
    signs = measures(TWO, labels, 2 * answers - 1, middle=0.0)  # where the output is tanh
    assert signs == pytest.approx(found)
    wide = measures(TWO, labels, np.concatenate([1 - answers, answers], axis=1), middle=0.5)
    assert wide == pytest.approx(found)


def test_more_classes_are_those_of_scikit_learn_and_keras() -> None:
    labels = RNG.integers(0, 6, 400)
    powers = np.exp(RNG.normal(size=(400, 6)) + 1.5 * np.eye(6)[labels])
    answers = powers / powers.sum(axis=1, keepdims=True)
    found, said = measures(CLASSES, labels, answers, middle=0.5), answers.argmax(axis=1)
    assert found["precision"] == pytest.approx(precision_score(labels, said, average="macro"))
    assert found["recall"] == pytest.approx(recall_score(labels, said, average="macro"))
    assert found["f1"] == pytest.approx(f1_score(labels, said, average="macro"))
    assert found["auc"] == pytest.approx(roc_auc_score(labels, answers, multi_class="ovr"))
    for most in (3, 5):
        own = found[f"top_{most}_accuracy"]
        assert own == pytest.approx(top_k_accuracy_score(labels, answers, k=most))
        theirs = keras.metrics.SparseTopKCategoricalAccuracy(k=most)
        theirs.update_state(labels, answers.astype(np.float32))
        assert own == pytest.approx(float(theirs.result()), rel=1e-6)
    theirs = keras.metrics.F1Score(average="macro")
    theirs.update_state(np.eye(6)[labels], answers)
    assert found["f1"] == pytest.approx(float(theirs.result()), rel=1e-6)


def test_numbers_are_those_of_scikit_learn_and_keras() -> None:
    targets = RNG.normal(size=200).astype(np.float32)
    answers = (targets + RNG.normal(size=200)).astype(np.float32)[:, None]
    found = measures(["rmse", "r2"], targets, answers, middle=0.5)
    assert found["rmse"] == pytest.approx(root_mean_squared_error(targets, answers[:, 0]), rel=1e-6)
    assert found["r2"] == pytest.approx(r2_score(targets, answers[:, 0]), rel=1e-6)
    theirs = keras.metrics.R2Score()
    theirs.update_state(targets[:, None], answers)
    assert found["r2"] == pytest.approx(float(theirs.result()), rel=1e-4)


def test_what_is_not_defined_is_no_number_and_no_error() -> None:
    zeros, answers = np.zeros(5, int), np.full((5, 1), 0.2)
    found = measures(TWO, zeros, answers, middle=0.5)
    assert found["precision"] == found["recall"] == found["f1"] == 0.0 and math.isnan(found["auc"])
    assert math.isnan(measures(["r2"], np.ones(4), np.ones((4, 1)), middle=0.5)["r2"])
    broken = measures(TWO, zeros, np.full((5, 1), np.nan), middle=0.5)
    assert all(math.isnan(value) for value in broken.values())


def test_a_frame_shows_what_is_asked_for_and_keeps_it_as_bytes() -> None:
    trainer = Trainer(Experiment(dataset="iris", layers=(6,), metrics="f1, auc, rmse"), compiles=False)
    trainer.advance_steps(3)
    frame = trainer.frame()
    assert list(frame.measures) == ["f1", "auc"]  # the last one is for numbers
    answers = trainer.program.predict(trainer.state(), trainer.data.validation[0])
    assert frame.measures["auc"] == pytest.approx(
        roc_auc_score(trainer.bundle.y_val, answers, multi_class="ovr")
    )
    again = PackedFrame(PackedFrame.of(frame, (0, 1)).data).unpack(trainer.layout)
    assert again.measures == pytest.approx(frame.measures, rel=1e-4)
    plain = Trainer(Experiment(dataset="iris", layers=(6,)), compiles=False).frame()
    assert not plain.measures
