"""The findings: one registry, one function that says which of them a network shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from core.choices.registry import Entry, Registry
from core.diagnosis import generalizing, measures, remedies
from core.diagnosis.causes import Cause, causes
from core.diagnosis.evidence import Evidence
from core.diagnosis.remedies import Remedy
from core.experiment import Experiment
from core.message import N_, Message, message_from_json, message_to_json

WEAKENED, VANISHING = 10.0, 100.0
"""So many times less, or more, gradient in the first hidden layer than in the last.

Of 648 networks that `python -m bench gradients` trains by gradient descent, 87 % learn where the first layer
gets 1/3 to 3 times as much as the last; from 1/10 to 1/100 it is 50 %, from 1/100 to 1/1000 9 %, below none;
from 10 to 100 times 50 % again, and above none. What is measured before the first step says that as well as
what is measured while training. (Adam, which divides a gradient by its size, copes down to 1/1000.)
"""

WELL = 0.95
"""Accuracy or R^2 from which on there is nothing to mend but rows that are learnt by heart: a network that
has learnt saturates, and its gradients fade."""


def _no_numbers(_evidence: Evidence) -> Mapping[str, object]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Entry):
    """Something that is wrong; `help` says why it matters.

    Arguments:
        text: what is said. It may have the gaps ``{layer}``, the first hidden layer that shows it, and
            ``{limit}``, the threshold.
        whole: what is said when nothing at all is left of that layer; "": the same.
        threshold: from which value of its measure on it is one; None: it is there or not.
        source: where it is described.
        layer: the hidden layer that shows it, from 0; None when none does.
        remedy: what helps where nothing is known of its cause; it takes whether the finding was there before
            the first step.
        numbers: fills further gaps of `text`.
    """

    text: str
    whole: str = ""
    threshold: float | None = None
    source: str
    layer: Callable[[Evidence], int | None]
    remedy: Callable[[Evidence, bool], Remedy | None]
    numbers: Callable[[Evidence], Mapping[str, object]] = _no_numbers

    def __hash__(self) -> int:
        return hash(self.key)


@dataclass(frozen=True, slots=True)
class Found:
    """A finding as one network shows it.

    Arguments:
        finding: which.
        layer: the hidden layer that shows it, from 0.
        text: what is said. It changes only when something else is the matter.
        cause: what is behind it; None where the numbers support nothing.
        remedy: what helps; None when nothing is known to.
    """

    finding: Finding
    layer: int
    text: Message
    cause: Message | None
    remedy: Remedy | None

    @property
    def key(self) -> str:
        """Of the finding."""
        return self.finding.key

    @property
    def said(self) -> Message:
        """What is said, with its cause."""
        return self.text if self.cause is None else _both(self.text, self.cause)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values, in no language yet (see `Found.from_json`)."""
        return {
            "key": self.key,
            "layer": self.layer,
            "text": self.text.to_json(),
            "cause": message_to_json(self.cause),
            "remedy": self.remedy and self.remedy.to_json(),
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Found:
        """Read what `to_json` gave."""
        remedy = body["remedy"]
        return cls(
            FINDINGS[body["key"]],
            body["layer"],
            Message.from_json(body["text"]),
            message_from_json(body["cause"]),
            remedy and Remedy.from_json(remedy),
        )


def diagnose(evidence: Evidence) -> tuple[Found, ...]:
    """What there is to point out, the most pressing first."""
    with np.errstate(all="ignore"):
        seen = [(each, layer) for each in FINDINGS.values() if (layer := each.layer(evidence)) is not None]
        if seen and seen[0][0].key in {DIVERGED, OVERFLOW}:
            del seen[1:]  # no other number means anything then
        elif evidence.learnt >= WELL:
            seen = [one for one in seen if one[0].key == OVERFITTING]
        return tuple(_found(finding, layer, evidence) for finding, layer in seen if _last(finding, seen))


def _last(finding: Finding, seen: Sequence[tuple[Finding, int]]) -> bool:
    """Whether a finding is to be told among others: of too little that is learnt they say more."""
    return finding.key != UNDERFITTING or len(seen) == 1


def _found(finding: Finding, layer: int, evidence: Evidence) -> Found:
    gone = finding.whole and evidence.dead[layer] >= 1
    limit = {} if finding.threshold is None else {"limit": finding.threshold}
    text = Message(
        finding.whole if gone else finding.text, layer=layer + 1, **limit, **finding.numbers(evidence)
    )
    behind = _behind(finding, evidence)
    if not behind:
        return Found(finding, layer, text, None, finding.remedy(evidence, _drawn(finding, evidence)))
    cause = reduce(_both, (one.text for one in behind))
    return Found(finding, layer, text, cause, remedies.together([one.remedy for one in behind]))


def _both(one: Message, other: Message) -> Message:
    return Message("{first} {second}", first=one, second=other)


def _behind(finding: Finding, evidence: Evidence) -> tuple[Cause, ...]:
    """The causes of a finding that the numbers support; some findings say their own."""
    if finding.key in {OVERFITTING, UNDERFITTING}:
        return generalizing.causes(evidence) if finding.key == UNDERFITTING else ()
    drawn = _drawn(finding, evidence)
    if drawn and finding.key in {SYMMETRIC, SINGLE_ROW, SINGLE_UNIT}:
        return ()
    return causes(evidence, drawn=drawn, sound=_sound(evidence.first))


def _drawn(finding: Finding, evidence: Evidence) -> bool:
    """Whether a finding was there before the first step."""
    return finding.layer(evidence.first) is not None


def _sound(evidence: Evidence) -> bool:
    return all(finding.layer(evidence) is None for finding in FINDINGS.values())


def _of(
    at_first: Callable[[Experiment], Remedy | None], then: Callable[[Experiment], Remedy | None] | None = None
) -> Callable[[Evidence, bool], Remedy | None]:
    """A remedy that needs no more than the choices: `then` is for what came about while training."""
    return lambda evidence, drawn: (at_first if drawn or then is None else then)(evidence.experiment)


DIVERGED, OVERFLOW, SYMMETRIC = "diverged", "overflow", "symmetric"
SINGLE_ROW, SINGLE_UNIT = "single_row", "single_unit"
OVERFITTING, UNDERFITTING = "overfitting", "underfitting"

FINDINGS: Registry[Finding] = Registry(
    Finding(
        key=DIVERGED,
        label=N_("Diverged"),
        help=N_(
            "Each step overshot and made the next one larger, until numbers became too large to compute."
        ),
        text=N_("The loss is no longer a number: the steps were too large."),
        source="LeCun, Bottou, Orr & Müller 1998, Efficient BackProp, section 5",
        layer=measures.diverged,
        remedy=_of(remedies.slower),
    ),
    Finding(
        key=OVERFLOW,
        label=N_("Overflow"),
        help=N_("Training would give NaN. Choose a smaller scale."),
        text=N_("Numbers are too large to compute with from layer {layer} on."),
        source="IEEE 754: single precision ends at 3.4e38",
        layer=measures.overflow,
        remedy=_of(remedies.passing, remedies.slower),
    ),
    Finding(
        key=SINGLE_ROW,
        label=N_("Batches of one row"),
        help=N_(
            "The mean of a single row is the row itself, so that nothing is left of it: the weights before "
            "the normalization get a gradient of exactly 0."
        ),
        text=N_("Batch normalization cannot learn from batches of one row."),
        source="Ioffe & Szegedy 2015, algorithm 1",
        layer=measures.single_row,
        remedy=_of(lambda _experiment: remedies.larger_batches()),
    ),
    Finding(
        key=SINGLE_UNIT,
        label=N_("Groups of one unit"),
        help=N_(
            "The mean of a single number is the number itself, so that nothing is left of it: the layer "
            "gives the same for every row, and the weights before the normalization get no gradient."
        ),
        text=N_(
            "The normalization takes away all that layer {layer} computes: each group has a single unit."
        ),
        source="Wu & He 2018, arXiv:1803.08494, section 3",
        layer=measures.single_unit,
        remedy=_of(lambda _experiment: remedies.over_layers()),
    ),
    Finding(
        key=SYMMETRIC,
        label=N_("Symmetric units"),
        help=N_(
            "Where the weights that leave them are equal too, their gradients are and they stay equal: the "
            "layer is as good as one unit."
        ),
        text=N_("All units of layer {layer} are equal: they compute the same."),
        source="Goodfellow, Bengio & Courville 2016, Deep Learning, section 8.4",
        layer=measures.symmetric,
        remedy=_of(remedies.suiting_weights),
    ),
    Finding(
        key="dead",
        label=N_("Dead units"),
        help=N_("A unit that is 0 for every point passes on no gradient, so it can never change again."),
        text=N_("More than half of the units in layer {layer} are 0 for every point: they are dead."),
        whole=N_("Layer {layer} is dead: none of its units gives anything for any row."),
        threshold=measures.MANY,
        source="Lu, Shin, Su & Karniadakis 2019, arXiv:1903.06733",
        layer=measures.dead,
        remedy=lambda evidence, drawn: remedies.leaking(restart=not drawn),
    ),
    Finding(
        key="stuck",
        label=N_("No gradient"),
        help=N_(
            "Where the output is flat or all units are dead, no step changes the loss: training stands still."
        ),
        text=N_("No gradient is left in any layer: the network cannot learn any more."),
        source="Lu, Shin, Su & Karniadakis 2019, arXiv:1903.06733",
        layer=measures.stuck,
        remedy=_of(remedies.passing, remedies.slower),
    ),
    Finding(
        key="vanishing",
        label=N_("Vanishing gradients"),
        help=N_("Each layer made the gradient smaller on its way back, so the first layers hardly learn."),
        text=N_("Gradients vanish: layer 1 gets less than 1/{limit} of what the last hidden layer gets."),
        threshold=VANISHING,
        source="Glorot & Bengio 2010, figure 7; Bengio, Simard & Frasconi 1994",
        layer=measures.shrunk(VANISHING, np.inf),
        remedy=_of(remedies.passing),
    ),
    Finding(
        key="exploding",
        label=N_("Exploding gradients"),
        help=N_("Each layer made the gradient larger on its way back, so the first layers jump about."),
        text=N_("Gradients explode: layer 1 gets over {limit} times what the last hidden layer gets."),
        threshold=VANISHING,
        source="Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063",
        layer=measures.grown(VANISHING, np.inf),
        remedy=_of(remedies.passing),
    ),
    Finding(
        key="weakened",
        label=N_("Weakened gradients"),
        help=N_("Each layer made the gradient a little smaller: the first layers learn more slowly."),
        text=N_("Gradients weaken: layer 1 gets less than 1/{limit} of what the last hidden layer gets."),
        threshold=WEAKENED,
        source="Glorot & Bengio 2010, figure 7",
        layer=measures.shrunk(WEAKENED, VANISHING),
        remedy=_of(remedies.passing),
    ),
    Finding(
        key="amplified",
        label=N_("Amplified gradients"),
        help=N_("Each layer made the gradient a little larger: the first layers move faster than the last."),
        text=N_("Gradients are amplified: layer 1 gets over {limit} times what the last hidden layer gets."),
        threshold=WEAKENED,
        source="Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063",
        layer=measures.grown(WEAKENED, VANISHING),
        remedy=_of(remedies.passing),
    ),
    Finding(
        key="saturated",
        label=N_("Saturated units"),
        help=N_(
            "Where the activation function is flat its slope is nearly 0, and hardly any gradient gets "
            "through."
        ),
        text=N_("Most outputs of layer {layer} lie where the activation is flat: it learns slowly."),
        threshold=measures.MANY,
        source="Glorot & Bengio 2010, section 3",
        layer=measures.saturated,
        remedy=_of(remedies.passing, remedies.slower),
    ),
    Finding(
        key=OVERFITTING,
        label=N_("Overfitting"),
        help=N_(
            "The network learns its rows by heart, noise included, which is of no use for others. Early "
            "stopping, dropout, an L2 penalty, fewer units or more rows help."
        ),
        text=N_(
            "Overfitting: validation loss was lowest at epoch {epoch} and has risen since, while training "
            "loss fell on."
        ),
        source="Goodfellow, Bengio & Courville 2016, Deep Learning, sections 5.2 and 7.8",
        layer=measures.overfits,
        remedy=_of(generalizing.against_overfitting),
        numbers=lambda evidence: {"epoch": generalizing.best_epoch(evidence)},
    ),
    Finding(
        key=UNDERFITTING,
        label=N_("Underfitting"),
        help=N_(
            "More can be learnt of these rows: a larger network, more epochs or less regularization help. "
            "The five nearest neighbours do it without any training."
        ),
        text=N_(
            "Underfitting: training is no better than validation, and both stay behind the five nearest "
            "neighbours ({baseline})."
        ),
        source="Goodfellow, Bengio & Courville 2016, Deep Learning, section 5.2",
        layer=measures.underfits,
        remedy=_of(generalizing.larger),
        numbers=lambda evidence: {"baseline": generalizing.baseline(evidence)},
    ),
)
"""The most pressing first."""
