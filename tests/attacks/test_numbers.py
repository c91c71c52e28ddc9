"""Numbers that are none, or larger than any: in files and requests they are an error, and change nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from core.choices.registry import Menu
from core.experiment import DEFAULT, FIELDS, Experiment
from core.live.protocol.command import Command
from core.live.protocol.weights import read_weights
from core.live.records.grid import Grid
from core.live.sessions.networks import _VALUES
from core.message import Invalid

LARGE = int("9" * 400)
NONE = {
    "not a number": json.loads("NaN"),
    "infinite": json.loads("Infinity"),
    "400 digits": LARGE,
    "minus 400 digits": -LARGE,
    "true": True,
    "text": "1",
    "nothing": None,
    "list": [1.0],
}


@pytest.mark.parametrize("value", NONE.values(), ids=NONE)
def test_weights_of_a_file_are_numbers(value: Any) -> None:
    file = {"experiment": DEFAULT.flat(), "weights": [[0.5, value]]}
    with pytest.raises(Invalid, match="Expected numbers as weights"):
        _VALUES["load"](file)


def test_weights_that_training_made_are_read() -> None:
    assert read_weights([[3.4e38, -3.4e38, 0, 1e-45], []]) == [[3.4e38, -3.4e38, 0, 1e-45], []]
    with pytest.raises(Invalid):
        read_weights([[3.5e38]])


@pytest.mark.parametrize("value", [value for name, value in NONE.items() if name != "text"])
def test_everything_that_takes_a_number_refuses_what_is_none(value: Any) -> None:
    place = {"layer": 0, "from": 0, "to": 0}
    with pytest.raises(Invalid):
        _VALUES["edit"]({**place, "value": value})
    for verb in ("learning_rate", "speed"):
        with pytest.raises(Invalid):
            Command.of_run(verb, value)
    for given in (([value], [2], 10), ([1.0], [value], 10), ([1.0], [2], value)):
        with pytest.raises(Invalid):
            Grid.read(Experiment(initializer={"name": "normal"}), *given)


@pytest.mark.parametrize("value", [json.loads("NaN"), json.loads("Infinity"), LARGE])
def test_no_choice_takes_what_is_no_number(value: Any) -> None:
    numbers = [key for key, field in FIELDS.items() if not isinstance(field, Menu)]
    for key in numbers:
        experiment, errors = Experiment.lenient({key: value})
        assert key in errors and experiment == DEFAULT, key
        Experiment.lenient({key: [value]})


@pytest.mark.parametrize("number", ["layer", "from", "to"])
@pytest.mark.parametrize("value", [True, 0.5, "0", json.loads("NaN")])
def test_a_place_is_whole_numbers(number: str, value: Any) -> None:
    with pytest.raises(Invalid):
        _VALUES["weight"]({"layer": 0, "from": 0, "to": 0, number: value})
