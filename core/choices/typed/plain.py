"""What people type or paste, in the characters that keyboards have."""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = "\u200b\u200e\u200f\u2060\ufeff"
"""Zero-width spaces, joiners and marks of direction, which come along when a table is copied."""

_MEANT = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63", "-"),
        **dict.fromkeys(_UNSEEN, ""),
        "\u3001": ",",
        "\u066b": ".",
    }
)

_OTHER_DIGITS = re.compile(
    "([\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089\u2460-\u249b\u24ea\u3251-\u325f\u32b1-\u32bf"
    "\U0001f100-\U0001f10a]+)"
)
"""Raised, lowered and circled digits, of which NFKC would make digits of a number: 5\u00b2 is not 52."""


def plain(text: str) -> str:
    """`text` without characters that nobody sees, with minus signs and digits as keyboards have them.

    Typographic minus signs and dashes become ``-``, the Arabic decimal mark a point, full-width characters
    their usual forms (NFKC). Raised and circled digits stay what they are.
    """
    if text.isascii():
        return text
    parts = _OTHER_DIGITS.split(text.translate(_MEANT))
    parts[::2] = [unicodedata.normalize("NFKC", part) for part in parts[::2]]
    return "".join(parts).translate(_MEANT)
