"""What stands side by side survives the address and the browser; what is wrong is left out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.comparisons import COMPARISONS
from core.experiment import FIELDS, Experiment
from tests.test_experiment_properties import agreeing, junk, legal
from ui.initialization.columns import MAX_LENGTH, MOST, OWN, beside, checked, own, read, write

SHARED = Experiment(layers=(9, 9), dataset="digits", weight_seed=3, initializer="orthogonal")

own_choices = some.fixed_dictionaries({}, optional={key: legal(FIELDS[key]) for key in OWN}).map(agreeing)
columns = some.lists(own_choices, min_size=1, max_size=MOST).map(
    lambda several: tuple(
        Experiment(layers=(9, 9), dataset="digits", weight_seed=3, **each) for each in several
    )
)


@given(columns)
def test_columns_survive_the_address_and_the_browser(found: tuple[Experiment, ...]) -> None:
    told = json.loads(json.dumps([own(one) for one in found]))
    assert checked(SHARED, told) == found
    text = write(found)
    if 0 < len(text) <= MAX_LENGTH:
        assert read(SHARED, text) == found


@pytest.mark.parametrize("key", COMPARISONS)
def test_every_story_survives_the_address(key: str) -> None:
    found = COMPARISONS[key].experiments()
    assert read(found[0], write(found)) == found
    assert len(write(found)) < 400, "an address that people can send"


def test_all_choices_are_either_a_columns_own_or_shared() -> None:
    told = own(SHARED)
    assert set(told) == {*OWN, "initializer.scale"}
    assert beside(Experiment(layers=(9, 9), dataset="digits", weight_seed=3), told) == SHARED


def test_a_column_brings_nothing_that_is_shared() -> None:
    found = beside(SHARED, {"activation": "relu", "layers": "1", "weight_seed": "8", "dataset": "xor"})
    assert found is not None
    assert (found.layers, found.weight_seed, found.dataset.name) == ((9, 9), 3, "digits")
    assert (found.activation.name, found.initializer.name) == ("relu", "glorot_uniform")


@pytest.mark.parametrize(
    "column",
    [
        {"activation": "nonsense"},
        {"initializer.scale": "9"},
        {"initializer": "normal", "initializer.gain": "1"},
    ],
)
def test_a_wrong_column_is_left_out_and_the_right_ones_stay(column: dict[str, str]) -> None:
    assert beside(SHARED, column) is None
    (found,) = checked(SHARED, [column, {"activation": "relu"}])
    assert found.activation.name == "relu"


def test_more_than_there_is_room_for_are_left_out() -> None:
    assert len(checked(SHARED, [{}] * (MOST + 1))) == MOST
    assert len(read(SHARED, "~" * 20)) == MOST
    assert read(SHARED, "a" * (MAX_LENGTH + 1)) == ()
    assert read(SHARED, "") == ()


@given(some.one_of(junk, some.lists(some.dictionaries(some.sampled_from(OWN), junk))))
def test_nothing_that_a_browser_can_say_breaks_it(told: Any) -> None:
    assert len(checked(SHARED, told)) <= MOST


@given(some.one_of(some.text(), some.text(alphabet="~&=%initalzer.sc0", max_size=60)))
def test_nothing_that_an_address_can_hold_breaks_it(text: str) -> None:
    found = read(SHARED, text)
    assert all(one.layers == SHARED.layers for one in found)
