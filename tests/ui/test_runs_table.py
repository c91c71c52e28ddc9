"""The table of runs: what it says of them."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas
import pytest
from streamlit.testing.v1 import AppTest

from core.experiment import Experiment
from core.live.protocol.status import RunStatus
from core.live.records.labels import MOST_TAGS, Labels
from core.live.records.run import RunRecord
from core.live.runs import Runs
from core.packed import PackedFrame
from tests.fake_trainer import frame_at, layout_of
from tests.ui.test_pages import OWNER, app, stored, texts
from ui import services
from ui.runs import cells, rows, table

__all__ = ["OWNER", "app"]


def test_runs_are_told_by_what_differs() -> None:
    slow, quick = Experiment(learning_rate=0.01), Experiment(learning_rate=0.1, optimizer="sgd")
    assert rows.what_differs([slow, quick]) == [
        "Learning rate 0.01 · Optimizer Adam",
        "Learning rate 0.1 · Optimizer SGD",
    ]
    assert rows.what_differs([slow, slow]) == ["", ""]
    assert rows.what_differs([quick])[0] == "Learning rate 0.1 · Optimizer SGD", (
        "one alone: from the defaults"
    )


@pytest.mark.engine
def test_the_numbers_are_those_of_the_frames(app: AppTest) -> None:
    run = stored(Experiment(dataset="iris", epochs=4))
    services.store().save(replace(run, layout=layout_of(2)))
    losses, shares = (1.0, 0.8, 0.6, 0.9), (0.5, 0.6, 0.8, 0.7)
    frames = [frame_at(10 * at, val_metric=shares[at], val_loss=losses[at]) for at in range(4)]
    for seq, frame in enumerate(frames):
        services.store().add_frame(run.id, seq, PackedFrame.of(frame, (0.0, 1.0)))
    app.run()
    app.switch_page("runs.py").run()
    assert not app.exception
    (row,) = app.dataframe[0].value.to_dict("records")
    assert list(row["curve"]) == [frame.val_loss for frame in frames]
    assert (row["best_val_loss"], row["val_loss"]) == (frames[2].val_loss, frames[3].val_loss)
    assert (row["best_accuracy"], row["accuracy"], row["loss"]) == (0.8, 0.7, frames[3].loss)
    assert (row["epochs"], row["progress"], row["seconds"]) == (3.0, 0.75, 0.03)
    assert math.isclose(row["per_epoch"], 10.0) and "best_error" not in row
    assert f"run={run.id}" in row["train"] and row["predictions"].startswith("./predictions?")


def test_what_tells_the_most_alike_runs_apart_comes_first() -> None:
    wide = Experiment(dataset="moons", layers=(64, 64), activation="tanh", optimizer="sgd")
    others = [Experiment(dataset="moons", layers=(size,), learning_rate=0.3) for size in (1, 2, 3)]
    slow, quick = (wide.model_copy(update={"learning_rate": rate}) for rate in (0.001, 0.002))
    lines = rows.what_differs([*others, slow, quick, wide.model_copy(update={"dataset": others[0].dataset})])
    assert [line.partition(" · ")[0] for line in lines[3:5]] == ["Learning rate 0.001", "Learning rate 0.002"]
    assert lines[0].startswith("Hidden layers 1")
    assert rows.what_differs([slow, slow, slow]) == ["", "", ""]


def test_any_number_is_shown_and_names_are_no_formulas_beneath() -> None:
    numbers = [0.5, 6.85e22, math.inf, None, -1e17, 12345.678]
    names = ["=1+1", "-2 points", "a", "-3", "+", "b"]
    frame = pandas.DataFrame(
        {"loss": numbers, "run": names, "tags": [["@x", "=y"], None, ["a"], None, None, []]}
    )
    styler = cells.displayed(frame, {"loss": cells.digits(4)})
    shown = styler._translate(False, False)["body"]
    texts = [[cell["display_value"] for cell in row if cell["type"] == "td"][:2] for row in shown]
    losses = [loss for loss, _name in texts]
    assert losses == ["0.5", "6.85·10²²", "not finite", "–", "-10¹⁷", "12,350"]
    assert [name for _loss, name in texts] == names
    beneath = styler.data
    assert list(beneath["run"]) == ["'=1+1", "'-2 points", "a", "-3", "'+", "b"]
    assert beneath["tags"][0] == ["'@x", "=y"] and beneath["tags"][2] == ["a"]
    assert beneath["loss"][1] == beneath["loss"][2] == math.inf and math.isnan(beneath["loss"][3])
    assert beneath["loss"][4] == -math.inf, "columns show no whole number from 2^53 on"


@pytest.mark.engine
def test_errors_are_in_the_targets_own_unit_and_what_is_not_finite_is_said(app: AppTest) -> None:
    run = stored(Experiment(dataset="diabetes", loss="mse"), status=RunStatus.DIVERGED)
    layout = replace(layout_of(2), metric="error", target_std=(70.0,))
    services.store().save(replace(run, layout=layout))
    for seq, (error, loss) in enumerate(((0.6, 1.0), (6e22, math.nan))):
        frame = replace(frame_at(10 * seq, val_metric=error, val_loss=loss), loss=math.inf)
        services.store().add_frame(run.id, seq, PackedFrame.of(frame, (0.0, 1.0)))
    app.run()
    app.switch_page("runs.py").run()
    assert not app.exception
    (row,) = app.dataframe[0].value.to_dict("records")
    assert (
        row["best_error"] == pytest.approx(42.0)
        and row["error"] == row["val_loss"] == row["loss"] == math.inf
    )


@pytest.mark.engine
def test_many_runs_come_page_by_page(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "PAGE_RUNS", 2)
    for at in range(3):
        run = stored(status=RunStatus.STOPPED)
        services.store().save(replace(run, created=run.created + at))
    app.run()
    app.switch_page("runs.py").run()
    assert len(app.dataframe[0].value) == 2 and "Runs 1 to 2 of 3" in texts(app)
    app.session_state["runs:page"] = 2
    app.run()
    assert not app.exception and len(app.dataframe[0].value) == 1 and "Runs 3 to 3 of 3" in texts(app)


@pytest.mark.engine
def test_what_is_deleted_can_be_had_back_even_the_last_one(app: AppTest) -> None:
    first, second = stored(), stored()
    app.run()
    app.switch_page("runs.py").run()
    app.session_state[table.TICKED] = [first.id, second.id]
    app.run()
    app.button(key="runs:delete").click().run()
    assert not app.exception and "No runs yet" in texts(app) and "Deleted runs: 2" in texts(app)
    app.button(key="runs:undo").click().run()
    assert not app.exception and len(app.dataframe[0].value) == 2
    assert "runs:undo" not in {button.key for button in app.button}


@pytest.mark.engine
@pytest.mark.parametrize("others", [0, 1])
def test_what_is_said_of_a_run_that_is_gone_is_told(app: AppTest, others: int) -> None:
    run = stored()
    for _other in range(others):
        stored()
    app.run()
    app.switch_page("runs.py")
    app.session_state[table.TICKED] = [run.id]
    app.run()
    services.runs().delete(run.id, OWNER)
    app.button(key=f"runs:labels:{run.id}:pin").click().run()
    assert not app.exception and "deleted meanwhile" in app.warning[0].value


@pytest.mark.engine
def test_runs_are_named_tagged_noted_and_pinned(app: AppTest) -> None:
    old, new = stored(Experiment(learning_rate=0.1)), stored(Experiment(learning_rate=0.2))
    app.run()
    app.switch_page("runs.py")
    app.session_state[table.TICKED] = [old.id]
    app.run()
    key = f"runs:labels:{old.id}"
    app.text_input(key=f"{key}:name").set_value("<b>*mine*</b>").run()
    app.text_area(key=f"{key}:note").set_value("# one\n[two](x)").run()
    app.multiselect(key=f"{key}:tags").set_value(["wide"]).run()
    app.button(key=f"{key}:pin").click().run()
    assert not app.exception
    first, second = app.dataframe[0].value.to_dict("records")
    assert (first["run"], first["note"], list(first["tags"])) == ("<b>*mine*</b>", "# one [two](x)", ["wide"])
    assert first["pinned"] and not second["pinned"]
    assert services.store().listing.labels_of(old.owner_hash, [old.id])[old.id].note == "# one\n[two](x)"
    assert app.text_area(key=f"{key}:note").value == "# one\n[two](x)"
    app.multiselect(key=f"{key}:tags").set_value(["wide", "t" * 31]).run()
    assert "at most 30 characters" in app.warning[0].value
    assert app.multiselect(key=f"{key}:tags:1").value == ["wide"], "what was refused does not look as if kept"
    app.text_input(key=f"{key}:name").set_value("n" * 81).run()
    assert "at most 80 characters, received 81" in app.warning[0].value
    assert app.text_input(key=f"{key}:name").value == "n" * 81, "to be shortened"
    app.text_input(key=f"{key}:name").set_value("mine").run()
    assert not app.warning
    app.selectbox(key="runs:group").set_value("learning_rate").run()
    groups, runs = app.dataframe[0].value, app.dataframe[1].value
    assert list(groups["group"]) == ["0.1", "0.2"] and list(groups["runs"]) == [1, 1] and len(runs) == 2
    app.selectbox(key="runs:tag").set_value("wide").run()
    assert not app.exception and len(app.dataframe[0].value) == 1
    assert app.query_params["tag"] == "wide" and new.id not in app.session_state[table.TICKED]


@pytest.mark.engine
def test_several_runs_are_tagged_at_once(app: AppTest) -> None:
    both = [stored(Experiment(learning_rate=rate)) for rate in (0.1, 0.2)]
    app.run()
    app.switch_page("runs.py")
    app.session_state[table.TICKED] = [run.id for run in both]
    app.run()
    key = "runs:labels:all"
    app.multiselect(key=f"runs:labels:{both[0].id}:tags").set_value(["old"]).run()
    assert app.button(key=f"{key}:True").disabled
    app.multiselect(key=f"{key}:tags").set_value(["wide", "old"]).run()
    app.button(key=f"{key}:True").click().run()

    def tags() -> list[tuple[str, ...]]:
        said = services.runs().labels_of(OWNER, [run.id for run in both])
        return [said[run.id].tags if run.id in said else () for run in both]

    assert not app.exception and tags() == [("old", "wide"), ("wide", "old")]
    assert app.multiselect(key=f"runs:labels:{both[0].id}:tags:1").value == ["old", "wide"]
    app.button(key=f"{key}:False").click().run()
    assert not app.exception and tags() == [(), ()]
    services.runs().label(both[1].id, OWNER, Labels.read(tags=map(str, range(MOST_TAGS))))
    app.run()
    app.button(key=f"{key}:True").click().run()
    assert "at most 10 tags" in app.warning[0].value and tags()[0] == (), "all or none"


@pytest.mark.engine
def test_menus_offer_the_newest_runs_and_those_that_are_ticked(
    app: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    of, asked = Runs.runs_of, list[int | None]()

    def few(runs: Runs, owner: str | None, at_most: int | None = None) -> list[RunRecord]:
        asked.append(at_most)
        return of(runs, owner, 1 if at_most == 200 else at_most)

    old, _middle, _new = (stored(Experiment(learning_rate=rate)) for rate in (0.1, 0.2, 0.3))
    monkeypatch.setattr(Runs, "runs_of", few)
    app.run()
    app.switch_page("runs.py")
    app.query_params["view"] = "sweep"
    app.session_state[table.TICKED] = [old.id]
    app.run()
    assert not app.exception and len(app.selectbox(key="runs:sweep:one").options) == 2
    assert None not in asked, "nobody reads all runs"
