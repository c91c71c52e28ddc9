"""Numbers in sentences are written as people write them."""

from __future__ import annotations

import math

import pytest

from core.message import Message, plain_number, written_out


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1e-6, "0.000001"),
        (2.5e-5, "0.000025"),
        (1e-12, "10⁻¹²"),
        (0.0, "0"),
        (-1e-6, "-0.000001"),
        (0.1, "0.1"),
        (100.0, "100"),
        (100000.0, "100000"),
        (1e6, "1,000,000"),
        (4294967295.0, "4,294,967,295"),
        (1234567.5, "1,234,570"),
        (1e30, "10³⁰"),
        (-2.5e-9, "-2.5·10⁻⁹"),
        (math.nan, "nan"),
        (math.inf, "inf"),
        (12, "12"),
    ],
)
def test_a_number(value: float, written: str) -> None:
    assert str(Message("{value}", value=value)) == written


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1e-07", "10⁻⁷"),
        ("1.25e-05", "0.0000125"),
        ("5e+06", "5,000,000"),
        ("1e9 rows", "1e9 rows"),
        ("", ""),
    ],
)
def test_a_text_of_a_program(text: str, written: str) -> None:
    assert written_out(text) == written


def test_few_digits() -> None:
    assert [plain_number(value, 2) for value in (1.26e-8, 1.26e-3, 12600.0)] == [
        "1.3·10⁻⁸",
        "0.0013",
        "13,000",
    ]
