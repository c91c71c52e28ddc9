"""Choosing a few of many, evenly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def evenly(items: Sequence[T], at_most: int) -> list[T]:
    """`at_most` of `items`, evenly spread; first and last are among them (`at_most` of 2 or more)."""
    if len(items) <= at_most:
        return list(items)
    last = len(items) - 1
    return [items[round(index * last / (at_most - 1))] for index in range(at_most)]
