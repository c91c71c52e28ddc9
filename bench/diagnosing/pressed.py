"""What becomes of a run whose first remedy is pressed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from bench.diagnosing.sick import TRAINED
from core.diagnosis.findings import Found
from core.diagnosis.registry import FINDINGS, IMBALANCE, LARGE_BATCH, RATE_LOW
from core.diagnosis.row_facts import IGNORED, rare_classes
from core.engine.editing.editable_network import EditableNetwork
from core.engine.editing.live_network import LiveNetwork
from core.experiment import Experiment
from core.scene import Scene

ORDER = list(FINDINGS)
MILD = ORDER.index("weakened")
"""From here on a finding slows training down and does not stop it."""


PROMISED, LOWER = {RATE_LOW, LARGE_BATCH}, 0.9
"""Findings whose remedy has to bring the loss down; to at most that share of it, after as many epochs."""


class Outcome(StrEnum):
    """What became of a run."""

    HEALTHY = "healthy"
    """Nothing was found."""
    SILENT = "silent"
    """Something was found, and no remedy is known."""
    CURED = "cured"
    ILL = "ill"
    WORSE = "worse"


@dataclass(slots=True)
class Asked:
    """A run that the lab was asked about.

    Arguments:
        network: as it was then.
        found: what was pointed out, the most pressing first.
        loss: of the training rows.
        steps: that were taken before.
    """

    network: EditableNetwork
    found: Sequence[Found]
    loss: float
    steps: int


def asked(experiment: Experiment, steps: int) -> Asked:
    """Train `experiment` for so many steps and look at it."""
    network = EditableNetwork(LiveNetwork(experiment))
    found, loss = _look(network, steps)
    return Asked(network, found, loss, steps)


def outcome(of: Asked) -> Outcome:
    """What the first remedy does to a run; it is trained on for that."""
    network, found, loss = of.network, of.found, of.loss
    if not found:
        return Outcome.HEALTHY
    first, experiment = found[0], network.experiment
    if first.remedy is None:
        return Outcome.SILENT
    better, errors = Experiment.lenient(first.remedy.applied(experiment))
    assert not errors and (better != experiment or first.remedy.restart)
    if not of.steps:
        _found, loss = _look(network, TRAINED)
    per_epoch = network.layout.steps_per_epoch
    network.change(better, restart=first.remedy.restart)
    at_once = _look(network, 0)[0] if first.remedy.restart else ()
    # Smaller batches take more steps with the same rows.
    longer = max(1.0, network.layout.steps_per_epoch / per_epoch)
    as_long = of.steps if first.key in PROMISED else TRAINED
    after, new_loss = _look(network, round(longer * as_long))
    if _most_pressing(after) < _most_pressing(found):
        return Outcome.WORSE
    if _same_loss(experiment, better) and np.isfinite(loss) and not new_loss <= 1.1 * loss + 0.01:
        return Outcome.WORSE
    if first.key == IMBALANCE and _ignores_a_class(network):
        return Outcome.ILL
    if first.key in PROMISED and not new_loss <= LOWER * loss:
        return Outcome.ILL
    still = first.key in {one.key for one in (*after, *(() if of.steps else at_once))}
    return Outcome.ILL if still or _most_pressing(after) < MILD else Outcome.CURED


def _look(network: EditableNetwork, steps: int) -> tuple[Sequence[Found], float]:
    """What is found after `steps` more steps, and the loss."""
    if steps:  # it is quicker to compile them
        network.live.trainer.wait_until_compiled()
    network.advance_steps(steps)
    scene = network.frame()
    assert isinstance(scene, Scene)
    return network.findings, float(scene.numbers[0, 0])


def _ignores_a_class(network: EditableNetwork) -> bool:
    """Whether hardly any row of some rare class is right; where classes have weights nobody points it out."""
    scene = network.frame()
    assert isinstance(scene, Scene)
    told = scene.confusion[0]
    counts = told.sum(axis=1)
    rare = rare_classes(counts.astype(np.int64))
    return bool((told.diagonal()[rare] <= IGNORED * counts[rare]).any())


def _most_pressing(found: Sequence[Found]) -> int:
    return min((ORDER.index(one.key) for one in found), default=len(ORDER))


def _same_loss(one: Experiment, other: Experiment) -> bool:
    names = ("scale_target", "l1", "l2", "loss", "class_weight", "dataset")
    return all(getattr(one, name) == getattr(other, name) for name in names)
