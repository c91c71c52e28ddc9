"""Numbers in sentences are written as people write them."""

from __future__ import annotations

import math

import pytest

from core.message import Message


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1e-6, "0.000001"),
        (2.5e-5, "0.000025"),
        (1e-12, "1e-12"),
        (0.0, "0"),
        (-1e-6, "-0.000001"),
        (0.1, "0.1"),
        (100.0, "100"),
        (100000.0, "100000"),
        (1e6, "1,000,000"),
        (4294967295.0, "4,294,967,295"),
        (1e30, "1e+30"),
        (math.inf, "inf"),
        (12, "12"),
    ],
)
def test_a_number(value: float, written: str) -> None:
    assert str(Message("{value}", value=value)) == written
