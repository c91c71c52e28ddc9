"""Tables of one's own that a request names: by the hash of their content, wherever it stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

_CONTENT_HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


def named_tables(asked: object) -> set[str]:
    """Hashes in a JSON value; some may be of something else."""
    return {name for text in _texts(asked) for name in _CONTENT_HASH.findall(text.lower())}


def _texts(value: object) -> Iterator[str]:
    """All texts in a JSON value, keys too."""
    waiting = [value]
    while waiting:
        match waiting.pop():
            case str() as text:
                yield text
            case dict() as body:
                waiting += [*body.keys(), *body.values()]
            case list() as values:
                waiting += [each for each in values if not isinstance(each, int | float)]
