"""How far a sweep is: put together from its runs, stored nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.live.protocol.status import RunStatus
from core.live.records.sweep import Sweep
from core.packed import PackedFrame

DONE = {RunStatus.FINISHED, RunStatus.DIVERGED, RunStatus.FAILED}
"""Where nothing is left to train."""


class SweepStatus(StrEnum):
    """Where a sweep stands."""

    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """Where one cell of a sweep stands.

    Arguments:
        run: id of its run; None before it has begun.
        status: that of the run; of a cell that has not begun, whether it waits or why it does not.
        frame: its latest frame.
    """

    run: str | None
    status: RunStatus
    frame: PackedFrame | None

    @property
    def done(self) -> bool:
        """Whether nothing is left to train: finished, diverged, or failed."""
        return self.status in DONE

    def number(self, name: str) -> float | None:
        """One of `RUN_NUMBERS` of the latest frame; None without a frame, NaN where it has none."""
        return None if self.frame is None else self.frame.number(name)


@dataclass(frozen=True, slots=True, eq=False)
class SweepProgress:
    """How far a sweep is.

    Arguments:
        sweep: what is trained.
        status: where it stands as a whole.
        cells: one for each cell of the grid, in its order.
        remaining: estimated seconds until it is over; None when it is not trained, or nothing is known yet.
    """

    sweep: Sweep
    status: SweepStatus
    cells: tuple[Cell, ...]
    remaining: float | None

    @property
    def done(self) -> int:
        """Cells with nothing left to train."""
        return sum(cell.done for cell in self.cells)


def status_of(sweep: Sweep, statuses: Mapping[str, RunStatus], *, active: bool) -> SweepStatus:
    """Where a sweep stands as a whole.

    Arguments:
        statuses: of the runs that there are.
        active: whether it is trained.
    """
    if active:
        return SweepStatus.RUNNING
    found = [statuses.get(run) for run in sweep.runs]
    if all(status in DONE for status in found):
        return SweepStatus.FINISHED
    cut_off = any(status is None or status is RunStatus.INTERRUPTED for status in found)
    return SweepStatus.INTERRUPTED if cut_off and not sweep.stopped else SweepStatus.STOPPED
