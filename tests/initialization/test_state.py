"""The page's setting: told to the browser, taken from it, and kept in the address."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.comparisons import COMPARISONS
from core.experiment import Experiment
from core.propagation.columns import MAX_LENGTH, MOST_COLUMNS, columns_from_text, columns_to_text
from tests.initialization.app import at_page
from ui.initialization.state import COMPARISON, LAYERS, MAP, START, Setting, from_address

EXAMPLE = COMPARISONS["batch_normalization"].experiments()


def test_what_the_browser_is_told_is_taken_back_as_it_was() -> None:
    setting = Setting(EXAMPLE[2], "data", COMPARISON, EXAMPLE, "sweep-1")
    told = setting.to_json()
    assert told["at"] == 2
    assert len(told["columns"]) == len(EXAMPLE)
    back = Setting(START).changed(told)
    assert back == setting
    assert back.to_json() == told


def test_the_experiment_is_always_one_of_the_columns() -> None:
    assert Setting(START).to_json()["at"] == 0
    assert Setting(START).columns == (START,)
    crowded = Setting(START, columns=EXAMPLE)
    assert crowded.columns == (START, *EXAMPLE)[:MOST_COLUMNS]


@pytest.mark.parametrize(
    ("told", "view", "columns", "sweep"),
    [
        ({}, LAYERS, 1, ""),
        ({"view": "nonsense", "columns": "x", "sweep": 3}, LAYERS, 1, ""),
        ({"view": MAP, "columns": [{"activation": "relu"}, {"activation": 1}, 5], "sweep": "s"}, MAP, 2, "s"),
        ({"view": COMPARISON, "columns": [{}] * 9, "sweep": "s" * 101}, COMPARISON, MOST_COLUMNS, ""),
    ],
)
def test_what_is_wrong_beside_the_choices_is_left_out(
    told: dict[str, Any], view: str, columns: int, sweep: str
) -> None:
    found = Setting(START).changed({"experiment": START.flat(), "inputs": "normal", **told})
    assert (found.experiment, found.view, len(found.columns), found.sweep) == (START, view, columns, sweep)


def test_a_link_opens_the_same_columns(app: AppTest) -> None:
    address = {
        "inputs": "normal",
        **EXAMPLE[1].changes(),
        "view": COMPARISON,
        "columns": columns_to_text(EXAMPLE),
        "map": "s-1",
    }
    at_page(app, **address)
    assert not app.exception
    assert app.query_params == address
    found: Setting = app.session_state["initialization:setting"].setting
    assert (found.columns, found.to_json()["at"], found.sweep) == (EXAMPLE, 1, "s-1")


def test_a_broken_link_opens_what_is_right(app: AppTest) -> None:
    at_page(app, layers="9x2", view="upside down", columns="activation=relu~activation=what~~", map="m" * 101)
    assert not app.exception
    found: Setting = app.session_state["initialization:setting"].setting
    assert (found.view, found.sweep) == (LAYERS, "")
    plain = Experiment(layers=(9, 9))
    assert found.columns == (Experiment(layers=(9, 9), activation="relu"), plain, plain)
    assert columns_from_text(plain, app.query_params["columns"]) == found.columns


@pytest.mark.parametrize(
    "text", ["a=" + "x" * MAX_LENGTH, "~" * MOST_COLUMNS, "activation=nothing~activation=relu"]
)
def test_columns_of_an_address_that_are_not_shown_are_told(text: str) -> None:
    _, ignored = from_address({"columns": text})
    [told] = [message.render(str) for message in ignored]
    assert "columns" in told and "Expected at most" in told


def test_columns_of_an_address_that_are_shown_are_not_told() -> None:
    assert from_address({"columns": columns_to_text(EXAMPLE)})[1] == []
    assert from_address({"columns": "activation=tanh"})[1] == []
