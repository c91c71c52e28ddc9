"""The benchmark's attacks: each does something, and the visitor beside it is timed."""

from __future__ import annotations

import threading
from typing import cast

import pytest

from bench import abuse
from bench.attacks import ATTACKS, REDUCED, until_ended
from tests.serving import Server


@pytest.mark.parametrize(
    "name",
    [
        "long texts",
        "idle connections",
        "short messages without end",
        "pages' scripts, run all the time",
        "large uploads",
    ],
)
def test_attacks_go_on_until_they_are_ended(lab: Server, name: str) -> None:
    ended, blows = threading.Event(), 0

    def blow() -> None:
        nonlocal blows
        blows += 1
        if blows == 2:
            ended.set()

    until_ended(name, lab.url, REDUCED, ended, blow)
    assert blows >= 2


def test_a_visitor_is_timed() -> None:
    class Someone:
        asked = 0

        def page(self) -> None:
            self.asked += 1

        command = page

    someone = Someone()
    felt = abuse.Visitor.feels(cast(abuse.Visitor, someone), 3)
    assert someone.asked == 6
    assert 0 <= felt.page < 60 and 0 <= felt.command < 60
    assert len(ATTACKS) == 10
