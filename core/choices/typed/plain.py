"""What people type or paste, in the characters that keyboards have."""

from __future__ import annotations

import unicodedata

_MEANT = str.maketrans({**dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63", "-"), "\u3001": ","})


def plain(text: str) -> str:
    """`text` without byte-order mark, with minus signs and digits as keyboards have them.

    Typographic minus signs and dashes become ``-``, full-width characters their usual forms (NFKC).
    """
    return unicodedata.normalize("NFKC", text.removeprefix("\ufeff")).translate(_MEANT)
