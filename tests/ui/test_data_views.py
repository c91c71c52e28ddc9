"""The views of what training will do with a table, and the leak lab, without a browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas
import pytest
from sklearn.decomposition import PCA
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.testing.v1 import AppTest, local_script_runner

from core.bundle import prepare
from core.data.catalogue import DATASETS
from core.data.decomposition import DECOMPOSITIONS
from core.experiment import Experiment
from core.live.protocol.questions import Asked
from core.live.records.run import hash_of
from core.own_table import picked
from core.tables import Table, of
from tests.conftest import ROOT
from ui import services, table_names, watching
from ui.data import leak_lab, looks, opening, training
from ui.data.balance_picture import of_added
from ui.data.setting import DataSetting
from ui.data.theme import Colours
from ui.language import plain
from ui.runs import described
from ui.serving.uploads import FILES_PER_SESSION

OWNER = "o" * 43


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv("GRADIENT_LAB_STORE", f"sqlite:///{tmp_path / 'runs.sqlite'}")
    monkeypatch.setattr(watching, "owner_of", lambda cookies: OWNER)
    services.close()
    page = AppTest.from_file(str(ROOT / "pages" / "router.py"), default_timeout=30)
    page.session_state["begun"] = True
    page.switch_page("data.py")
    yield page
    services.close()


def texts(app: AppTest) -> str:
    shown = [*app.markdown, *app.caption, *app.info, *app.warning]
    return "\n".join(element.value for element in shown).replace("\\", "")


def own() -> Table:
    frame = pandas.DataFrame(
        {
            "size": [1.0, None, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0] * 5,
            "sort": ["cat", "dog", "<b>emu</b>", "cat"] * 10,
            "kept": ["no", "no", "no", "yes"] * 10,
        }
    )
    return of(frame, name="pets.csv")


def test_files_that_were_read_are_let_go_of(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more than a session may have at a time, and more: each is read, and none stays in memory."""
    kept = MemoryUploadedFileManager("/upload")
    monkeypatch.setattr(local_script_runner, "MemoryUploadedFileManager", lambda endpoint: kept)
    monkeypatch.setattr(opening, "asker", lambda: "192.0.2.1")
    app.query_params["lang"] = "en"
    app.run()
    for rows in range(3, 5 + FILES_PER_SESSION):
        content = "a,b\n" + "1,2\n" * rows
        app.file_uploader[0].set_value((f"{rows}.csv", content.encode(), "text/csv")).run()
        assert not app.exception and f"{rows} rows, 2 columns" in texts(app)
        assert sum(map(len, kept.file_storage.values())) == 0
    assert len(app.selectbox(key="data:source").options) > 5
    monkeypatch.setattr(table_names, "owner", lambda: OWNER)
    mine = services.tables().of(hash_of(OWNER))[0]
    picked = DATASETS.pick("table", table=mine.hash, target="b")
    assert described.describe(Experiment(dataset=picked)).startswith(f"{mine.name} · ")
    other = DATASETS.pick("table", table="0" * 64, target="b")
    assert ".csv" not in described.describe(Experiment(dataset=other))


def test_the_train_page_calls_ones_own_table_by_its_name(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = of(own().frame(), name="<b>pets</b> *1*.csv")
    services.tables().save(hash_of(OWNER), table, b"")
    app.switch_page("train.py")
    app.query_params.update({"dataset": "table", "dataset.table": table.hash, "dataset.target": "kept"})
    app.query_params.update({"dataset.classes": "2", "lang": "en"})
    app.run()
    assert not app.exception
    assert "Your own table: <b>pets</b> *1*.csv" in app.selectbox(key="f:dataset").options
    group = next(each.label for each in app.expander if each.label.startswith("**Data**"))
    assert "Your own table" not in group and plain("<b>pets</b> *1*.csv") in group
    assert "<b>" not in group.replace("\\<", "")
    monkeypatch.setattr(watching, "owner_of", lambda cookies: "p" * 43)  # the same link, somebody else
    app.run()
    assert not any("pets" in option for option in app.selectbox(key="f:dataset").options)


@pytest.mark.parametrize(
    ("y", "why"), [(["a"] * 40, "there is nothing to predict"), (["a", "b", "a"], "at least 4 rows with a")]
)
def test_what_cannot_be_trained_on_says_why(y: list[str], why: str) -> None:
    table = of(pandas.DataFrame({"x": range(len(y)), "y": y}), name="few.csv")
    message = training.refused(table, "y")
    assert message is not None and why in message.render(str)
    setting = DataSetting(source=table.hash)
    assert training.chosen_experiment(table, setting, "y") is None


def test_what_says_the_target_stands_beside_train_on_it_unless_it_is_not_learned_from(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = own().frame().assign(alive=["dead", "dead", "dead", "alive"] * 10, other=range(1, 41))
    table = of(frame[["alive", "size", "other", "kept"]], name="ship.csv")
    services.tables().save(hash_of(OWNER), table, b"")
    app.query_params.update({"table": table.hash, "target": "3", "lang": "en"})
    app.run()
    warnings = looks.noticed(table, "kept")
    assert not app.exception and warnings is not None and "leak" in [one.kind for one in warnings]
    options = app.button_group(key="data:view").options
    assert f"Warnings ({len(warnings)})" in options
    assert "Nearly says “kept” by itself: “alive”." in texts(app)
    assert training.leaking(table, Experiment(dataset=picked(table, "kept", {"alive": "ignore"}))) is None
    monkeypatch.setattr(looks, "MOST_CELLS_AT_ONCE", 100)
    assert looks.noticed(table, "kept") is None and table.rows * 4 > 100


def test_inputs_are_columns_without_targets_weights_and_what_is_left_out() -> None:
    frame = own().frame().assign(name=[f"the name of row {at}" for at in range(40)], grams=range(40))
    table = of(frame, name="pets.csv")
    words = {"grams": "weight", "sort": "ignore"}
    experiment = Experiment(dataset=picked(table, "kept", words))
    assert training.inputs(table, experiment) == ("size",)
    experiment = Experiment(dataset=picked(table, ["size", "grams"]))
    assert training.inputs(table, experiment) == ("sort", "kept")


def test_a_split_is_chosen_shown_and_trained_with(app: AppTest) -> None:
    app.query_params.update({"table": "iris", "view": "split", "test_split": "0.2", "lang": "en"})
    app.run()
    assert not app.exception
    table = app.dataframe[-1].value
    assert table.columns.tolist() == ["Part", "Training", "Validation", "Test"]
    assert table.iloc[0].tolist() == ["Rows", "96", "24", "30"]
    app.selectbox(key="data:choice:split").set_value("k_fold").run()
    assert not app.exception and "one fold" in texts(app)
    assert app.number_input(key="data:choice:split.k").value == 5
    assert app.query_params["split"] == "k_fold" and app.query_params["test_split"] == "0.2"
    assert "time" not in app.selectbox(key="data:choice:split").options  # goes by a column of one's own table


def test_preparation_shows_what_is_missing_coded_and_aimed_at(app: AppTest) -> None:
    table = own()
    services.tables().save(hash_of(OWNER), table, b"")
    app.query_params.update({"table": table.hash, "view": "prepare", "lang": "en"})
    app.run()
    assert not app.exception
    said = texts(app)
    assert "fitted on the 32 rows of the training part" in said and "the other way round" in said
    missing = next(each.value for each in app.dataframe if "In its place" in each.value.columns)
    assert missing["Column"].tolist() == ["size"] and missing["Missing in all"].tolist() == [5]
    assert float(missing["In its place"][0]) == pytest.approx(5.5, abs=1)  # the median of the training part
    sizes = [each.value.shape for each in app.dataframe]
    assert (3, 3) in sizes and (3, 2) in sizes  # one-hot, and dummy coding of cat, dog and emu


def test_expansion_and_components_are_shown_before_and_after(app: AppTest) -> None:
    app.query_params.update({"table": "iris", "view": "prepare", "lang": "en"})
    app.run()
    app.selectbox(key="data:choice:expansion").set_value("polynomial").run()
    app.selectbox(key="data:choice:decomposition").set_value("pca").run()
    assert not app.exception and app.query_params["expansion"] == "polynomial"
    said = texts(app)
    assert "4 scaled columns stay as they are, and 10 are made of them: 14 in all" in said
    formulas = next(each.value for each in app.dataframe if "Formula" in each.value.columns)
    assert formulas["Formula"].tolist()[:2] == [
        *("sepal length (cm)²", "sepal length (cm) × sepal width (cm)")
    ]
    assert formulas["Made of"].tolist()[1] == "sepal length (cm), sepal width (cm)"
    components = next(each.value for each in app.dataframe if "share" in each.value.columns)
    bundle = prepare(Experiment(dataset="iris", expansion="polynomial"))
    fitted = PCA(2).fit(bundle.x_train)
    assert components["share"].tolist() == pytest.approx(fitted.explained_variance_ratio_, abs=1e-6)
    weights = components[[f"weight {at}" for at in range(14)]].to_numpy()
    assert weights == pytest.approx(fitted.components_, abs=1e-4)
    assert f"with {fitted.explained_variance_ratio_.sum():.1%} of their variance" in said
    app.number_input(key="data:choice:decomposition.count").set_value(1).run()
    assert not app.exception and "of 14 columns: 1, with" in texts(app)
    app.selectbox(key="data:prepare:made:14:10").set_value(1).run()  # a product of two
    assert not app.exception


def test_what_cannot_be_chosen_says_why(app: AppTest) -> None:
    app.query_params.update({"table": "digits", "view": "prepare", "lang": "en"})
    app.query_params["decomposition"] = "pca"
    app.run()
    app.number_input(key="data:choice:decomposition.count").set_value(65).run()
    assert "as there are features, 64; received 65" in app.toast[0].value
    assert "decomposition.count" not in app.query_params


def test_a_column_becomes_the_weights_of_the_rows(app: AppTest) -> None:
    table = own()
    services.tables().save(hash_of(OWNER), table, b"")
    app.query_params.update({"table": table.hash, "view": "prepare", "lang": "en"})
    app.run()
    assert "learned from: 2, as the network gets them: 4." in texts(app)
    menu = app.selectbox(key="data:choice:weight")
    assert menu.options == ["none", "size"]
    menu.set_value("size").run()
    assert not app.exception and app.query_params["dataset.columns"] == "size=weight"
    assert "learned from: 1, as the network gets them: 3." in texts(app) and "From 1 to 8, " in texts(app)
    app.selectbox(key="data:choice:weight").set_value("").run()
    assert (
        "dataset.columns" not in app.query_params
        and "learned from: 2, as the network gets them: 4." in texts(app)
    )


@pytest.mark.parametrize("way", ["smote", "over", "none"])
def test_balancing_shows_classes_before_and_after(app: AppTest, way: str) -> None:
    table = own()
    services.tables().save(hash_of(OWNER), table, b"")
    app.query_params.update({"table": table.hash, "view": "balance", "balance": way, "lang": "en"})
    app.run()
    assert not app.exception
    counts = app.dataframe[0].value
    assert counts["Training, before"].tolist() == [24, 8]
    assert counts["Training, after"].tolist() == ([24, 8] if way == "none" else [24, 24])


def test_two_components_are_the_axes_of_what_was_balanced() -> None:
    bundle = prepare(Experiment(dataset="iris", decomposition=DECOMPOSITIONS.pick("pca", count=2)))
    shades = Colours(("#000000",) * 8, ("#000000",) * 7, ("#000000",) * 5, "#ffffff", "#000000")
    axes = of_added(bundle, ["a", "b", "c"], shades, str).layout
    titles = [axes.xaxis.title.text, axes.yaxis.title.text]
    assert [re.sub(r"\d+%", "%", title) for title in titles] == ["Component 1 (%)", "Component 2 (%)"]


def test_the_leak_lab_asks_shows_and_stops(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine's answer is made up here; `tests/engine/test_leaks.py` has a real one."""
    asked: list[tuple[Any, Asked]] = []

    class Measurements:
        def ask(
            self, question: str, body: Any, visitor: str, part: Callable[[Any], None], **given: Any
        ) -> Asked:
            one = Asked()
            one.on_cancel(lambda: one.answer.cancel() and None)
            asked.append((body, one))
            part(
                {
                    "rows": 150,
                    "of": 150,
                    "columns": 4,
                    "category": None,
                    "positive": "<b>",
                    "left_out": ["e"],
                    "taken_away": 25,
                }
            )
            for seed, leaking in enumerate((0.8, 0.9)):
                part({"seed": seed, "honest": 0.45 + seed / 10, "leaking": leaking})
            part({"seed": 2, "honest": None, "leaking": 0.9})
            return one

    monkeypatch.setattr(leak_lab, "measurements", Measurements)
    app.query_params.update({"table": "iris", "view": "leaks", "lang": "en"})
    app.run()
    app.button(key="data:leak:shuffled").click().run()
    assert not app.exception
    body = asked[0][0]
    assert (body["source"], body["target"], body["leak"]) == ("iris", "target", "smote") and body["shuffled"]
    said = texts(app)
    assert "**Honest**: mean 0.500" in said and "Chance (0.5) lies within" in said
    assert "**Leaking**: mean 0.850" in said and "whether target is <b>" in said
    assert "says the target by itself (see Warnings): “e”" in said
    assert "25 of these rows, all of the rarer class" in said
    app.button(key="data:leak:stop").click().run()
    assert asked[0][1].cancelled.is_set()
    app.button(key="data:leak:true").click().run()
    assert len(asked) == 2 and not asked[1][0]["shuffled"]
