"""The page "Initialization" as Streamlit runs it: address, choices, words."""

from __future__ import annotations

import re
from typing import Any

from streamlit.testing.v1 import AppTest

from core.choices.initializers import INITIALIZERS
from core.diagnosis.registry import FINDINGS
from core.diagnosis.verdict import HEALTHY
from core.experiment import DEFAULT, FIELDS, Experiment
from tests.initialization.app import at_page
from ui.initialization.menus import menus
from ui.initialization.state import START, Setting
from ui.initialization.words import initialization_words
from ui.serving.assets import INITIALIZATION, source
from ui.serving.modules import modules

ALL = source(INITIALIZATION)
SCRIPTS = "".join(text for name, text in modules().items() if name.startswith("initialization/"))


def test_it_begins_where_gradients_vanish_and_the_address_says_so(app: AppTest) -> None:
    at_page(app)
    assert not app.exception
    assert app.query_params == {"inputs": "normal", **START.changes()}


def test_it_begins_with_the_choices_of_the_train_page_if_there_are_any(app: AppTest) -> None:
    app.run()
    app.text_input(key="f:layers").set_value("5x4").run()
    app.query_params.clear()
    app.switch_page("initialization.py").run()
    assert app.query_params == {"inputs": "data", "layers": "5x4"}


def test_a_link_opens_what_it_says_and_what_is_wrong_is_told(app: AppTest) -> None:
    at_page(app, inputs="data", dataset="xor", layers="9x2", activation="nonsense", run="gone")
    assert not app.exception
    assert app.query_params == {"inputs": "data", "dataset": "xor", "layers": "9x2"}
    assert "nonsense" in app.caption[0].value
    app.query_params.clear()
    app.switch_page("train.py").run()
    assert app.text_input(key="f:layers").value == FIELDS["layers"].write(DEFAULT.layers)


def test_the_choices_survive_a_visit_to_another_page(app: AppTest) -> None:
    at_page(app, layers="9x2")
    app.switch_page("guide.py").run()
    app.query_params.clear()
    app.switch_page("initialization.py").run()
    assert app.query_params == {"inputs": "normal", "layers": "9x2"}


def test_the_page_takes_what_is_right_and_leaves_what_is_wrong() -> None:
    setting = Setting(START).changed({"experiment": {"layers": "7x3"}, "inputs": "data"})
    assert (setting.experiment, setting.inputs) == (Experiment(layers=(7, 7, 7)), "data")
    assert setting.changed({"experiment": {"layers": "many"}, "inputs": "normal"}) is setting
    assert setting.changed({"experiment": {}, "inputs": "noise"}) is setting


NOT_SAID = {"diverged", "stuck", "overfitting", "underfitting", "rate_low", "imbalance"} | {
    "large_batch",
    "misfit",
    "leak",
}
"""Findings that take training, or the rows' targets."""


def test_the_scripts_have_every_word_that_they_use_and_use_every_word() -> None:
    words = initialization_words(str)
    used = set(re.findall(r"\bwords\.(\w+)", ALL))
    assert used - words.keys() == set()
    stems = {re.sub(r"_(help|title|caption|kind)$", "", key) for key in words}
    unused = {stem for stem in stems if not re.search(rf"\b{stem}(_help|_title|_caption)?\b", ALL)}
    kinds = {HEALTHY, *FINDINGS} - NOT_SAID
    assert unused <= kinds
    assert {kind for kind in kinds if f"{kind}_kind" not in words} <= words.keys()


def test_the_scripts_hold_no_text_of_their_own() -> None:
    texts = re.findall(r'text: "([^"]*)"', SCRIPTS) + re.findall(r'title: "([^"]*)"', SCRIPTS)
    assert texts == []


def test_the_menus_offer_what_the_registries_hold() -> None:
    found: dict[str, Any] = menus(str)
    entries = {entry["key"]: entry for entry in found["fields"]["initializer"]["entries"]}
    assert list(entries) == list(INITIALIZERS)
    for key, entry in INITIALIZERS.items():
        assert [parameter["key"] for parameter in entries[key]["parameters"]] == [
            parameter.key for parameter in entry.parameters
        ]
        assert found["dials"].get(key, {}).get("key") == (entry.dial.key if entry.dial else None)
