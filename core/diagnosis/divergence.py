"""Why the loss of a run is no number any more, and the most likely remedy first."""

from __future__ import annotations

from core.diagnosis import remedies
from core.diagnosis.remedies import Remedy
from core.experiment import Experiment
from core.message import Message

WIDE = 20.0
"""Activations of the first state beyond this were too large from the start."""

PLAIN_LIMIT, ADAPTIVE_LIMIT = 1.0, 0.1
"""Learning rates from which on they are the likely cause: of plain gradient descent, and of optimizers that
divide each gradient by its size."""

_PLAIN = {"sgd", "adadelta"}


def diverged_message(experiment: Experiment, *, widest: float, step: int, epoch: float) -> Message:
    """What happened at a step, and what to try.

    Arguments:
        experiment: with the learning rate of that step.
        widest: largest activation that the first state had, about.
    """
    return Message(
        "Diverged at step {step} (epoch {epoch}): the loss became infinite or “not a number”, because the "
        "weights grew until their products no longer fit a 32-bit number. {remedy}",
        step=step,
        epoch=f"{epoch:.1f}",
        remedy=_cause(experiment, widest)[0],
    )


def remedy(experiment: Experiment, widest: float) -> Remedy:
    """The button for what `diverged_message` advises."""
    return _cause(experiment, widest)[1]


def _cause(experiment: Experiment, widest: float) -> tuple[Message, Remedy]:
    rate, slower = experiment.learning_rate, remedies.slower(experiment)
    if widest > WIDE:
        return Message(
            "The activations were large from the start: try a smaller initial scale, He or Glorot "
            "initialization, or batch normalization."
        ), remedies.passing(experiment) or slower
    if experiment.scaling.name == "none":
        return Message(
            "The data are not scaled: try standard scaling, or a smaller learning rate."
        ), remedies.scaled_data(experiment)
    if rate >= (PLAIN_LIMIT if experiment.optimizer.name in _PLAIN else ADAPTIVE_LIMIT):
        return Message("The learning rate of {rate} is large: try {less}.", rate=rate, less=rate / 10), slower
    return Message(
        "Try a smaller learning rate ({less}), batch normalization, or weight decay.", less=rate / 10
    ), slower
