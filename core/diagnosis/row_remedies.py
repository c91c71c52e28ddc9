"""What helps against what rows bring with them, and how a finding about them is said."""

from __future__ import annotations

from collections.abc import Mapping

import core.hyperparameters as given
from core.choices.class_weights import CLASS_WEIGHTS
from core.choices.fields import shown
from core.choices.typed.column_choices import read, written
from core.data.table_words import IGNORE
from core.diagnosis.evidence import Evidence
from core.diagnosis.remedies import Remedy, usual_loss
from core.diagnosis.row_facts import IGNORED
from core.message import Message

TOLD_COLUMNS = 3
"""Columns that are named."""


def weighed_classes(_evidence: Evidence) -> Remedy:
    """Rows that count the more, the fewer their class has."""
    balanced = CLASS_WEIGHTS["balanced"]
    choice, value = Message(given.CLASS_WEIGHT.label), Message(balanced.label)
    what = Message("{choice} {value}", choice=choice, value=value)
    return Remedy(what, {"class_weight": balanced.key})


def fitting_target(evidence: Evidence) -> Remedy:
    """The target in its own unit, where the loss takes that; else the usual loss for numbers."""
    assert evidence.facts is not None
    if evidence.experiment.standardizes_target and evidence.facts.own_unit:
        return Remedy(Message("The target in its own unit"), {"scale_target": "0"})
    return usual_loss(evidence.experiment)


def without_leaks(evidence: Evidence) -> Remedy | None:
    """A table without the columns that say its target; None where none would be left."""
    assert evidence.facts is not None
    columns = evidence.facts.leaks()
    if len(columns) >= evidence.facts.columns:
        return None
    words = read(evidence.experiment.dataset["columns"]) | dict.fromkeys(columns, (IGNORE,))
    what = Message("Leave out {columns}", columns=_named(columns))
    return Remedy(what, {"dataset.columns": written(words)})


def ignored_class(evidence: Evidence) -> Mapping[str, object]:
    """The gaps of what is said about a class that is ignored."""
    facts = evidence.facts
    assert facts is not None and facts.ignored is not None
    name = facts.classes[facts.ignored]
    return {
        "name": shown(name) if isinstance(name, str) else name,
        "times": facts.outnumbered(facts.ignored),
        "percent": round(100 * IGNORED),
    }


def untaken_targets(evidence: Evidence) -> Mapping[str, object]:
    """The gaps of what is said about targets that the loss does not take."""
    assert evidence.facts is not None
    return {
        "share": max(1, round(100 * evidence.facts.untaken)),
        "loss": Message(evidence.experiment.loss_entry.label),
    }


def leaking_columns(evidence: Evidence) -> Mapping[str, object]:
    """The gaps of what is said about columns that say the target."""
    assert evidence.facts is not None
    return {
        "columns": _named(evidence.facts.leaks()),
        "target": shown(evidence.experiment.dataset["target"]),
    }


def _named(columns: tuple[str, ...]) -> str:
    told = ", ".join(shown(name) for name in columns[:TOLD_COLUMNS])
    return f"{told} …" if len(columns) > TOLD_COLUMNS else told
