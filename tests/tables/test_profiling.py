"""What a table looks like, against pandas, scikit-learn and SciPy on the same values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas
import pytest
from scipy import stats  # type: ignore[import-untyped]
from scipy.stats import contingency  # type: ignore[import-untyped]
from sklearn.metrics import balanced_accuracy_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.tree import DecisionTreeClassifier

from core.tables import Table, of, read
from core.tables.profiling import (
    class_balance,
    correlations,
    distinct,
    distribution,
    findings,
    guessed_target,
    is_classes,
    missing_cells,
    projection,
    sampled,
)
from core.tables.profiling.correlations import MOST_COLUMNS
from core.tables.profiling.distributions import MOST_CATEGORIES
from core.tables.profiling.missing import MOST_BANDS
from core.tables.profiling.missing import MOST_COLUMNS as MOST_MISSING
from core.tables.profiling.sample import MOST_CELLS
from core.tables.profiling.targets import MOST_GROUPS, groups_of

ROWS = 600


def a_frame(rows: int = ROWS) -> pandas.DataFrame:
    random = np.random.default_rng(1)
    kind = random.choice(["red", "green", "blue"], rows, p=[0.6, 0.3, 0.1])
    x = random.normal(0, 1, rows) + (kind == "red")
    frame = pandas.DataFrame(
        {
            "x": x,
            "y": 2 * x + random.normal(0, 0.5, rows),
            "size": random.integers(1, 9, rows),
            "sex": random.choice(["f", "m"], rows),
            "city": random.choice([f"city {at:02}" for at in range(30)], rows),
            "day": pandas.Timestamp("2024-01-01") + pandas.to_timedelta(random.integers(0, 300, rows), "D"),
            "kind": kind,
        }
    )
    frame.loc[::7, "y"] = np.nan
    frame.loc[::5, "sex"] = None
    return frame


@pytest.fixture(scope="module")
def frame() -> pandas.DataFrame:
    return a_frame()


@pytest.fixture(scope="module")
def table(frame: pandas.DataFrame) -> Table:
    return of(frame, "made")


@pytest.mark.parametrize("name", ["x", "y", "size"])
def test_bars_count_the_rows_of_each_class(table: Table, frame: pandas.DataFrame, name: str) -> None:
    found = distribution(table, name, "kind")
    assert found.groups == ("blue", "green", "red") and found.edges is not None
    for at, kind in enumerate(found.groups):
        values = frame[name][frame["kind"] == kind].dropna()
        assert found.counts[at].tolist() == np.histogram(values, found.edges)[0].tolist()
    assert found.counts.sum() + found.missing == ROWS
    assert found.missing == frame[name].isna().sum()


def test_few_whole_numbers_have_a_bar_each(table: Table, frame: pandas.DataFrame) -> None:
    found = distribution(table, "size")
    assert found.edges is not None and found.edges.tolist() == [at + 0.5 for at in range(9)]
    assert found.counts[0].tolist() == frame["size"].value_counts().sort_index().tolist()


def test_dates_have_bars_in_time(table: Table, frame: pandas.DataFrame) -> None:
    found = distribution(table, "day")
    assert found.edges is not None
    first, last = found.edges[[0, -1]].astype("datetime64[ms]")
    assert (first, last) == (frame["day"].min(), frame["day"].max())
    assert found.counts.sum() == ROWS


def test_categories_come_by_how_often_they_do(table: Table, frame: pandas.DataFrame) -> None:
    found = distribution(table, "sex", "kind")
    counts = pandas.crosstab(frame["kind"], frame["sex"])
    assert found.counts.tolist() == counts[list(found.categories)].to_numpy().tolist()
    many = distribution(table, "city")
    totals = frame["city"].value_counts()
    assert len(many.categories) == MOST_CATEGORIES
    assert (
        many.counts[0].tolist()
        == totals[list(many.categories)].tolist()
        == sorted(totals)[: -MOST_CATEGORIES - 1 : -1]
    )
    assert many.others == ROWS - many.counts.sum()


def test_a_number_as_target_makes_thirds(table: Table, frame: pandas.DataFrame) -> None:
    groups = groups_of(table, "x")
    expected = pandas.qcut(frame["x"], 3, labels=False)
    assert groups.codes.tolist() == expected.tolist()
    assert groups_of(table, "y").codes[0] == -1, "no target, no group"


def test_rare_classes_are_one_group(table: Table) -> None:
    groups = groups_of(table, "city")
    assert len(groups.labels) == MOST_GROUPS + 1 and str(groups.labels[-1]) == "others"
    assert sorted(set(groups.codes.tolist())) == list(range(MOST_GROUPS + 1))


@pytest.mark.parametrize("rows", [3, ROWS])
def test_missing_cells_are_counted_band_by_band(rows: int) -> None:
    frame = a_frame(rows)
    found = missing_cells(of(frame, "made"))
    assert len(found.shares) == min(rows, MOST_BANDS)
    expected = pandas.DataFrame(
        [frame.isna()[first:last].mean() for first, last in zip(found.edges, found.edges[1:], strict=False)]
    )
    np.testing.assert_allclose(found.shares, expected[list(found.columns)].to_numpy(), atol=1e-12)
    assert found.counts.tolist() == frame.isna().sum().tolist() and not found.left_out


def test_of_many_columns_those_that_miss_least_have_no_room() -> None:
    frame = pandas.DataFrame({f"c{at}": [1.0, np.nan, 3.0, 4.0] for at in range(MOST_MISSING + 2)})
    frame = frame.assign(c3=1.0, c7=[1.0, 2.0, 3.0, 4.0])
    found = missing_cells(of(frame, "made"))
    assert found.left_out == ("c3", "c7") and len(found.columns) == MOST_MISSING


@pytest.mark.parametrize(
    ("method", "reference"), [("pearson", stats.pearsonr), ("spearman", stats.spearmanr)]
)
def test_correlations_are_those_of_scipy(
    table: Table, frame: pandas.DataFrame, method: Any, reference: Any
) -> None:
    found = correlations(table, "y", method)
    assert found.names == ("y", "x", "size", "sex = m")
    numbers = frame.assign(**{"sex = m": frame["sex"].map({"f": 0.0, "m": 1.0})})
    for at, one in enumerate(found.names):
        for to, other in enumerate(found.names[:at]):
            both = numbers[[one, other]].dropna()
            expected = reference(both[one], both[other]).statistic
            assert found.values[at, to] == pytest.approx(expected, abs=1e-12)


def test_of_many_columns_those_are_shown_that_go_with_the_target() -> None:
    random = np.random.default_rng(0)
    values = random.normal(size=(200, 60))
    values[:, 50] = values[:, 0] + 0.1 * random.normal(size=200)
    found = correlations(of(pandas.DataFrame(values, columns=[f"c{at}" for at in range(60)]), "made"), "c0")
    assert found.names[0] == "c0" and "c50" in found.names
    assert len(found.names) == MOST_COLUMNS and len(found.left_out["room"]) == 60 - MOST_COLUMNS
    assert set(found.names).isdisjoint(found.left_out["room"]) and set(found.left_out) == {"room"}


def test_columns_without_a_correlation_are_named_with_why(frame: pandas.DataFrame) -> None:
    table = of(frame.assign(same=1.0, id=[f"the row of number {at}" for at in range(ROWS)]), "made")
    ordered = {"categories": ("city", "kind"), "kind": ("day", "id"), "constant": ("same",)}
    assert (
        dict(correlations(table).left_out) == dict(correlations(table, None, "spearman").left_out) == ordered
    )
    found = correlations(table, None, "association")
    assert found.names == ("x", "y", "size", "sex", "city", "kind")
    assert dict(found.left_out) == {"kind": ("day", "id"), "constant": ("same",)}


def test_associations_are_those_of_scipy(table: Table, frame: pandas.DataFrame) -> None:
    """Eta squared is the share of variance that the F test of SciPy rests on."""
    found = correlations(table, None, "association")
    at = {name: place for place, name in enumerate(found.names)}
    for one, other in (("sex", "kind"), ("city", "kind"), ("sex", "city")):
        expected = contingency.association(pandas.crosstab(frame[one], frame[other]), method="cramer")
        assert found.values[at[one], at[other]] == pytest.approx(expected, abs=1e-12)
    for number, category in (("x", "kind"), ("y", "sex"), ("size", "city")):
        known = frame[[number, category]].dropna()
        groups = [each[number].to_numpy() for _, each in known.groupby(category)]
        f = stats.f_oneway(*groups).statistic * (len(groups) - 1) / (len(known) - len(groups))
        assert found.values[at[number], at[category]] == pytest.approx(np.sqrt(f / (1 + f)), abs=1e-12)
    straight = correlations(table).values
    assert found.values[:3, :3] == pytest.approx(np.abs(straight[:3, :3]), abs=1e-12)
    assert found.values[:3, 3] == pytest.approx(np.abs(straight[:3, 3]), abs=1e-12)  # sex, of two values


def test_entropy_is_that_of_scipy(table: Table, frame: pandas.DataFrame) -> None:
    found = class_balance(table, "kind")
    assert found is not None and found.classes == ("red", "green", "blue")
    assert list(found.counts) == frame["kind"].value_counts().tolist()
    assert found.entropy == pytest.approx(stats.entropy(found.counts, base=2), abs=1e-12)
    assert found.evenness == pytest.approx(found.entropy / np.log2(3), abs=1e-12)
    sizes = class_balance(table, "size")
    assert sizes is not None and set(sizes.classes) == {str(at) for at in range(1, 9)}


def test_points_are_the_principal_components_of_standardized_columns(
    table: Table, frame: pandas.DataFrame
) -> None:
    found = projection(table, "kind")
    assert found is not None and found.left_out == ("city", "day")
    x = frame[["x", "y", "size"]].fillna(frame[["x", "y", "size"]].mean())
    coded = np.column_stack(
        [(x - x.mean()) / x.std(ddof=0), frame["sex"] == "f", frame["sex"] == "m"]
    ).astype(float)
    coded -= coded.mean(axis=0)
    left, values, _ = np.linalg.svd(coded, full_matrices=False)
    expected = left[:, :2] * values[:2]
    signs = np.sign((expected * found.points).sum(axis=0))
    np.testing.assert_allclose(found.points, expected * signs, atol=1e-9)
    np.testing.assert_allclose(found.explained, (values**2 / (values**2).sum())[:2], atol=1e-12)


def test_what_has_no_two_directions_is_not_projected() -> None:
    assert projection(read(b"x,t\n1,a\n2,b\n3,a\n", "t.csv"), "t") is None


def test_a_large_table_is_sampled_the_same_way_every_time() -> None:
    large = of(a_frame(3000), "made")
    found, again = sampled(large, 500), sampled(large, 500)
    assert len(found.rows) == found.table.rows == 500 and found.of == 3000 and not found.whole
    assert found.rows.tolist() == again.rows.tolist() == sorted(set(found.rows.tolist()))
    np.testing.assert_array_equal(found.table.numbers("x"), large.numbers("x")[found.rows])
    assert found.table.texts("kind") == [large.texts("kind")[row] for row in found.rows]
    wide = of(pandas.DataFrame(np.zeros((1500, 2500)), columns=[f"c{at}" for at in range(2500)]), "wide")
    assert sampled(wide).table.rows == MOST_CELLS // 2500


@pytest.mark.parametrize(
    ("names", "target"),
    [(("a", "survived", "b"), "survived"), (("a", "b"), "b"), (("b", "label", "y"), "label")],
)
def test_a_target_is_guessed(names: tuple[str, ...], target: str) -> None:
    assert guessed_target(of(pandas.DataFrame({name: [1.5, 2.5, 4.5] for name in names}), "made")) == target


def test_whole_numbers_are_classes_where_they_are_few(table: Table) -> None:
    assert [is_classes(table, name) for name in ("kind", "size", "x", "day")] == [True, True, False, False]


# Warnings


def kinds(frame: pandas.DataFrame, target: str | None = None) -> dict[str, str]:
    """What is found, and what is said of it."""
    return {
        f"{found.kind} {' '.join(found.columns)}".strip(): str(found.message)
        for found in findings(of(frame, "made"), target)
    }


def test_nothing_is_found_where_nothing_is(frame: pandas.DataFrame) -> None:
    assert kinds(frame, "kind") == {} == kinds(frame, "x")


def test_constant_mostly_missing_and_id_like_columns(frame: pandas.DataFrame) -> None:
    mostly = frame["x"].where(np.arange(ROWS) % 4 == 0)
    found = kinds(frame.assign(country="kr", number=range(7, ROWS + 7), rare=mostly, all=3))
    assert {*found} == {"constant country", "constant all", "id number", "missing rare"}
    assert "all 600 values are “kr”" in found["constant country"]
    assert "600 different values in 600 rows" in found["id number"]
    assert "75%" in found["missing rare"]


def test_infinite_values(frame: pandas.DataFrame) -> None:
    found = kinds(frame.assign(x=np.where(np.arange(ROWS) < 3, [np.inf, -np.inf, np.inf] * 200, frame["x"])))
    assert list(found) == ["infinite x"]
    assert "3 values are infinite. They count as missing" in found["infinite x"]


def test_a_constant_target_is_not_to_be_left_out() -> None:
    table = of(pandas.DataFrame({"x": [0, 1] * 15, "y": ["a"] * 30}), name="one.csv")
    said = {target: findings(table, target)[0].message.render(str) for target in ("x", "y")}
    assert "leave it out" in said["x"] and "another target" in said["y"]


def test_double_columns_and_rows(frame: pandas.DataFrame) -> None:
    named = frame["kind"].map({"red": "r", "green": "g", "blue": "b"})
    found = kinds(frame.assign(again=frame["y"], colour=named))
    assert {*found} == {"duplicate columns y again", "duplicate columns kind colour"}
    assert "in all 600 rows" in found["duplicate columns y again"]
    double = kinds(pandas.concat([frame, frame[:60]]))
    assert {*double} == {"duplicate rows"} and "60 of 660 rows" in double["duplicate rows"]


@pytest.mark.parametrize("target", ["kind", "x"])
def test_a_column_that_says_the_target(frame: pandas.DataFrame, target: str) -> None:
    number = (
        frame["kind"].map({"red": 1.5, "green": 3.25, "blue": 2.75}) if target == "kind" else frame["x"] ** 3
    )
    random = np.random.default_rng(2)
    leaking = number + 0.001 * random.normal(size=ROWS)
    found = kinds(frame.assign(after=leaking), target)
    assert {*found} == {"leak after"}
    assert "Would it be known when you predict?" in found["leak after"]


def test_a_category_that_says_a_number() -> None:
    random = np.random.default_rng(3)
    group = random.integers(0, 5, 300)
    frame = pandas.DataFrame(
        {
            "group": [f"group {at}" for at in group],
            "noise": random.normal(size=300),
            "price": 10.0 * group + 0.01 * random.normal(size=300),
        }
    )
    assert {*kinds(frame, "price")} == {"leak group"}


def test_imbalanced_and_rare_classes(frame: pandas.DataFrame) -> None:
    rare = frame["kind"].where(np.arange(ROWS) != 3, "violet")
    found = kinds(frame.assign(kind=rare), "kind")
    assert {*found} == {"imbalanced kind", "few rows kind"}
    counts = rare.value_counts()
    assert f"{counts.iloc[0]} rows are “red”, 1 are “violet”" in found["imbalanced kind"]
    assert "“violet 1”" in found["few rows kind"]


@pytest.mark.parametrize(
    "text",
    [
        b"a,b\n1,x\n",
        b"a,b\n1,x\n,y\n",
        b"a,b\n1e308,x\n-1e308,y\n5,x\n",
        b"a,b\nNA,x\nNA,y\n3,\n",
        b"a,b,c\n1,1,1\n1,1,1\n1,1,1\n",
    ],
    ids=["one row", "two rows", "the largest numbers", "little there", "all the same"],
)
def test_every_look_copes_with_little(text: bytes) -> None:
    table = read(text, "little.csv")
    for target in (None, *(column.name for column in table.columns)):
        for column in table.columns:
            if column.kind in ("number", "whole number", "category", "date"):
                assert distribution(table, column.name, target).counts.sum() <= table.rows
        for method in ("pearson", "association"):
            assert not np.isinf(correlations(table, target, method).values).any()
        found = projection(table, target)
        assert found is None or np.isfinite(found.points).all()
        findings(table, target)
    missing_cells(table)


def test_columns_that_are_no_leak_cost_one_small_tree_each_and_leaks_are_as_cross_validated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    random, fits = np.random.default_rng(0), []
    classes = random.permutation(np.repeat([0, 1], 30))
    frame = pandas.DataFrame(random.normal(size=(60, 40)), columns=[f"c{at}" for at in range(40)])
    frame = frame.assign(after=classes + 0.1 * random.normal(size=60), kind=np.array(["a", "b"])[classes])
    fit = DecisionTreeClassifier.fit
    monkeypatch.setattr(DecisionTreeClassifier, "fit", lambda *a, **k: fits.append(1) or fit(*a, **k))
    leaks = [one for one in findings(of(frame), "kind") if one.kind == "leak"]
    assert [one.columns for one in leaks] == [("after",)] and len(fits) <= 40 + 3 + 5
    folds = StratifiedKFold(3, shuffle=True, random_state=0)
    tree = DecisionTreeClassifier(max_leaf_nodes=64, min_samples_leaf=3, random_state=0)
    predicted = cross_val_predict(tree, frame[["after"]].astype(np.float32), classes, cv=folds)
    right = 100 * balanced_accuracy_score(classes, predicted)
    assert f"right about {right:.1f}% of rows" in leaks[0].message.render()


def test_different_values_are_counted_as_pandas_does(
    frame: pandas.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = of(frame.assign(gaps=pandas.array([None, 1, 127, -128] * (ROWS // 4), "Int8")), "gaps")
    counted = (*frame.nunique(), 3)
    assert distinct(whole) == counted
    monkeypatch.setattr("core.tables.profiling.distinct_values._WORTH_A_THREAD", 1)
    assert distinct(whole) == counted
