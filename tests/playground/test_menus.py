"""The page's controls offer what the registries hold, and hide what a link may hide."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from core.choices.fields import Field, Number
from core.choices.initializers import INITIALIZERS
from core.choices.registry import Menu
from core.experiment import FIELDS, Experiment
from core.live.protocol.speeds import SPEEDS
from ui.menus import field_menu
from ui.playground.hiding import HIDEABLE, ORIGINAL, known
from ui.playground.limits import OFFERED, fits, within
from ui.playground.menus import menus

TOLD: dict[str, Any] = menus(str)


def test_every_choice_is_told() -> None:
    assert TOLD["fields"].keys() == FIELDS.keys()
    assert json.loads(json.dumps(TOLD)) == TOLD


@pytest.mark.parametrize("key", FIELDS)
def test_what_is_told_of_a_choice_is_what_it_takes(key: str) -> None:
    field, told = FIELDS[key], TOLD["fields"][key]
    assert (told["label"], told["help"]) == (field.label, field.help)
    assert field.write(field.parse(told["value"])) == Experiment().flat()[key] == told["value"]
    if isinstance(field, Number):
        assert [field.parse(mark) for mark in told["marks"]] == list(field.marks)
        assert (told["low"], told["high"]) == (field.low, field.high)


def parameters() -> Iterator[tuple[Field, dict[str, Any]]]:
    for key, field in FIELDS.items():
        if isinstance(field, Menu):
            for entry in TOLD["fields"][key]["entries"]:
                found = field.registry[entry["key"]].parameters
                assert [item["key"] for item in entry["parameters"]] == [item.key for item in found]
                yield from zip(found, entry["parameters"], strict=True)


def test_the_parameters_of_entries_are_told_with_their_defaults() -> None:
    for field, told in parameters():
        assert field.write(field.parse(told["value"])) == told["value"]
        assert told["kind"] == type(field).__name__.lower()


def test_data_sets_are_those_in_the_plane() -> None:
    entries = {entry["key"]: entry for entry in TOLD["fields"]["dataset"]["entries"]}
    assert list(entries) == list(OFFERED)
    assert {
        "circle",
        "xor",
        "gauss",
        "spiral",
        "plane",
        "hills",
        "clouds",
        "arms",
        "points",
    } <= entries.keys()
    assert entries["hills"]["task"] == "regression"
    assert entries["clouds"]["task"] == "multiclass"


def test_losses_say_which_data_they_fit() -> None:
    losses = {entry["key"]: entry.get("tasks") for entry in TOLD["fields"]["loss"]["entries"]}
    assert losses["auto"] is None
    assert losses["half_squared_error"] == ["binary", "regression"]


def test_the_nine_inputs_are_told_in_order() -> None:
    assert [entry["key"] for entry in TOLD["fields"]["features"]["entries"]] == [
        *("x1", "x2", "x1_squared", "x2_squared", "x1x2", "sin_x1", "sin_x2", "cos_x1", "cos_x2")
    ]


def test_dials_and_speeds_are_those_of_the_registries() -> None:
    assert TOLD["dials"].keys() == {key for key, entry in INITIALIZERS.items() if entry.dial}
    assert [key for key, _label, _help in TOLD["speeds"]] == list(SPEEDS)


def test_presets_are_those_that_the_page_can_show() -> None:
    assert [preset["key"] for preset in TOLD["presets"] if preset["key"] == "classic"] == ["classic"]
    for preset in TOLD["presets"]:
        experiment, errors = Experiment.lenient(preset["experiment"])
        assert errors == {}
        assert fits(experiment)


def test_a_network_is_cut_to_what_can_be_shown() -> None:
    assert within((99,) * 40) == (TOLD["limits"]["units"],) * TOLD["limits"]["layers"]
    assert within((4, 2)) == (4, 2)
    assert within(()) == ()


def test_names_to_hide_are_told_in_the_order_of_the_page() -> None:
    assert [name for name, _label in TOLD["hideable"]] == list(HIDEABLE)
    assert known(["noise", "ghost", "play", 3, "noise"]) == ("play", "noise")
    assert known("play") == known(None) == ()
    assert set(ORIGINAL.values()) <= HIDEABLE.keys()
    assert not ORIGINAL.keys() & HIDEABLE.keys()


def test_a_menu_may_offer_some_of_its_entries() -> None:
    told = field_menu(FIELDS["dataset"], str, OFFERED)
    assert len(told["entries"]) == len(OFFERED) < len(FIELDS["dataset"].registry)  # type: ignore[attr-defined]
