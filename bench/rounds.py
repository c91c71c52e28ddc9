"""Measuring sides in turn, so that a machine that is busy for a while is unkind to all of them alike."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping


def in_turn(sides: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, tuple[float, ...]]:
    """Call every side once a round, in alternating order, and return its numbers.

    Arguments:
        sides: name to a function that measures once.
        rounds: how often.
    """
    found: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(rounds):
        order = list(sides)
        for name in order if number % 2 == 0 else reversed(order):
            found[name].append(sides[name]())
        last = ", ".join(f"{name} {found[name][-1]:.4g}" for name in sides)
        progress(f"round {number + 1} of {rounds}: {last}")
    return {name: tuple(values) for name, values in found.items()}


def progress(text: str) -> None:
    """Say on stderr what is going on; results go to stdout."""
    print(f"  {text}", file=sys.stderr, flush=True)
