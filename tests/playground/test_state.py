"""The page's setting: told to the browser, taken from it, and kept in an address."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from streamlit.testing.v1 import AppTest

from core.differing import completed
from core.experiment import FIELDS, Experiment
from core.live.sessions.drawable import MOST_LAYERS, MOST_UNITS
from core.presets import PRESETS
from ui.address import MAX_LENGTH, MAX_NAMES
from ui.playground import options
from ui.playground.hiding import HIDEABLE
from ui.playground.limits import fits
from ui.playground.setting import START, Setting, from_address, to_address
from ui.setting import Opened, differences, read_experiment

SPIRAL = Experiment(
    dataset={"name": "spiral", "samples": 200, "noise": 10.0},
    features=("x1", "sin_x2"),
    layers=(8, 8, 3),
    optimizer={"name": "sgd", "momentum": 0.9},
    initializer="he_normal",
    batch_size=START.batch_size,
)
DRAWN = Experiment(dataset={"name": "points", "points": "AAAA0____1" * 400}, layers=())
SHOWN = [preset.experiment() for preset in PRESETS.values() if fits(preset.experiment())]
EVERYTHING = Setting(
    SPIRAL, {**options.START, "validation": True, "speed": "slow"}, ("play", "noise", "strips")
)


def test_it_begins_as_the_preset_classic_and_says_nothing_in_the_address() -> None:
    assert Setting().experiment == PRESETS["classic"].experiment()
    assert to_address(Setting()) == {}
    assert from_address({}) == (Setting(), [])


@pytest.mark.parametrize("setting", [EVERYTHING, Setting(DRAWN), *(Setting(preset) for preset in SHOWN)])
def test_an_address_opens_what_it_was_made_from(setting: Setting) -> None:
    assert from_address(to_address(setting)) == (setting, [])


def test_an_address_holds_only_what_was_changed() -> None:
    changed = START.model_copy(update={"layers": (3,)})
    assert to_address(Setting(changed)) == {"layers": "3"}
    spiral = Experiment.lenient(completed(START, {"dataset": "spiral", "dataset.noise": "5"}))[0]
    assert to_address(Setting(spiral)) == {"dataset": "spiral", "dataset.noise": "5"}


@pytest.mark.parametrize("experiment", [SPIRAL, DRAWN, *SHOWN])
@pytest.mark.parametrize("base", [START, Experiment(), SPIRAL])
def test_differences_and_what_they_complete_are_inverse(base: Experiment, experiment: Experiment) -> None:
    short = differences(base, experiment)
    assert Experiment.lenient(completed(base, short)) == (experiment, {})
    assert differences(base, base) == {}


def test_data_with_more_classes_open_with_a_loss_that_fits_them() -> None:
    found, ignored = from_address({"dataset": "clouds"})
    assert ignored == []
    assert found.experiment.dataset.name == "clouds"
    assert found.experiment.loss.name == "auto"
    assert found.experiment.layers == START.layers
    assert from_address(to_address(found))[0].experiment == found.experiment


def test_the_right_part_of_a_broken_address_opens_and_the_rest_is_as_at_the_start() -> None:
    found, ignored = from_address(
        {
            "dataset": "xor",
            "dataset.noise": "90",
            "learning_rate": "fast",
            "layers": "5-5",
            "activation": "nonsense",
            "nonsense": "1",
            "speed": "warp",
            "validation": "maybe",
            "discretize": "1",
            "hide": "noise, ghost,,play,noise",
        }
    )
    assert to_address(found) == {"dataset": "xor", "layers": "5x2", "discretize": "1", "hide": "play,noise"}
    assert (found.experiment.learning_rate, found.experiment.activation) == (
        START.learning_rate,
        START.activation,
    )
    told = [str(message) for message in ignored]
    assert len(told) == 7
    words = (
        "“dataset.noise”: ",
        "“fast”",
        "“activation”: ",
        "named nonsense",
        "“warp”",
        "“maybe”",
        "“ghost”",
    )
    assert [word for word in words if word not in "".join(told)] == []


@pytest.mark.parametrize("dataset", ["mnist", "iris", "nonsense", ""])
def test_data_that_the_page_cannot_draw_are_told(dataset: str) -> None:
    found, (message,) = from_address({"dataset": dataset, "layers": "3"})
    assert to_address(found) == {"layers": "3"}
    assert "circle" in str(message)
    assert "iris" not in str(message).partition("Received")[0]


def test_a_network_that_is_too_large_is_cut_and_says_so() -> None:
    found, (message,) = from_address({"layers": "64x20", "dataset": "xor"})
    assert found.experiment.layers == (MOST_UNITS,) * MOST_LAYERS
    assert found.experiment.dataset.name == "xor"
    assert str(message).startswith("Expected at most 12 hidden layers of at most 32 units")
    assert "“64x20”" in str(message)


def test_a_huge_address_is_cut() -> None:
    texts = {f"n{index}": "x" * 10_000 for index in range(5 * MAX_NAMES)} | {"hide": "x" * 10_000}
    found, ignored = from_address(texts)
    assert found.experiment == START
    assert len(ignored) <= MAX_NAMES + 1
    assert all(len(str(message)) < 2 * MAX_LENGTH for message in ignored)


def test_a_thousand_points_fit_an_address_and_more_are_told() -> None:
    assert from_address({"dataset": "points", "dataset.points": "AAAA0" * 1000})[1] == []
    found, ignored = from_address({"dataset": "points", "dataset.points": "AAAA0" * 1100})
    assert found.experiment.dataset["points"] == ""
    assert "1000" in str(ignored[0])


def test_what_the_browser_is_told_is_taken_back_as_it_was() -> None:
    back = Setting().changed(EVERYTHING.to_json())
    assert back == EVERYTHING
    assert back.to_json()["experiment"] == SPIRAL.flat()


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"experiment": None},
        {"experiment": {"layers": "many"}},
        {"experiment": {"dataset": "iris"}},
        {"experiment": {"layers": "64x20"}},
        {"experiment": {"loss": "half_squared_error", "dataset": "clouds"}},
    ],
)
def test_choices_that_are_wrong_are_not_taken(told: dict[str, Any]) -> None:
    before = Setting(SPIRAL)
    assert before.changed(told) is before


@pytest.mark.parametrize(
    "beside",
    [
        {},
        {"options": 3, "hide": "noise"},
        {"options": {"speed": 7, "ghost": True}, "hide": [3, None, "ghost"]},
    ],
)
def test_what_is_wrong_beside_the_choices_is_left_out(beside: dict[str, Any]) -> None:
    assert EVERYTHING.changed({"experiment": START.flat(), **beside}) == Setting()


def test_options_begin_as_they_are_when_nothing_is_said() -> None:
    assert options.START.keys() == options.OPTIONS.keys()
    assert options.written(options.START) == {}
    assert not options.OPTIONS.keys() & FIELDS.keys()
    assert not {"hide", "lang", "run"} & {*FIELDS, *options.OPTIONS}


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"layers": "9x2", "activation": "nonsense", "ghost": "1"},
        {"dataset": "digits", "loss": "binary_crossentropy", "dataset.noise": "3"},
        {"optimizer": "sgd", "optimizer.nesterov": "1", "optimizer.momentum": "0"},
        {"initializer": "lsuv", "bias_scale": "2"},
        *(preset.experiment().changes() for preset in PRESETS.values()),
    ],
)
def test_choices_read_beside_the_defaults_are_those_of_the_experiment(texts: dict[str, str]) -> None:
    """So that the form, which begins with the defaults, and the pages that do not, read alike."""
    default = Experiment()
    found, errors = read_experiment(default, texts)
    assert (found, errors) == Experiment.lenient(texts)
    assert differences(default, found) == found.changes()


_names = some.sampled_from([*FIELDS, "dataset.points", "dataset.noise", "hide", "speed", "a.b"]) | some.text()
_values = some.text() | some.sampled_from(
    [*HIDEABLE, "nan", "-1", "1e999", "points", "clouds", "9x99", "[]", "slow"]
)


@given(some.dictionaries(_names, _values, max_size=8))
def test_no_address_crashes(query: dict[str, str]) -> None:
    found, ignored = from_address(query)
    assert fits(found.experiment)
    assert all(str(message) for message in ignored)
    assert from_address(to_address(found)) == (found, [])


def test_a_link_of_the_original_opens_as_an_address_does() -> None:
    def page() -> None:
        from ui import address
        from ui.playground import state

        if state.PAGE.follow(address.arrival()).number == 0:
            state.open_link("dataset=xor&networkShape=3&showTestData=true&noise_hide=true&learningRate=fast")

    app = AppTest.from_function(page).run()
    assert not app.exception
    found: Opened[Setting] = app.session_state["playground:setting"]
    assert to_address(found.setting) == {"dataset": "xor", "layers": "3", "validation": "1", "hide": "noise"}
    assert "fast" in str(found.ignored[0])
    assert found.number == 1
    assert app.run().session_state["playground:setting"] is found
