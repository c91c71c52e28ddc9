"""Runs drawn over each other: their numbers, the address, and ids that are none of one's own."""

from __future__ import annotations

import base64
import json
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from core.choices.activations import ACTIVATIONS
from core.experiment import Experiment
from core.frame import Edges, Histogram
from core.live.records.run import RunRecord, hash_of
from core.packed import PackedFrame
from core.run_curves import OF_LAYER, OF_RUN, OVER, RunNumbers, band_of
from core.statistics.densities import Density
from core.statistics.smoothing import smoothed
from tests.fake_trainer import frame_at, layout_of
from tests.ui.test_pages import OWNER, app, stored, texts
from ui import services
from ui.runs import setting
from ui.runs.choices_view import _of_choices
from ui.runs.curves_picture import Line, of_lines
from ui.runs.layers_picture import of_layers
from ui.setting import Opened

__all__ = ["OWNER", "app"]

FIVE = np.arange(5.0)
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


def test_only_a_range_of_steps_is_left() -> None:
    every = RunNumbers.of([PackedFrame.of(frame, (0.0, 1.0)) for frame in FRAMES], ("1", "2", "out"))
    assert list(every.between(55, 80).get("step")) == [60, 70, 80]
    assert list(every.between(275, None).get("step")) == [280, 290]


def test_a_band_holds_the_curves_of_a_group() -> None:
    """Held to NumPy, between points and where curves begin, end, or are not finite."""
    x = np.linspace(0, 10, 11)
    short = np.array([2.0, 4.0]), np.array([8.0, 10.0])
    band = band_of([(x, x**2), (x, np.where(x == 5, np.nan, 3 * x)), short], points=21)
    read = np.array(
        [np.interp(band.x, x, x**2), 3 * band.x, np.interp(band.x, *short, left=np.nan, right=np.nan)]
    )
    np.testing.assert_allclose(band.x, np.linspace(0, 10, 21))
    np.testing.assert_allclose(band.mean, np.nanmean(read, axis=0))
    np.testing.assert_allclose(band.low, np.nanmin(read, axis=0))
    np.testing.assert_allclose(band.high, np.nanmax(read, axis=0))
    np.testing.assert_array_equal(band.count, np.isfinite(read).sum(axis=0))
    assert len(band_of([(x, np.full(11, np.nan))]).x) == 0


def test_the_mean_of_a_group_is_thin_where_some_of_its_runs_have_ended() -> None:
    x, count = np.arange(5.0), np.array([2.0, 2.0, 2.0, 1.0, 1.0])
    thin, full = of_lines([Line("A", "#112233", x, x + 1, count=count)], over="Epoch", what="Loss").data
    np.testing.assert_array_equal(full.y, [1, 2, 3, np.nan, np.nan])
    np.testing.assert_array_equal(thin.y, [np.nan, np.nan, np.nan, np.nan, 5])
    assert thin.line.dash == "dot" and thin.line.width < full.line.width and not thin.showlegend
    assert thin.customdata[4] == "1/2"


def test_logarithmic_axes_have_powers_of_ten() -> None:
    y = np.array([1.0, 1e-6, 0.0])
    axis = of_lines(
        [Line("A", "#112233", np.arange(3.0), y)], over="Epoch", what="Loss", log=True
    ).layout.yaxis
    assert axis.exponentformat == "power" and axis.dtick == 1 and axis.range is None


def test_long_names_are_written_in_lines() -> None:
    line = Line("Diabetes (regression) · 8x2 · ReLU · Glorot uniform · SGD 10 · <b>", "#112233", FIVE, FIVE)
    (trace,) = of_lines([line], over="Epoch", what="Loss").data
    assert max(map(len, trace.name.split("<br>"))) <= 50 and trace.name.endswith("&lt;b&gt;")


def test_names_on_an_axis_stand_in_an_order_that_is_known() -> None:
    layers = [(16,) * 8, (4, 3), (8, 8), (16,), (6, 6)]
    (axis,) = _of_choices([Experiment(layers=each) for each in layers])
    assert [text for _place, text in axis.marks()] == ["16", "4-3", "6x2", "8x2", "16x8"]
    (axis,) = _of_choices([Experiment(activation=each) for each in ("tanh", "sigmoid", "relu")])
    known = [entry.label for entry in ACTIVATIONS.values()]
    assert [text for _place, text in axis.marks()] == sorted(["ReLU", "Tanh", "Sigmoid"], key=known.index)


def test_a_density_is_that_of_numpy_with_what_lies_outside_told() -> None:
    values = np.random.default_rng(1).normal(size=1000)
    counts, edges = np.histogram(values, 20, (-1.0, 1.0))
    under, over = int((values < -1).sum()), int((values > 1).sum())
    found = Density.of(Histogram(Edges(-1.0, 1.0, 20), counts, under, over, 0))
    inside, _edges = np.histogram(values[np.abs(values) <= 1], edges, density=True)
    np.testing.assert_allclose(found.density, inside * counts.sum() / 1000)
    np.testing.assert_allclose(found.edges, edges)
    assert found.outside == (under + over) / 1000


def test_small_charts_have_the_same_axes_and_a_name_once() -> None:
    x = np.arange(3.0)
    charts = {name: [Line("<b>A</b>", "#112233", x, x)] for name in ("1", "2", "3", "out")}
    figure = of_layers(charts, over="Step", what="Norm")
    assert {trace.name for trace in figure.data} == {"&lt;b&gt;A&lt;/b&gt;"}
    assert [trace.showlegend for trace in figure.data] == [True, False, False, False]
    used = {(trace.xaxis, trace.yaxis) for trace in figure.data}
    assert len(used) == 4
    for kind in ("x", "y"):
        axes = [figure.layout[f"{kind}axis{number}"] for number in ("", 2, 3, 4)]
        assert {axis.matches or kind for axis in axes} == {kind}, "they are zoomed together"


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
        show="distributions",
        group="optimizer.momentum",
        first=10,
        last=500,
        layers=("1", "out"),
        histogram="weights",
        step=0,
    )
    assert setting.from_address(setting.to_address(wanted)) == (wanted, [])


def test_too_many_runs_and_what_is_no_number_are_told() -> None:
    found, errors = setting.from_address(
        {"runs": ",".join(map(str, range(50))), "smooth": "2", "over": "moon", "steps": "9-3", "step": "²"}
    )
    assert len(found.runs) == setting.MOST_COMPARED and (found.smooth, found.over) == (0.0, "epoch")
    assert (found.first, found.last, found.step) == (0, None, None)
    assert len(list(errors)) == 4


@pytest.mark.engine
def test_what_cannot_be_shown_is_told_and_the_rest_drawn(app: AppTest) -> None:
    one, other = run_with_frames(Experiment(layers=(4, 3))), run_with_frames(Experiment(layers=(4, 4)))
    foreign = run_with_frames(Experiment(), id="foreign", owner_hash=hash_of("x" * 43))
    opened(app, runs=(one.id, "<b>none", foreign.id, other.id), number="weight_norm", layer="2")
    assert not app.exception
    assert ["There is no run" in app.warning[0].value, "someone else" in app.warning[1].value] == [True, True]
    assert app.multiselect(key="runs:compare:runs").value == [one.id, other.id]
    assert len(app.get("plotly_chart")) == 1
    shown = app.dataframe[0].value
    assert len(shown.columns) == 2 and list(shown.iloc[:, 1]) == ["4-3", "4x2"]


@pytest.mark.engine
def test_every_view_shows_what_the_frames_say(app: AppTest) -> None:
    one, other = run_with_frames(Experiment(layers=(4, 3))), run_with_frames(Experiment(layers=(4, 4)))
    compared = {"runs": (one.id, other.id)}
    opened(app, **compared, group="layers", first=100, last=205)
    assert not app.exception and drawn(app) == 2 * 3, "two groups with their bands"
    assert app.slider(key="runs:compare:steps").value == (100, 205)
    app.slider(key="runs:compare:steps").set_value((50, 290)).run()
    assert app.query_params["steps"] == "50-"
    opened(app, **compared, show="layers")
    assert not app.exception and drawn(app) == 2 * 3
    opened(app, **compared, show="distributions", layers=("1", "out"), histogram="weights", step=101)
    assert not app.exception and drawn(app) == 2 * 2
    assert app.select_slider(key="runs:compare:step").value == 100, "a stored frame is nearest"
    histogram = FRAMES[10].layers[2].weights
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    assert figure["data"][1]["name"].endswith("· Output")
    np.testing.assert_allclose(numbers(figure["data"][1]["y"])[::2], Density.of(histogram).density)
    opened(app, **compared, show="choices")
    assert not app.exception
    figure = json.loads(app.get("plotly_chart")[0].proto.spec)
    names = [name.replace("<br>", " ") for name in figure["layout"]["xaxis"]["ticktext"]]
    layers, loss = names.index("Hidden layers"), names.index("Lowest validation loss")
    assert sorted(trace["y"][layers] for trace in figure["data"]) == [0, 1]
    assert {trace["y"][loss] for trace in figure["data"]} == {0.5}
    written = {(note["x"], note["text"]) for note in figure["layout"]["annotations"]}
    assert written >= {(layers, "4-3"), (layers, "4x2"), (loss, "0.0333")}


def drawn(app: AppTest) -> int:
    """Traces of the first picture."""
    return len(json.loads(app.get("plotly_chart")[0].proto.spec)["data"])


def numbers(written: object) -> object:
    """Of a trace: Plotly writes arrays as bytes."""
    if isinstance(written, dict):
        return np.frombuffer(base64.b64decode(written["bdata"]), written["dtype"])
    return np.array(written)


@pytest.mark.engine
def test_losses_that_cannot_be_compared_are_said_to_be_different(app: AppTest) -> None:
    moons, more = (run_with_frames(Experiment(dataset="moons", layers=layers)) for layers in ((4, 4), (6, 6)))
    numbers = run_with_frames(Experiment(dataset="diabetes", layers=(4, 4)))
    assert services.store().flush()
    said = "different losses (Binary cross-entropy, Mean squared error)"
    for show in ("curves", "choices"):
        opened(app, runs=(moons.id, numbers.id), show=show)
        assert not app.exception
        assert said in texts(app)
    opened(app, runs=(moons.id, more.id))
    assert "different losses" not in texts(app)
