"""The browser's scalings against scikit-learn's, and its bowls and descents against NumPy and Keras."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.data.scaling import SCALERS
from tests.explore.javascript import called

BOWL = "explore/scaling/bowl.js"
numbers = st.integers(-2000, 2000).map(lambda hundredths: hundredths / 100)
columns = st.lists(numbers | st.integers(-10_000, 10_000).map(float), min_size=2, max_size=8)
tables = st.lists(st.tuples(numbers, numbers, numbers), min_size=2, max_size=8)


def test_every_scaling_is_known_to_the_browser() -> None:
    (known,) = called("explore/scaling/scalers.js", "known", [[]])
    assert set(known) == set(SCALERS)


@pytest.mark.parametrize("key", SCALERS)
@given(columns)
@settings(deadline=None)
def test_a_column_is_scaled_as_by_scikit_learn(key: str, column: list[float]) -> None:
    if key.startswith("quantile"):
        # Of equal values scikit-learn means the middle place, but misses some of them by rounding.
        column = list(dict.fromkeys(column))
        assume(len(column) > 1)
    (found,) = called("explore/scaling/scalers.js", "scaled", [[key, column]])
    theirs = SCALERS[key].build(len(column)).fit_transform(np.array(column)[:, None])[:, 0]
    np.testing.assert_allclose(found, theirs, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("key", SCALERS)
def test_a_column_that_does_not_vary_stays_finite(key: str) -> None:
    for value in (0.0, 3.0, -0.1):
        (found,) = called("explore/scaling/scalers.js", "scaled", [[key, [value] * 3]])
        theirs = SCALERS[key].build(3).fit_transform(np.full((3, 1), value))[:, 0]
        np.testing.assert_allclose(found, theirs, atol=1e-9)


def bowl(table: Any) -> tuple[dict[str, Any], Any, Any]:
    rows = np.array(table)
    (found,) = called(BOWL, "bowlOf", [[rows[:, :2].tolist(), rows[:, 2].tolist()]])
    return found, rows[:, :2], rows[:, 2]


@given(tables)
@settings(deadline=None)
def test_a_bowl_has_the_eigenvalues_and_the_bottom_of_numpy(table: list[tuple[float, ...]]) -> None:
    found, x, y = bowl(table)
    hessian = 2 * x.T @ x / len(x)
    np.testing.assert_allclose(
        found["curvatures"], np.linalg.eigvalsh(hessian)[::-1], rtol=1e-9, atol=1e-9 * (1 + hessian.max())
    )
    for curvature, direction in zip(found["curvatures"], np.array(found["directions"]), strict=True):
        np.testing.assert_allclose(
            hessian @ direction, curvature * direction, atol=1e-9 * (1 + hessian.max())
        )
    weights = np.linalg.lstsq(x, y, rcond=None)[0]
    assert found["least"] == pytest.approx(np.mean((x @ weights - y) ** 2), rel=1e-6, abs=1e-9)
    if found["curvatures"][1] > 1e-6 * found["curvatures"][0]:
        np.testing.assert_allclose(found["bottom"], weights, rtol=1e-6, atol=1e-8)
        (condition,) = called(BOWL, "conditionOf", [[found]])
        assert condition == pytest.approx(np.linalg.cond(hessian), rel=1e-6)
    (height,) = called(BOWL, "above", [[found, [1.5, -2.0]]])
    loss = np.mean((x @ [1.5, -2.0] - y) ** 2)
    assert found["least"] + height == pytest.approx(loss, rel=1e-6, abs=1e-6)
    (around,) = called(BOWL, "contour", [[found, 1.0]])
    if found["curvatures"][1] > 1e-6 * found["curvatures"][0]:
        np.testing.assert_allclose(called(BOWL, "above", [[found, point] for point in around]), 1, rtol=1e-6)


TABLE = [(0.2, 3.0, 2.1), (0.5, 9.0, 5.8), (0.9, 5.0, 4.0), (1.1, 12.0, 8.5), (1.6, 7.0, 6.4)]


def descended(table: Any, rate: float, steps: int = 60) -> Any:
    rows = np.array(table)
    course = {"start": [-3.0, 3.0], "rate": rate, "steps": steps}
    (way,) = called(BOWL, "descent", [[rows[:, :2].tolist(), rows[:, 2].tolist(), course]])
    return np.array(way)


def test_descent_is_that_of_keras() -> None:
    way = descended(TABLE, 0.01)
    x, y = np.array(TABLE)[:, :2], np.array(TABLE)[:, 2:]
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1, use_bias=False)])
    model.compile(keras.optimizers.SGD(0.01), keras.losses.MeanSquaredError())
    model.set_weights([np.array([[-3.0], [3.0]])])
    for weights in way[1:21]:
        model.train_on_batch(x, y)
        np.testing.assert_allclose(model.get_weights()[0][:, 0], weights, rtol=2e-5, atol=2e-5)


def test_descent_diverges_above_two_over_the_largest_curvature_and_only_there() -> None:
    found, x, _ = bowl(TABLE)
    (limit,) = called(BOWL, "largestRate", [[found]])
    assert limit == pytest.approx(2 / np.linalg.eigvalsh(2 * x.T @ x / len(x))[-1])
    for rate, falls in ((0.99 * limit, True), (1.01 * limit, False)):
        heights = called(BOWL, "above", [[found, w] for w in descended(TABLE, rate, 200).tolist()])
        assert (heights[-1] < heights[0]) is falls
        (left,) = called(BOWL, "left", [[found, rate]])
        assert (left < 1) is falls
    (best,) = called(BOWL, "bestRate", [[found]])
    (condition,), (left,) = called(BOWL, "conditionOf", [[found]]), called(BOWL, "left", [[found, best]])
    assert left == pytest.approx((condition - 1) / (condition + 1))


def test_standardization_makes_the_bowl_of_the_page_s_table_rounder() -> None:
    rows = np.array(TABLE)
    (first, second) = called(
        "explore/scaling/scalers.js", "scaled", [["standard", rows[:, at].tolist()] for at in (0, 1)]
    )
    before, _, _ = bowl(TABLE)
    after, _, _ = bowl(np.column_stack([first, second, rows[:, 2]]))
    (wide, round_) = called(BOWL, "conditionOf", [[before], [after]])
    assert wide > 50 * round_ and round_ < 10
