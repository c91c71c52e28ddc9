"""A short text that means what it says: the name of a column, or of a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from core.choices.fields import Field, check_size, shown
from core.message import Invalid, Message

_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Field):
    """One line; empty for nothing.

    Arguments:
        limit: characters.
    """

    default: str = ""
    limit: int = 200

    def parse(self, value: Any) -> str:
        if not isinstance(value, str):
            raise Invalid(Message("Expected a text, received {got}.", got=shown(value)))
        check_size(value, self.limit)
        return value


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentHash(Field):
    """What a table of one's own is called by: the SHA-256 of its content; empty for none."""

    default: str = ""

    def parse(self, value: Any) -> str:
        text = value.strip().lower() if isinstance(value, str) and len(value) < 100 else value
        if text == "" or (isinstance(text, str) and _HASH.fullmatch(text)):
            return str(text)
        raise Invalid(Message("Expected 64 digits from 0 to f, received {got}.", got=shown(value)))
