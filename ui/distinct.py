"""Names of what a menu offers, no two of them the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def distinct(options: Sequence[T], label: Callable[[T], str]) -> Callable[[T], str]:
    """`label`, with a number behind what another option before is called already: "name", "name (2)".

    Streamlit's menus send the text of what was chosen, so of two that read the same one cannot be chosen.

    Arguments:
        options: all that the menu offers, hashable.
    """
    named: dict[T, str] = {}
    used: set[str] = set()
    for option in options:
        text = name = label(option)
        number = 2
        while name in used:
            name, number = f"{text} ({number})", number + 1
        used.add(name)
        named[option] = name
    return named.__getitem__
