"""Where a slider can stop: round numbers, evenly spread on the scale that suits the choice."""

from __future__ import annotations

import math
from functools import lru_cache

from core.choices.fields import Number

PER_DECADE = 40
LINEAR_STEPS = 100
MAX_SPAN = 10_000
"""A linear range of more whole numbers than this (a seed) is typed, not dragged."""


def draggable(field: Number) -> bool:
    """Whether a slider makes sense for `field`."""
    return field.log or not field.integer or field.high - field.low <= MAX_SPAN


@lru_cache(maxsize=256)
def steps(field: Number) -> tuple[float, ...]:
    """The slider's stops, ascending: the ends, the marks, and about 40 a decade (100 in all if linear).

    Stops are rounded to two digits, so that they read well. A logarithmic range that begins at 0 has 0
    as its first stop ("off"), then begins a decade below the smallest mark.
    """
    between = _logarithmic(field) if field.log else _linear(field)
    wanted = {field.low, field.high, field.default, *field.marks, *between}
    legal = sorted(value for value in wanted if field.low <= value <= field.high)
    return tuple(dict.fromkeys(int(value) if field.integer else float(value) for value in legal))


def with_value(stops: tuple[float, ...], value: float) -> tuple[float, ...]:
    """`stops` with `value` among them, so that a slider shows it exactly and does not round it."""
    return stops if value in stops else tuple(sorted((*stops, value)))


def _logarithmic(field: Number) -> list[float]:
    low = field.low or min(mark for mark in field.marks if mark > 0) / 10
    first, last = math.log10(low), math.log10(field.high)
    count = max(1, round((last - first) * PER_DECADE))
    values = [10 ** (first + (last - first) * index / count) for index in range(count + 1)]
    return [round(value) if field.integer and value < 100 else float(f"{value:.1e}") for value in values]


def _linear(field: Number) -> list[float]:
    span = (field.high - field.low) / LINEAR_STEPS
    width = max(1.0, round(span)) if field.integer else 10.0 ** round(math.log10(span))
    first, last = math.ceil(field.low / width - 1e-9), math.floor(field.high / width + 1e-9)
    return [float(f"{index * width:.6g}") for index in range(first, last + 1)]
