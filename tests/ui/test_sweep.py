"""The view "Sweep" of the page Runs: its address, wrong values, and its pictures against the data."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from itertools import product

import pytest
from streamlit.testing.v1 import AppTest

from core.claims.outcomes import Outcome
from core.experiment import Experiment
from core.live.protocol.status import RunStatus
from core.live.records.series import Series
from core.live.records.sweep import Sweep
from core.packed import PackedFrame
from core.sweeps import GRID, RANDOM, SweepPlan, Varied, alike, plan_of
from tests.fake_trainer import frame_at, layout_of
from tests.ui.test_pages import OWNER, app, stored, texts
from ui import services
from ui.charts import share_ticks
from ui.data.theme import Colours
from ui.runs import setting, sweep_results, sweep_setting
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


def test_errors_of_a_sweep_are_in_the_targets_own_unit() -> None:
    frames = (frame_at(1, val_metric=0.6, val_loss=0.5),)
    outcome = Outcome(frames, over=True, unit=70.0)
    assert outcome.last("val_metric") == pytest.approx(42.0) and outcome.last("val_loss") == 0.5


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
    assert figure.layout.dragmode is False and figure.layout.xaxis.fixedrange, "a finger over it scrolls"


@pytest.mark.parametrize("method", [GRID, RANDOM])
def test_what_a_sweep_began_from_is_found_in_what_it_trained(method: str) -> None:
    base = BASE.model_copy(update={"l2": 0.01})
    optimizers = Varied("optimizer", ("sgd", "adam"))
    momentum = Experiment.lenient({**base.flat(), "optimizer": "sgd", "optimizer.momentum": "0.7"})[0]
    for begun in (base, momentum):
        plan = SweepPlan(base=begun, varied=(optimizers, RATES), method=method, draws=6, seeds=2)
        trained = [each for trial in plan.trials() for each in trial.experiments]
        found = plan_of(trained, replace(plan, base=Experiment()))
        assert (
            found is not None and [each for trial in found.trials() for each in trial.experiments] == trained
        )
        assert alike(found, begun) and not alike(found, BASE)
    assert plan_of(trained[:-1], plan) is None
    assert plan_of(trained, replace(plan, varied=(RATES,))) is None


@pytest.mark.engine
@pytest.mark.parametrize("others", [0, 1])
def test_a_sweep_outlives_the_run_that_it_began_from(app: AppTest, others: int) -> None:
    plan = SweepPlan(base=BASE, varied=(RATES,))
    series = Series.read([each for trial in plan.trials() for each in trial.experiments], every_epoch=False)
    sweep = Sweep.new(series, OWNER)
    services.store().save_sweep(sweep)
    for record, score in zip(sweep.records(), (0.5, 0.75), strict=True):
        services.store().save(replace(record, status=RunStatus.FINISHED, layout=layout_of(2)))
        frame = frame_at(10, val_metric=score, val_loss=0.4)
        services.store().add_frame(record.id, 0, PackedFrame.of(frame, (0.0, 1.0)))
    for _other in range(others):
        stored(BASE.model_copy(update={"layers": (5,)}))
    app.switch_page("runs.py")
    wanted = setting.RunsSetting(view="sweep", one="deleted", sweep=SweepSetting(varied=(RATES,)))
    app.session_state["runs"] = Opened(wanted)
    app.run()
    assert not app.exception and "There is no run deleted" in app.warning[0].value
    assert "75.0%" in texts(app) and "A sweep with these values is still here" in texts(app)
    assert app.session_state["runs"].setting == wanted


def results(numbers: list[list[float]], **more: object) -> Results:
    plan = SweepPlan(base=BASE, varied=(RATES,), seeds=len(numbers[0]), **more)  # type: ignore[arg-type]
    trials = plan.trials()[: len(numbers)]
    return Results(plan, trials, numbers, "val_metric", over=True)


def test_over_seeds_the_mean_is_called_one_and_has_its_spread() -> None:
    found = results([[0.90, 0.92, 0.94], [0.5, math.nan, math.nan]])
    assert found.mean_written(0) == "92.0% (mean over 3 seeds, standard deviation 2.0 percentage points)"
    assert found.mean_written(1) == "50.0% (one seed so far)"
    assert results([[0.9], [0.8]]).mean_written(0) == "90.0%"


def test_trials_that_are_drawn_are_a_table_with_their_values_and_results() -> None:
    found = results([[0.90, 0.92], [0.5, math.nan]], method=RANDOM, draws=2)
    frame, written = sweep_results.table(found, found.axes())
    name, mean, spread = frame
    assert frame[name].tolist() == [float(trial.values[0]) for trial in found.trials]
    assert frame[mean].tolist() == pytest.approx([0.91, 0.5])
    assert frame[spread][0] == pytest.approx(math.sqrt(2) / 100) and math.isnan(frame[spread][1])
    assert [written[each](0.25) for each in (name, mean, spread)] == ["0.25", "25.00%", "25.00"]


@pytest.mark.parametrize("means", [[1.0] * 4, [0.99, 0.991, 0.992, 1.0], [0.0] * 4])
def test_the_colours_of_a_map_of_shares_end_between_0_and_1_and_ticks_differ(means: list[float]) -> None:
    across, upright = Axis("a", [0.1, 0.1, 0.2, 0.2]), Axis("b", ["x", "y", "x", "y"])
    (cells,) = of_grid(across, upright, means, what="accuracy", share=True, colours=COLOURS).data
    assert 0 <= cells.zmin < cells.zmax <= 1 and cells.zmin <= min(means) <= max(means) <= cells.zmax
    low, high = (format(end, cells.colorbar.tickformat) for end in (cells.zmin, cells.zmax))
    assert low != high


@pytest.mark.parametrize(
    ("values", "ticks"), [([0.1, 0.9], ".0%"), ([0.97, 0.98], ".1%"), ([0.5, math.nan], ".1%"), ([], ".1%")]
)
def test_ticks_of_shares_have_the_digits_that_tell_them_apart(values: list[float], ticks: str) -> None:
    assert share_ticks(values) == ticks


@pytest.mark.engine
@pytest.mark.parametrize(
    ("stopped", "said"), [(True, "1 of 2 networks"), (False, "The server had stopped: 1 of 2")]
)
def test_a_sweep_that_is_not_trained_any_more_says_how_far_it_came(
    app: AppTest, stopped: bool, said: str
) -> None:
    plan = SweepPlan(base=BASE, varied=(RATES,))
    series = Series.read([each for trial in plan.trials() for each in trial.experiments], every_epoch=False)
    sweep = replace(Sweep.new(series, OWNER), stopped=stopped)
    services.store().save_sweep(sweep)
    services.store().save(replace(sweep.records()[0], status=RunStatus.FINISHED, layout=layout_of(2)))
    stored(BASE)
    opened(app, RATES)
    assert not app.exception and said in texts(app)
    assert app.button(key="runs:sweep:train").label == "Go on"
