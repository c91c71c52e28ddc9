"""The pages as a whole, with the real services behind them but without training."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas
import pytest
from streamlit.testing.v1 import AppTest

from core.data.sources import images
from core.experiment import FIELDS, Experiment
from core.hyperparameters import GROUPS
from core.live.protocol.questions import Asked
from core.live.protocol.status import RunStatus
from core.live.records.foreign import Foreign
from core.live.records.run import RunRecord, hash_of
from core.live.runs import Runs
from core.own_table import picked
from core.tables import of
from tests.conftest import ROOT
from tests.fake_trainer import layout_of, packed_at
from ui import form, services, test_part, watching
from ui.runs import table
from ui.runs.setting import CURVES, SHOWN

ROUTER = str(ROOT / "pages" / "router.py")
OWNER = "o" * 43
XOR = Experiment(dataset="xor", layers=(4,))


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    monkeypatch.setenv("GRADIENT_LAB_STORE", f"sqlite:///{tmp_path / 'runs.sqlite'}")
    monkeypatch.setattr(watching, "owner_of", lambda cookies: OWNER)
    services.close()
    page = AppTest.from_file(ROUTER, default_timeout=30)
    page.session_state["begun"] = True  # nobody waits for a first page here: all of it is drawn
    yield page
    services.close()


def stored(experiment: Experiment = XOR, *, status: RunStatus = RunStatus.FINISHED) -> RunRecord:
    record = RunRecord(
        id=f"run-{time.monotonic_ns()}",
        owner_hash=hash_of(OWNER),
        created=time.time(),
        choices=experiment,
        learning_rate=experiment.learning_rate,
        status=status,
    )
    services.store().save(record)
    return record


def texts(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.markdown, *app.caption]).replace("\\", "")


def test_the_first_page_is_train_and_shows_the_data(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert not app.button(key="train").disabled
    assert not app.warning


def test_what_is_folded_away_comes_after_the_first_page(app: AppTest) -> None:
    del app.session_state["begun"]
    app.run()
    assert not app.button(key="train").disabled
    assert app.select_slider(key="s:initializer.gain")
    form = [expander for expander in app.expander if expander.key != "code"]
    folded = {expander.key for expander in form if not [*expander.selectbox, *expander.text_input]}
    assert folded == {f"g:{group}" for group in GROUPS}
    app.run()
    assert not app.exception
    form = [expander for expander in app.expander if expander.key != "code"]
    assert all([*expander.selectbox, *expander.text_input, *expander.toggle] for expander in form)


@pytest.mark.engine
def test_an_unknown_run_is_told_and_the_page_lives_on(app: AppTest) -> None:
    app.query_params |= {"run": "../../etc/passwd", "dataset": "xor"}
    app.run()
    assert not app.exception
    assert "does not exist" in app.warning[0].value
    assert app.selectbox(key="f:dataset").value == "xor"
    assert app.query_params == {"dataset": "xor"}
    app.run()  # as it does by itself when it has been drawn
    assert "does not exist" in app.warning[0].value
    app.toggle(key="f:shuffle").set_value(False).run()
    assert not app.warning


def recorded() -> RunRecord:
    """A run of somebody's own program, whose name would be markup."""
    record = replace(
        stored(), choices=None, foreign=Foreign(name="<b>mine</b>", loss="mse"), layout=layout_of(2)
    )
    services.store().save(record)
    services.store().add_frame(record.id, 0, packed_at(0))
    assert services.store().flush()
    return record


@pytest.mark.engine
@pytest.mark.parametrize("page", ["", "predictions"])
def test_a_recorded_run_is_shown_on_the_page_of_runs_alone(app: AppTest, page: str) -> None:
    record = recorded()
    if page:
        app.switch_page(f"{page}.py")
    app.query_params["run"] = record.id
    app.run()
    assert not app.exception
    assert "recorded by a program of its own" in app.info[0].value
    app.run()  # as it does by itself when it has been drawn
    assert "recorded by a program of its own" in app.info[0].value


@pytest.mark.engine
@pytest.mark.parametrize("has_runs", [False, True])
def test_a_guest_watches_a_recorded_run_and_finds_nothing_else_of_it(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, has_runs: bool
) -> None:
    record = recorded()
    mounted: list[dict[str, Any]] = []
    monkeypatch.setattr(
        "ui.runs.recorded.live_panel", lambda **given: mounted.append(given | dict(given["data"]))
    )
    monkeypatch.setattr(watching, "owner_of", lambda cookies: "g" * 43)
    monkeypatch.setattr("tests.ui.test_pages.OWNER", "g" * 43)
    if has_runs:
        stored()
    app.switch_page("runs.py")
    app.query_params["opened"] = record.id
    app.run()
    assert not app.exception and not app.warning
    assert [(each["run"], each["owner"]) for each in mounted] == [(record.id, False)]
    assert "<b>mine</b>" in texts(app) and "Somebody else recorded this run" in texts(app)
    assert "Loss mse" not in texts(app), "what its program said"
    assert not any("opened=" in each.value for each in app.code), "its link"
    assert not any("Report" in each.label for each in app.get("download_button"))
    assert app.query_params["opened"] == record.id, "the address stays, to be opened again"
    assert len(services.runs().runs_of("g" * 43)) == has_runs


@pytest.mark.engine
@pytest.mark.parametrize(
    ("view", "show"),
    [("listed", CURVES), *[("compare", each) for each in SHOWN], ("seeds", CURVES), ("sweep", CURVES)],
)
def test_a_recorded_run_is_listed_and_compared(app: AppTest, view: str, show: str) -> None:
    record = recorded()
    app.switch_page("runs.py")
    app.query_params |= {"view": view, "runs": record.id, "opened": record.id} | (
        {"show": show} if show else {}
    )
    app.run()
    assert not app.exception
    if view == "listed":
        assert app.dataframe[0].value["run"].tolist() == ["<b>mine</b>"]
        assert "<b>mine</b>" in texts(app)
        assert any(f"opened={record.id}" in each.value for each in app.code), "the address for guests"
    if view == "compare":
        assert "without choices: <b>mine</b>" in texts(app)
    if view in ("seeds", "sweep"):
        assert "recorded by a program of its own" in app.info[0].value


@pytest.mark.engine
def test_a_link_to_a_run_alone_brings_its_choices(app: AppTest) -> None:
    record = stored()
    app.query_params["run"] = record.id
    app.run()
    assert not app.exception
    assert app.text_input(key="f:layers").value == "4"
    assert app.query_params == {"run": record.id, "dataset": "xor", "layers": "4"}
    assert "Starts a new run" in texts(app)
    app.text_input(key="f:layers").set_value("5").run()
    assert "keeps the choices" in texts(app)


@pytest.mark.engine
def test_train_starts_what_the_form_says_and_watches_it(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[Experiment, str]] = []

    def start(runs: Runs, experiment: Experiment, owner: str, *, speed: float, address: str) -> str:
        assert speed > 0  # slow enough to watch
        asked.append((experiment, owner))
        return stored(experiment).id

    monkeypatch.setattr(Runs, "start", start)
    app.run()
    app.selectbox(key="example").select("xor").run()
    app.button(key="train").click().run()
    assert not app.exception
    assert [(experiment.dataset.name, owner) for experiment, owner in asked] == [("xor", OWNER)]
    assert app.query_params["run"].startswith("run-")


def test_the_choices_survive_a_visit_to_another_page(app: AppTest) -> None:
    app.run()
    app.text_input(key="f:learning_rate").set_value("0.3").run()
    app.text_input(key="f:layers").set_value("wrong").run()
    app.switch_page("guide.py").run()
    app.query_params.clear()
    app.switch_page("train.py").run()
    assert not app.exception
    assert app.text_input(key="f:learning_rate").value == "0.3"
    assert app.text_input(key="f:layers").value == "wrong"


@pytest.mark.engine
def test_no_runs_yet_says_what_to_do(app: AppTest) -> None:
    app.run()
    app.switch_page("runs.py").run()
    assert not app.exception
    assert "No runs yet" in texts(app)


@pytest.mark.engine
def test_runs_are_listed_newest_first_with_status(app: AppTest) -> None:
    old = stored()
    new = stored(Experiment(dataset="iris"), status=RunStatus.DIVERGED)
    services.store().save(replace(old, created=old.created - 60))
    app.run()
    app.switch_page("runs.py").run()
    assert not app.exception
    shown = app.dataframe[0].value
    assert list(shown["run"]) == ["Iris", "XOR"] and list(shown["state"]) == ["Diverged", "Finished"]
    assert shown["differs"][1] == "Hidden layers 4"
    app.session_state[table.TICKED] = [new.id]
    app.run()
    assert [link.value.split(" ")[0] for link in app.page_link] == ["Iris", "Predictions"]
    row = app.get_by_key(f"run:{new.id}")
    assert any("Diverged" in element.value for element in row.markdown)


@pytest.mark.engine
def test_runs_that_cannot_be_read_are_told_and_the_others_listed(app: AppTest) -> None:
    readable, broken = stored(), stored()
    services.store().flush()
    with services.store().engine.begin() as connection:
        connection.exec_driver_sql(f"UPDATE runs SET status = 'exploded' WHERE id = '{broken.id}'")
    app.run()
    app.switch_page("runs.py").run()
    assert not app.exception
    assert "Left out: 1 runs" in app.warning[0].value
    assert len(app.dataframe[0].value) == 1
    app.session_state[table.TICKED] = [broken.id, readable.id]
    app.run()
    assert len(app.page_link) == 2 and app.get_by_key(f"run:{readable.id}")


@pytest.mark.engine
def test_what_is_closed_is_asked_for_nothing(app: AppTest) -> None:
    app.query_params["run"] = "none"
    app.run()
    services.runs()
    services.close()
    assert images._fetching == [images.fetch]


@pytest.mark.parametrize("lang", ["en", "ko"])
def test_the_guide_explains_every_field_and_entry(app: AppTest, lang: str) -> None:
    app.query_params["lang"] = lang
    app.run()
    app.switch_page("guide.py").run()
    assert not app.exception
    if lang == "en":
        assert all(
            field.label in texts(app) + "".join(item.label for item in app.expander)
            for field in FIELDS.values()
        )


@pytest.mark.engine
def test_the_test_part_answers_once_and_says_how_often_it_was_seen(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine's answer is made up here; `tests/engine/test_test_part.py` has a real one."""
    asked = []

    class Measurements:
        def ask(self, question: str, body: object, visitor: str, **given: object) -> Asked:
            asked.append(question)
            one = Asked()
            one.answer.set_result(
                {"rows": 30, "step": 7, "loss": 0.5, "metric": 0.9, "unit": None, "measures": {}}
            )
            return one

    monkeypatch.setattr(test_part, "measurements", Measurements)
    iris = Experiment(dataset="iris", test_split=0.2)
    first, second = stored(iris), stored(iris.model_copy(update={"learning_rate": 0.5}))
    services.store().save_state(first.id, 7, b"state")
    stored(XOR)
    app.run()
    app.switch_page("runs.py").run()
    app.session_state[table.TICKED] = [first.id, second.id]
    app.run()
    buttons = {button.key for button in app.button if str(button.key).startswith("test_part")}
    assert buttons == {f"test_part:ask:{run.id}" for run in (first, second)}
    app.button(key=f"test_part:ask:{first.id}").click().run()
    assert asked == ["test_part"] and not app.exception
    assert "Accuracy 90.0%" in texts(app) and "30 rows" in texts(app)
    assert "seen these test rows before: 1." in texts(app)
    assert not [button for button in app.button if button.key == f"test_part:ask:{first.id}"]


def test_the_form_names_a_table_and_leads_to_its_page(app: AppTest) -> None:
    """Nobody types a hash."""
    table = of(pandas.DataFrame({"a": [0.0, 1.0] * 5, "kind": ["u", "v"] * 5}), name="cars.csv")
    services.tables().save(hash_of(OWNER), table, b"")
    app.query_params.update(form.opening(Experiment(dataset=picked(table, "kind")), None))
    app.run()
    assert not app.exception
    assert "**cars.csv**" in texts(app) and "Target: kind, 2 classes" in texts(app)
    keys = {each.key for each in [*app.text_input, *app.select_slider]}
    assert "f:dataset.columns" in keys
    assert not {"f:dataset.table", "f:dataset.target", "f:dataset.classes", "s:dataset.classes"} & keys
    assert app.button(key="chosen_table").label == "Look at it, or choose another"


def test_a_branch_is_begun_below_the_panel_in_which_it_was_asked_for(app: AppTest) -> None:
    app.session_state["branching:pending"] = stored().id, 3
    app.run()
    drawn = list(app.main)
    panel = next(at for at, element in enumerate(drawn) if element.type == "bidi_component")
    begin = next(at for at, element in enumerate(drawn) if getattr(element, "key", None) == "branch:begin")
    assert begin > panel, "on a phone nobody sees what stands above it"
