"""Tables of runs as they are handed to Streamlit: any number can be read, and their CSV holds no formula."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from core.message import plain_number
from core.tables.export import neutralized
from ui.language import _

if TYPE_CHECKING:
    import pandas
    from pandas.io.formats.style import Styler

Written = Callable[[float], str]
"""A finite number as people read it."""

_TOO_LARGE = 2.0**53
"""From here on a column of numbers shows an error: JavaScript does not know the next whole number."""
_MISSING = "–"


def displayed(frame: pandas.DataFrame, written: Mapping[str, Written]) -> Styler:
    """`frame` with texts that are shown in place of some of its values.

    Beneath what is written, a number that is too large for a column is infinite, which sorts it last, and a
    text that a spreadsheet would take for a formula has an apostrophe in front: the button of the table saves
    what is beneath.

    Arguments:
        written: how the numbers of a column are written, whose configuration has no format then. In them NaN
            is a number that is missing, and an infinite one was not finite.
    """
    beneath = frame.copy()
    odd: list[tuple[int, int, str]] = []
    for at, name in enumerate(frame):
        if name in written:
            for row, number in enumerate(frame[name]):
                if number is not None and abs(number) >= _TOO_LARGE:
                    beneath.iat[row, at] = math.copysign(math.inf, number)
                    odd.append((row, at, said(number, written[name])))
            beneath[name] = beneath[name].astype(float)
        else:
            for row, value in enumerate(frame[name]):
                safe = _safe(value)
                if safe is not value:
                    beneath.iat[row, at] = safe
                    if isinstance(value, str):
                        odd.append((row, at, value))
    formats = {name: _of_column(each) for name, each in written.items() if name in frame}
    styler = beneath.style.format(formats, na_rep=_MISSING)
    for row, at, text in odd:
        place = ([beneath.index[row]], [beneath.columns[at]])
        styler = styler.format(lambda _value, text=text: text, subset=place)
    return styler


def said(number: float, written: Written) -> str:
    """A number as people read it, whatever it is."""
    return written(number) if math.isfinite(number) else _("not finite")


def digits(count: int) -> Written:
    """Numbers with so many significant digits."""
    return lambda number: plain_number(number, count)


def percent(number: float) -> str:
    """A share of 1."""
    return f"{number:.2%}"


def _of_column(written: Written) -> Callable[[float | None], str]:
    return lambda number: _MISSING if number is None or math.isnan(number) else said(number, written)


def _safe(value: Any) -> Any:
    """The same value if it is safe in a CSV file: of several texts it is the first that decides."""
    if isinstance(value, str):
        safe = neutralized(value)
        return value if safe == value else safe
    if isinstance(value, list) and value and isinstance(value[0], str):
        first = neutralized(value[0])
        return value if first == value[0] else [first, *value[1:]]
    return value
