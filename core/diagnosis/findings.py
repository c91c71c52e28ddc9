"""One function that says which of the findings a network shows, with what is behind each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np

from core.diagnosis import generalizing, remedies
from core.diagnosis.causes import Cause, causes
from core.diagnosis.evidence import Evidence
from core.diagnosis.finding import Finding
from core.diagnosis.registry import (
    DIVERGED,
    FADING,
    FINDINGS,
    IMBALANCE,
    LARGE_BATCH,
    LEAK,
    MISFIT,
    OVERFITTING,
    OVERFLOW,
    RATE_LOW,
    SATURATED,
    SINGLE_ROW,
    SINGLE_UNIT,
    SMALL_BATCH,
    SYMMETRIC,
    UNDERFITTING,
)
from core.diagnosis.remedies import Remedy
from core.message import Message, message_from_json, message_to_json

WELL = 0.95
"""Accuracy or R^2 from which on there is nothing to mend but what the network was given, and rows that are
learnt by heart: a network that has learnt saturates, and its gradients fade."""

_OF_ROWS = frozenset({MISFIT, LEAK, IMBALANCE})
"""Findings that rows bring with them, however sound the network is."""
_OF_FIT = frozenset({RATE_LOW, LARGE_BATCH, OVERFITTING, UNDERFITTING})
_OF_ITSELF = frozenset({SYMMETRIC, SINGLE_ROW, SINGLE_UNIT, SMALL_BATCH})
"""Findings that say by themselves why they are there, if they are before the first step."""


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
            seen = [one for one in seen if one[0].key in _OF_ROWS | {OVERFITTING}]
        return tuple(_found(finding, layer, evidence) for finding, layer in seen if _last(finding, seen))


def _last(finding: Finding, seen: Sequence[tuple[Finding, int]]) -> bool:
    """Whether a finding is to be told among others: of too little that is learnt they say more, and of a rate
    or a batch those do that it may have brought about."""
    others = {other.key for other, _ in seen} - {finding.key}
    if finding.key == UNDERFITTING:
        return not others
    if finding.key == LARGE_BATCH and not others.isdisjoint({RATE_LOW, OVERFITTING}):
        return False
    return finding.key not in {RATE_LOW, LARGE_BATCH} or others <= _OF_FIT | {LEAK, IMBALANCE}


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
    if finding.key in _OF_FIT | _OF_ROWS:
        return generalizing.causes(evidence) if finding.key == UNDERFITTING else ()
    drawn = _drawn(finding, evidence)
    if drawn and finding.key in _OF_ITSELF:
        return ()
    return causes(evidence, drawn=drawn, sound=_sound(evidence.first))


def _drawn(finding: Finding, evidence: Evidence) -> bool:
    """Whether a finding, or what leads to it, was there before the first step."""
    return finding.layer(evidence.first) is not None or (finding.key == SATURATED and _faded(evidence.first))


def _faded(evidence: Evidence) -> bool:
    """Whether hardly any gradient arrives at the first layer."""
    return any(FINDINGS[key].layer(evidence) is not None for key in FADING)


def _sound(evidence: Evidence) -> bool:
    of_network = (one for one in FINDINGS.values() if one.key not in _OF_FIT | _OF_ROWS | {SMALL_BATCH})
    return all(finding.layer(evidence) is None for finding in of_network)
