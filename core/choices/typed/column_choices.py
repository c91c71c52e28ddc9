"""What differs from column to column of a table, as one line of text.

``car name=ignore, horsepower=log, "a, b"=category``: a name, an equals sign and a word, parted by commas. A
name with commas, equals signs, quotes or spaces at its ends stands in double quotes, in which a quote is
written twice, as in CSV files. One column may have several words, parted by spaces: ``year=whole minmax``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.choices.fields import Field, check_size, shown, unknown
from core.message import Invalid, Message

MOST_COLUMNS = 1000
MAX_LENGTH = 20_000

_SIGNS = frozenset('",=')

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
    rest = text.strip()
    while rest:
        name, rest = _name(rest)
        words, _, after = rest.lstrip().removeprefix("=").partition(",")
        if not rest.lstrip().startswith("=") or not words.strip():
            raise Invalid(_not_columns(rest))
        found[name] = tuple(dict.fromkeys(words.split()))
        rest = after.lstrip()
    return found


def _name(text: str) -> tuple[str, str]:
    """The name with which `text` begins, and what follows it."""
    if not text.startswith('"'):
        name = text.partition("=")[0]
        if _SIGNS & set(name):
            raise Invalid(_not_columns(text))
        return name.strip(), text[len(name) :]
    at = 1
    while (end := text.find('"', at)) >= 0:
        if not text.startswith('""', end):
            return text[1:end].replace('""', '"'), text[end + 1 :]
        at = end + 2
    raise Invalid(_not_columns(text))


def written(choices: Mapping[str, Words]) -> str:
    """The text of words by column; `read` gives them back."""
    return ", ".join(f"{_quoted(name)}={' '.join(words)}" for name, words in sorted(choices.items()) if words)


def _quoted(name: str) -> str:
    if name and name == name.strip() and not _SIGNS & set(name):
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
