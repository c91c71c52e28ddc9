"""What differs from column to column of a table, as one line of text.

``car name=ignore, horsepower=log, "a, b"=category``: a name, an equals sign and a word, parted by commas. A
name with commas, equals signs, quotes or spaces at its ends stands in double quotes, in which a quote is
written twice, as in CSV files. One column may have several words, parted by spaces: ``year=whole minmax``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.choices.fields import Field, check_size, shown, unknown
from core.message import Invalid, Message

MOST_COLUMNS = 1000
MAX_LENGTH = 20_000

_NAME = re.compile(r'\s*(?:"(?P<quoted>(?:[^"]|"")*)"|(?P<plain>[^",=]*))\s*=\s*(?P<words>[\w ]+?)\s*(?:,|$)')
_PLAIN = re.compile(r'[^",=\s](?:[^",=]*[^",=\s])?')

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnChoices(Field):
    """Words about columns by name. The value is their text, sorted by name; a mapping is taken too.

    Arguments:
        words: those that there are.
    """

    words: tuple[str, ...]
    default: str = ""

    def parse(self, value: Any) -> str:
        if isinstance(value, Mapping):
            found = {str(name): _words(words) for name, words in value.items()}
        elif isinstance(value, str):
            check_size(value, MAX_LENGTH)
            found = read(value)
        else:
            raise Invalid(_not_columns(value))
        if len(found) > MOST_COLUMNS:
            raise Invalid(
                Message(
                    "Expected at most {limit} columns, received {got}. Remove some.",
                    limit=MOST_COLUMNS,
                    got=len(found),
                )
            )
        for words in found.values():
            strays = [word for word in words if word not in self.words]
            if strays:
                raise Invalid(unknown(strays[0], dict.fromkeys(self.words)))
        text = written(found)
        check_size(text, MAX_LENGTH)
        return text


def read(text: str) -> dict[str, Words]:
    """Words by column.

    Raises:
        Invalid: it is written in another way.
    """
    found: dict[str, Words] = {}
    at = 0
    while at < len(text) and text[at:].strip():
        match = _NAME.match(text, at)
        if match is None:
            raise Invalid(_not_columns(text[at:]))
        quoted = match["quoted"]
        name = match["plain"].strip() if quoted is None else quoted.replace('""', '"')
        found[name] = tuple(dict.fromkeys(match["words"].split()))
        at = match.end()
    return found


def written(choices: Mapping[str, Words]) -> str:
    """The text of words by column; `read` gives them back."""
    return ", ".join(f"{_quoted(name)}={' '.join(words)}" for name, words in sorted(choices.items()) if words)


def _quoted(name: str) -> str:
    if _PLAIN.fullmatch(name):
        return name
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _words(value: Any) -> Words:
    if isinstance(value, str):
        return tuple(dict.fromkeys(value.split()))
    if isinstance(value, list | tuple) and all(isinstance(word, str) for word in value):
        return tuple(dict.fromkeys(value))
    raise Invalid(_not_columns(value))


def _not_columns(value: Any) -> Message:
    return Message(
        'Expected columns and words, such as: name=ignore, "a, b"=category. Received {got}.', got=shown(value)
    )
