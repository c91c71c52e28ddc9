"""UTF-16: which byte of two comes first, and whether a file is in it at all."""

from __future__ import annotations

import codecs

import numpy as np

MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
LITTLE, BIG = "utf-16-le", "utf-16-be"
_LOOKED_AT = 4096
_PARTING = [ord(each) for each in "\n\r,;\t|"]


def guessed(data: bytes) -> str | None:
    """The order where every other byte of the beginning is mostly zero; None where that is not so."""
    start = data[:_LOOKED_AT]
    even, odd = start[::2].count(0), start[1::2].count(0)
    enough = max(2, 0.3 * len(start[1::2]))
    if odd >= enough and even <= odd / 20:
        return LITTLE
    return BIG if even >= enough and odd <= even / 20 else None


def ordered(data: bytes, encoding: str) -> str:
    """`encoding` with the order of bytes in its name, where it is UTF-16 by its mark; else as it is."""
    if encoding != "utf-16":
        return encoding
    return BIG if data.startswith(codecs.BOM_UTF16_BE) else LITTLE


def fits(data: bytes, encoding: str) -> bool:
    """Whether a file may be in the encoding that was given for it.

    Read in UTF-16 that it is not in, a file of several lines has none of the characters that part lines and
    values. In another encoding, a file of UTF-16 has NUL characters throughout.
    """
    order = ordered(data, encoding)
    if order not in (LITTLE, BIG):
        return guessed(data.removeprefix(codecs.BOM_UTF16_LE).removeprefix(codecs.BOM_UTF16_BE)) is None
    if b"\n" not in data and b"\r" not in data:
        return True
    units = np.frombuffer(data, "<u2" if order == LITTLE else ">u2", count=len(data) // 2)
    return any((units == each).any() for each in _PARTING)
