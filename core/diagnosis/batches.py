"""Whether a batch has too many rows, or too few to normalize over."""

from __future__ import annotations

import math
from collections.abc import Mapping

from core.diagnosis.evidence import Evidence
from core.diagnosis.remedies import Remedy, larger_batches, over_layers

FEW = 4
"""Rows of a batch up to which normalization over them goes wrong: of networks for images that differ in that
alone, those with 16 and 32 rows do the same, and with 4 and 2 ever worse (Wu & He 2018, figure 1)."""
USUAL = 32
"""Rows of a batch up to which it is not large (Masters & Luschi 2018, section 5)."""
LARGE = 0.1
"""Share of all rows from which on a batch is large (Keskar et al. 2017, section 2)."""
FEWEST_UNITS = 4
"""Units of a layer from which on normalization over them leaves something of a row."""


def too_large(evidence: Evidence) -> bool:
    """Whether each step takes so many rows that an epoch has few steps."""
    size = evidence.experiment.batch_size
    own_epochs = (
        evidence.experiment.steps_per_epoch > 0
    )  # then an epoch has as many steps, whatever the batch
    return size > USUAL and size >= LARGE * evidence.rows > 0 and not own_epochs


def share(evidence: Evidence) -> Mapping[str, object]:
    """The gaps of what is said about a batch that is too large."""
    return {"percent": min(100, round(100 * evidence.experiment.batch_size / evidence.rows))}


def error(evidence: Evidence) -> Mapping[str, object]:
    """The gaps of what is said about a batch that is too small: the mean of n rows deviates from that of all
    by the spread over the root of n."""
    rows = evidence.experiment.batch_size
    return {"rows": rows, "percent": round(100 / math.sqrt(rows))}


def without_batches(evidence: Evidence) -> Remedy:
    """Normalization of each row by itself; larger batches, where a layer has too few units for that."""
    narrow = min(evidence.experiment.layers) < FEWEST_UNITS
    return larger_batches() if narrow else over_layers()
