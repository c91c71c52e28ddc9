"""What saved files are called, without an ending: after the run, so that two of them are told apart."""

from __future__ import annotations

import re

from core.experiment import FIELDS, Experiment
from core.live.records.run import RunRecord

_LETTERS_OF_ID, _MOST_LETTERS = 6, 40
"""An id has 22 letters: its beginning gives nobody the rest."""


def of_run(record: RunRecord) -> str:
    """Of what is saved of a run: its data and layers, or what its own program calls it, and a short id."""
    named = of_choices(record.experiment) if record.foreign is None else _safe(record.foreign.name)
    return f"{named}-{_safe(record.id[:_LETTERS_OF_ID])}"


def of_choices(experiment: Experiment) -> str:
    """Of what is saved of an experiment: its data and layers, as in ``moons-8x2``."""
    return _safe(f"{experiment.dataset.name}-{FIELDS['layers'].write(experiment.layers)}")


def _safe(text: str) -> str:
    """Letters and digits of any language, and the two marks that every system takes in a name."""
    return re.sub(r"[^\w-]+", "-", text).strip("-_")[:_MOST_LETTERS] or "run"
