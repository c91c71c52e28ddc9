"""Names that a lesson gives to its parts: they stand in addresses and in the store."""

from __future__ import annotations

import re

from core.choices.fields import shown
from core.lessons.problem import Problem
from core.lessons.written import Written
from core.message import Message

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}", re.ASCII)


def name_in(given: Written, key: str) -> str:
    """The name that stands at `key`.

    Raises:
        Problem: it is none.
    """
    found = given.text(key)
    if not _NAME.fullmatch(found):
        raise Problem(
            given.line_of(key),
            Message(
                "Expected a name of small letters a to z, digits, - and _, at most 40, received {got}.",
                got=shown(found),
            ),
        )
    return found
