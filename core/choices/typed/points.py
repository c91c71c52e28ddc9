"""Points of one's own in the plane, as a text short enough for an address, or as pasted lines.

The text has `DIGITS` characters for each point: two digits of base 64 (RFC 4648, the alphabet for URLs, high
digit first) for x1, two for x2, and the class as a digit. Two digits are 12 bits, 0 to 4095, for -6 to 6.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.choices.fields import Field, check_size, shown
from core.choices.typed.plain import plain
from core.message import Invalid, Message

EXTENT = 6.0
"""Both coordinates go from -6 to 6."""
MAX_POINTS = 1000
MAX_PASTED = 200_000
"""Characters of pasted lines: a thousand points with all digits and long names take half of it."""
CLASSES = 6
DIGITS = 5
STEPS = 4095
"""Steps of a coordinate from end to end."""
EXAMPLE = "1.5, -2, 0"

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_VALUE = np.zeros(128, np.int64)
_VALUE[[ord(digit) for digit in ALPHABET]] = np.arange(64)
_CODED = re.compile(rf"(?:[A-Za-z0-9_-]{{4}}[0-{CLASSES - 1}])*")

_QUOTES = "\"'`\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb\u2039\u203a"
_NAME = re.compile(r"[^\W\d][\w .()\[\]-]*")
"""Of a column, such as ``x1`` or ``Feature 1 (cm)``, and no number with something before it."""

Coordinates = npt.NDArray[np.float32]
Classes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Points(Field):
    """Labelled points in the plane. The value is their text (see this module); pasted lines become it."""

    default: str = ""

    def parse(self, value: Any) -> str:
        if not isinstance(value, str):
            raise Invalid(_not_points(value))
        check_size(value, MAX_PASTED)
        text = plain(value).strip()
        if re.search(r"[\s,;]", text):
            return write_points(*read_pasted(text))
        if _CODED.fullmatch(text) is None:
            raise Invalid(_not_points(text))
        _check_number(count(text))
        return text


def points_of(text: str) -> tuple[Coordinates, Classes]:
    """Coordinates, float32, shape ``(points, 2)``, and classes, int64, of a text that `Points` takes."""
    characters = np.frombuffer(text.encode("ascii"), np.uint8).reshape(-1, DIGITS)
    digits = _VALUE[characters[:, :4]]
    steps = digits[:, [0, 2]] * 64 + digits[:, [1, 3]]
    coordinates = (steps / STEPS * 2 * EXTENT - EXTENT).astype(np.float32)
    return coordinates, characters[:, 4].astype(np.int64) - ord("0")


def write_points(points: npt.ArrayLike, labels: npt.ArrayLike) -> str:
    """The text of points, shape ``(points, 2)``, within -6 to 6, with classes 0 to 5; rounded to 1/341."""
    places = np.asarray(points, np.float64).reshape(-1, 2)
    steps = np.rint((places + EXTENT) / (2 * EXTENT) * STEPS).astype(int).clip(0, STEPS)
    return "".join(
        ALPHABET[x1 >> 6] + ALPHABET[x1 & 63] + ALPHABET[x2 >> 6] + ALPHABET[x2 & 63] + str(label)
        for (x1, x2), label in zip(steps.tolist(), np.asarray(labels, np.int64).tolist(), strict=True)
    )


def count(text: str) -> int:
    """How many points a text that `Points` takes has."""
    return len(text) // DIGITS


def as_lines(text: str) -> str:
    """A text that `Points` takes, as lines to read and edit; `read_pasted` gives the same points back."""
    points, labels = points_of(text)
    rows = zip(points.tolist(), labels.tolist(), strict=True)
    return "\n".join(f"{x1:.3f}, {x2:.3f}, {label}" for (x1, x2), label in rows)


def classes_in(text: str) -> int:
    """How many classes the points of a text have: the largest class + 1, and 2 at least."""
    return max([2, *(int(digit) + 1 for digit in text[DIGITS - 1 :: DIGITS])])


def read_pasted(text: str) -> tuple[Coordinates, Classes]:
    """Points from lines ``x1, x2, class``, as a spreadsheet or a person writes them.

    Values are parted by tabs, semicolons, commas or spaces, and may stand in quotes. Typographic minus signs
    and full-width characters are read as what they mean. A first line is a heading if its first two values
    are names, and not all three have digits: what may be a point is read, or is an error. A class is a whole
    number from 0 to 5, or -1 and 1 for two classes, or a name: at most 6 names, numbered in order of
    appearance.

    Returns:
        Coordinates, float32, shape ``(points, 2)``, and classes, int64.

    Raises:
        Invalid: what is wrong, with the number of the line.
    """
    check_size(text, MAX_PASTED)
    lines = [(at, line) for at, line in enumerate(text.splitlines(), 1) if line.strip()]
    _check_lines(len(lines), MAX_POINTS + 1)  # one may be a heading; nothing is read of too many
    rows = [(at, _parts(line)) for at, found in lines if (line := plain(found).strip())]
    if len(rows) > 1 and _heading(rows[0][1]):
        del rows[0]
    _check_lines(len(rows), MAX_POINTS)
    points = np.array([_coordinates(at, parts) for at, parts in rows], np.float32).reshape(-1, 2)
    return points, np.array(_classes([(at, parts[2]) for at, parts in rows]), np.int64)


def _heading(parts: list[str]) -> bool:
    return len(parts) == 3 and all(map(_is_name, parts[:2])) and not all(map(_has_digit, parts))


def _is_name(part: str) -> bool:
    return _number(part) is None and (not _has_digit(part) or _NAME.fullmatch(part) is not None)


def _has_digit(part: str) -> bool:
    """Fractions, raised digits and those of other scripts count, too."""
    return any(unicodedata.category(character).startswith("N") for character in part)


def _parts(line: str) -> list[str]:
    """The values of a line. A comma is a decimal point where something else parts the values."""
    between = next((mark for mark in "\t;" if mark in line), None)
    if between is not None:
        x1, *rest = (_unquoted(part) for part in line.split(between))
        return [x1.replace(",", "."), *(part.replace(",", ".") for part in rest[:1]), *rest[1:]]
    if "," in line:
        return [_unquoted(part) for part in line.split(",")]
    return [_unquoted(part) for part in line.split(None, 2)]


def _unquoted(part: str) -> str:
    return part.strip().strip(_QUOTES).strip()


def _coordinates(at: int, parts: list[str]) -> tuple[float, float]:
    values = [_number(part) for part in parts[:2]]
    if len(parts) != 3 or not parts[2] or None in values:
        raise Invalid(
            Message(
                "Expected x1, x2 and a class in line {line}, such as {example}; received {got}.",
                line=at,
                example=EXAMPLE,
                got=shown(", ".join(parts)),
            )
        )
    x1, x2 = (math.nan if value is None else value for value in values)
    if not (abs(x1) <= EXTENT and abs(x2) <= EXTENT):
        raise Invalid(
            Message(
                "Expected x1 and x2 from -6 to 6, received {got} in line {line}. Scale the values first.",
                got=shown(", ".join(parts[:2])),
                line=at,
            )
        )
    return x1, x2


def _classes(given: list[tuple[int, str]]) -> list[int]:
    numbers = [_number(text) for _, text in given]
    if None in numbers:
        return _named(given)
    signs = {-1.0, 1.0}
    if -1.0 in numbers and set(numbers) <= signs:
        return [int(number == 1) for number in numbers]
    for (at, text), number in zip(given, numbers, strict=True):
        if number not in range(CLASSES):
            raise Invalid(
                Message(
                    "Expected classes from 0 to {last}, -1 and 1, or names; received {got} in line {line}.",
                    last=CLASSES - 1,
                    got=shown(text),
                    line=at,
                )
            )
    return [int(number) for number in numbers if number is not None]


def _named(given: list[tuple[int, str]]) -> list[int]:
    found: dict[str, int] = {}
    for at, name in given:
        if found.setdefault(name, len(found)) >= CLASSES:
            raise Invalid(
                Message(
                    "Expected at most {limit} classes; {got} in line {line} is one more. Remove a class.",
                    limit=CLASSES,
                    got=shown(name),
                    line=at,
                )
            )
    return [found[name] for _, name in given]


def _number(text: str) -> float | None:
    try:
        return None if "_" in text else float(text)  # Python takes 1_0 for 10
    except ValueError:
        return None


def _check_number(points: int) -> None:
    if points > MAX_POINTS:
        raise Invalid(
            Message(
                "Expected at most {limit} points, received {got}. Remove some.", limit=MAX_POINTS, got=points
            )
        )


def _check_lines(lines: int, most: int) -> None:
    if lines > most:
        raise Invalid(
            Message(
                "Expected at most {limit} points, received {got} lines. Remove some.",
                limit=MAX_POINTS,
                got=lines,
            )
        )


def _not_points(value: Any) -> Message:
    return Message(
        "Expected lines such as {example}, or {digits} characters for each point; received {got}.",
        example=EXAMPLE,
        digits=DIGITS,
        got=shown(value),
    )
