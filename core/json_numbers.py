"""Numbers as JSON has them: short, and none where there is no number."""

from __future__ import annotations

import math
from collections.abc import Iterable


def number(value: float | None) -> float | None:
    """`value` with five significant digits; None for what JSON has no number for."""
    if value is None or not math.isfinite(value):
        return None
    return float(f"{value:.5g}")


def numbers(values: Iterable[float]) -> list[float | None]:
    """`number` of each."""
    return [number(value) for value in values]
