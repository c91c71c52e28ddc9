"""What is behind a finding, as far as numbers support it, and what helps against that.

Training that begins sound and goes wrong was spoilt by its steps, by a penalty or by what it was given;
what is wrong before the first step was drawn so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core.choices.activations import ACTIVATIONS
from core.diagnosis import remedies, steps
from core.diagnosis.evidence import Evidence
from core.diagnosis.remedies import Remedy
from core.message import Message

OVERSHOOT = 1.0
"""Share of every weight that penalties take at a step, from which on it changes its sign."""

SHRUNK = 1 / 3
"""Weights of a layer that a penalty made smaller than this part of what they were."""

LARGE = 5.0
"""Inputs, targets and first signals whose root mean square is larger are too large; scaled it is 1."""

LARGE_BIAS = 1.0
"""Biases beyond this outweigh sums of size 1."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What is behind a finding.

    Arguments:
        text: what it is, by which numbers.
        remedy: what helps against it.
    """

    text: Message
    remedy: Remedy


def causes(evidence: Evidence, *, drawn: bool, sound: bool) -> tuple[Cause, ...]:
    """What numbers support as causes of a finding: each takes a share in it.

    Arguments:
        drawn: whether the finding was there before the first step.
        sound: whether nothing was wrong then.
    """
    given = (*_penalty(evidence), *_data(evidence))
    found = (*given, *_biases(evidence, drawn), *_weights(evidence, sound=sound, wide=bool(_data(evidence))))
    return found if drawn else (*found, *_steps(evidence))


def _penalty(evidence: Evidence) -> tuple[Cause, ...]:
    experiment = evidence.experiment
    if not steps.penalized(experiment) or evidence.before is None:
        return ()
    taken = steps.pull(experiment)
    if taken >= OVERSHOOT:
        text = _too_strong(alike=len(set(experiment.kernel_penalties)) == 1, factor=f"{1 - taken:.2g}")
        return (Cause(text, remedies.weaker_penalty(experiment)),)
    if experiment.kernel_constraint.name != "none":
        return ()  # that takes weights away, too
    begun = evidence.first.weights
    if begun.size and np.any(evidence.weights < SHRUNK * begun):
        text = Message("The penalty has taken most of the weights away.")
        return (Cause(text, remedies.weaker_penalty(experiment)),)
    return ()


def _too_strong(*, alike: bool, factor: str) -> Message:
    if alike:
        return Message(
            "The penalty is too strong for this learning rate: each step multiplies every weight by "
            "{factor}.",
            factor=factor,
        )
    return Message(
        "The penalty is too strong for this learning rate: each step multiplies the weights of a layer by "
        "{factor}.",
        factor=factor,
    )


def _data(evidence: Evidence) -> tuple[Cause, ...]:
    experiment, found = evidence.experiment, []
    if evidence.inputs > LARGE and experiment.scaling.name != "standard":
        text = Message("The inputs are large, about {size}: scale the data.", size=_size(evidence.inputs))
        found.append(Cause(text, remedies.scaled_data()))
    if evidence.target > LARGE and not experiment.scale_target:
        text = Message("The targets are large, about {size}.", size=_size(evidence.target))
        found.append(Cause(text, remedies.scaled_target(experiment)))
    return tuple(found)


def _biases(evidence: Evidence, drawn: bool) -> tuple[Cause, ...]:
    experiment = evidence.experiment
    largest = max(abs(experiment.bias), experiment.bias_scale)
    if not drawn or largest <= LARGE_BIAS:
        return ()
    text = Message("The initial biases, about {size}, outweigh what units sum up.", size=_size(largest))
    return (Cause(text, remedies.no_bias(experiment)),)


def _weights(evidence: Evidence, *, sound: bool, wide: bool) -> tuple[Cause, ...]:
    """Weights of another size than the activation function wants.

    Arguments:
        wide: whether the data are a cause already: then only what they do not explain counts.
    """
    experiment, begun = evidence.experiment, evidence.first
    grown = float(begun.magnitude.max(initial=0.0)) / max(begun.inputs, 1.0) > LARGE
    small_slope = experiment.activation_of(0).name in remedies.SHALLOW
    if remedies.suits(experiment) or not (grown or not (sound or wide or small_slope)):
        return ()
    text = Message(
        "The initial weights do not suit {activation}.",
        activation=Message(ACTIVATIONS[experiment.activation_of(0).name].label),
    )
    return (Cause(text, remedies.suiting_weights(experiment)),)


def _steps(evidence: Evidence) -> Iterator[Cause]:
    experiment = evidence.experiment
    limit = steps.large_rate(experiment)
    if experiment.learning_rate >= limit:
        text = Message("The learning rate of {rate} is large.", rate=experiment.learning_rate)
        yield Cause(text, remedies.slower(experiment))
    elif steps.momentum_of(experiment) > steps.USUAL_MOMENTUM and steps.summed_rate(experiment) >= limit:
        text = Message(
            "Momentum {momentum} adds up to {times} steps: together they are too large.",
            momentum=steps.momentum_of(experiment),
            times=round(1 / (1 - steps.momentum_of(experiment))),
        )
        yield Cause(text, remedies.slower(experiment))


def _size(value: float) -> str:
    return f"{float(f'{value:.2g}'):,g}"
