"""What an owner says of a run: a name, tags, a note, and whether it stands first in the list."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from core.message import Invalid, Message

MOST_NAME = 80
"""Characters of a name."""
MOST_TAGS = 10
"""Tags of a run."""
MOST_TAG = 30
"""Characters of a tag."""
MOST_NOTE = 2000
"""Characters of a note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What is said of a run, by its owner alone.

    Arguments:
        name: in place of what the run trains; "" for that.
        tags: in the order in which they were given, each once.
        note: of one or more lines.
        pinned: whether it stands before the others in the list.
    """

    name: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""
    pinned: bool = False

    @classmethod
    def read(
        cls, *, name: str = "", tags: Iterable[str] = (), note: str = "", pinned: bool = False
    ) -> Labels:
        """The labels that somebody typed, without what no page can show and no database can keep.

        Raises:
            Invalid: something is too long, or there are too many tags.
        """
        found = cls(
            name=_line(name),
            tags=tuple(dict.fromkeys(tag for text in tags if (tag := _line(text)))),
            note="\n".join(_line(line, keep=True) for line in note.splitlines()).strip(),
            pinned=pinned,
        )
        _check(Message("a name"), found.name, MOST_NAME)
        _check(Message("a note"), found.note, MOST_NOTE)
        for tag in found.tags:
            _check(Message("a tag"), tag, MOST_TAG)
        if len(found.tags) > MOST_TAGS:
            raise Invalid(
                Message(
                    "Expected at most {limit} tags of a run, received {got}. Take some away.",
                    limit=MOST_TAGS,
                    got=len(found.tags),
                )
            )
        return found


def _line(text: str, *, keep: bool = False) -> str:
    """The text without control characters and halves of characters.

    Arguments:
        keep: whether its spaces stay as they are.
    """
    shown = "".join(" " if unicodedata.category(letter) in ("Cc", "Cs") else letter for letter in text)
    return shown.rstrip() if keep else " ".join(shown.split())


def _check(what: Message, text: str, limit: int) -> None:
    if len(text) > limit:
        raise Invalid(
            Message(
                "Expected {what} of at most {limit} characters, received {got}. Shorten it.",
                what=what,
                limit=limit,
                got=len(text),
            )
        )
