"""Texts as numbers: fast where they are written plainly, and else through what they mean.

Everything works on whole columns (`pyarrow` arrays of strings), so that a million values take a fraction of a
second. A column is a column of numbers if all of its values are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite
from typing import Any

from core.choices.typed.plain import plain
from core.tables.numerals import SPACES, Marks

_TRIED = 200
"""So many different values are looked at before all are: most columns of texts are known by then."""


@dataclass(frozen=True, slots=True)
class Numbers:
    """A column of numbers, or the values of one.

    Arguments:
        data: a `pyarrow` array of int64 or float64; null where nothing is.
        unit: ``%`` where the values had percent signs.
        dash: whether some were a single dash, which is missing.
        typographic: whether some had typographic minus signs or full-width digits.
        zeros: whether some begin with a zero that no number needs.
        marks: those that they were read with.
        finite: whether it is known that none is infinite.
    """

    data: Any
    unit: str = ""
    dash: bool = False
    typographic: bool = False
    zeros: bool = False
    marks: Marks = field(default_factory=Marks)
    finite: bool = False


def plain_numbers(column: Any, marks: Marks) -> Numbers | None:
    """`column` as it stands, where all values are written as programs write numbers.

    Not where points group digits: 1.500 is 1500 there.
    """
    import pyarrow
    import pyarrow.compute as compute

    whole = _if_all(column, pyarrow.int64())
    if whole is None:
        data = None if marks.thousands == "." else _if_all(column, pyarrow.float64())
        return None if data is None else of_floats(data)
    zeros = _begin_with_zeros(column)
    # Arrow reads 0x1F as a whole number.
    hexadecimal = zeros and compute.any(compute.match_substring(column, "x", ignore_case=True)).as_py()
    return None if hexadecimal else Numbers(whole, zeros=zeros)


def numbers(values: Any, marks: Marks) -> Numbers | None:
    """`values` as numbers, by what they mean; None if one is no number, or all are missing.

    Arguments:
        values: an array of strings; what is null stays so.
        marks: for decimals and thousands.
    """
    import pyarrow
    import pyarrow.compute as compute

    if len(values) > _TRIED:
        first = values[:_TRIED].drop_null()
        if len(first) and numbers(first, marks) is None:
            return None
    text, typographic = _keyboard(values)
    dashes = compute.equal(text, "-")
    dash = bool(compute.any(dashes).as_py())
    text = compute.if_else(dashes, pyarrow.scalar(None, pyarrow.string()), text)
    percent = compute.ends_with(text, "%")
    unit = "%" if compute.all(percent).as_py() and compute.count(text).as_py() else ""
    if unit:
        text = compute.utf8_rtrim(compute.utf8_slice_codeunits(text, 0, -1), " ")
    if not compute.count(text).as_py() or not compute.all(_fits(text, marks)).as_py():
        return None
    data = _cast(text, marks)
    return Numbers(
        data,
        unit=unit,
        dash=dash,
        typographic=typographic,
        zeros=pyarrow.types.is_integer(data.type) and _begin_with_zeros(text),
        marks=marks,
    )


def share_of_numbers(values: Any, marks: Marks, rows: Any = None) -> tuple[float, str]:
    """How many of `values` are numbers, from 0 to 1, and the first that is none.

    Where less than half of the first `_TRIED` are, the rest is not looked at.

    Arguments:
        rows: for each row the place of its value, null where it has none; then it is rows that are counted.
    """
    import pyarrow
    import pyarrow.compute as compute

    if len(values) > _TRIED:
        share, other = share_of_numbers(values[:_TRIED], marks)
        if share < 0.5:
            return share, other
    text, _ = _keyboard(values)
    fits = compute.or_(_fits(text, marks), compute.equal(text, "-"))
    others = values.filter(compute.invert(fits))
    counted = fits if rows is None else fits.take(rows)
    share = compute.mean(compute.cast(counted, pyarrow.int8())).as_py() or 0.0
    return share, others[0].as_py() if len(others) else ""


def _keyboard(values: Any) -> tuple[Any, bool]:
    """`values` in plain characters, and whether that made numbers of what was none."""
    import pyarrow
    import pyarrow.compute as compute

    text = compute.utf8_trim_whitespace(values)
    if compute.all(compute.string_is_ascii(text)).as_py():
        return text, False
    written = text.to_pylist()
    meant = [value if value is None or value.isascii() else plain(value).strip() for value in written]
    # Spaces between thousands are no matter of typography.
    changed = any(
        old != new and _spaced(old) != new and new[-1:].isdigit()
        for old, new in zip(written, meant, strict=True)
    )
    return pyarrow.array(meant, pyarrow.string()), changed


def _spaced(text: str) -> str:
    for space in SPACES:
        text = text.replace(space, " ")
    return text


def _fits(text: Any, marks: Marks) -> Any:
    import pyarrow.compute as compute

    fits = compute.match_substring_regex(text, marks.pattern)
    if compute.all(fits).as_py():
        return fits
    infinite = compute.match_substring_regex(text, r"^[-+]?inf(inity)?$", ignore_case=True)
    return compute.or_(fits, infinite)


def _cast(text: Any, marks: Marks) -> Any:
    import pyarrow
    import pyarrow.compute as compute

    if marks.thousands:
        text = compute.replace_substring(text, marks.thousands, "")
    if marks.decimal == ",":
        text = compute.replace_substring(text, ",", ".")
    text = compute.utf8_ltrim(text, "+")
    whole = _if_all(text, pyarrow.int64())
    return without_nan(compute.cast(text, pyarrow.float64())) if whole is None else whole


def _if_all(text: Any, kind: Any) -> Any:
    """`text` as numbers of that kind; None where some is none."""
    import pyarrow
    import pyarrow.compute as compute

    try:
        # Arrow words a complaint about each value: a few are enough where the first are none already.
        compute.cast(text.slice(0, _TRIED), kind)
        return compute.cast(text, kind)
    except pyarrow.ArrowInvalid:
        return None


def of_floats(data: Any) -> Numbers:
    """Float64 as numbers: what is NaN is missing."""
    import pyarrow.compute as compute

    # The sum is quickly told, and finite only where nothing is NaN or infinite.
    finite = isfinite(compute.sum(data).as_py() or 0.0)
    return Numbers(data if finite else without_nan(data), finite=finite)


def without_nan(data: Any) -> Any:
    """`data`, float64, with null for NaN."""
    import pyarrow
    import pyarrow.compute as compute

    wrong = compute.is_nan(data)
    if not compute.any(wrong).as_py():
        return data
    return compute.if_else(wrong, pyarrow.scalar(None, pyarrow.float64()), data)


def _begin_with_zeros(text: Any) -> bool:
    """Whether some value is digits with a needless zero in front, such as ``007``."""
    import pyarrow.compute as compute

    first = compute.starts_with(text, "0")
    if not compute.any(first).as_py():
        return False
    return bool(compute.any(compute.match_substring_regex(text.filter(first), r"^0\d+$")).as_py())
