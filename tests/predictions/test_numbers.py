"""What is said of predictions: the numbers of scikit-learn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn import calibration as reference_calibration
from sklearn import metrics

from core.predictions.calibration import brier_of_all, calibration
from core.predictions.classes import chosen_classes, confusion, most_confused, report, scores_of
from core.predictions.numbers import residuals
from core.predictions.predictions import MOST_ROWS, Predictions, RowLayers, places_of
from core.predictions.ranking import MOST_POINTS, at_threshold, curves
from core.predictions.rows import worst

RANDOM = np.random.default_rng(3)


@pytest.mark.parametrize("classes", [2, 4])
def test_the_report_is_that_of_scikit_learn(classes: int) -> None:
    truth, said = RANDOM.integers(0, classes, (2, 300))
    matrix = confusion(truth, said, classes)
    assert np.array_equal(matrix, metrics.confusion_matrix(truth, said))
    found = report(matrix)
    expected = metrics.classification_report(truth, said, output_dict=True)
    for number, key in [*enumerate(map(str, range(classes))), (-1, "macro avg"), (-2, "weighted avg")]:
        one = {-1: found.macro, -2: found.weighted}.get(number) or found.classes[number]
        assert (one.precision, one.recall, one.f1, one.support) == pytest.approx(
            [expected[key][name] for name in ("precision", "recall", "f1-score", "support")]
        )
    assert found.accuracy == pytest.approx(expected["accuracy"])


def test_a_class_that_never_occurs_has_a_row_and_is_in_no_mean() -> None:
    truth, said = np.array([0, 0, 2, 2]), np.array([0, 2, 2, 2])
    found = report(confusion(truth, said, 4))
    assert len(found.classes) == 4
    assert (found.classes[1].precision, found.classes[3].support) == (0.0, 0)
    expected = metrics.classification_report(truth, said, output_dict=True)
    assert found.macro.f1 == pytest.approx(expected["macro avg"]["f1-score"])


def test_both_curves_their_areas_and_the_threshold_are_those_of_scikit_learn() -> None:
    truth = RANDOM.random(2000) < 0.2
    scores = np.round(RANDOM.random(2000) * 0.7 + 0.3 * truth, 3)  # with ties
    found = curves(truth, scores)
    assert found is not None
    assert found.area == pytest.approx(metrics.roc_auc_score(truth, scores))
    assert found.average_precision == pytest.approx(metrics.average_precision_score(truth, scores))
    assert found.share == pytest.approx(truth.mean())
    assert len(found.recall) == MOST_POINTS
    ends = [found.false_rate[0], found.true_rate[0], found.false_rate[-1], found.true_rate[-1]]
    assert ends == [0, 0, 1, 1]
    for threshold in (0.2, 0.5, 0.9):
        at, said = at_threshold(truth, scores, threshold), scores > threshold
        assert np.array_equal(at.matrix, metrics.confusion_matrix(truth, said))
        assert at.precision == pytest.approx(metrics.precision_score(truth, said, zero_division=1.0))
        assert at.true_rate == pytest.approx(metrics.recall_score(truth, said))
        assert at.f1 == pytest.approx(metrics.f1_score(truth, said))
        rates, hits, thresholds = metrics.roc_curve(truth, scores, drop_intermediate=False)
        nearest = np.flatnonzero(thresholds > threshold)[-1]
        assert (at.false_rate, at.true_rate) == pytest.approx((rates[nearest], hits[nearest]))


def test_there_is_no_curve_of_a_class_that_all_rows_are_of() -> None:
    assert curves(np.ones(3, bool), np.arange(3.0)) is None
    assert curves(np.zeros(3, bool), np.arange(3.0)) is None


def test_calibration_is_that_of_scikit_learn() -> None:
    sure = RANDOM.random(500)
    right = RANDOM.random(500) < sure**2
    found = calibration(right, sure)
    true, said = reference_calibration.calibration_curve(right, sure, n_bins=10)
    there = found.counts > 0
    assert np.allclose(found.true[there], true)
    assert np.allclose(found.said[there], said)
    assert found.brier == pytest.approx(metrics.brier_score_loss(right, sure))
    by_hand = sum(
        abs(sure[inside].mean() - right[inside].mean()) * inside.sum()
        for low in np.arange(0, 1, 0.1)
        if (inside := (sure > low) & (sure <= low + 0.1)).any()
    )
    assert found.error == pytest.approx(by_hand / 500)
    assert found.counts.sum() == 500


def test_the_brier_score_of_several_classes_is_that_of_brier() -> None:
    truth, raw = RANDOM.integers(0, 3, 200), RANDOM.random((200, 3))
    sure = raw / raw.sum(axis=1, keepdims=True)
    expected = metrics.brier_score_loss(truth, sure, labels=[0, 1, 2], scale_by_half=False)
    assert brier_of_all(truth, sure) == pytest.approx(expected)


def test_residuals_are_in_the_targets_own_units() -> None:
    truth = RANDOM.normal(size=400).astype(np.float32)
    said = (truth + RANDOM.normal(size=400) * 0.3).astype(np.float32)
    found = residuals(truth, said, mean=20.0, deviation=5.0)
    own, predicted = truth.astype(float) * 5 + 20, said.astype(float) * 5 + 20
    assert np.array_equal(found.values, predicted - own)
    assert found.mae == pytest.approx(metrics.mean_absolute_error(own, predicted))
    assert found.rmse == pytest.approx(metrics.root_mean_squared_error(own, predicted))
    assert found.r2 == pytest.approx(metrics.r2_score(own, predicted))
    counts, edges = found.histogram()
    assert counts.sum() == 400
    assert edges[0] == -edges[-1]
    assert np.isnan(residuals(np.ones(3), np.zeros(3)).r2)


def test_one_column_for_two_classes_speaks_for_both() -> None:
    sigmoid = np.array([[0.3], [0.8]], np.float32)
    assert scores_of(sigmoid, 0.5) == pytest.approx(np.array([[0.7, 0.3], [0.2, 0.8]]))
    tanh = np.array([[-0.5], [0.25]], np.float32)
    assert scores_of(tanh, 0.0) == pytest.approx(np.array([[0.5, -0.5], [-0.25, 0.25]]))
    assert chosen_classes(scores_of(sigmoid, 0.5), 0.9).tolist() == [0, 0]
    assert chosen_classes(scores_of(tanh, 0.0), 0.0).tolist() == [0, 1]
    assert chosen_classes(np.array([[0.2, 0.5, 0.3]]), 0.9).tolist() == [1]


def test_the_most_confused_classes_and_the_worst_rows_come_first() -> None:
    matrix = np.diag([9, 9, 9, 9])
    matrix[1, 3] = 4
    assert most_confused(matrix, 2).tolist() == [1, 3]
    assert most_confused(matrix, 9).tolist() == [0, 1, 2, 3]
    assert worst(np.array([1.0, 5.0, 3.0, 4.0]), np.array([0, 2, 3]), 2).tolist() == [3, 2]


def test_large_parts_are_looked_at_in_part() -> None:
    assert places_of(10, outputs=3, work=10).tolist() == list(range(10))
    many = places_of(1_000_000, outputs=1, work=10)
    assert (len(many), many[0], many[-1]) == (MOST_ROWS, 0, 999_999)
    assert len(np.unique(many)) == MOST_ROWS
    assert len(places_of(1_000_000, outputs=1000, work=10)) == 2000
    assert len(places_of(1_000_000, outputs=1, work=10**9)) == 100


def test_what_crosses_comes_back_the_same() -> None:
    sent = Predictions(
        step=7,
        of=9,
        loss=float("nan"),
        metric=0.5,
        places=np.arange(3),
        answers=np.eye(3, dtype=np.float32),
        truth=np.array([0, 1, 2]),
        losses=np.ones(3, np.float32),
        middle=0.5,
    )
    got = Predictions.from_bytes(sent.to_bytes())
    assert (got.step, got.of, got.metric, got.middle, got.whole) == (7, 9, 0.5, 0.5, False)
    assert np.isnan(got.loss)
    assert np.array_equal(got.answers, sent.answers)
    assert got.truth.dtype == np.int64
    ones, zeros = np.ones(2, np.float32), np.zeros(2, np.float32)
    row = RowLayers(step=7, sums=(ones,), outputs=(zeros,), answer=sent.losses)
    back = RowLayers.from_bytes(row.to_bytes())
    assert [each.tolist() for each in (*back.sums, *back.outputs)] == [[1, 1], [0, 0]]
    assert back.logits and not replace(back, answer=zeros).logits
