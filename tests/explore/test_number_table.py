"""A small table of numbers as it is typed, and as it stands in an address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.choices.typed.number_table import NumberTable
from core.explorers import EXPLORERS
from core.message import Invalid

TABLE = NumberTable(
    key="table", label="", help="", default=((1.0, 2.0),), low=-10, high=10, rows=(1, 3), columns=(2, 3)
)
rows = st.integers(2, 3).flatmap(
    lambda columns: st.lists(
        st.tuples(*[st.floats(-10, 10)] * columns),
        min_size=1,
        max_size=3,
    )
)


@given(rows)
def test_it_reads_back_as_the_very_same_numbers(table: list[tuple[float, ...]]) -> None:
    assert TABLE.parse(TABLE.write(tuple(table))) == tuple(table)
    assert TABLE.parse(TABLE.as_json(tuple(table))) == tuple(table)


def test_rows_may_be_lines_and_numbers_apart_by_spaces() -> None:
    assert TABLE.parse(" 1  2\n3, 4\n") == ((1, 2), (3, 4))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "Expected rows of numbers such as 1, 2; 3, 4, received “”."),
        (7, "Expected rows of numbers"),
        ([1, 2], "Expected rows of numbers"),
        ("1,2;1,2;1,2;1,2", "Expected 1 to 3 rows, received 4."),
        ("1,2;3", "Expected 2 to 3 numbers in every row, as many in each; received 1 in row 2."),
        ("1,2,3,4", "received 4 in row 1."),
        ("1,x", "Expected a number from -10 to 10, received “x”."),
        ("1,11", "received “11”"),
        ("1,nan", "received “nan”"),
    ],
)
def test_what_is_wrong_is_said(given: object, said: str) -> None:
    with pytest.raises(Invalid) as error:
        TABLE.parse(given)
    assert said in str(error.value.message)


def test_tables_of_the_explorers_stand_in_addresses() -> None:
    losses = EXPLORERS["losses"]
    texts, errors = losses.read({"part": "entropy", "probabilities": "0.5,0.5;1,0", "answers": "1,0"})
    assert not errors
    assert losses.changes(texts) == {
        "part": "entropy",
        "probabilities": "0.5,0.5;1,0",
        "answers": "1, 0",
    }
    _, errors = losses.read({"probabilities": "0.5,1.5", "loss": "hinge", "loss.gamma": "1"})
    assert set(errors) == {"probabilities", "loss.gamma"}
