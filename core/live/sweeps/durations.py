"""How long the cells of a sweep take, and so how long the rest of it will."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

ENOUGH = 3
"""Cells of a depth after which it is used for others, where all of them were held up by compiling."""


@dataclass(slots=True)
class Durations:
    """How long cells took, by depth: what the time that remains is reckoned from.

    Arguments:
        cells: of each depth.
    """

    cells: int = 0
    _took: dict[int, list[float]] = field(default_factory=dict)
    _free: dict[int, list[float]] = field(default_factory=dict)

    def add(self, depth: int, seconds: float, *, held_up: bool = False) -> None:
        """Take note of a cell of `depth` that took `seconds` from its preparation to its end.

        Arguments:
            held_up: by compiling, since it began before any of its depth was over.
        """
        self._took.setdefault(depth, []).append(seconds)
        if not held_up:
            self._free.setdefault(depth, []).append(seconds)

    def expected(self, depth: int) -> float | None:
        """Seconds for another cell of `depth`; None while nothing is known.

        The median of its like that were not held up by compiling, as only the first of a depth are. For a
        depth of which none is known, what a cell of the nearest one takes on average, and what each layer
        more has added so far: between nothing, where all time goes into what every cell needs, and its share,
        where all goes into layers.
        """
        known = self._known or set(self._took)
        if not known:
            return None
        if depth in known:
            return statistics.median(self._free.get(depth) or self._took[depth])
        nearest = min(known, key=lambda other: abs(other - depth))
        farthest = max(known, key=lambda other: abs(other - depth))
        mean = self._mean(nearest)
        share = mean / (nearest + 1)
        added = share / 4  # small networks: most of it is what every cell needs
        if farthest != nearest:
            added = (mean - self._mean(farthest)) / (nearest - farthest)
        return max(0.0, mean + min(max(added, 0.0), share) * (depth - nearest))

    def remaining(
        self, waiting: Sequence[int], under_way: Sequence[tuple[int, float]], at_a_time: float
    ) -> float | None:
        """Seconds until all cells are over; None while nothing is known but how long compiling took.

        Arguments:
            waiting: depths of the cells that have not begun.
            under_way: depths of those that have, and the seconds that they took so far.
            at_a_time: cells that are trained at the same time (of several sweeps, on average).
        """
        if not self._known:
            return None
        left = [self.expected(depth) or 0.0 for depth in waiting]
        left += [max(0.0, (self.expected(depth) or 0.0) - seconds) for depth, seconds in under_way]
        return max(sum(left) / at_a_time, max(left, default=0.0))

    @property
    def _known(self) -> set[int]:
        """Depths of which enough is known."""
        return set(self._free) | {depth for depth, took in self._took.items() if len(took) >= ENOUGH}

    def _mean(self, depth: int) -> float:
        """Seconds of a cell of `depth`, on average over all of them: also those that are not over."""
        took, free = self._took[depth], self._free.get(depth, [])
        if not free:
            return statistics.fmean(took)
        coming = max(0, self.cells - len(took))
        return (sum(took) + coming * statistics.median(free)) / (len(took) + coming)
