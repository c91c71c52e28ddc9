"""What a finding is: an entry of `core.diagnosis.registry.FINDINGS`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.choices.registry import Entry
from core.diagnosis.evidence import Evidence
from core.diagnosis.remedies import Remedy


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
