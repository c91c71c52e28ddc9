"""Addresses and JSON: what is right opens, what is wrong is left out and told, nothing crashes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.experiment import DEFAULT, FIELDS, Experiment
from core.message import Message
from core.presets import PRESETS
from ui.address import MAX_NAMES, write
from ui.form.choices import Choices
from ui.form.exchange import as_json, flat, read_json
from ui.form.state import from_address


def read(texts: dict[str, str]) -> Choices:
    return from_address(texts)[0]


SGD = Experiment(dataset="digits", optimizer={"name": "sgd", "momentum": 0.9}, layers=(64, 64, 8))


@pytest.mark.parametrize("experiment", [DEFAULT, SGD, *(preset.experiment() for preset in PRESETS.values())])
def test_an_address_opens_the_experiment_that_it_was_made_from(experiment: Experiment) -> None:
    query = write(experiment.changes(), lang="ko", run="abc")
    assert (query["lang"], query["run"]) == ("ko", "abc")
    choices = read(experiment.changes())
    assert choices.ignored == {}
    assert choices.check() == (experiment, {})


def test_the_defaults_need_no_address() -> None:
    assert write(DEFAULT.changes(), lang=None, run=None) == {}


def test_the_right_part_of_a_broken_address_opens() -> None:
    choices = read(
        {
            "dataset": "digits",
            "dataset.samples": "300",
            "dataset.color": "red",
            "learning_rate": "fast",
            "optimizer": "sgd",
            "optimizer.momentum": "7",
            "layers": "64x5",
            "nonsense": "1",
            "loss": "binary_crossentropy",
        }
    )
    assert choices.ignored.keys() == {
        "dataset.color",
        "learning_rate",
        "optimizer.momentum",
        "nonsense",
        "loss",
    }
    experiment, errors = choices.check()
    assert errors == {}
    assert experiment.changes() == {
        "dataset": "digits",
        "dataset.samples": "300",
        "optimizer": "sgd",
        "layers": "64x5",
    }


def test_a_huge_address_is_cut_and_says_so() -> None:
    choices = read({f"n{index}": "x" * 10_000 for index in range(5 * MAX_NAMES)})
    assert len(choices.ignored) == MAX_NAMES + 1
    assert max(len(str(message)) for message in choices.ignored.values()) < 1000
    assert choices.check() == (DEFAULT, {})


_names = (
    some.sampled_from([*FIELDS, "optimizer.momentum", "dataset.samples", "dataset.", ".", "a.b.c"])
    | some.text()
)
_values = some.text() | some.sampled_from(["nan", "inf", "-1", "1e999", "0x10", "None", "[]", "8-8", "sgd"])


@given(some.dictionaries(_names, _values, max_size=8))
def test_no_address_crashes(query: dict[str, str]) -> None:
    choices = read(query)
    experiment, errors = choices.check()
    assert errors == {}
    assert experiment.flat() == choices.texts
    assert all(str(message) for message in choices.ignored.values())


@pytest.mark.parametrize("experiment", [DEFAULT, SGD])
def test_json_opens_the_experiment_that_it_was_made_from(experiment: Experiment) -> None:
    found = read_json(as_json(experiment))
    assert not isinstance(found, Message)
    assert Experiment.lenient(found) == (experiment, {})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1"),
        ("{\n'a': 1}", "line 2"),
        ("[1, 2]", "object"),
        ("[" * 10_000, "JSON"),
        ('"' + "x" * 30_000 + '"', "20000"),
    ],
)
def test_text_that_is_not_a_json_object_is_told(text: str, told: str) -> None:
    found = read_json(text)
    assert isinstance(found, Message)
    assert told in str(found)


def test_one_wrong_parameter_in_json_spoils_only_itself() -> None:
    values = json.loads(
        '{"optimizer": {"name": "sgd", "momentum": "much", "nesterov": false}, "layers": {"a": 1}}'
    )
    experiment, errors = Experiment.lenient(flat(values))
    assert errors.keys() == {"optimizer.momentum", "layers"}
    assert experiment.optimizer.name == "sgd"
