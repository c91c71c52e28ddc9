"""The foremost finding with its numbers, and why it is so: a sentence each."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from core.choices.initializers import INITIALIZERS
from core.diagnosis.evidence import Evidence
from core.diagnosis.findings import Found, diagnose
from core.diagnosis.remedies import Remedy
from core.message import N_, Message

HEALTHY = "healthy"

NEARLY = 0.05
"""How far chi may be from 1 to be called nearly 1."""

ALIKE = 3.0
"""Gradients of the weights within this factor look as if all were well."""

_RECEIVED = {
    "vanishing": N_("Layer 1 receives 1/{part} of the gradient that layer {last} gets: it vanishes."),
    "weakened": N_("Layer 1 receives 1/{part} of the gradient that layer {last} gets: it is weakened."),
    "exploding": N_("Layer 1 receives {times} times the gradient that layer {last} gets: it explodes."),
    "amplified": N_("Layer 1 receives {times} times the gradient that layer {last} gets: it is amplified."),
}
"""What is said about a finding that is one of the gradient's size."""

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What happens.

    Arguments:
        kind: key of the foremost finding, or `HEALTHY`.
        what, why: sentences.
        remedy: what helps; None when all is well, or nothing is known to.
    """

    kind: str
    what: Message
    why: Message
    remedy: Remedy | None = None


def verdict(evidence: Evidence) -> Verdict:
    """What happens in the network, by what was measured; why, by theory where it speaks."""
    found = {one.key: one for one in diagnose(evidence)}
    flow = next((key for key in found if key in _RECEIVED), HEALTHY)
    with np.errstate(all="ignore"):
        first = next(iter(found.values()), None)
        if first is None or first.key == flow:
            what, why = _flow(evidence, flow, found.get("saturated"))
        else:
            what, why = first.text, _why(evidence, first, flow)
    if first is None:
        return Verdict(HEALTHY, what, why)
    if first.cause is not None:
        why = Message("{first} {second}", first=why, second=first.cause)
    return Verdict(first.key, what, why, first.remedy)


def _why(evidence: Evidence, found: Found, flow: str) -> Message:
    if found.key == "symmetric":
        name = INITIALIZERS[evidence.experiment.initializer.name].class_name
        if name == "Zeros":
            return Message("All weights are 0, so that no gradient gets past the last layer either.")
        if name in {"Constant", "Ones"}:
            return Message(
                "All weights are the same number: only weights drawn at random break the symmetry."
            )
    if found.key == "dead":
        if evidence.dead[found.layer] < 1 or evidence.experiment.residual:  # gradients get past it
            return _received(evidence, flow)
        return Message(
            "The activation function is flat there, so that layers 1 to {layer} get no gradient.",
            layer=found.layer + 1,
        )
    if found.key == "saturated":
        return Message("{first} {second}", first=_flat(evidence, found), second=_received(evidence, flow))
    return Message(found.finding.help)


def _flow(evidence: Evidence, flow: str, saturated: Found | None) -> tuple[Message, Message]:
    """How much gradient arrives at the first layer, and why."""
    if evidence.depth == 1:
        return _received(evidence, flow), Message("Add layers to see what becomes of it.")
    what = _received(evidence, flow)
    if flow != HEALTHY and 1 / ALIKE < evidence.kept_by_weights < ALIKE:
        # The trap of Glorot & Bengio 2010, figure 8.
        what = Message("{what} The gradients of the weights do not show it.", what=what)
    if saturated is not None and flow in {"vanishing", "weakened"}:
        return what, _flat(evidence, saturated)
    return what, _factor(evidence)


def _received(evidence: Evidence, flow: str) -> Message:
    kept, last = evidence.kept, evidence.depth
    if last == 1:
        return Message("The only hidden layer is the first and the last: its gradient has no way to go.")
    if not kept > 0:
        return Message("No gradient reaches layer 1: it vanishes on its way from layer {last}.", last=last)
    if flow in _RECEIVED:
        return Message(_RECEIVED[flow], part=_large(1 / kept), times=_large(kept), last=last)
    return Message(
        "Layer 1 receives {share}% of the gradient that layer {last} gets: it is kept.",
        share=f"{100 * kept:.2g}" if kept < 0.99 else f"{100 * kept:.0f}",
        last=last,
    )


def _flat(evidence: Evidence, saturated: Found) -> Message:
    return Message(
        "{share}% of the outputs of layer {layer} lie where the activation function is flat: its slope is "
        "nearly 0 there.",
        share=round(100 * float(evidence.saturated[saturated.layer])),
        layer=saturated.layer + 1,
    )


def _factor(evidence: Evidence) -> Message:
    """What one layer makes of the gradient, from the end to the beginning."""
    if not evidence.kept > 0:
        return Message("It is smaller than the smallest number that can be computed with.")
    factor = _short(evidence.kept ** (1 / (evidence.depth - 1)))
    chi = _chi(evidence)
    if chi is None:
        return Message("On average a layer multiplies it by {factor} on its way back.", factor=factor)
    if abs(chi - 1) < NEARLY:
        near = Message("nearly 1")
    else:
        near = Message("below 1") if chi < 1 else Message("above 1")
    return Message(
        "A layer multiplies it by about {factor} on its way back: chi = {chi}, {near}.",
        factor=factor,
        chi=_short(chi),
        near=near,
    )


def _chi(evidence: Evidence) -> float | None:
    """By theory; None where it does not say how much: widths change the gradient too, and with several
    activation functions there is more than one chi."""
    experiment = evidence.experiment
    alike = len(set(experiment.layers)) == 1 and experiment.one_activation is not None
    if evidence.predicted is None or not alike:
        return None
    return float(np.exp(np.mean(np.log(evidence.predicted.chi[:-1]))))


def _large(value: float) -> str:
    """Two digits, as people read them: 2.3, 46,000, 10⁸."""
    exponent = math.floor(math.log10(value))
    if exponent >= 7:
        return f"10{str(exponent).translate(_SUPERSCRIPT)}"
    return _short(value) if value < 10 else f"{round(value, 1 - exponent):,.0f}"


def _short(value: float) -> str:
    return f"{value:.2g}" if value < 100 else f"{value:,.0f}"
