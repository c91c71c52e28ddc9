"""What stands side by side survives the address and the browser; what is wrong is left out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.comparisons import COMPARISONS
from core.experiment import FIELDS, Experiment
from core.propagation.columns import (
    MAX_LENGTH,
    MOST_COLUMNS,
    VARYING,
    column_of,
    columns_from_text,
    columns_to_text,
    read_columns,
    with_column,
)
from tests.choices.test_experiment import agreeing, junk, legal

SHARED = Experiment(layers=(8, 8), dataset="digits", weight_seed=3, initializer="orthogonal")

own_choices = some.fixed_dictionaries({}, optional={key: legal(FIELDS[key]) for key in VARYING}).map(agreeing)
columns = some.lists(own_choices, min_size=1, max_size=MOST_COLUMNS).map(
    lambda several: tuple(
        Experiment(layers=(8, 8), dataset="digits", weight_seed=3, **each) for each in several
    )
)


@given(columns)
def test_columns_survive_the_address_and_the_browser(found: tuple[Experiment, ...]) -> None:
    told = json.loads(json.dumps([column_of(one) for one in found]))
    assert read_columns(SHARED, told) == found
    text = columns_to_text(found)
    if 0 < len(text) <= MAX_LENGTH:
        assert columns_from_text(SHARED, text) == found


@pytest.mark.parametrize("key", COMPARISONS)
def test_every_comparison_survives_the_address(key: str) -> None:
    found = COMPARISONS[key].experiments()
    assert columns_from_text(found[0], columns_to_text(found)) == found
    assert len(columns_to_text(found)) < 400, "an address that people can send"


def test_all_choices_are_either_a_columns_own_or_shared() -> None:
    told = column_of(SHARED)
    assert set(told) == {*VARYING, "initializer.scale"}
    assert with_column(Experiment(layers=(8, 8), dataset="digits", weight_seed=3), told) == SHARED


def test_a_column_brings_nothing_that_is_shared() -> None:
    found = with_column(SHARED, {"activation": "relu", "layers": "1", "weight_seed": "8", "dataset": "xor"})
    assert found is not None
    assert (found.layers, found.weight_seed, found.dataset.name) == ((8, 8), 3, "digits")
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
    assert with_column(SHARED, column) is None
    (found,) = read_columns(SHARED, [column, {"activation": "relu"}])
    assert found.activation.name == "relu"


def test_more_than_there_is_room_for_are_left_out() -> None:
    assert len(read_columns(SHARED, [{}] * (MOST_COLUMNS + 1))) == MOST_COLUMNS
    assert len(columns_from_text(SHARED, "~" * 20)) == MOST_COLUMNS
    assert columns_from_text(SHARED, "a" * (MAX_LENGTH + 1)) == ()
    assert columns_from_text(SHARED, "") == ()


@pytest.mark.slow
@given(some.one_of(junk, some.lists(some.dictionaries(some.sampled_from(VARYING), junk))))
def test_nothing_that_a_browser_can_say_breaks_it(told: Any) -> None:
    assert len(read_columns(SHARED, told)) <= MOST_COLUMNS


@given(some.one_of(some.text(), some.text(alphabet="~&=%initalzer.sc0", max_size=60)))
def test_nothing_that_an_address_can_hold_breaks_it(text: str) -> None:
    found = columns_from_text(SHARED, text)
    assert all(one.layers == SHARED.layers for one in found)
