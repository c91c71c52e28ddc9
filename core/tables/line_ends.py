"""How many lines a text has, and whether some end within quotation marks: fast, before anything parses it."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt

_PIECE = 1 << 18
"""Bytes that are looked at together: as many as stay in a core's cache."""
_THREADS = 2
_WORTH_A_THREAD = 16 << 20
_LF, _CR = 10, 13


@dataclass(frozen=True, slots=True)
class LineEnds:
    """What was counted in a text.

    Arguments:
        lines: line ends, LF or, where there is none, CR.
        odd: whether there is an odd number of quotation marks.
        quoted: whether a line may end within them: it does, or marks stand alone.
    """

    lines: int
    odd: bool
    quoted: bool


@dataclass(frozen=True, slots=True)
class _Counted:
    """The same of a piece; its lines end after an even number of the marks in it, or an odd one, or both."""

    feeds: int
    returns: int
    marks: int
    after_even: bool
    after_odd: bool


def counted(text: bytes, quote: str) -> LineEnds:
    """Count in pieces, so that it takes little memory; those of a large text beside each other."""
    mark = quote.encode()
    count = partial(_counted, mark=mark[0] if mark and mark in text else None, returning=b"\r" in text)
    values = np.frombuffer(text, np.uint8)
    pieces = [values[start : start + _PIECE] for start in range(0, len(values), _PIECE)]
    if len(text) < _WORTH_A_THREAD:
        return _together(map(count, pieces))
    with ThreadPoolExecutor(_THREADS, thread_name_prefix="lines") as pool:
        return _together(pool.map(count, pieces))


def _counted(piece: npt.NDArray[np.uint8], mark: int | None, *, returning: bool) -> _Counted:
    found = piece == _LF
    if returning:
        found |= piece == _CR
    if mark is not None:
        found |= piece == mark
    elif not returning:
        return _Counted(int(np.count_nonzero(found)), 0, 0, after_even=False, after_odd=False)
    kinds = piece[np.flatnonzero(found)]
    ends = np.flatnonzero(kinds != mark) if mark is not None else np.arange(len(kinds))
    odd = int(np.count_nonzero((ends - np.arange(len(ends))) & 1))  # so many marks stand before each
    feeds = int(np.count_nonzero(kinds == _LF))
    marks = len(kinds) - len(ends)
    returns = len(ends) - feeds
    return _Counted(feeds, returns, marks, after_even=odd < len(ends), after_odd=odd > 0)


def _together(pieces: Iterable[_Counted]) -> LineEnds:
    feeds = returns = marks = 0
    quoted = False
    for piece in pieces:
        quoted |= piece.after_even if marks % 2 else piece.after_odd
        feeds, returns, marks = feeds + piece.feeds, returns + piece.returns, marks + piece.marks
    return LineEnds(feeds or returns, bool(marks % 2), quoted or bool(marks % 2))
