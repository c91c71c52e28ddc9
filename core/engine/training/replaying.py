"""Reaching any step of a run again, to the bit: from a state that was kept, or from the beginning."""

from __future__ import annotations

from collections.abc import Sequence

from core.cancellation import go_on
from core.engine.program.state import TrainState
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.message import Invalid, Message

RateChange = tuple[int, float]
"""A step, and the learning rate that somebody set there: it holds for all steps from then on."""

_STEPS_AT_ONCE = 2000
"""Between two looks whether anybody still waits for it."""


class Replay:
    """Takes the steps of a run again. Not thread-safe.

    Arguments:
        experiment: what was trained.
        rates: learning rates that were set while it trained, by rising step.

    Raises:
        DataUnavailable: the data are not on this machine and cannot be fetched.
    """

    def __init__(self, experiment: Experiment, rates: Sequence[RateChange] = ()) -> None:
        self.trainer = Trainer(experiment)
        self._beginning = self.trainer.state()
        self._rates = sorted(rates, key=lambda change: change[0])

    def rate_at(self, step: int) -> float:
        """The learning rate, before its schedule, of the step that follows `step` steps."""
        set_by_then = [rate for at, rate in self._rates if at <= step]
        return set_by_then[-1] if set_by_then else self.trainer.experiment.learning_rate

    def state_at(self, step: int, nearest: TrainState | None = None) -> TrainState:
        """The state of the run after `step` steps.

        Arguments:
            step: where to.
            nearest: a state of this run at most `step` steps in; the initial one when left out.

        Raises:
            Invalid: the run has no such step: it ended before, or `nearest` lies beyond it.
        """
        trainer, begin = self.trainer, nearest or self._beginning
        if step < begin.step:
            raise Invalid(
                Message("Expected a step from {first} on, received {got}.", first=begin.step, got=step)
            )
        trainer.wait_until_compiled()
        trainer.replace(begin)
        while trainer.step < step and not trainer.finished:
            go_on()
            trainer.learning_rate = self.rate_at(trainer.step)
            changes = [at for at, _ in self._rates if at > trainer.step]
            trainer.advance_steps(min(step, trainer.step + _STEPS_AT_ONCE, *changes) - trainer.step)
        if trainer.step != step:
            raise Invalid(
                Message(
                    "Expected a step that the run has reached, received {got}: it ended at step {last}.",
                    got=step,
                    last=trainer.step,
                )
            )
        return trainer.state()


def replay(
    experiment: Experiment,
    state: TrainState | None,
    to_step: int,
    *,
    rates: Sequence[RateChange] = (),
) -> TrainState:
    """The state of a run after `to_step` steps, the same to the bit as when it was trained.

    Training is a function of its state and the order of the rows one of seed and step, so that any state of
    the run leads to all later ones. What was taken uncompiled at first, and kept because the rate was
    changed meanwhile, differs by rounding.

    Arguments:
        experiment: what was trained.
        state: a state of the run, at most `to_step` steps in; the initial one when None.
        to_step: where to.
        rates: learning rates that were set while it trained, by rising step.

    Raises:
        Invalid: the run has no such step, or its data cannot be had.
    """
    return Replay(experiment, rates).state_at(to_step, state)
