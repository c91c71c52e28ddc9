"""The kinds of thing a person can choose: a number, a switch, one of a few words, the widths of layers.

Each kind says once how a value looks, which values are legal and how it is written in a URL. Forms,
validation, JSON, URLs and the documentation all read these objects; nothing else repeats a range.
"""

from __future__ import annotations

import math
import re
import reprlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from pydantic_core import core_schema

from core.message import Invalid, Message

MAX_LAYERS = 100
MAX_UNITS = 1024
MAX_TEXT = 5000
"""Characters of a choice that is typed: numbers for a hundred layers take about half of it."""
MAX_LISTED = 1000
"""Values of a choice that is given as a list, before any of them is looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What every choice has: a language-neutral key, words for people, a group to stand in.

    Arguments:
        key: name in Python, JSON and URLs; never shown as a label.
        label: short name (source text of the catalogue).
        help: one sentence on what it does and why one would change it.
        group: which part of the form shows it (see `core.hyperparameters.GROUPS`); empty means the group
            of the menu that it belongs to.
        tasks: the tasks for which it means something; None for all. Elsewhere it is ignored and hidden.
        plane: whether it means something for data in the plane only. Elsewhere it is ignored and hidden.
        elsewhere: whether another page sets it, so that the form has no control for it while it is right.
        pictures: whether it means something for pictures only. Elsewhere it is hidden while it is at its
            default, and any other value is refused.
    """

    key: str
    label: str
    help: str
    group: str = ""
    tasks: frozenset[str] | None = None
    plane: bool = False
    elsewhere: bool = False
    pictures: bool = False

    def parse(self, value: Any) -> Any:
        """Return `value` as the type that the engine uses, or raise `Invalid`."""
        raise NotImplementedError

    def write(self, value: Any) -> str:
        """`value` as it stands in a URL; `parse` reads it back."""
        return str(value)

    def as_json(self, value: Any) -> Any:
        """`value` as it stands in JSON; `parse` reads it back."""
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.parse, serialization=core_schema.plain_serializer_function_ser_schema(self.as_json)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Field):
    """A number in a closed range.

    Arguments:
        default: where it starts.
        low, high: smallest and largest legal value, both included.
        integer: whole numbers only.
        log: shown on a logarithmic scale (`low` may be 0: then 0 is the first mark, "off").
        marks: values that people look for; a control makes them easy to hit.
    """

    default: float
    low: float
    high: float
    integer: bool = False
    log: bool = False
    marks: tuple[float, ...] = ()

    def parse(self, value: Any) -> int | float:
        number = _as_number(value)
        if (
            number is None
            or not self.low <= number <= self.high
            or (self.integer and number != round(number))
        ):
            template = (
                Message(
                    "Expected a whole number from {low} to {high}, received {got}.", **self._bounds(value)
                )
                if self.integer
                else Message("Expected a number from {low} to {high}, received {got}.", **self._bounds(value))
            )
            raise Invalid(template)
        return int(number) if self.integer else float(number)

    def write(self, value: Any) -> str:
        """Shortest text that reads back as the very same number."""
        if self.integer:
            return f"{value:d}"
        short = f"{value:g}"
        return short if float(short) == value else repr(float(value))

    def _bounds(self, value: Any) -> dict[str, object]:
        return {"low": float(self.low), "high": float(self.high), "got": shown(value)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch(Field):
    """On or off."""

    default: bool

    def parse(self, value: Any) -> bool:
        if isinstance(value, bool):
            return value
        word = written(value)[:MAX_TEXT].strip().lower()
        if word in {"1", "true", "on", "yes"}:
            return True
        if word in {"0", "false", "off", "no"}:
            return False
        raise Invalid(Message("Expected on or off (1 or 0), received {got}.", got=shown(value)))

    def write(self, value: Any) -> str:
        return "1" if value else "0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words(Field):
    """One of a few named values that need no parameters of their own.

    Arguments:
        options: key to label (source text), in the order shown.
        default: a key of `options`.
    """

    options: Mapping[str, str]
    default: str

    def parse(self, value: Any) -> str:
        if isinstance(value, str) and value in self.options:
            return value
        raise Invalid(unknown(value, self.options))

    def __hash__(self) -> int:
        return hash(self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Widths(Field):
    """Units of each hidden layer, first to last: ``(8, 8, 8)``, typed as ``8-8-8`` or ``8x3``."""

    default: tuple[int, ...]

    def parse(self, value: Any) -> tuple[int, ...]:
        check_size(value)
        widths = _typed_widths(value) if isinstance(value, str) else _listed_widths(value)
        if widths is None:
            raise Invalid(
                Message(
                    "Expected units per layer such as 8-8-8 or 64x5, received {got}.",
                    got=shown(value),
                )
            )
        if len(widths) > MAX_LAYERS:
            raise Invalid(
                Message(
                    "Expected at most {limit} hidden layers, received {got}. Remove some layers.",
                    limit=MAX_LAYERS,
                    got=len(widths),
                )
            )
        wrong = next((units for units in widths if not 1 <= units <= MAX_UNITS), None)
        if wrong is not None:
            raise Invalid(
                Message(
                    "Expected 1 to {limit} units in each layer, received {got}.",
                    limit=MAX_UNITS,
                    got=shown(wrong),
                )
            )
        return widths

    def write(self, value: Any) -> str:
        """Shortest form: equal neighbours are folded, ``(64, 64, 64, 8)`` gives ``64x3-8``."""
        parts: list[list[int]] = []
        for units in value:
            if parts and parts[-1][0] == units:
                parts[-1][1] += 1
            else:
                parts.append([units, 1])
        return "-".join(f"{units}x{times}" if times > 1 else str(units) for units, times in parts) or "0"


def unknown(value: Any, known: Mapping[str, Any]) -> Message:
    """The error for a name that is not in a menu; it lists every legal name."""
    return Message("Expected one of: {names}. Received {got}.", names=", ".join(known), got=shown(value))


def shown(value: Any) -> str:
    """`value` as an error message quotes it: short, and on one line."""
    text = " ".join(written(value)[:_LOOKED_AT].split())
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"


def check_size(value: Any, limit: int = MAX_TEXT) -> None:
    """Refuse a text or a list that is longer than any that makes sense, before anything looks into it.

    Arguments:
        limit: characters of a text; lists have `MAX_LISTED` values at most.

    Raises:
        Invalid: it is too long.
    """
    if isinstance(value, str) and len(value) > limit:
        raise Invalid(
            Message(
                "Expected at most {limit} characters, received {got}. Make it shorter.",
                limit=limit,
                got=len(value),
            )
        )
    if isinstance(value, list | tuple) and len(value) > MAX_LISTED:
        raise Invalid(
            Message(
                "Expected at most {limit} values, received {got}. Remove some.",
                limit=MAX_LISTED,
                got=len(value),
            )
        )


def times_sign(text: str) -> str:
    """`text` with each of ``x × *`` as a plain ``x``, without the spaces around it."""
    return "x".join(part.strip() for part in re.split("[x×*]", text))


def written(value: Any) -> str:
    """`value` as text, of which a large or deep one gives its beginning."""
    try:
        return _SHORT.repr(value) if isinstance(value, list | tuple | dict) else str(value)
    except ValueError:  # Python writes no whole number of more than 4300 digits
        return "…"


_LOOKED_AT = 1000
_SHORT = reprlib.Repr()
_SHORT.maxlist = _SHORT.maxtuple = _SHORT.maxdict = 30
_SHORT.maxstring = _SHORT.maxlong = _SHORT.maxother = 100


def _as_number(value: Any) -> float | None:
    if isinstance(value, bool) or value is None or (isinstance(value, str) and "_" in value):
        return None  # Python takes 1_0 for 10
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _typed_widths(text: str) -> tuple[int, ...] | None:
    """Read ``64x3-8``, ``64 64 64 8`` or ``64,64,64,8``; ``0``, ``none`` or nothing is no hidden layer."""
    folded = times_sign(text.strip().lower())
    if folded in {"", "0", "none"}:
        return ()
    widths: list[int] = []
    for part in re.split(r"[\s,\-]+", folded):
        match = re.fullmatch(r"(\d{1,6})(?:x(\d{1,6}))?", part)
        if match is None:
            return None
        # One more than allowed is enough for the caller to see that there are too many.
        widths += [int(match[1])] * min(int(match[2] or 1), MAX_LAYERS + 1)
        if len(widths) > MAX_LAYERS:
            break
    return tuple(widths)


def _listed_widths(value: Any) -> tuple[int, ...] | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return (value,)
    if not isinstance(value, list | tuple):
        return None
    numbers = [_as_number(item) for item in value]
    if any(number is None or number != round(number) for number in numbers):
        return None
    return tuple(int(number) for number in cast(list[float], numbers))
