"""The view "Sweep" of the page Runs: its address, wrong values, and its pictures against the data."""

from __future__ import annotations

import json
import math
from itertools import product

import pytest
from streamlit.testing.v1 import AppTest

from core.claims.outcomes import Outcome
from core.experiment import Experiment
from core.sweeps import RANDOM, SweepPlan, Varied
from tests.fake_trainer import frame_at
from tests.ui.test_pages import OWNER, app, stored, texts
from ui.data.theme import Colours
from ui.runs import setting, sweep_setting
from ui.runs.sweep_picture import Axis, of_grid, of_trials, of_values
from ui.runs.sweep_results import Results
from ui.runs.sweep_setting import SweepSetting
from ui.setting import Opened

__all__ = ["OWNER", "app"]

BASE = Experiment(dataset="moons", layers=(4,), epochs=2)
RATES = Varied("learning_rate", ("0.01", "0.1"))
SHADES = ("#000000", "#888888", "#ffffff")
COLOURS = Colours(SHADES, SHADES, SHADES, "#ffffff", "#dddddd")


def opened(app: AppTest, *varied: Varied, **more: int) -> AppTest:
    app.switch_page("runs.py")
    wanted = setting.RunsSetting(view="sweep", sweep=SweepSetting(varied=varied, **more))
    app.session_state["runs"] = Opened(wanted)
    return app.run()


@pytest.mark.parametrize(
    "wanted",
    [
        SweepSetting(),
        SweepSetting(varied=(RATES, Varied("activation", ("relu", "tanh"))), method=RANDOM, draws=5, seeds=3),
        SweepSetting(varied=(Varied("layers", ()),)),
    ],
)
def test_a_setting_comes_back_from_its_address(wanted: SweepSetting) -> None:
    assert sweep_setting.from_address(sweep_setting.to_address(wanted)) == (wanted, [])


@pytest.mark.parametrize(
    "vary",
    [
        "{",
        "[1]",
        '{"a": "b"}',
        '{"a": [1]}',
        "[" * 4000,
        "x" * 9000,
        json.dumps({"a": ["1"] * 17}),
        json.dumps({name: [] for name in "abcde"}),
    ],
)
def test_what_is_no_sweep_in_an_address_is_told(vary: str) -> None:
    found, errors = sweep_setting.from_address({"vary": vary, "method": "x", "seeds": "99", "draws": "-1"})
    assert found == SweepSetting() and len(errors) == 4


@pytest.mark.engine
def test_a_sweep_is_offered_with_its_number_of_runs(app: AppTest) -> None:
    stored(BASE)
    opened(app, RATES, Varied("activation", ("relu", "tanh")), seeds=2)
    assert not app.exception
    assert app.button(key="runs:sweep:train").label == "Train 8 runs"
    assert "4 combinations × 2 seeds = 8 runs" in texts(app)


@pytest.mark.engine
@pytest.mark.parametrize(
    ("varied", "said"),
    [
        (Varied("learning_rate", ("fast",)), "fast"),
        (Varied("learning_rate", ()), "at least one value"),
        (Varied("optimizer.momentum", ("0.5",)), "cannot be varied here"),
    ],
)
def test_what_cannot_be_trained_is_said_beside_it(app: AppTest, varied: Varied, said: str) -> None:
    stored(BASE)
    opened(app, varied)
    assert not app.exception
    assert said in " ".join([texts(app), *(warning.value for warning in app.warning)])
    assert "runs:sweep:train" not in [button.key for button in app.button]


@pytest.mark.engine
def test_another_choice_begins_with_values_around_its_own(app: AppTest) -> None:
    stored(BASE)
    opened(app)
    app.multiselect(key="runs:sweep:varied").select("learning_rate").run()
    assert not app.exception
    (varied,) = app.session_state["runs"].setting.sweep.varied
    assert varied.path == "learning_rate" and BASE.flat()["learning_rate"] in varied.values


def test_the_best_is_that_with_the_best_mean_over_seeds() -> None:
    plan = SweepPlan(base=BASE, varied=(RATES,), seeds=2)
    numbers = [0.9, 0.5, 0.8, 0.8]

    def outcomes(*, diverged: bool) -> list[Outcome]:
        frames = [(frame_at(1, val_metric=number, val_loss=1 - number),) for number in numbers]
        return [Outcome(frame, diverged=diverged and at == 2, over=True) for at, frame in enumerate(frames)]

    found = Results.of(plan, plan.trials(), outcomes(diverged=False), "val_metric")
    assert found.means == pytest.approx([0.7, 0.8]) and found.best == 1 and found.over
    assert Results.of(plan, plan.trials(), outcomes(diverged=False), "val_loss").best == 1
    fewer = Results.of(plan, plan.trials(), outcomes(diverged=True), "val_metric")
    assert math.isnan(fewer.numbers[1][0]) and fewer.means == pytest.approx([0.7, 0.8])
    assert Results.of(plan, plan.trials(), [Outcome()] * 4, "val_metric").best is None


def test_the_map_has_each_mean_at_its_values() -> None:
    values = list(product((0.1, 0.01), ("relu", "tanh")))
    means = [0.1, 0.2, 0.3, math.nan]
    across = Axis("rate", [rate for rate, _name in values], log=True)
    upright = Axis("activation", [name for _rate, name in values])
    figure = of_grid(across, upright, means, what="accuracy", share=True, colours=COLOURS)
    cells = figure.data[0]
    assert list(cells.x) == ["0.01", "0.1"] and list(cells.y) == ["relu", "tanh"]
    assert cells.z.tolist()[0] == [0.3, 0.1] and cells.z[1][1] == 0.2 and math.isnan(cells.z[1][0])


def test_the_dots_are_the_runs_and_the_line_their_means() -> None:
    axis = Axis("rate", [0.1, 0.01], log=True)
    figure = of_values(
        axis, [[1.0, 2.0], [3.0, math.nan]], [1.5, 3.0], what="loss", share=False, colours=COLOURS
    )
    line, dots = figure.data
    assert list(zip(line.x, line.y, strict=True)) == [(0.01, 3.0), (0.1, 1.5)]
    assert list(zip(dots.x, dots.y, strict=True)) == [(0.01, 3.0), (0.1, 1.0), (0.1, 2.0)]


def test_each_trial_is_a_line_through_its_values() -> None:
    axes = [Axis("rate", [0.001, 0.1, 0.01], log=True), Axis("activation", ["relu", "tanh", "relu"])]
    figure = of_trials(axes, [0.5, math.nan, 1.0], what="accuracy", share=True, colours=COLOURS)
    lines = [list(trace.y) for trace in figure.data]
    assert lines == [[0.0, 0.5, 0.0], [1.0, 0.5, 1.0]], "the one name stands in the middle"
    assert {note.text for note in figure.layout.annotations} == {"0.001", "0.01", "relu", "50.0%", "100.0%"}
