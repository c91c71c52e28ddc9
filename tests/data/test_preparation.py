"""Expansion and components against scikit-learn's own pipeline, and pictures of the plane through them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from pydantic import ValidationError
from sklearn.decomposition import PCA
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import PolynomialFeatures, QuantileTransformer, StandardScaler

from core.bundle import prepare
from core.choices.registry import Picked
from core.data.expansion import EXPANSIONS
from core.data.raw import DataUnavailable
from core.experiment import Experiment, errors_of
from core.preview import preview
from core.stages import redundant, stages, zero_or_one

PIPELINES: dict[str, tuple[dict[str, Any], Any]] = {
    "polynomial": (
        {"expansion": {"name": "polynomial", "degree": 3}},
        (StandardScaler(), PolynomialFeatures(3, include_bias=False)),
    ),
    "products": (
        {"expansion": {"name": "polynomial", "interaction_only": True}},
        (StandardScaler(), PolynomialFeatures(2, interaction_only=True, include_bias=False)),
    ),
    "components": (
        {"decomposition": {"name": "pca", "count": 3}},
        (StandardScaler(), PCA(3)),
    ),
    "whitened": (
        {"decomposition": {"name": "pca", "count": 5, "whiten": True}},
        (StandardScaler(), PCA(5, whiten=True)),
    ),
    "all": (
        {
            "scaling": "quantile",
            "expansion": "polynomial",
            "decomposition": {"name": "pca", "count": 7},
        },
        (
            QuantileTransformer(n_quantiles=144, random_state=0),
            PolynomialFeatures(2, include_bias=False),
            PCA(7),
        ),
    ),
}


@pytest.mark.parametrize("name", PIPELINES)
def test_equals_scikit_learns_pipeline_fitted_on_the_training_part(name: str) -> None:
    choices, steps = PIPELINES[name]
    experiment = Experiment(dataset="wine", test_split=0.1, validation_split=0.1, **choices)
    bundle = prepare(experiment)
    raw = experiment.dataset_entry.load(experiment.dataset, 0).x.astype(np.float64)
    pipeline = make_pipeline(*steps).fit(raw[bundle.train_rows])
    for x, rows in (
        (bundle.x_train, bundle.train_rows),
        (bundle.x_val, bundle.val_rows),
        (bundle.x_test, bundle.test_rows),
    ):
        assert x.dtype == np.float32 and len(rows)
        np.testing.assert_array_equal(x, pipeline.transform(raw[rows]).astype(np.float32))
    assert len(bundle.feature_names) == bundle.x_train.shape[1] == experiment.inputs
    assert len(bundle.raw_names) == bundle.raw_train.shape[1] == 13


def test_each_step_gives_what_scikit_learns_own_pipeline_gives_up_to_it() -> None:
    choices, steps = PIPELINES["all"]
    experiment = Experiment(dataset="wine", test_split=0.1, validation_split=0.1, balance="smote", **choices)
    found = stages(experiment)
    raw = experiment.dataset_entry.load(experiment.dataset, 0).x.astype(np.float64)
    fitted = make_pipeline(*steps).fit(raw[found.whole.train_rows])
    for last, bundle in enumerate((found.scaled, found.expanded, found.whole), 1):
        rows = bundle.train_rows, bundle.val_rows
        for x, chosen in zip((bundle.x_train, bundle.x_val), rows, strict=True):
            np.testing.assert_array_equal(x, fitted[:last].transform(raw[chosen]).astype(np.float32))
    components = found.whole.preparation.components
    np.testing.assert_array_equal(components.explained_variance_ratio_, fitted[-1].explained_variance_ratio_)
    assert found.expanded.preparation.components is None


def test_sines_stand_beside_the_scaled_features() -> None:
    bundle = prepare(Experiment(dataset="iris", expansion={"name": "sine", "waves": 2}))
    plain = prepare(Experiment(dataset="iris"))
    scaled = plain.x_train.astype(np.float64)
    expected = np.hstack([scaled, np.sin(scaled), np.sin(2 * scaled)])
    np.testing.assert_allclose(bundle.x_train, expected, atol=1e-5)
    name = plain.feature_names[0]
    assert bundle.feature_names[0::4] == (name, f"sin {name}", f"sin 2{name}")


@pytest.mark.parametrize(
    "picked",
    [
        EXPANSIONS.pick("none"),
        EXPANSIONS.pick("polynomial", degree=3),
        EXPANSIONS.pick("polynomial", degree=3, interaction_only=True),
        EXPANSIONS.pick("sine", waves=3),
    ],
    ids=str,
)
def test_what_is_said_of_a_column_is_how_scikit_learn_makes_it(picked: Picked) -> None:
    x = np.random.default_rng(0).normal(size=(20, 3))
    entry, names = EXPANSIONS[picked.name], np.array(["a", "b b", "c"], object)
    every = list(entry.made(picked, 3))
    assert len(every) == entry.columns(picked, 3) and [one.kept for one in every[:3]] == [True] * 3
    if entry.build is None:
        return
    fitted = entry.build(picked).fit(x)
    np.testing.assert_allclose(np.column_stack([one.of(x) for one in every]), fitted.transform(x))
    for one, name in zip(every, fitted.get_feature_names_out(names), strict=True):
        assert one.formula(names).replace("²", "^2").replace("³", "^3").replace(" × ", " ") == name
        assert all(names[at] in name for at in one.sources)


@pytest.mark.parametrize(
    "choices",
    [
        {"expansion": "polynomial"},
        {"expansion": "sine", "decomposition": "pca"},
        {"scaling": "log"},
        {"scaling": "quantile_normal"},
    ],
)
def test_a_point_of_the_plane_is_given_to_the_network_as_the_row_that_lies_there(choices: Any) -> None:
    bundle = prepare(Experiment(dataset="moons", features="x1 x2 sin_x1", **choices))
    assert bundle.points_val is not None
    np.testing.assert_array_equal(bundle.inputs_of(bundle.points_val), bundle.x_val)


def test_without_a_test_part_it_is_empty_and_as_wide_as_the_others() -> None:
    for choices in ({}, {"expansion": "polynomial"}):
        bundle = prepare(Experiment(dataset="wine", **choices))
        assert bundle.x_test.shape == (0, bundle.x_train.shape[1]) and len(bundle.y_test) == 0


def test_the_preview_shows_scaling_whatever_is_made_of_the_features() -> None:
    plain = preview(prepare(Experiment(dataset="wine")))
    for choices in ({"decomposition": "pca"}, {"expansion": "polynomial"}):
        assert [item.name for item in preview(prepare(Experiment(dataset="wine", **choices))).features] == [
            item.name for item in plain.features
        ]


@pytest.mark.parametrize(
    ("choices", "path", "words"),
    [
        ({"dataset": "mnist", "expansion": "polynomial"}, "expansion", "received 308504: of 784 features"),
        (
            {"dataset": {"name": "mnist", "samples": 70_000}, "scaling": "quantile"},
            "scaling",
            "Expected at most 10000000 numbers",
        ),
        (
            {"dataset": {"name": "mnist", "samples": 7_000}, "expansion": "sine"},
            "expansion",
            "received 10976000",
        ),
        (
            {"dataset": "iris", "decomposition": {"name": "pca", "count": 5}},
            "decomposition.count",
            "as there are features, 4; received 5",
        ),
    ],
)
def test_what_cannot_be_made_is_said_before_anything_is_loaded(choices: Any, path: str, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Experiment(**choices)
    assert words in str(errors_of(caught.value)[path])


def test_more_components_than_rows_are_said_in_words() -> None:
    experiment = Experiment(
        dataset={"name": "digits", "samples": 20}, decomposition={"name": "pca", "count": 30}
    )
    with pytest.raises(DataUnavailable, match="as there are rows in the training part, 16; received 30"):
        prepare(experiment)


def test_powers_of_one_hot_columns_are_copies_and_products_of_two_are_nothing() -> None:
    random = np.random.default_rng(0)
    hot = np.eye(3)[random.permutation(np.arange(60) % 3)]
    x = np.column_stack([random.normal(size=60), hot]).astype(np.float32)
    assert zero_or_one(x) == (1, 2, 3)
    made = PolynomialFeatures(2, include_bias=False).fit(x)
    names = made.get_feature_names_out(["x", "a", "b", "c"])
    found = redundant(made.transform(x))
    assert [names[at] for at in found.copies] == ["a^2", "b^2", "c^2"]
    assert [names[at] for at in found.constant] == ["a b", "a c", "b c"]
