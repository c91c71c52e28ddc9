"""How long the cells of a sweep take, and so how long the rest of it will."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

ENOUGH = 3
"""Cells of a depth of which the first say little, since they were held up by compiling."""


@dataclass(slots=True)
class Durations:
    """How long cells took, by depth: what the time that remains is reckoned from."""

    _took: dict[int, list[float]] = field(default_factory=dict)

    def add(self, depth: int, seconds: float) -> None:
        """Take note of a cell of `depth` that took `seconds` from its preparation to its end."""
        self._took.setdefault(depth, []).append(seconds)

    def expected(self, depth: int) -> float | None:
        """Seconds for another cell of `depth`; None while nothing is known.

        The median of its like: only the first of a depth are held up by compiling. For a depth of which
        not `ENOUGH` are over, the mean of the nearest one, and what each layer more has added so far: between
        nothing, where all time goes into what every cell needs, and its share, where all goes into layers.
        """
        known = {key: took for key, took in self._took.items() if len(took) >= ENOUGH} or self._took
        if not known:
            return None
        if depth in known:
            return statistics.median(known[depth])
        nearest = min(known, key=lambda other: abs(other - depth))
        farthest = max(known, key=lambda other: abs(other - depth))
        mean = statistics.fmean(known[nearest])
        share = mean / (nearest + 1)
        added = share / 4  # small networks: most of it is what every cell needs
        if farthest != nearest:
            added = (mean - statistics.fmean(known[farthest])) / (nearest - farthest)
        return max(0.0, mean + min(max(added, 0.0), share) * (depth - nearest))

    def remaining(
        self, waiting: Sequence[int], under_way: Sequence[tuple[int, float]], at_a_time: float
    ) -> float | None:
        """Seconds until all cells are over; None while nothing is known.

        Arguments:
            waiting: depths of the cells that have not begun.
            under_way: depths of those that have, and the seconds that they took so far.
            at_a_time: cells that are trained at the same time (of several sweeps, on average).
        """
        if not self._took:
            return None
        left = [self.expected(depth) or 0.0 for depth in waiting]
        left += [max(0.0, (self.expected(depth) or 0.0) - seconds) for depth, seconds in under_way]
        return max(sum(left) / at_a_time, max(left, default=0.0))
