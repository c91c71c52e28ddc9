"""The table of runs: what it says of them."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from core.experiment import Experiment
from core.live.protocol.status import RunStatus
from core.packed import PackedFrame
from tests.fake_trainer import frame_at, layout_of
from tests.ui.test_pages import OWNER, app, stored, texts
from ui import services
from ui.runs import rows, table

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
    app.multiselect(key=f"{key}:tags").set_value(["t" * 31]).run()
    assert "at most 30 characters" in app.warning[0].value
    app.selectbox(key="runs:group").set_value("learning_rate").run()
    groups, runs = app.dataframe[0].value, app.dataframe[1].value
    assert list(groups["group"]) == ["0.1", "0.2"] and list(groups["runs"]) == [1, 1] and len(runs) == 2
    app.selectbox(key="runs:tag").set_value("wide").run()
    assert not app.exception and len(app.dataframe[0].value) == 1
    assert app.query_params["tag"] == "wide" and new.id not in app.session_state[table.TICKED]
