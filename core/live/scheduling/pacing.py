"""When a session is looked at: often enough for whoever watches, and not at the expense of training."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from core.frame import Frame
from core.live.protocol.job import Kind
from core.live.protocol.trainer import FrameProtocol, TrainerProtocol

QUIET_SHARE = 1 / 20
"""Between two frames of a run that nobody watches lies this share of its age, up to `Pace.quiet_frame`:
the beginning, where most happens, is kept in full, and an hour is kept second by second."""

EPOCH_DETAIL = 100
"""So many epochs of a run are shown one by one; then the next is shown that is this fraction of all steps
further on."""

AnyFrame = Frame | FrameProtocol


@dataclass(frozen=True, slots=True)
class Pace:
    """How time is shared; all in seconds, but for the rests and `state_rest`.

    Arguments:
        turn: training before the next session has its turn.
        frame: least time between two frames of a session.
        quiet_frame: the same for an old run that nobody watches (see `FramePacing`).
        look_rest: training between two looks, in times of what the first of them cost.
        crowded_look_rest: the same while others wait for their turn; `unseen_look_rest` for a run that
            nobody watches meanwhile.
        epochs: what looks may have cost, more than was left over by keeping to a speed, for the ends of
            epochs to be shown besides, earned or not.
        aside: a look that takes longer goes on in another thread while the run trains, where no other run
            could use the time.
        state: between two reported states, or `state_rest` times what the first of them cost, if that is
            longer.
        slow_look: a first look that takes longer means a deep net, whose every move would take long until
            it is compiled; it is waited for before its first turn.
        slow: a turn, or a look, that takes longer makes a session one of the slow ones, which together leave
            one thread to the others.
        builders: sessions prepared at the same time.
    """

    turn: float = 0.015
    frame: float = 0.1
    quiet_frame: float = 1.0
    look_rest: float = 1.5
    crowded_look_rest: float = 4.0
    unseen_look_rest: float = 12.0
    epochs: float = 0.25
    aside: float = 0.002
    state: float = 0.8
    state_rest: float = 30.0
    slow_look: float = 1.0
    slow: float = 0.25
    builders: int = 4


PACES = {
    Kind.RUN: Pace(),
    # Redrawn as often as eyes can follow.
    Kind.NETWORK: Pace(turn=0.012, frame=0.03, epochs=0.0, aside=float("inf"), slow_look=float("inf")),
}


@dataclass(slots=True)
class FramePacing:
    """The looks at one session. The first, the last and those of one that comes to rest always come.

    In between, two things have to hold. By the clock, frames lie `Pace.frame` apart while someone
    watches, and up to `Pace.quiet_frame` while nobody does. And the session has to earn its looks: a look
    comes only after some times its cost was spent on training the same session (`Pace.look_rest`; while
    others wait for their turn `Pace.crowded_look_rest`, and `Pace.unseen_look_rest` when nobody watches it),
    so that looks take a bounded share of the machine. A session that keeps up with the speed it is held to
    leaves time; that counts as rest as well.

    A quick run is over before the clock has asked for more than a few looks. So the ends of its epochs are
    shown besides (each of the first `EPOCH_DETAIL`), as long as nobody waits for a turn and all its looks
    have cost no more than `Pace.epochs` of its training: so much longer it takes at most, however long it
    trains.

    Arguments:
        pace: the numbers of this rule.
        shown_step: step of the latest frame. What was shown before a session went on from an earlier state
            is not shown again.
        took: what the latest look cost, in seconds.
        stale: whether what was shown last is not the case any more, at whatever step.
    """

    pace: Pace
    shown_step: int
    took: float = 0.0
    stale: bool = False
    _began: float = 0.0
    _rested: float = 0.0
    _spent: float = 0.0

    def wait(self, now: float, *, age: float, watched: bool) -> float:
        """Seconds from `now` on until a look may come by the clock, for a session that is `age` old."""
        pace = self.pace
        if self._still:
            return 0.0
        apart = pace.frame if watched else min(max(age * QUIET_SHARE, pace.frame), pace.quiet_frame)
        return self._began + apart - now

    def rest(self, seconds: float, *, idle: float = 0.0) -> None:
        """Count `seconds` as rest.

        Arguments:
            idle: how many of them the session had nothing to do, since it keeps to its speed.
        """
        self._rested += seconds
        self._spent = max(0.0, self._spent - idle)

    def owed(self, *, crowded: bool, watched: bool) -> float:
        """Seconds of rest that the session still has to earn before the next look."""
        if self._still:
            return 0.0
        pace = self.pace
        rest = pace.look_rest
        if crowded:
            rest = pace.crowded_look_rest if watched else pace.unseen_look_rest
        return rest * self.took - self._rested

    def affords_epoch(self, *, crowded: bool) -> bool:
        """Whether the end of an epoch may be shown, whatever the clock says; not while others wait."""
        return self._spent < self.pace.epochs and not crowded

    @property
    def next_epoch(self) -> int:
        """The step from which on the end of an epoch is worth showing."""
        return self.shown_step + self.shown_step // EPOCH_DETAIL

    @property
    def _still(self) -> bool:
        """Whether nothing has moved yet on the screen: the first step is shown as soon as it is taken."""
        return self.shown_step == 0

    def look(self, trainer: TrainerProtocol) -> AnyFrame | None:
        """A look at the trainer as it stands; None when that is shown already."""
        if trainer.step <= self.shown_step and not self.stale:
            return None
        self._began = time.monotonic()
        frame = trainer.frame()
        self.took = time.monotonic() - self._began
        self._spent += self.took
        self._looked(trainer.step)
        return frame

    def aside(self, trainer: TrainerProtocol) -> Callable[[], AnyFrame] | None:
        """The same, but what is returned gives the frame, in another thread, while the trainer goes on."""
        if trainer.step <= self.shown_step and not self.stale:
            return None
        self._began = time.monotonic()
        finish = trainer.begin_frame()
        self.took = time.monotonic() - self._began
        self._looked(trainer.step)

        def finished() -> AnyFrame:
            began = time.monotonic()
            frame = finish()
            self.took += time.monotonic() - began
            self._spent += self.took
            return frame

        return finished

    def _looked(self, step: int) -> None:
        self._rested = 0.0
        self.shown_step = step
        self.stale = False
