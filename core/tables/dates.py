"""Texts as dates, in the orders in which people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_YEAR_FIRST = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y. %m. %d.",
    "%Y. %m. %d",
    "%Y년 %m월 %d일",
)
_DAY_FIRST = ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y")
_MONTH_FIRST = ("%m/%d/%Y", "%m.%d.%Y", "%m-%d-%Y")
_TIMES = ("", " %H:%M", " %H:%M:%S", "T%H:%M", "T%H:%M:%S", " %H:%M:%S.%f", "T%H:%M:%S.%f", "T%H:%M:%SZ")
_BEGINS = re.compile(r"\d{1,4}(?:[-/.]|\. |년 )\d{1,2}(?:[-/.]|\. |월 )\d{1,4}")
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Dates:
    """Values of a column of dates.

    Arguments:
        data: a `pyarrow` array of timestamps in milliseconds, without a time zone.
        day_first: whether the day comes before the month; None where the year comes first.
        unclear: whether both orders read all values.
    """

    data: Any
    day_first: bool | None
    unclear: bool


def dates(values: Any, day_first: bool | None) -> Dates | None:
    """Different `values`, none of them null, as dates; None if one is no date in the order of the others."""
    first = values[0].as_py().strip() if len(values) else ""
    if len(first) > _LONGEST or not _BEGINS.match(first):
        return None
    texts = [value.strip() for value in values.to_pylist()]
    if first[:4].isdigit():
        data = _parsed(texts, first, _YEAR_FIRST)
        return None if data is None else Dates(data, None, unclear=False)
    by_month = _parsed(texts, first, _MONTH_FIRST) if day_first is not True else None
    by_day = _parsed(texts, first, _DAY_FIRST) if day_first is not False else None
    data = by_day if by_month is None else by_month
    if data is None:
        return None
    return Dates(data, by_month is None, unclear=by_month is not None and by_day is not None)


def _parsed(texts: list[str], first: str, orders: tuple[str, ...]) -> Any:
    import pandas
    import pyarrow

    for order in orders:
        for time in _TIMES:
            form = order + time
            if pandas.isna(pandas.to_datetime(first, format=form, errors="coerce")):
                continue
            found = pandas.to_datetime(pandas.Series(texts), format=form, errors="coerce")
            if found.isna().any():
                continue
            return pyarrow.array(found.dt.tz_localize(None).to_numpy("datetime64[ms]"))
    if orders is not _YEAR_FIRST or first[4:5] != "-":
        return None
    # Some with and some without a time, or parts of seconds.
    found = pandas.to_datetime(pandas.Series(texts), format="ISO8601", errors="coerce", utc=True)
    if found.isna().any():
        return None
    return pyarrow.array(found.dt.tz_localize(None).to_numpy("datetime64[ms]"))
