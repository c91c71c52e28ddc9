"""What networks are given of points in the plane, and how it is scaled."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.preprocessing import FunctionTransformer, MinMaxScaler, PolynomialFeatures, StandardScaler

from core.bundle import prepare
from core.choices.typed.points import write_points
from core.class_levels import NOWHERE, class_levels
from core.data.features import FEATURES, features_of
from core.data.raw import TooFewPoints
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.plane import plane_of, value_range
from ui.train.data import data_view

FORMULAS = {
    "x1": lambda x: x[:, 0],
    "x2": lambda x: x[:, 1],
    "x1_squared": lambda x: np.power(x[:, 0], 2),
    "x2_squared": lambda x: np.power(x[:, 1], 2),
    "x1x2": lambda x: np.prod(x, axis=1),
    "sin_x1": lambda x: np.sin(x[:, 0]),
    "sin_x2": lambda x: np.sin(x[:, 1]),
    "cos_x1": lambda x: np.cos(x[:, 0]),
    "cos_x2": lambda x: np.cos(x[:, 1]),
}
"""The original's, as its screen names them."""


def points(count: int = 300) -> np.ndarray:
    return np.random.default_rng(0).uniform(-6, 6, (count, 2)).astype(np.float32)


def test_the_features_are_the_originals_in_its_order() -> None:
    assert list(FEATURES) == list(FORMULAS)
    assert [FEATURES[key].label for key in FORMULAS] == (
        ["X₁", "X₂", "X₁²", "X₂²", "X₁X₂", "sin X₁", "sin X₂", "cos X₁", "cos X₂"]
    )


@given(st.sets(st.sampled_from(list(FORMULAS)), min_size=1))
def test_features_are_their_formulas(chosen: set[str]) -> None:
    keys = Experiment(features=list(chosen)).features
    assert set(keys) == chosen and list(keys) == [key for key in FORMULAS if key in chosen]
    x = points()
    found = features_of(x, keys)
    assert found.dtype == np.float32 and found.shape == (len(x), len(keys))
    for column, key in zip(found.T, keys, strict=True):
        np.testing.assert_allclose(column, FORMULAS[key](x.astype(np.float64)), rtol=1e-6, atol=1e-6)


def test_squares_and_product_are_scikit_learns_polynomial() -> None:
    x = points()
    reference = PolynomialFeatures(2, include_bias=False).fit_transform(x.astype(np.float64))
    found = features_of(x, ("x1", "x2", "x1_squared", "x1x2", "x2_squared"))
    np.testing.assert_allclose(found, reference, rtol=1e-6)


@pytest.mark.parametrize("scaling", ["standard", "minmax", "none"])
def test_features_are_scaled_by_the_training_parts_features(scaling: str) -> None:
    keys = ("x2", "x1_squared", "sin_x2")
    bundle = prepare(Experiment(dataset="circle", features=keys, scaling=scaling))
    assert bundle.feature_names == ("X₂", "X₁²", "sin X₂")
    train, val = (features_of(part, keys) for part in (bundle.points_train, bundle.points_val))
    np.testing.assert_array_equal(bundle.raw_train, train)
    scaler = {"standard": StandardScaler(), "minmax": MinMaxScaler(), "none": FunctionTransformer()}[scaling]
    scaler.fit(train.astype(np.float64))
    np.testing.assert_allclose(bundle.x_train, scaler.transform(train), atol=1e-5)
    np.testing.assert_allclose(bundle.x_val, scaler.transform(val), atol=1e-5)
    anywhere = points()
    np.testing.assert_allclose(
        bundle.inputs_of(anywhere), scaler.transform(features_of(anywhere, keys)), atol=1e-5
    )


def test_the_points_stay_whatever_is_made_of_them() -> None:
    plain, bent = (prepare(Experiment(dataset="xor", features=keys)) for keys in ("x1,x2", "x1x2"))
    np.testing.assert_array_equal(plain.points_train, bent.points_train)
    np.testing.assert_array_equal(plain.raw_train, plain.points_train)
    assert (bent.x_train.shape, plain.x_train.shape) == ((400, 1), (400, 2))
    assert plane_of(Experiment(dataset="xor", features="x1x2")) == plane_of(Experiment(dataset="xor"))
    # By itself the product solves XOR.
    assert ((bent.raw_train[:, 0] > 0) == (bent.y_train == 1)).all()


def test_features_are_ignored_for_data_not_in_the_plane() -> None:
    plain, given_ = (prepare(Experiment(dataset="iris", **more)) for more in ({}, {"features": "sin_x1"}))
    assert plain is given_
    assert plain.points_train is None and plain.features == ()


@pytest.mark.parametrize("wrong", ["", " , ", [], "x3", "x1 x3", None, 1, [None], [["x1"]], {"x1": 1}])
def test_wrong_features_are_told(wrong: object) -> None:
    _, errors = Experiment.lenient({"features": wrong})
    assert str(errors["features"]).startswith("Expected")


def test_own_points_are_trained_on_as_they_are() -> None:
    x = points(9)
    y = np.array([0, 1, 2] * 3)
    experiment = Experiment(dataset={"name": "points", "points": write_points(x, y)}, scaling="none")
    assert experiment.task == "multiclass" and experiment.class_names == ("Orange", "Blue", "Teal")
    assert experiment.outputs == 3
    bundle = prepare(experiment)
    rows = np.concatenate([bundle.train_rows, bundle.val_rows])
    assert sorted(rows.tolist()) == list(range(9)) and len(bundle.val_rows) >= 1
    found = np.concatenate([bundle.points_train, bundle.points_val])
    np.testing.assert_allclose(found, x[rows], atol=6 / 4095 + 1e-6)
    np.testing.assert_array_equal(np.concatenate([bundle.y_train, bundle.y_val]), y[rows])


@pytest.mark.parametrize(
    ("labels", "told"),
    [([], "at least 4 points"), ([0, 1, 0], "received 3"), ([1, 1, 1, 1], "of two classes or more")],
)
def test_too_few_points_are_legal_and_cannot_be_trained(labels: list[int], told: str) -> None:
    text = write_points(points(len(labels)), labels)
    experiment, errors = Experiment.lenient({"dataset": "points", "dataset.points": text})
    assert not errors and experiment.task == "binary"
    with pytest.raises(TooFewPoints, match=told):
        prepare(experiment)


def test_the_form_is_told_what_points_are_missing_and_shown_those_that_are_there() -> None:
    view = data_view(Experiment(dataset="points"), "en")
    assert view.missing and view.preview is None
    assert str(view.notice) == "Expected at least 4 points of two classes, received 0. Add points."
    text = write_points(points(8), [0, 1, 2, 3] * 2)
    drawn = {"name": "points", "points": text}
    shown = data_view(Experiment(dataset=drawn, features="x1x2"), "en").preview
    assert shown is not None
    assert shown["points"]["classes"] == ["Orange", "Blue", "Teal", "Pink"]
    assert sorted(shown["points"]["label"]) == [0, 0, 1, 1, 2, 2, 3, 3]
    assert sorted(shown["points"]["x"]) == pytest.approx(sorted(points(8)[:, 0].tolist()), abs=0.002)
    assert [feature["name"] for feature in shown["features"]] == ["X₁X₂"]


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
@pytest.mark.parametrize("stratify", [True, False])
def test_four_points_leave_a_row_in_each_part(share: float, stratify: bool) -> None:
    text = write_points(points(4), [0, 1, 1, 0])
    chosen = {"name": "points", "points": text}
    bundle = prepare(Experiment(dataset=chosen, validation_split=share, stratify=stratify))
    assert (
        len(bundle.y_train) >= 1 and len(bundle.y_val) >= 1 and len(bundle.y_train) + len(bundle.y_val) == 4
    )


def test_a_loss_for_two_classes_does_not_fit_three_drawn_ones() -> None:
    three = write_points(points(4), [0, 1, 2, 0])
    with pytest.raises(ValueError, match="does not fit"):
        Experiment(dataset={"name": "points", "points": three}, loss="binary_crossentropy")
    two = write_points(points(4), [0, 1, 1, 0])
    assert Experiment(dataset={"name": "points", "points": two}, loss="binary_crossentropy").outputs == 1


def test_levels_of_more_than_two_classes() -> None:
    answers = np.array(
        [[1, 0, 0], [0, 1, 0], [0.2, 0.2, 0.6], [1 / 3, 1 / 3, 1 / 3], [np.nan, np.nan, np.nan]], np.float32
    )
    levels = class_levels(answers).tolist()
    assert levels[:2] == [31, 63]
    assert levels[2] == 64 + round(31 * (0.6 - 1 / 3) / (2 / 3))
    assert levels[3] % 32 == 0 and levels[4] == NOWHERE
    assert value_range(Experiment(dataset="arms")) == (0, 255)


def test_the_boundary_of_more_classes_is_the_networks_answer_to_the_features() -> None:
    keys = ("x2", "x1x2")
    trainer = Trainer(Experiment(dataset="clouds", features=keys, layers=(4,)))
    boundary = trainer.frame().boundary
    assert boundary is not None and boundary.values.shape == (100, 100)
    arrays = [value.astype(np.float64) for value in trainer.variables()[:4]]
    scaler = StandardScaler().fit(trainer.bundle.raw_train.astype(np.float64))
    line = np.linspace(-5.94, 5.94, 100)
    grid = np.array([(x1, x2) for x2 in line for x1 in line])
    x = scaler.transform(np.column_stack([FORMULAS[key](grid) for key in keys]))
    logits = np.tanh(x @ arrays[0] + arrays[1]) @ arrays[2] + arrays[3]
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    levels = boundary.values.ravel()
    clear = np.diff(np.sort(shares, axis=1)[:, -2:])[:, 0] > 1e-3
    assert (levels // 32 == shares.argmax(axis=1))[clear].all() and clear.mean() > 0.95
    expected = 31 * (shares.max(axis=1) - 1 / 3) / (2 / 3)
    np.testing.assert_allclose((levels % 32)[clear], expected[clear], atol=0.51)
