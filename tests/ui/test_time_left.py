"""How long something still takes, in words."""

from __future__ import annotations

import pytest

from ui.time_left import time_left


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.0, "less than a minute left"),
        (44.0, "less than a minute left"),
        (50.0, "about 1 minute left"),
        (100.0, "about 2 minutes left"),
        (89 * 60.0, "about 89 minutes left"),
        (100 * 60.0, "about 2 hours left"),
    ],
)
def test_it_is_rounded_as_people_say_it(seconds: float, said: str) -> None:
    assert time_left(seconds) == said
