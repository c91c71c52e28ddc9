"""Names for all columns, all different, none of them long."""

from __future__ import annotations

import re
from collections.abc import Sequence

LONGEST_NAME = 200


def made_names(names: Sequence[str]) -> tuple[list[str], list[str], list[str]]:
    """Names that are all there and all different, those that were made, and those that were changed.

    An empty name becomes the column's number from 1. The second ``x`` becomes ``x (2)``. Line ends and the
    like become spaces; of what is longer than `LONGEST_NAME` characters the beginning is kept.
    """
    found: list[str] = []
    made: list[str] = []
    changed: list[str] = []
    short = [_short(name) for name in names]
    used = set()
    own = {name for name in short if name}
    last: dict[str, int] = {}
    for at, name in enumerate(short, 1):
        kept = name or str(at)
        number = last.get(kept, 1)
        # A made name gives way to one that the heading has, further right too.
        while kept in used or ((number > 1 or not name) and kept in own):
            number += 1
            kept = f"{name or at} ({number})"
        last[name or str(at)] = number
        used.add(kept)
        found.append(kept)
        if not name:
            made.append(kept)
        elif kept != names[at - 1].strip():
            changed.append(kept)
    return found, made, changed


def _short(name: str) -> str:
    text = " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", name).split())
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1] + "…"
