"""A number that may be left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.choices.fields import Field, Number


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionalNumber(Field):
    """A number in a closed range, or none: what is typed is then nothing at all.

    Arguments:
        low, high: smallest and largest legal number, both included.
        default: where it starts.
    """

    low: float
    high: float
    default: float | None = None

    def parse(self, value: Any) -> float | None:
        if value is None or (isinstance(value, str) and value.strip().lower() in {"", "none"}):
            return None
        return float(self._number.parse(value))

    def write(self, value: Any) -> str:
        return "" if value is None else self._number.write(value)

    @property
    def _number(self) -> Number:
        return Number(key=self.key, label="", help="", default=self.low, low=self.low, high=self.high)
