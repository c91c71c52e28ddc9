"""Why the loss of a run is no number any more, and what to try."""

from __future__ import annotations

from dataclasses import replace

from core.diagnosis.evidence import Evidence
from core.diagnosis.findings import Found, diagnose
from core.experiment import Experiment
from core.message import Message


def divergence(experiment: Experiment, begun: Evidence) -> Found:
    """The finding, with its cause and what helps.

    Arguments:
        experiment: with the learning rate of the step at which it happened.
        begun: the network before its first step.
    """
    return diagnose(replace(begun, experiment=experiment, diverged=True, before=lambda: begun))[0]


def diverged_message(experiment: Experiment, begun: Evidence, *, step: int, epoch: float) -> Message:
    """What happened at a step, why, and what to try.

    Arguments:
        experiment: with the learning rate of that step.
        begun: the network before its first step.
    """
    found = divergence(experiment, begun)
    assert found.remedy is not None
    return Message(
        "Diverged at step {step} (epoch {epoch}): the loss became infinite or “not a number”, because the "
        "weights grew until their products no longer fit a 32-bit number. {cause} Try: {remedy}.",
        step=step,
        epoch=f"{epoch:.1f}",
        cause=found.cause or Message("The steps were too large for this loss."),
        remedy=found.remedy.what,
    )
