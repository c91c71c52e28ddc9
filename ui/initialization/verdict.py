"""What happens in a network before its first step, and why, in a sentence each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.choices.initializers import INITIALIZERS
from core.experiment import Experiment
from core.message import Message, Translate
from core.signals.measured import Signals
from core.theory import Propagation

FAR = 10.0
"""The gradient of the first layer counts as kept between 1/10 and 10 times that of the last."""

MANY = 0.5
"""A share of saturated outputs from which on the sentence is about them."""

NEARLY = 0.05
"""How far chi may be from 1 to be called nearly 1."""

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What happens.

    Arguments:
        kind: ``healthy``, ``vanishing``, ``exploding``, ``saturated``, ``dead``, ``symmetric`` or
            ``overflow``.
        what, why: sentences.
    """

    kind: str
    what: Message
    why: Message

    def told(self, translate: Translate) -> dict[str, str]:
        """As a browser gets it, in a language."""
        return {"kind": self.kind, "what": self.what.render(translate), "why": self.why.render(translate)}


def verdict(experiment: Experiment, found: Sequence[Signals], predicted: Propagation | None) -> Verdict:
    """What happens in the networks that were measured, by what was measured; why, by theory where it speaks.

    Arguments:
        found: one or several networks of the same choices.
        predicted: by theory, or None where there is none.
    """
    with np.errstate(all="ignore"):
        return (
            _overflow(found)
            or _symmetric(experiment, found)
            or _dead(experiment, found)
            or _gradients(experiment, found, predicted)
        )


def _overflow(found: Sequence[Signals]) -> Verdict | None:
    sizes = np.max([one.preactivation_std + one.gradient for one in found], axis=0)
    broken = np.flatnonzero(~np.isfinite(sizes))
    if not broken.size:
        return None
    what = Message("Numbers are too large to compute with from layer {layer} on.", layer=int(broken[0]) + 1)
    return Verdict("overflow", what, Message("Training would begin with NaN. Choose a smaller scale."))


def _symmetric(experiment: Experiment, found: Sequence[Signals]) -> Verdict | None:
    entry = INITIALIZERS[experiment.initializer.name]
    if experiment.bias_scale or entry.class_name not in {"Zeros", "Constant"}:
        return None
    what = Message("All units of a layer are equal: they compute, and learn, the same.")
    if entry.class_name == "Zeros":
        why = Message("All weights are 0, so that no gradient gets past the last layer either.")
    else:
        why = Message("All weights are the same number: only weights drawn at random break the symmetry.")
    return Verdict("symmetric", what, why)


def _dead(experiment: Experiment, found: Sequence[Signals]) -> Verdict | None:
    dead = np.min([one.dead for one in found], axis=0)
    if dead.max() < 1:
        return None
    layer = int(np.argmax(dead)) + 1
    what = Message("Layer {layer} is dead: none of its units gives anything for any row.", layer=layer)
    why = Message(
        "The activation function is flat there, so that layers 1 to {layer} get no gradient.",
        layer=layer,
    )
    return Verdict("dead", what, why)


def _gradients(experiment: Experiment, found: Sequence[Signals], predicted: Propagation | None) -> Verdict:
    depth = len(experiment.layers)
    ratio = float(np.mean([one.gradient[0] / one.gradient[-1] for one in found]))
    saturated = float(np.mean([one.saturated for one in found]))
    kind = _kind(ratio, saturated)
    if depth == 1:
        return Verdict(
            kind,
            Message("The only hidden layer is the first and the last: its gradient has no way to go."),
            Message("Add layers to see what becomes of it."),
        )
    what = _what(kind, ratio, depth)
    if saturated > MANY and kind != "exploding":
        why = Message(
            "{share}% of the outputs lie where the activation function is flat: its slope is nearly 0 there.",
            share=round(100 * saturated),
        )
    else:
        # Where widths change, so does the gradient, and chi alone does not say how much; where activation
        # functions do, there is more than one chi.
        alike = len(set(experiment.layers)) == 1 and experiment.one_activation is not None
        why = _factor(ratio, depth, predicted if alike else None)
    return Verdict(kind, _beside_weights(what, kind, found), why)


def _kind(ratio: float, saturated: float) -> str:
    if not ratio >= 1 / FAR:  # not a number: nothing arrives at the last layer either
        return "vanishing"
    if ratio > FAR:
        return "exploding"
    return "saturated" if saturated > MANY else "healthy"


def _what(kind: str, ratio: float, depth: int) -> Message:
    if not ratio > 0:
        return Message("No gradient reaches layer 1: it vanishes on its way from layer {last}.", last=depth)
    if kind == "vanishing":
        return Message(
            "Layer 1 receives 1/{part} of the gradient that layer {last} gets: it vanishes.",
            part=_large(1 / ratio),
            last=depth,
        )
    if kind == "exploding":
        return Message(
            "Layer 1 receives {times} times the gradient that layer {last} gets: it explodes.",
            times=_large(ratio),
            last=depth,
        )
    return Message(
        "Layer 1 receives {share}% of the gradient that layer {last} gets: it is kept.",
        share=f"{100 * ratio:.2g}" if ratio < 0.99 else f"{100 * ratio:.0f}",
        last=depth,
    )


def _beside_weights(what: Message, kind: str, found: Sequence[Signals]) -> Message:
    """The trap of Glorot & Bengio 2010, figure 8: gradients of the weights that look as if all were well."""
    ratio = float(np.mean([one.weight_gradient[0] / one.weight_gradient[-1] for one in found]))
    if kind not in {"vanishing", "exploding"} or not 1 / 3 < ratio < 3:
        return what
    return Message("{what} The gradients of the weights do not show it.", what=what)


def _factor(ratio: float, depth: int, predicted: Propagation | None) -> Message:
    """What one layer makes of the gradient, from the end to the beginning."""
    if not ratio > 0:
        return Message("It is smaller than the smallest number that can be computed with.")
    factor = _short(ratio ** (1 / (depth - 1)))
    if predicted is None:
        return Message("On average a layer multiplies it by {factor} on its way back.", factor=factor)
    chi = float(np.exp(np.mean(np.log(predicted.chi[:-1]))))
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


def _large(value: float) -> str:
    """Two digits, as people read them: 2.3, 46,000, 10⁸."""
    exponent = math.floor(math.log10(value))
    if exponent >= 7:
        return f"10{str(exponent).translate(_SUPERSCRIPT)}"
    return _short(value) if value < 10 else f"{round(value, 1 - exponent):,.0f}"


def _short(value: float) -> str:
    return f"{value:.2g}" if value < 100 else f"{value:,.0f}"
