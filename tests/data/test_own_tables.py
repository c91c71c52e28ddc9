"""Tables of one's own as data sets: named by content, described without being there, refused in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from core.bundle import prepare
from core.choices.typed.column_choices import ColumnChoices, read, written
from core.data.catalogue import DATASETS
from core.data.raw import DataUnavailable
from core.data.sources import own_tables
from core.data.sources.own_tables import FOLDER_VARIABLE, TablesInFolder, TablesInMemory
from core.data.table_words import WORDS
from core.experiment import Experiment
from core.message import Invalid
from core.model.size import data_bytes, training_bytes
from core.own_table import open_table
from core.tables import Table, of
from ui.train.data import data_view

ABSENT = "ab" * 32


def frame() -> pandas.DataFrame:
    random = np.random.default_rng(1)
    return pandas.DataFrame(
        {
            "x": random.normal(size=40),
            "y": random.normal(size=40),
            "sort": ["cat", "dog", "{emu}", "<b>=1+1"] * 10,
            "yes": [0, 1] * 20,
            "when": pandas.Timestamp("2024-01-01"),
            "words": [f"a text of many words, number {at}" for at in range(40)],
        }
    )


def table() -> Table:
    return of(frame())


@pytest.mark.parametrize(
    ("target", "kinds", "task", "classes"),
    [
        ("x", {}, "regression", 0),
        ("sort", {}, "multiclass", 4),
        ("yes", {}, "binary", 2),
        ("yes", {"yes": "category"}, "binary", 2),
        ("yes", {"yes": "number"}, "regression", 0),
    ],
)
def test_the_target_decides_what_is_learned(target: str, kinds: Any, task: str, classes: int) -> None:
    experiment = Experiment(dataset=open_table(frame(), target=target, kinds=kinds))
    bundle = prepare(experiment)
    assert experiment.task == task and experiment.dataset["classes"] == classes
    assert len(experiment.class_names) == len(bundle.class_names) == classes
    assert bundle.y_train.dtype == (np.int64 if classes else np.float32)
    assert len(bundle.feature_names) == bundle.x_train.shape[1]
    if target == "sort":
        assert bundle.class_names == ("<b>=1+1", "cat", "dog", "{emu}")
        names = np.array(bundle.class_names)
        np.testing.assert_array_equal(names[bundle.y_train], frame()["sort"].to_numpy()[bundle.train_rows])


def test_an_experiment_needs_no_table_to_be_made_kept_and_read() -> None:
    picked = DATASETS.pick("table", table=ABSENT, target="a", classes=3, columns='"a, b"=ignore')
    experiment = Experiment(dataset=picked, balance="smote", split={"name": "time", "column": "t"})
    assert Experiment.model_validate_json(experiment.model_dump_json()) == experiment
    assert Experiment.lenient(experiment.changes()) == (experiment, {})
    assert experiment.outputs == 3 and training_bytes(experiment) > 0 and data_bytes(experiment) == 0
    with pytest.raises(DataUnavailable, match="This table is not here: open the file again"):
        prepare(experiment)
    view = data_view(experiment, "ko")
    assert view.missing and str(view.notice) == "This table is not here: open the file again."


def test_no_table_at_all_is_said_in_words() -> None:
    with pytest.raises(DataUnavailable, match="This table is not here"):
        prepare(Experiment(dataset="table"))


def test_the_form_and_the_memory_know_the_size_of_a_table_that_is_here() -> None:
    experiment = Experiment(dataset=open_table(frame(), target="x"))
    assert data_bytes(experiment) >= 40 * 6 * 4


def test_a_folder_gives_tables_to_other_processes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_tables, "MEMORY", TablesInMemory())
    folder = TablesInFolder(tmp_path / "tables")
    name = folder.add(table())
    assert folder.add(table()) == name  # once is enough
    assert [path.name for path in folder.folder.iterdir()] == [f"{name}.table"]
    with pytest.raises(DataUnavailable):
        own_tables.find(name)
    monkeypatch.setenv(FOLDER_VARIABLE, str(folder.folder))
    assert own_tables.find(name).hash == name and own_tables.size(name) == (40, 6)
    picked = DATASETS.pick("table", table=name, target="x")
    assert prepare(Experiment(dataset=picked)).x_train.shape[0] == 32


def test_a_file_with_something_else_in_it_counts_as_not_there(tmp_path: Path) -> None:
    folder = TablesInFolder(tmp_path)
    name = folder.add(table())
    folder.path(ABSENT).write_bytes(folder.path(name).read_bytes())
    assert folder.find(ABSENT) is None
    folder.path(name).write_bytes(b"PAR1 no more")
    assert folder.find(name) is None and folder.size(name) is None


def test_a_name_that_is_no_hash_leads_to_no_file(tmp_path: Path) -> None:
    folder = TablesInFolder(tmp_path / "tables")
    path = folder.path(folder.add(table()))
    path.rename(tmp_path / "outside.table")
    for name in ("../outside", f"../{'a' * 61}", "", "A" * 64, "/etc/passwd"):
        assert folder.find(name) is None and folder.size(name) is None


def test_what_was_said_to_be_used_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own_tables, "_given", [])
    monkeypatch.setattr(own_tables, "MEMORY", TablesInMemory())
    source = TablesInMemory()
    own_tables.use(source)
    assert own_tables.find(source.add(table())).rows == 40


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"target": "nowhere"}, "Expected the name of a column, received “nowhere”"),
        ({"target": "words"}, "“words” is of the kind text. Choose another column"),
        ({"target": "when"}, "“when” is of the kind date"),
        ({"target": "sort", "classes": 3}, "Expected 3 classes in “sort”, it has 4"),
        ({"target": "x", "columns": "nowhere=ignore"}, "received “nowhere”"),
        ({"target": "x", "columns": "sort=whole"}, "sort"),
        (
            {"target": "x", "columns": "y=ignore, sort=ignore, yes=ignore, when=ignore"},
            "a column to learn from",
        ),
    ],
)
def test_what_does_not_fit_the_table_is_said_in_words(choices: Any, words: str) -> None:
    name = own_tables.keep(table())
    with pytest.raises(DataUnavailable, match=words):
        prepare(Experiment(dataset={"name": "table", "table": name, **choices}))


def test_too_few_rows_are_said_in_words() -> None:
    small = pandas.DataFrame({"x": [1.5, np.nan, 2.5, np.nan, 4.5], "y": [1.5, 2.5, 3.5, 4.5, np.nan]})
    with pytest.raises(DataUnavailable, match="Expected at least 4 rows with a value in each column, rec"):
        prepare(Experiment(dataset=open_table(small, target="y", missing="drop")))


def test_a_target_of_one_class_is_said_in_words() -> None:
    same = pandas.DataFrame({"x": [1.5, 2.5, 3.5], "y": ["only"] * 3})
    with pytest.raises(DataUnavailable, match="at least two classes; in all 3 rows"):
        prepare(Experiment(dataset=open_table(same, target="y")))
    half = pandas.DataFrame({"x": [*range(6), *[np.nan] * 6], "y": ["a"] * 6 + ["b"] * 6})
    with pytest.raises(DataUnavailable, match="at least two classes; in all 6 rows"):
        prepare(Experiment(dataset=open_table(half, target="y", missing="drop")))


def test_columns_that_leave_nothing_to_learn_from_are_said_in_words() -> None:
    same = pandas.DataFrame({"y": [1.5, 2.5, 3.5, 4.5, 5.5], "same": ["one"] * 5})
    with pytest.raises(DataUnavailable, match="Nothing is left to learn from"):
        prepare(Experiment(dataset=open_table(same, target="y", coding="dummy")))


def test_numbers_that_are_too_large_count_as_missing() -> None:
    large = pandas.DataFrame({"y": [*range(9), 1e300], "x": [np.inf, -1e31, *range(8)]}, dtype=float)
    bundle = prepare(Experiment(dataset=open_table(large, target="y", kinds={"y": "number"})))
    assert 9 not in {*bundle.train_rows, *bundle.val_rows} and np.isfinite(bundle.x_train).all()


def test_a_target_that_is_called_a_category_among_the_columns_has_its_classes_counted() -> None:
    picked = open_table(frame(), target="yes", columns={"yes": "category"})
    assert picked["classes"] == 2 and prepare(Experiment(dataset=picked)).class_names == ("0", "1")


# --- any table at all


def any_column(random: np.random.Generator, rows: int) -> Any:
    numbers = random.normal(size=rows) * 10.0 ** random.integers(-300, 300, rows)
    gaps = np.where(random.random(rows) < 0.5, np.nan, numbers)
    days = pandas.Timestamp("2020-01-01") + pandas.to_timedelta(random.integers(0, 5, rows), unit="D")
    texts = [f"some long text {at} {random.random()}" for at in range(rows)]
    kinds = [numbers, gaps, days, texts, np.full(rows, 7.5), random.integers(0, 5, rows), random.random(rows)]
    kinds += [pandas.Series(random.choice(["x", "2.5", None], rows), dtype=object), random.random(rows) < 0.5]
    return kinds[random.integers(len(kinds))]


@settings(max_examples=15)
@given(
    seed=st.integers(0, 10**6),
    choices=st.fixed_dictionaries(
        {
            "scaling": st.sampled_from(["standard", "none", "log", "quantile", "robust"]),
            "expansion": st.sampled_from(["none", "polynomial", "sine"]),
            "decomposition": st.sampled_from(["none", "pca"]),
            "balance": st.sampled_from(["none", "under", "smote"]),
            "test_split": st.sampled_from([0.0, 0.3]),
            "split": st.sampled_from(["random", "k_fold", {"name": "group", "column": "a_b"}]),
        }
    ),
    columns=st.dictionaries(st.sampled_from(["a", "a_b", ' "q" ']), st.sampled_from(WORDS), max_size=2),
    own=st.fixed_dictionaries(
        {
            "missing": st.sampled_from(["median", "most_frequent", "drop"]),
            "indicator": st.booleans(),
            "coding": st.sampled_from(["one_hot", "dummy"]),
            "rare": st.sampled_from([0.0, 0.5]),
        }
    ),
)
def test_any_table_is_prepared_or_refused_in_words(seed: int, choices: Any, columns: Any, own: Any) -> None:
    random = np.random.default_rng(seed)
    rows = int(random.integers(1, 40))
    made = {name: any_column(random, rows) for name in ("a", "a_b", ' "q" ', "c,d")}
    target = str(random.choice(list(made)))
    try:
        picked = open_table(pandas.DataFrame(made), target=target, columns=columns, **own)
        bundle = prepare(Experiment(dataset=picked, **choices))
    except Invalid:
        return
    except ValidationError as error:  # what does not go together, as two targets, one a word
        bundle, refused = None, {each["type"] for each in error.errors()}
    else:
        refused = {"value_error"}
    assert refused == {"value_error"}, "in words of the lab"
    if bundle is None:
        return
    widths = {x.shape[1] for x in (bundle.x_train, bundle.x_val, bundle.x_test)}
    assert widths == {len(bundle.feature_names)} and bundle.raw_train.shape[1] == len(bundle.raw_names)
    assert len(bundle.x_train) == len(bundle.y_train) == len(bundle.train_rows)


# --- what differs from column to column

NAMES = st.text(max_size=12)
FOUND = st.dictionaries(
    NAMES, st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True).map(tuple)
)


@given(FOUND)
def test_any_name_of_a_column_survives_being_written(found: dict[str, tuple[str, ...]]) -> None:
    assert read(written(found)) == found


@given(st.text(max_size=60) | st.text('a",= \t', max_size=20))
def test_any_text_is_read_or_refused(text: str) -> None:
    field = ColumnChoices(key="columns", label="", help="", words=WORDS)
    try:
        parsed = field.parse(text)
    except Invalid:
        return
    assert field.parse(parsed) == parsed


@pytest.mark.parametrize(
    "text", ["a", "a=", "a=unheard", '"a=ignore', "a=ignore b=log", "=,", ["a"], {"a": 1}]
)
def test_what_is_no_word_about_a_column_is_refused(text: Any) -> None:
    with pytest.raises(Invalid, match="Expected"):
        ColumnChoices(key="columns", label="", help="", words=WORDS).parse(text)


def test_a_column_of_weights_is_no_feature_and_goes_with_its_rows() -> None:
    """A copy counts as much as its row; a row without a weight is left out."""
    data = frame().assign(w=[np.nan, *np.arange(1.0, 40.0)], yes=[0] * 30 + [1] * 10)
    picked = open_table(data, target="yes", columns={"w": "weight", "sort": "ignore"})
    bundle = prepare(Experiment(dataset=picked, balance="over"))
    assert "w" not in bundle.feature_names and bundle.added is not None
    np.testing.assert_array_equal(bundle.weights_train, data["w"].to_numpy(np.float32)[bundle.train_rows])
    assert 0 not in {*bundle.train_rows, *bundle.val_rows}
    assert prepare(Experiment(dataset=open_table(data, target="yes"))).weights_train is None


@pytest.mark.parametrize(
    ("columns", "values", "said"),
    [
        ({"x": "weight", "y": "weight"}, {}, "one column of weights"),
        ({"yes": "weight"}, {}, "not the target"),
        ({"sort": "weight"}, {}, "“sort” is of the kind category"),
        ({"x": "weight"}, {"x": [-1.0, 2.0] * 20}, "received -1 to 2"),
        ({"x": "weight"}, {"x": [0.0] * 40}, "some of them above 0"),
    ],
)
def test_weights_that_are_none_are_refused_in_words(columns: Any, values: Any, said: str) -> None:
    picked = open_table(frame().assign(**values), target="yes", columns=columns)
    with pytest.raises(DataUnavailable, match=said):
        prepare(Experiment(dataset=picked))
