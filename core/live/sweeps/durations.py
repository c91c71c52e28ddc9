"""How long the cells of a sweep take, and so how long the rest of it will."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

TELLING = 0.02
"""Share of its steps from which on a cell's own pace is relied on."""

ENOUGH = 3
"""Cells of a depth after which it is used for others, where all of them were held up by compiling."""


@dataclass(frozen=True, slots=True)
class UnderWay:
    """Cells that train, together or one by itself.

    Arguments:
        depth: of their networks.
        cells: how many there are.
        seconds: since they began.
        share: how much of their steps they have taken, as far as that was shown.
    """

    depth: int
    cells: int
    seconds: float
    share: float = 0.0


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

        Of cells that train together each took its part of the time.

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
        self, waiting: Sequence[tuple[int, int]], under_way: Sequence[UnderWay], at_a_time: float
    ) -> float | None:
        """Seconds until all cells are over; None while nothing is known but how long compiling took.

        Arguments:
            waiting: depth and number of the cells that have not begun, of those together that begin together.
            under_way: those that have.
            at_a_time: how many of these are trained at the same time (of several sweeps, on average).
        """
        paces = {
            each.depth: each.seconds / each.share / each.cells for each in under_way if each.share >= TELLING
        }
        if not self._known and not paces:
            return None

        def whole(depth: int, cells: int) -> float:
            if self._known:
                return cells * (self.expected(depth) or 0.0)
            return cells * paces[min(paces, key=lambda other: abs(other - depth))]

        left = [whole(depth, cells) for depth, cells in waiting]
        for each in under_way:
            if each.share >= TELLING:
                left.append(each.seconds * (1 / each.share - 1))
            else:
                left.append(max(0.0, whole(each.depth, each.cells) - each.seconds))
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
