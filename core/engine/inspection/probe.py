"""The fixed rows of a run that every look is at, and who looks at them."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from core.engine.program.device_data import DeviceData
from core.engine.program.program import Program
from core.engine.program.state import TrainState
from core.engine.program.step_functions import ProbeResult

ASIDE_WEIGHTS = 100_000
"""From so many weights on, the probe runs in another thread while the look's own takes the step that shows
where the weights go: both copy the weights, which takes one core. Not before compilation is done: uncompiled
operations are short, and two threads of them mostly wait for Python's lock."""

_ASIDE = ThreadPoolExecutor(4, thread_name_prefix="probe")


class Probe:
    """Looks inside the states of one run, at the first rows of its training part.

    Arguments:
        program, data: of the run.
        initial: the state that it begins with; probed at once, since a run's layout rests on it.
    """

    def __init__(self, program: Program, data: DeviceData, initial: TrainState) -> None:
        self._program = program
        self._rows = data.first(program.probe_rows)
        self._known: tuple[TrainState, ProbeResult] | None = initial, program.probe(initial, *self._rows)

    def begin(self, state: TrainState) -> Callable[[], ProbeResult]:
        """Begin to probe `state`; what is returned waits for the result."""
        known, self._known = self._known, None  # large networks' arrays are let go once they train
        if known is not None and known[0] is state:
            self._known = known
            return lambda: known[1]
        if self._program.plan.weights < ASIDE_WEIGHTS or not self._program.ready:
            return partial(self._program.probe, state, *self._rows)
        return _ASIDE.submit(self._program.probe, state, *self._rows).result
