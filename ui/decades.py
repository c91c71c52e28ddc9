"""Axes of Plotly with ticks that can be read: powers of ten, and whole numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

_FEW = 6
"""Up to so many Plotly would put ticks between whole numbers."""


def decades(values: Iterable[float | None]) -> dict[str, Any]:
    """A logarithmic axis over whole decades, with a tick at every power of ten and no bare 2 and 5 between.

    Arguments:
        values: what is drawn; those that have no logarithm are not looked at.
    """
    logs = [math.log10(value) for value in values if value is not None and 0 < value < math.inf]
    axis: dict[str, Any] = {"type": "log", "exponentformat": "power", "dtick": 1}
    if logs:
        low, high = math.floor(min(logs)), math.ceil(max(logs))
        axis |= {"range": [low, max(high, low + 1)], "dtick": max(1, (high - low) // 8)}
    return axis


def whole(most: float) -> dict[str, Any]:
    """An axis of counts from 0 to `most`: no tick stands between whole numbers."""
    return {"dtick": 1} if most <= _FEW else {}
