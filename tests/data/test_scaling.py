"""Scaling against scikit-learn's own transformers."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn import preprocessing
from sklearn.datasets import load_iris, load_wine
from sklearn.pipeline import make_pipeline

from core.data.scaling import SCALERS

REFERENCES: dict[str, Any] = {
    "none": preprocessing.FunctionTransformer(),
    "standard": preprocessing.StandardScaler(),
    "minmax": preprocessing.MinMaxScaler(),
    "symmetric": preprocessing.MinMaxScaler((-1, 1)),
    "maxabs": preprocessing.MaxAbsScaler(),
    "robust": preprocessing.RobustScaler(),
    "log": make_pipeline(
        preprocessing.FunctionTransformer(lambda x: np.sign(x) * np.log1p(np.abs(x))),
        preprocessing.StandardScaler(),
    ),
    "quantile": preprocessing.QuantileTransformer(random_state=0),
    "quantile_normal": preprocessing.QuantileTransformer(output_distribution="normal", random_state=0),
}
WINE = load_wine().data.astype(np.float32)
# More features than are fitted at a time, of very different size.
WIDE = (np.random.default_rng(0).normal(3, 2, (50, 150)) * np.logspace(-6, 6, 150)).astype(np.float32)


def reference_of(key: str, rows: int) -> Any:
    """The transformer of scikit-learn; a table of `rows` rows has no more quantiles than that."""
    reference = REFERENCES[key]
    return reference.set_params(n_quantiles=rows) if key.startswith("quantile") else reference


def test_every_scaler_has_a_reference() -> None:
    assert set(SCALERS) == set(REFERENCES)


@pytest.mark.parametrize("table", [WINE, WIDE], ids=["wine", "wide"])
@pytest.mark.parametrize("key", list(REFERENCES))
def test_equals_scikit_learn_on_known_and_on_unseen_rows(key: str, table: np.ndarray) -> None:
    train, unseen = table[::2], table[1::2]
    reference = reference_of(key, len(train)).fit(train.astype(np.float64))
    scaler = SCALERS[key].fit(train)
    for rows in (train, unseen):
        scaled = scaler.apply(rows)
        assert scaled.dtype == np.float32
        np.testing.assert_allclose(scaled, reference.transform(rows.astype(np.float64)), rtol=1e-5, atol=1e-6)


def test_min_max_is_its_formula_and_scikit_learns() -> None:
    ages = np.array([[18], [20], [30], [58]], np.float32)
    by_hand = (ages - ages.min()) / (ages.max() - ages.min())
    np.testing.assert_allclose(by_hand.ravel(), [0, 0.05, 0.3, 1])
    scaled = SCALERS["minmax"].fit(ages).apply(ages)
    np.testing.assert_allclose(scaled, by_hand, rtol=1e-6)
    np.testing.assert_allclose(scaled, preprocessing.minmax_scale(ages), rtol=1e-6)
    symmetric = SCALERS["symmetric"].fit(ages).apply(ages)
    np.testing.assert_allclose(symmetric, 2 * by_hand - 1, atol=1e-6)


def test_sepal_widths_are_standardized_as_by_hand() -> None:
    widths = load_iris().data[:, 1:2].astype(np.float32)
    assert widths.mean(dtype=np.float64) == pytest.approx(3.0573, abs=1e-4)
    deviation = np.sqrt(((widths - 3.0573333) ** 2).sum(dtype=np.float64) / 150)  # by n
    assert deviation == pytest.approx(0.4344, abs=1e-4)
    scaled = SCALERS["standard"].fit(widths).apply(widths)
    np.testing.assert_allclose(scaled, (widths - 3.0573333) / deviation, atol=1e-5)
    np.testing.assert_allclose(scaled, preprocessing.scale(widths.astype(np.float64)), atol=1e-5)


@pytest.mark.parametrize("key", list(REFERENCES))
def test_a_feature_that_does_not_vary_stays_finite_and_constant(key: str) -> None:
    train = np.column_stack([np.full(20, 7), np.zeros(20), np.arange(20)]).astype(np.float32)
    scaler = SCALERS[key].fit(train)
    scaled = scaler.apply(train)
    assert np.isfinite(scaled).all() and np.isfinite(scaler.apply(train + 1)).all()
    assert np.ptp(scaled[:, :2], axis=0).tolist() == [0, 0]
    reference = reference_of(key, len(train))
    np.testing.assert_allclose(scaled, reference.fit_transform(train.astype(np.float64)), atol=1e-6)


@pytest.mark.parametrize("key", list(REFERENCES))
def test_invert_undoes_apply(key: str) -> None:
    scaler = SCALERS[key].fit(WINE)
    np.testing.assert_allclose(scaler.invert(scaler.apply(WINE)), WINE, rtol=1e-4, atol=1e-4)


def test_a_small_spread_far_from_zero_keeps_its_digits() -> None:
    x = (np.float32(1_000_000) + np.arange(16, dtype=np.float32)).reshape(-1, 1)
    scaled = SCALERS["standard"].fit(x).apply(x)
    exact = (np.arange(16) - 7.5) / np.arange(16).std()
    np.testing.assert_allclose(scaled[:, 0], exact, atol=1e-6)


def test_only_none_is_the_identity() -> None:
    assert [key for key, entry in SCALERS.items() if entry.fit(WINE).identity] == ["none"]


def test_a_fitted_scaling_cannot_be_changed() -> None:
    scaler = SCALERS["standard"].fit(WINE)
    for array in (scaler.shift, scaler.scale):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
