"""The page "Predictions" as Streamlit runs it, with the real engine in this process."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.live.protocol.status import RunStatus
from core.live.records.run import RunRecord, hash_of
from core.live.records.tested import Tested as Answered
from ui import services
from ui.predictions import asking
from ui.predictions.setting import (
    OF_CLASSES,
    OF_NUMBERS,
    PredictionsSetting,
    from_address,
    to_address,
)

pytestmark = pytest.mark.engine

OWNER = "o" * 43
XOR = Experiment(dataset={"name": "xor", "samples": 200}, layers=(4,))
DIGITS = Experiment(dataset={"name": "digits", "samples": 200}, layers=(4,))
MAPS = Experiment(
    dataset={"name": "digits", "samples": 200}, convolutions={"name": "conv2d", "filters": "2"}, layers=(4,)
)
PLANE = Experiment(dataset={"name": "plane", "samples": 200}, layers=(4,), scale_target=True)
ANGLE = Experiment(dataset={"name": "angle", "samples": 200}, layers=(4,), scale_target=True)
NOWHERE = Experiment(dataset={"name": "table", "table": "0" * 64, "target": "y", "classes": 2})


@pytest.fixture
def lab(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setenv("GRADIENT_LAB_ENGINE_PROCESSES", "0")
    app.session_state["owner"] = OWNER
    return app


def stored(experiment: Experiment, *, trained: bool = True) -> RunRecord:
    trainer = Trainer(experiment, compiles=False) if trained else None
    record = RunRecord(
        id=f"run-{time.monotonic_ns()}",
        owner_hash=hash_of(OWNER),
        created=time.time(),
        choices=experiment,
        learning_rate=experiment.learning_rate,
        status=RunStatus.FINISHED,
        layout=trainer.layout if trainer else None,
    )
    services.store().save(record)
    if trainer:
        trainer.advance_steps(2)
        services.store().save_state(record.id, trainer.step, trainer.state().to_bytes())
    return record


def opened(app: AppTest, **query: str) -> AppTest:
    app.run()
    app.query_params.clear()
    for name, value in query.items():
        app.query_params[name] = value
    app.switch_page("predictions.py").run()
    assert not app.exception
    return app


def metric(app: AppTest, label: str) -> str:
    return next(str(each.value) for each in app.metric if each.label == label)


def rows_of(app: AppTest) -> int:
    """Of the table of rows: the last one that has a column of losses."""
    return len(next(each.value for each in app.dataframe if "Loss" in each.value))


def test_without_a_run_ones_own_are_offered(lab: AppTest) -> None:
    assert "No runs yet" in "".join(each.value for each in opened(lab).markdown)
    stored(XOR, trained=False)
    lab.run()
    assert "Your newest runs" in "".join(each.value for each in lab.markdown)


def test_a_cell_and_the_threshold_lead_to_the_rows_behind_them(lab: AppTest) -> None:
    record = stored(XOR)
    opened(lab, run=record.id)
    assert lab.query_params == {"run": record.id}
    assert (metric(lab, "Rows"), metric(lab, "Steps trained")) == ("40", "2")
    lab.slider(key="predictions:threshold").set_value(0.0).run()  # everything is of the second class
    assert lab.query_params["threshold"] == "0"
    lab.selectbox(key="predictions:cell").select((0, 1)).run()
    assert not lab.exception
    wrong = rows_of(lab)
    assert wrong == int(asking.found(record, "validation").predictions.truth.tolist().count(0))
    lab.slider(key="predictions:threshold").set_value(1.0).run()  # and now nothing is
    assert not any("Loss" in each.value for each in lab.dataframe)
    assert lab.query_params == {"run": record.id, "threshold": "1000", "cell": "0-1"}


@pytest.mark.parametrize(
    ("experiment", "view"),
    [(DIGITS, view) for view in OF_CLASSES]
    + [(PLANE, view) for view in OF_NUMBERS]
    + [(XOR, "curves"), (MAPS, "layers"), (ANGLE, "predicted"), (ANGLE, "rows")],
)
def test_every_view_is_drawn_for_every_task(lab: AppTest, experiment: Experiment, view: str) -> None:
    record = stored(experiment)
    opened(lab, run=record.id, view=view, part="training", row="3", cell="0-0")
    assert not lab.warning
    assert metric(lab, "Rows") == "160"
    assert lab.query_params["row"] == "3"


def test_the_test_part_is_shown_once_it_was_asked_for(lab: AppTest) -> None:
    untold = stored(XOR.model_copy(update={"test_split": 0.2}))
    opened(lab, run=untold.id, part="test")
    assert metric(lab, "Rows") == "32"  # the validation part
    numbers: dict[str, Any] = {"loss": 1.0, "metric": 0.5, "unit": None, "measures": {}}
    services.store().save(replace(untold, tested=Answered(at=0.0, rows=40, step=2, **numbers)))
    lab.run()
    assert metric(lab, "Rows") == "40"
    lab.segmented_control(key="predictions:view").set_value("rows").run()
    assert rows_of(lab) == 40
    services.store().save(replace(untold, tested=Answered(at=0.0, rows=40, step=1, **numbers)))
    lab.run()
    assert not lab.metric
    assert "has gone on" in lab.warning[0].value


def test_an_unknown_run_is_told(lab: AppTest) -> None:
    opened(lab, run="gone")
    assert "does not exist" in lab.warning[0].value


def test_a_run_without_a_state_says_so(lab: AppTest) -> None:
    nothing = stored(XOR, trained=False)
    opened(lab, run=nothing.id)
    assert "No state of this run" in lab.warning[0].value.replace("\\", "")


def test_somebody_elses_table_is_not_shown(lab: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(services, "anothers_table", lambda names, secret: names == ("0" * 64,))
    monkeypatch.setattr(asking, "found", lambda *given: asked.append(given))
    opened(lab, run=stored(NOWHERE, trained=False).id)
    assert "somebody else" in lab.warning[0].value
    assert not lab.metric
    assert not lab.dataframe
    assert not asked


def test_while_nothing_moves_the_engine_is_asked_once(lab: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    record = stored(XOR)
    opened(lab, run=record.id)

    def again(*given: Any, **named: Any) -> Any:
        raise AssertionError("it was asked again")

    monkeypatch.setattr(services.measurements(), "ask", again)
    lab.segmented_control(key="predictions:view").set_value("calibration").run()
    assert not lab.exception
    assert metric(lab, "Rows") == "40"


def test_an_address_says_what_is_shown_and_nonsense_in_it_is_left_out() -> None:
    setting = PredictionsSetting(part="training", view="curves", threshold=250, label=3, cell=(1, 7), row=12)
    assert from_address(to_address(setting)) == (setting, ())
    assert to_address(PredictionsSetting()) == {}
    nonsense = {"part": "all", "view": "<b>", "threshold": "9" * 40, "class": "x", "cell": "1-2-3"}
    nonsense["row"] = "-4"
    assert from_address(nonsense)[0] == PredictionsSetting(row=0)
