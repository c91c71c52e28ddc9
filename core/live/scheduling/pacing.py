"""When a run is looked at: often enough for whoever watches, and not at the expense of training."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from core.frame import Frame
from core.live.scheduling.protocols import Pace, TrainerProtocol

QUIET_SHARE = 1 / 20
"""Between two frames of a run that nobody watches lies this share of its age, up to `Pace.quiet_frame`:
the beginning, where most happens, is kept in full, and an hour is kept second by second."""


@dataclass(slots=True)
class FramePacing:
    """The looks at one run. The first, the last and those of a run that comes to rest always come.

    In between, two things have to hold. By the clock, frames lie `Pace.frame` apart while someone
    watches, and up to `Pace.quiet_frame` while nobody does. And the run has to earn its looks: a look
    comes only after some times its cost was spent on training the same run (`Pace.look_rest`; while others
    wait for their turn `Pace.crowded_look_rest`, and `Pace.unseen_look_rest` when nobody watches it), so
    that looks take a bounded share of the machine. A run that keeps up with the speed it is held to leaves
    time; that counts as rest as well.

    Arguments:
        pace: the numbers of this rule.
        shown_step: step of the latest frame.
        took: what the latest look cost, in seconds.
    """

    pace: Pace
    shown_step: int
    took: float = 0.0
    _began: float = 0.0
    _rested: float = 0.0

    def wait(self, now: float, *, age: float, watched: bool) -> float:
        """Seconds from `now` on until a look may come by the clock, for a run that is `age` old."""
        pace = self.pace
        if self._still:
            return 0.0
        apart = pace.frame if watched else min(max(age * QUIET_SHARE, pace.frame), pace.quiet_frame)
        return self._began + apart - now

    def rest(self, seconds: float) -> None:
        """Count `seconds` as rest."""
        self._rested += seconds

    def owed(self, *, crowded: bool, watched: bool) -> float:
        """Seconds of rest that the run still has to earn before the next look."""
        if self._still:
            return 0.0
        pace = self.pace
        rest = pace.look_rest
        if crowded:
            rest = pace.crowded_look_rest if watched else pace.unseen_look_rest
        return rest * self.took - self._rested

    @property
    def _still(self) -> bool:
        """Whether nothing has moved yet on the screen: the first step is shown as soon as it is taken."""
        return self.shown_step == 0

    def look(self, trainer: TrainerProtocol) -> Frame | None:
        """A look at the trainer as it stands; None when its step is shown already."""
        if trainer.step == self.shown_step:
            return None
        self._began = time.monotonic()
        frame = trainer.frame()
        self.took = time.monotonic() - self._began
        self._rested = 0.0
        self.shown_step = frame.step
        return frame

    def aside(self, trainer: TrainerProtocol) -> Callable[[], Frame] | None:
        """The same, but what is returned gives the frame, in another thread, while the trainer goes on."""
        if trainer.step == self.shown_step:
            return None
        self._began = time.monotonic()
        finish = trainer.begin_frame()
        self.took = time.monotonic() - self._began
        self._rested = 0.0
        self.shown_step = trainer.step

        def finished() -> Frame:
            began = time.monotonic()
            frame = finish()
            self.took += time.monotonic() - began
            return frame

        return finished
