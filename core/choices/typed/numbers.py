"""Several numbers in a row, typed as short as the widths of layers are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from core.choices.fields import MAX_LAYERS, Field, Number, check_size, shown, times_sign
from core.message import Invalid, Message

MOST = MAX_LAYERS + 1
"""Numbers at most: one for each Dense layer of the deepest network."""

_TIMES = re.compile(r"(?P<number>[^x]+)(?:x(?P<times>[0-9]{1,6}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers(Field):
    """Numbers in order: ``(1.0, 1.0, 0.5)``, typed ``1, 1, 0.5`` or ``1x2, 0.5``; one at least.

    Arguments:
        default: where it starts.
        low, high: smallest and largest legal number, both included.
        integer: whole numbers only.
        most: how many there may be.
    """

    default: tuple[float, ...]
    low: float
    high: float
    integer: bool = False
    most: int = MOST

    def parse(self, value: Any) -> tuple[float, ...]:
        check_size(value)
        items = _typed(value) if isinstance(value, str) else _listed(value)
        if not items:
            raise Invalid(self._none(value))
        if len(items) > self.most:
            raise Invalid(self._too_many(len(items)))
        return tuple(float(self._number.parse(item)) for item in items)

    def write(self, value: Any) -> str:
        """Shortest form: equal neighbours are folded, ``(1.0, 1.0, 0.5)`` gives ``1x2, 0.5``."""
        parts = [(self._written(number), len(list(equal))) for number, equal in groupby(value)]
        return ", ".join(f"{number}x{times}" if times > 1 else number for number, times in parts)

    def _written(self, number: float) -> str:
        return self._number.write(int(number) if self.integer else number)

    def _none(self, value: Any) -> Message:
        return Message("Expected numbers such as 1, 1, 0.5 or 1x5, received {got}.", got=shown(value))

    def _too_many(self, got: int) -> Message:
        return Message(
            "Expected at most {limit} numbers, received {got}. Remove some.", limit=self.most, got=got
        )

    @property
    def _number(self) -> Number:
        return Number(
            key=self.key,
            label="",
            help="",
            default=self.low,
            low=self.low,
            high=self.high,
            integer=self.integer,
        )


def _typed(text: str) -> list[str]:
    """Read ``1x2, 0.5`` or ``1 1 0.5``; what is no number is left for `Number` to refuse."""
    folded = times_sign(text.strip().lower())
    items: list[str] = []
    for part in re.split(r"[\s,;]+", folded):
        match = _TIMES.fullmatch(part)
        if match is None:
            return []
        # One more than allowed is enough for the caller to see that there are too many.
        items += [match["number"]] * min(int(match["times"] or 1), MOST + 1)
        if len(items) > MOST:
            break
    return items


def _listed(value: Any) -> list[Any]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return [value]
    return list(value) if isinstance(value, list | tuple) else []
