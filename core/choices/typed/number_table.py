"""A small table of numbers, typed row by row."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from core.choices.fields import Field, Number, check_size, shown
from core.message import Invalid, Message

EXAMPLE = "1, 2; 3, 4"


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberTable(Field):
    """Rows of as many numbers each: ``((1.0, 2.0), (3.0, 4.0))``, typed ``1, 2; 3, 4`` or in lines.

    Arguments:
        default: where it starts.
        low, high: smallest and largest legal number, both included.
        rows, columns: fewest and most of them, both included.
    """

    default: tuple[tuple[float, ...], ...]
    low: float
    high: float
    rows: tuple[int, int]
    columns: tuple[int, int]

    def parse(self, value: Any) -> tuple[tuple[float, ...], ...]:
        check_size(value)
        rows = _typed(value) if isinstance(value, str) else _listed(value)
        if rows is None:
            raise Invalid(
                Message(
                    "Expected rows of numbers such as {example}, received {got}.",
                    example=EXAMPLE,
                    got=shown(value),
                )
            )
        low, high = self.rows
        if not low <= len(rows) <= high:
            raise Invalid(
                Message("Expected {low} to {high} rows, received {got}.", low=low, high=high, got=len(rows))
            )
        self._check_columns(rows)
        return tuple(tuple(float(self._number.parse(item)) for item in row) for row in rows)

    def write(self, value: Any) -> str:
        return ";".join(",".join(self._number.write(number) for number in row) for row in value)

    def as_json(self, value: Any) -> Any:
        return [list(row) for row in value]

    def _check_columns(self, rows: list[list[Any]]) -> None:
        low, high = self.columns
        for at, row in enumerate(rows, 1):
            if not low <= len(row) <= high or len(row) != len(rows[0]):
                raise Invalid(
                    Message(
                        "Expected {low} to {high} numbers in every row, as many in each; received {got} in "
                        "row {row}.",
                        low=low,
                        high=high,
                        got=len(row),
                        row=at,
                    )
                )

    @property
    def _number(self) -> Number:
        return Number(key=self.key, label="", help="", default=self.low, low=self.low, high=self.high)


def _typed(text: str) -> list[list[str]] | None:
    """Read ``1, 2; 3, 4`` or ``1 2`` in lines; what is no number is left for `Number` to refuse."""
    lines = [line.strip() for line in re.split(r"[;\n]", text) if line.strip()]
    return [[part for part in re.split(r"[\s,]+", line) if part] for line in lines] or None


def _listed(value: Any) -> list[list[Any]] | None:
    if not isinstance(value, list | tuple) or not value:
        return None
    rows = [list(row) if isinstance(row, list | tuple) else None for row in value]
    found = [row for row in rows if row is not None]
    return found if len(found) == len(rows) else None
