"""Numbers as people write them, and which marks a file uses for decimals and thousands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from core.choices.typed.plain import plain

SPACES = " \u00a0\u2009\u202f"
"""Between thousands; the others than the first are `NFKC`'s plain space, too."""

_SHAPE = re.compile(r"[-+]?[\d.,'](?:[\d.,' ]|[eE][-+]?\d)*%?")
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:[T ][\d:.]{0,16}Z?)?")
_PLAIN = re.compile(r"-?\d+(?:\.\d*)?(?:[eE][-+]?\d{1,3})?")
_MOST_CELLS = 20_000
_INFINITE = frozenset({"inf", "-inf", "+inf", "infinity", "-infinity", "nan"})


def number_like(cell: str) -> bool:
    """Whether a cell is written as a number, whatever its marks, or is a percentage."""
    if len(cell) > 60:
        return False
    text = plain(cell).strip()
    return bool(_SHAPE.fullmatch(text)) and any(map(str.isdigit, text))


def value_like(cell: str) -> bool:
    """Whether a cell is a number, infinite or not, or a date: no name of a column."""
    text = cell.strip()
    return number_like(text) or bool(_DATE.fullmatch(text)) or text.lower() in _INFINITE


@dataclass(frozen=True, slots=True)
class Marks:
    """What parts the digits of numbers: see `core.tables.assumptions.Assumptions`."""

    decimal: str = "."
    thousands: str = ""

    @property
    def pattern(self) -> str:
        """What a number with these marks looks like, as a pattern for RE2."""
        return _pattern(self.decimal, self.thousands)


@cache
def _pattern(decimal: str, thousands: str) -> str:
    point = re.escape(decimal)
    whole = r"\d+"
    if thousands:
        between = f"[{SPACES}]" if thousands == " " else re.escape(thousands)
        whole = rf"(?:\d+|\d{{1,3}}(?:{between}\d{{3}})+)"
    return rf"^[-+]?(?:{whole}(?:{point}\d*)?|{point}\d+)(?:[eE][-+]?\d+)?$"


_GROUPED = re.compile(r"[1-9]\d{0,2}(?P<mark>[,. '])\d{3}(?:(?P=mark)\d{3})*")


def marks_of(
    rows: Sequence[Sequence[str]], separator: str, decimal: str | None, thousands: str | None
) -> Marks:
    """Marks as given; else those that the cells of `rows` agree with best."""
    if decimal is not None and thousands is not None:
        return Marks(decimal, thousands)
    few = rows[: max(20, _MOST_CELLS // max(len(rows[0]), 1))] if rows else ()
    found = found_marks((cell for row in few for cell in row), separator)
    decimal = decimal or found.decimal
    thousands = found.thousands if thousands is None else thousands
    return Marks(decimal, "" if thousands == decimal else thousands)


def plain_columns(rows: Sequence[Sequence[str]], missing: Sequence[str], marks: Marks) -> frozenset[int]:
    """Which columns of `rows` are numbers with decimal points, and nothing else."""
    if not rows or marks != Marks():
        return frozenset()
    nothing = frozenset(missing)
    found = []
    for at in range(len(rows[0])):
        cells = [row[at] for row in rows if row[at] not in nothing]
        if any("." in cell for cell in cells) and all(map(_PLAIN.fullmatch, cells)):
            found.append(at)
    return frozenset(found)


def found_marks(cells: Iterable[str], separator: str) -> Marks:
    """The marks that the numbers among `cells` agree with best.

    ``1,234`` says nothing by itself: it is 1234 where commas also part the values of a line (it stood in
    quotes), and 1.234 where semicolons do, as programs write that have decimal commas.
    """
    decimals = {".": 0, ",": 0}
    grouped = dict.fromkeys(",. '", 0)
    unclear = {",": 0, ".": 0}
    for cell in cells:
        if cell.isdigit():
            continue
        text = plain(cell).strip().lstrip("+-").rstrip("%")
        if not number_like(text):
            continue
        commas, points = text.count(","), text.count(".")
        if commas and points:
            last = max(",.", key=text.rfind)
            decimals[last] += 1
            grouped[",."[last == ","]] += 1
        elif commas + points > 1:
            grouped["," if commas else "."] += 1
        elif match := _GROUPED.fullmatch(text):
            mark = match["mark"]
            (unclear if mark in unclear else grouped)[mark] += 1
        elif commas + points:
            decimals["," if commas else "."] += 1
        if " " in text or "'" in text:
            grouped[" " if " " in text else "'"] += 1
    return _settled(decimals, grouped, unclear, separator)


def _settled(
    decimals: dict[str, int], grouped: dict[str, int], unclear: dict[str, int], separator: str
) -> Marks:
    comma = decimals[","] > decimals["."] or (
        decimals["."] == 0 and not grouped[","] and bool(unclear[","]) and separator == ";"
    )
    comma = comma or (not any(decimals.values()) and grouped["."] > grouped[","])
    decimal = "," if comma else "."
    other = "." if comma else ","
    grouped = {mark: count for mark, count in grouped.items() if mark != decimal}
    # A group of three behind the other mark: nothing else in the file says that it were a decimal point.
    grouped[other] += unclear[other]
    best = max(grouped, key=lambda mark: grouped[mark])
    return Marks(decimal, best if grouped[best] else "")
