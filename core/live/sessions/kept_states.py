"""Which states of a run are kept, so that any of its steps can be reached again soon."""

from __future__ import annotations

from collections.abc import Sequence

MOST = 64
"""States that are kept of a run at most: a step then is a small part of the run away from one of them."""


class KeptSteps:
    """The steps of the states that are kept: evenly spread over a run, however long it becomes.

    A state is kept when it is `every` steps behind the last one; whenever there are too many, `every` doubles
    and those between go. The first one stays.

    Arguments:
        most: how many are kept; below 2 the first alone, where there is one.
        steps: those that are kept already, rising.
    """

    def __init__(self, most: int, steps: Sequence[int] = ()) -> None:
        self._most = min(most, MOST)
        self._steps = list(steps)
        gaps = [after - before for before, after in zip(self._steps, self._steps[1:], strict=False)]
        self._every = min(gaps, default=1)

    @property
    def steps(self) -> tuple[int, ...]:
        """The steps, rising."""
        return tuple(self._steps)

    def add(self, step: int) -> tuple[bool, tuple[int, ...]]:
        """Whether the state at `step` is to be kept, and the steps of those that go for it."""
        gone = [kept for kept in self._steps if kept > step]  # the run went back
        self._steps = [kept for kept in self._steps if kept <= step]
        if self._most < 1 or (self._steps and step - self._steps[-1] < self._every):
            return False, tuple(gone)
        self._steps.append(step)
        while len(self._steps) > max(1, self._most):
            gone += self._thin()
        return self._steps[-1] == step, tuple(each for each in gone if each != step)

    def _thin(self) -> list[int]:
        self._every *= 2
        kept = self._steps[:1]
        for step in self._steps[1:]:
            if step - kept[-1] >= self._every:
                kept.append(step)
        gone = [step for step in self._steps if step not in kept]
        self._steps = kept
        return gone


def states_kept(room: int, state: int) -> int:
    """How many states of `state` bytes are kept of a run that may take `room` bytes for them."""
    return min(MOST, room // max(state, 1))
