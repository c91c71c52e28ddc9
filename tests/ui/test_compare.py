"""Runs drawn over each other: their numbers, the address, and ids that are none of one's own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.experiment import Experiment
from core.live.records.run import RunRecord, hash_of
from core.packed import PackedFrame
from core.run_curves import OF_LAYER, OF_RUN, OVER, RunNumbers
from core.statistics.smoothing import smoothed
from tests.fake_trainer import frame_at, layout_of
from tests.ui.test_pages import OWNER, app, stored
from ui import services
from ui.runs import setting
from ui.runs.curves_picture import Line, of_lines
from ui.setting import Opened

__all__ = ["OWNER", "app"]

FRAMES = [frame_at(10 * at, layers=3, val_loss=1 / (at + 1)) for at in range(30)]


def run_with_frames(experiment: Experiment, **changes: object) -> RunRecord:
    run = replace(stored(experiment), layout=layout_of(3), **changes)
    services.store().save(run)
    for seq, frame in enumerate(FRAMES):
        services.store().add_frame(run.id, seq, PackedFrame.of(frame, (0.0, 1.0)))
    return run


def opened(app: AppTest, **choices: object) -> AppTest:
    app.switch_page("runs.py")
    app.session_state["runs"] = Opened(setting.RunsSetting(view="compare", **choices))  # type: ignore[arg-type]
    return app.run()


def test_every_number_is_that_of_the_frames() -> None:
    found = RunNumbers.of([PackedFrame.of(frame, (0.0, 1.0)) for frame in FRAMES], ("1", "2", "out"))
    for key in (*OF_RUN, *OVER):
        wanted = [getattr(frame, key) for frame in FRAMES]
        np.testing.assert_array_equal(found.get(key), np.array(wanted, np.float64))
    for key in OF_LAYER:
        for at, layer in enumerate(("1", "2", "out")):
            wanted = [getattr(frame.layers[at], key) for frame in FRAMES]
            np.testing.assert_array_equal(found.get(key, layer), np.array(wanted, np.float64))
    assert found.get("weight_norm", "7") is None


def test_lines_have_the_numbers_with_the_raw_ones_faint() -> None:
    x, y = np.arange(4.0), np.array([4.0, 2.0, np.inf, 1.0])
    figure = of_lines([Line("A", "#112233", x, y)], over="Step", what="Loss", weight=0.5, log=True)
    faint, line = figure.data
    assert list(faint.y[:2]) == [4.0, 2.0] and np.isnan(faint.y[2]) and faint.opacity < 0.5
    np.testing.assert_array_equal(line.y, np.where(np.isfinite(y), smoothed(y, 0.5), np.nan))
    assert figure.layout.yaxis.type == "log" and figure.layout.xaxis.title.text == "Step"


def test_a_setting_comes_back_from_its_address() -> None:
    wanted = setting.RunsSetting(
        view="compare",
        runs=("a", "b-1"),
        number="weight_norm",
        layer="2",
        over="seconds",
        smooth=0.6,
        log=True,
    )
    assert setting.from_address(setting.to_address(wanted)) == (wanted, [])


def test_too_many_runs_and_what_is_no_number_are_told() -> None:
    found, errors = setting.from_address(
        {"runs": ",".join(map(str, range(50))), "smooth": "2", "over": "moon"}
    )
    assert len(found.runs) == setting.MOST_COMPARED and (found.smooth, found.over) == (0.0, "epoch")
    assert len(list(errors)) == 3


@pytest.mark.engine
def test_what_cannot_be_shown_is_told_and_the_rest_drawn(app: AppTest) -> None:
    one, other = run_with_frames(Experiment(layers=(4, 3))), run_with_frames(Experiment(layers=(4, 4)))
    foreign = run_with_frames(Experiment(), id="foreign", owner_hash=hash_of("x" * 43))
    opened(app, runs=(one.id, "<b>none", foreign.id, other.id), number="weight_norm", layer="2")
    assert not app.exception
    assert ["no such run" in app.warning[0].value, "someone else" in app.warning[1].value] == [True, True]
    assert app.multiselect(key="runs:compare:runs").value == [one.id, other.id]
    assert len(app.get("plotly_chart")) == 1
    shown = app.dataframe[0].value
    assert len(shown.columns) == 2 and list(shown.iloc[:, 1]) == ["4-3", "4x2"]
