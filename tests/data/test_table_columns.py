"""Mixed columns as numbers, against scikit-learn's own transformers on the same rows."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas
import pytest
from sklearn.base import clone
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, StandardScaler

from core.bundle import pipeline, prepare
from core.data.raw import DataUnavailable
from core.data.table_columns import ColumnSettings, column_transformer, feature_names, prepared_frame
from core.experiment import Experiment
from core.own_table import open_table

ROWS = 60
MANY = [*["red", "green"] * 28, "blue", "blue", "grey", "pink"]


def frame(rows: int = ROWS) -> pandas.DataFrame:
    """A table with everything: numbers and categories with gaps, a date, an id, a text, two targets."""
    random = np.random.default_rng(0)
    size, days = random.normal(50, 20, rows), np.arange(rows)
    size[::7] = np.nan
    return pandas.DataFrame(
        {
            "key_id": [f"k{at:04d}" for at in range(rows)],
            "size": size,
            "count": random.integers(0, 9, rows),
            "colour": random.permutation(MANY),
            "kind": [None if at % 11 == 3 else "ab"[at % 2] for at in range(rows)],
            "day": pandas.Timestamp("2024-01-01") + pandas.to_timedelta(days, unit="D"),
            "note": [f"some words, number {at}" for at in range(rows)],
            "price": random.normal(size=rows),
            "bought": (random.random(rows) < 0.4).astype(int),
        }
    )


def experiment(target: str = "price", rows: int = ROWS, **settings: Any) -> Experiment:
    choices = {key: settings.pop(key) for key in list(settings) if key in Experiment.model_fields}
    other = "bought" if target == "price" else "price"
    columns = {other: "ignore", **settings.pop("columns", {})}
    return Experiment(dataset=open_table(frame(rows), target=target, columns=columns, **settings), **choices)


def reference(train: pandas.DataFrame, numbers: Any, encoder: OneHotEncoder, fill: str = "median") -> Any:
    """The same by hand: size and count, the day, then the categories."""
    number = make_pipeline(SimpleImputer(strategy=fill), numbers)
    category = make_pipeline(SimpleImputer(strategy="most_frequent"), encoder)
    made = make_column_transformer(
        (number, ["size", "count", "day"]), (category, ["colour", "kind"]), sparse_threshold=0
    )
    return made.fit(train)


def by_hand() -> pandas.DataFrame:
    plain = frame()
    plain["day"] = (plain["day"] - pandas.Timestamp("1970-01-01")) / pandas.Timedelta(days=1)
    plain["kind"] = plain["kind"].astype(object).where(plain["kind"].notna(), np.nan)
    plain["colour"] = plain["colour"].astype(object)
    return plain[["size", "count", "colour", "kind", "day"]]


@pytest.mark.parametrize(
    ("settings", "numbers", "encoder", "fill"),
    [
        ({}, StandardScaler(), {}, "median"),
        ({"missing": "mean", "scaling": "minmax"}, MinMaxScaler(), {}, "mean"),
        (
            {"missing": "most_frequent", "coding": "dummy"},
            StandardScaler(),
            {"drop": "first"},
            "most_frequent",
        ),
        (
            {"rare": 0.1},
            StandardScaler(),
            {"min_frequency": 0.1, "handle_unknown": "infrequent_if_exist"},
            "median",
        ),
    ],
    ids=["default", "mean-minmax", "dummy", "rare"],
)
@pytest.mark.filterwarnings("ignore:Found unknown categories")
def test_equals_scikit_learn_fitted_on_the_training_part(
    settings: Any, numbers: Any, encoder: Any, fill: str
) -> None:
    bundle = prepare(experiment(**settings, test_split=0.2))
    table = by_hand()
    encode = OneHotEncoder(**{"handle_unknown": "ignore", "sparse_output": False, **encoder})
    fitted = reference(table.iloc[bundle.train_rows], clone(numbers), encode, fill)
    for x, rows in (
        (bundle.x_train, bundle.train_rows),
        (bundle.x_val, bundle.val_rows),
        (bundle.x_test, bundle.test_rows),
    ):
        assert x.dtype == np.float32 and len(rows)
        np.testing.assert_array_equal(x, fitted.transform(table.iloc[rows]).astype(np.float32))
    assert bundle.x_train.shape[1] == len(bundle.feature_names) == len(bundle.raw_names)
    assert bundle.feature_names[:3] == ("size", "count", "day")


def test_dummy_coding_has_one_column_fewer_for_each_column_of_categories() -> None:
    one_hot, dummy = prepare(experiment()), prepare(experiment(coding="dummy"))
    assert one_hot.x_train.shape[1] - dummy.x_train.shape[1] == 2
    # With a column of ones (a bias) beside them, only the dummy columns are independent.
    colours = [name.startswith("colour_") for name in one_hot.feature_names]
    with_bias = np.column_stack([one_hot.x_train[:, colours], np.ones(len(one_hot.x_train))])
    assert np.linalg.matrix_rank(with_bias) == with_bias.shape[1] - 1


def test_indicators_say_what_was_missing() -> None:
    bundle = prepare(experiment(indicator=True))
    assert {"missingindicator_size", "kind_nan"} <= set(bundle.feature_names)
    missing = frame()["size"].isna().to_numpy()
    told = bundle.x_train[:, bundle.feature_names.index("missingindicator_size")]
    np.testing.assert_array_equal(told == 1, missing[bundle.train_rows])


def test_rows_with_missing_values_are_dropped_from_all_parts() -> None:
    bundle = prepare(experiment(missing="drop", test_split=0.1))
    table = frame()
    whole = np.flatnonzero(table[["size", "kind"]].notna().all(axis=1))
    every = np.concatenate([bundle.train_rows, bundle.val_rows, bundle.test_rows])
    assert sorted(every.tolist()) == whole.tolist() and len(whole) < ROWS


def test_ids_texts_and_what_is_ignored_are_left_out() -> None:
    names = prepare(experiment(columns={"colour": "ignore"})).feature_names
    assert names == ("size", "count", "day", "kind_a", "kind_b")


def test_a_column_may_have_a_scaling_and_a_kind_of_its_own() -> None:
    bundle = prepare(experiment(columns={"size": "none", "count": "category"}))
    size = frame()["size"].to_numpy()[bundle.train_rows]
    known = ~np.isnan(size)
    own = bundle.x_train[:, bundle.feature_names.index("size")]
    np.testing.assert_allclose(own[known], size[known], rtol=1e-6)
    assert sum(name.startswith("count_") for name in bundle.feature_names) == frame()["count"].nunique()


def test_the_pipeline_can_be_taken_home() -> None:
    chosen = experiment(expansion="sine", decomposition={"name": "pca", "count": 3})
    bundle, fitted = prepare(chosen), pipeline(chosen)
    assert [name for name, _ in fitted.steps] == ["columns", "expansion", "decomposition", "float32"]
    found = fitted.transform(by_hand_with_dates().iloc[bundle.val_rows])
    np.testing.assert_array_equal(found, bundle.x_val)
    assert found.dtype == np.float32 and tuple(fitted.get_feature_names_out()) == bundle.feature_names


def by_hand_with_dates() -> pandas.DataFrame:
    return by_hand().assign(day=frame()["day"].astype("datetime64[ms]"))


@pytest.mark.parametrize(
    "choices",
    [
        {"dataset": "wine"},
        {"dataset": "wine", "expansion": "polynomial", "decomposition": "pca"},
        {"dataset": "moons", "features": "x1 x1x2", "scaling": "robust"},
        {"dataset": "moons", "features": "x1 x1x2", "expansion": "sine"},
    ],
)
def test_every_data_set_has_a_pipeline_that_gives_what_the_network_gets(choices: Any) -> None:
    chosen = Experiment(**choices)
    bundle, fitted = prepare(chosen), pipeline(chosen)
    raw = chosen.dataset_entry.load(chosen.dataset, 0).x.astype(np.float64)
    np.testing.assert_allclose(fitted.transform(raw[bundle.val_rows]), bundle.x_val, rtol=1e-4, atol=1e-5)


def test_columns_that_are_called_as_a_category_of_another_stay_apart() -> None:
    table = pandas.DataFrame({"a": ["b", "c"] * 4, "a_b": np.arange(8.0)})
    settings = ColumnSettings(kinds={"a": "category", "a_b": "number"}, own_scaling={})
    fitted = column_transformer(settings, 8).fit(prepared_frame(table, settings))
    assert len(set(feature_names(fitted))) == 3


@pytest.mark.parametrize("indicator", [False, True])
def test_what_the_training_part_has_nothing_of_does_no_harm(indicator: bool) -> None:
    """A column without a value, and a category that comes in another part only."""
    table = pandas.DataFrame(
        {
            "x": [np.nan] * 8 + [1.0, np.inf],
            "c": [None] * 8 + ["new", "old"],
            "d": pandas.to_datetime([None] * 8 + ["2024-01-01"] * 2),
        }
    )
    settings = ColumnSettings(
        kinds={"x": "number", "c": "category", "d": "date"}, own_scaling={}, indicator=indicator
    )
    rows = prepared_frame(table, settings)
    fitted = column_transformer(settings, 8).fit(rows[:8])
    assert np.isfinite(fitted.transform(rows)).all()


def test_more_columns_than_there_is_room_for_are_refused_in_words() -> None:
    texts = [f"a{at % 3500}" for at in range(4000)]
    table = pandas.DataFrame({"y": np.arange(4000) % 2, "b": texts, "c": texts})
    chosen = Experiment(dataset=open_table(table, target="y", columns={"b": "category", "c": "category"}))
    with pytest.raises(DataUnavailable, match="becomes up to 7000 columns of 4000 rows"):
        prepare(chosen)


def test_time_order_holds_out_the_latest_and_groups_stay_together() -> None:
    late = prepare(experiment(split={"name": "time", "column": "day"}, test_split=0.25))
    assert sorted(late.test_rows.tolist()) == list(range(45, 60))
    assert sorted(late.val_rows.tolist()) == list(range(36, 45))
    grouped = prepare(experiment(split={"name": "group", "column": "count"}, validation_split=0.4))
    groups = frame()["count"].to_numpy()
    assert not set(groups[grouped.train_rows]) & set(groups[grouped.val_rows])
    held_out = len(set(groups[grouped.val_rows]))
    assert held_out == round(0.4 * len(set(groups)))


@pytest.mark.parametrize(
    ("split", "words"),
    [
        ({"name": "time"}, "Expected the name of a column to split by"),
        ({"name": "time", "column": "nowhere"}, "Expected the name of a column, received “nowhere”"),
        ({"name": "group", "column": "one"}, "Expected two different values or more in “one”, received 1"),
    ],
)
def test_a_column_that_cannot_part_rows_is_said_in_words(split: Any, words: str) -> None:
    table = frame().assign(one=1)
    chosen = Experiment(dataset=open_table(table, target="price"), split=split)
    with pytest.raises(DataUnavailable, match=words):
        prepare(chosen)
