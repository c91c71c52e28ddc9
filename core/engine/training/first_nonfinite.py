"""The step of a run that diverged at which a number first stopped being finite."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.engine.inspection.nonfinite import Spoiled, spoiled_in
from core.engine.program.program import Program
from core.engine.program.state import TrainState

Reach = Callable[[TrainState, int], TrainState]
"""From a state and a step to the state after so many steps of the same run."""

BACK = 64
"""Steps before the one that spoilt the state that are looked at: infinite numbers inside a step may leave
finite ones behind."""


def is_finite(state: TrainState) -> bool:
    """Whether all weights, moving averages and numbers of the optimizer are."""
    return bool(np.isfinite(state.values).all())


def first_nonfinite(
    program: Program,
    begin: TrainState,
    last: int,
    *,
    reach: Reach,
    look: Callable[[TrainState], Spoiled | None],
) -> tuple[int, Spoiled]:
    """The step, from 1, and the tensor that was the first to have a number that is not finite.

    The step that spoilt the state is found by halving, since what is not finite stays so; then the steps
    right before it are looked at, as long as there is something in them that is not finite.

    Arguments:
        program: of the run.
        begin: a finite state.
        last: the step, from 1, whose loss was not finite.
        reach: takes steps again.
        look: what is not finite in the step that follows a state.
    """
    good, spoilt = begin, last
    bad: TrainState | None = None
    while spoilt - good.step > 1:
        state = reach(good, (good.step + spoilt) // 2)
        if is_finite(state):
            good = state
        else:
            spoilt, bad = state.step, state
    found = look(good)
    if found is None:  # infinite in the compiled steps alone: there is no look inside those
        return spoilt, (bad and spoiled_in(program, bad)) or Spoiled("loss", None)
    while begin.step < good.step and good.step > spoilt - BACK:
        before = reach(begin, good.step - 1)
        earlier = look(before)
        if earlier is None:
            break
        good, found = before, earlier
    return good.step + 1, found
