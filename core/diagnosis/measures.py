"""What shows a finding: which hidden layer, from 0, by the numbers of a network; None where none does."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from core.diagnosis import batches, fitting, pace, remedies
from core.diagnosis.evidence import Evidence

MANY = 0.5
"""Share of a layer's units, or outputs, from which on the layer is pointed out."""


def _first(shows: npt.NDArray[np.bool_]) -> int | None:
    return int(np.argmax(shows)) if shows.any() else None


def diverged(evidence: Evidence) -> int | None:
    """The loss is no number any more; said of the first layer."""
    return 0 if evidence.diverged else None


def overflow(evidence: Evidence) -> int | None:
    """Numbers that cannot be computed with."""
    return _first(~np.isfinite(evidence.magnitude))


def single_row(evidence: Evidence) -> int | None:
    """Batch normalization that is given single rows; said of the first Dense layer. The places of feature
    maps have moments of their own, whatever the number of rows."""
    experiment = evidence.experiment
    alone = experiment.normalization_entry.over_rows and experiment.batch_size == 1
    return len(experiment.convolution_layers) if alone and experiment.layers and evidence.depth else None


def small_batch(evidence: Evidence) -> int | None:
    """Batch normalization that is given a few rows; said of the first Dense layer, as `single_row` is."""
    experiment = evidence.experiment
    few = experiment.normalization_entry.over_rows and 1 < experiment.batch_size <= batches.FEW
    return len(experiment.convolution_layers) if few and experiment.layers and evidence.depth else None


def single_unit(evidence: Evidence) -> int | None:
    """A normalization that centres units one by one, row by row."""
    picked = evidence.experiment.normalization
    alone = {"layer": 1, "batch_layer": 1, "group": picked.get("groups")}
    maps = len(evidence.experiment.convolution_layers)
    for layer, units in enumerate(evidence.experiment.hidden_widths):
        if layer < maps and picked.name in {"instance", "group"}:
            continue  # over the places of a map: these differ
        if picked.name == "instance" or alone.get(picked.name) == units:
            return layer
    return None


def symmetric(evidence: Evidence) -> int | None:
    """Units that all compute the same."""
    return _first(evidence.equal)


def dead(evidence: Evidence) -> int | None:
    """Units of which most give nothing for any row."""
    return _first(evidence.dead > MANY)


def saturated(evidence: Evidence) -> int | None:
    """Outputs of which most lie where the function is flat."""
    return _first(evidence.saturated > MANY)


def stuck(evidence: Evidence) -> int | None:
    """No gradient anywhere; said of the first layer."""
    return 0 if evidence.idle else None


def shrunk(more: float, most: float) -> Callable[[Evidence], int | None]:
    """Whether the first layer gets over `more`, up to `most` times less than the last; or no number."""

    def layer(evidence: Evidence) -> int | None:
        if evidence.idle or evidence.depth < 2:
            return None
        kept = evidence.kept
        lost = 1 / kept if kept > 0 else np.inf  # not a number: none arrives at the last layer either
        return 0 if more < lost <= most else None

    return layer


def grown(more: float, most: float) -> Callable[[Evidence], int | None]:
    """Whether the first layer gets over `more`, up to `most` times as much as the last."""
    return lambda evidence: 0 if more < evidence.kept <= most else None


def overfits(evidence: Evidence) -> int | None:
    """Rows that are learnt by heart; said of the network."""
    return 0 if fitting.overfits(evidence.fit) else None


def underfits(evidence: Evidence) -> int | None:
    """Rows of which too little is learnt; said of the network."""
    return 0 if fitting.underfits(evidence.fit) else None


def rate_low(evidence: Evidence) -> int | None:
    """A loss that falls in proportion to a rate by which steps are shorter than healthy; said of the
    network."""
    short = evidence.update < remedies.HEALTHY_UPDATE and _constant_rate(evidence)
    return 0 if short and pace.too_low(evidence.fit) else None


def large_batch(evidence: Evidence) -> int | None:
    """A loss that still falls, by steps that take a large part of the rows each; said of the network."""
    falls = batches.too_large(evidence) and _constant_rate(evidence)
    return 0 if falls and pace.still_falls(evidence.fit) else None


def _constant_rate(evidence: Evidence) -> bool:
    return evidence.experiment.schedule.name == "none"


def imbalance(evidence: Evidence) -> int | None:
    """A rare class of which hardly any row is right, after some epochs; said of the network."""
    fit, facts = evidence.fit, evidence.facts
    if fit is None or facts is None or facts.ignored is None:
        return None
    return 0 if fit.over or len(fit.history) >= fitting.FEWEST else None


def misfit(evidence: Evidence) -> int | None:
    """Targets that the loss does not take; said of the network."""
    return 0 if evidence.facts is not None and evidence.facts.untaken else None


def leak(evidence: Evidence) -> int | None:
    """Columns that say the target by themselves; said of the network."""
    return 0 if evidence.facts is not None and evidence.facts.leaks() else None
