"""Text that crosses layers before its language is known.

`core` never knows who reads a sentence, so it hands out the English source text and the values to put
into it; whoever shows it translates first and fills in afterwards.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Translate = Callable[[str], str]
"""English source text in, text in somebody's language out."""


def N_(text: str) -> str:  # noqa: N802 (gettext's own name for "mark, translate later")
    """Mark `text` for the catalogues and return it unchanged."""
    return text


@dataclass(frozen=True, slots=True, init=False)
class Message:
    """A sentence with named gaps, in English until someone translates it.

    Arguments:
        text: source text with `str.format` gaps, for example ``"expected {low} to {high}"``.
        **values: what fills the gaps: numbers, strings, or messages, which are translated too.

    Example:
        >>> str(Message("expected {what}, received {got}", what="a number", got="abc"))
        'expected a number, received abc'
    """

    text: str
    values: tuple[tuple[str, object], ...]

    def __init__(self, text: str, /, **values: object) -> None:
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "values", tuple(sorted(values.items())))

    def render(self, translate: Translate = str) -> str:
        """The sentence in the language of `translate` (English when left out)."""
        filled = {
            key: value.render(translate) if isinstance(value, Message) else _plain(value)
            for key, value in self.values
        }
        return translate(self.text).format(**filled)

    def __str__(self) -> str:
        return self.render()

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values, still in its source language: ``{"text", "values"}``."""
        return {"text": self.text, "values": {key: _value_to_json(value) for key, value in self.values}}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Message:
        """Read what `to_json` wrote."""
        values = {
            key: cls.from_json(value) if isinstance(value, dict) else value
            for key, value in body["values"].items()
        }
        return cls(body["text"], **values)


_FEWEST, _MOST = -6, 15
"""Powers of ten between which people count the zeros."""
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def plain_number(value: float, digits: int = 6) -> str:
    """A number on screen: 0.000001, 1,000,000 and 2.5·10⁻⁹ rather than 1e-06, 1e+06 and 2.5e-09.

    Arguments:
        digits: significant ones, zeros at the end left out.
    """
    return written_out(f"{value:.{digits}g}")


def written_out(short: str) -> str:
    """What programs write of a number (``2.5e-09``) as people write it; any other text as it is."""
    digits, exponent = short, ""
    if re.fullmatch(r"-?[0-9.]+e[+-][0-9]+", short, re.ASCII):
        digits, _e, exponent = short.partition("e")
    if not exponent:
        return short
    power = int(exponent)
    if _FEWEST <= power <= _MOST:
        return f"{Decimal(short):,f}"
    factor = {"1": "", "-1": "-"}.get(digits, f"{digits}·")
    return f"{factor}10{str(power).translate(_RAISED)}"


def percentage_points(difference: float, digits: int = 2, *, sign: str = "+") -> Message:
    """What two shares differ by: 0.012 is +1.20 percentage points, and not 1.2 %.

    Arguments:
        sign: "" for a size, which has none.
    """
    return Message("{number} percentage points", number=f"{100 * difference:{sign}.{digits}f}")


def _plain(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    if value.is_integer() and 1e6 <= abs(value) < 2**53:
        return f"{value:,.0f}"
    return plain_number(value)


class Invalid(ValueError):
    """A value that a person gave and that cannot be used; `message` says why and what to do."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def message_to_json(message: Message | None) -> dict[str, Any] | None:
    """`Message.to_json`, where there may be none."""
    return None if message is None else message.to_json()


def message_from_json(body: dict[str, Any] | None) -> Message | None:
    """`Message.from_json`, where there may be none."""
    return None if body is None else Message.from_json(body)


def rendered(answer: Any, translate: Translate) -> Any:
    """A JSON value in the language of `translate`: messages in it (`Message.to_json`) become sentences."""
    if isinstance(answer, dict):
        if answer.keys() == _OF_A_MESSAGE:
            return Message.from_json(answer).render(translate)
        return {key: rendered(value, translate) for key, value in answer.items()}
    # Lists of thousands of numbers are left alone.
    if isinstance(answer, list) and answer and isinstance(answer[0], dict):
        return [rendered(value, translate) for value in answer]
    return answer


_OF_A_MESSAGE = {"text", "values"}


def _value_to_json(value: object) -> object:
    if isinstance(value, Message):
        return value.to_json()
    # Databases refuse NaN in JSON; a message shows the same three letters either way.
    if isinstance(value, float) and not math.isfinite(value):
        return f"{value:g}"
    return value if isinstance(value, bool | int | float) else str(value)
