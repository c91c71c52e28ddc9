"""The first advice that the lab gives, pressed: it cures what it is given against, and makes nothing worse.

A sample in the ordinary suite, all with ``REMEDIES=all``: two minutes.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence

import numpy as np
import pytest

from core.diagnosis.findings import FINDINGS, Found
from core.engine.editing.editable_network import EditableNetwork
from core.engine.editing.live_network import LiveNetwork
from core.experiment import Experiment
from core.presets import PRESETS
from tests.diagnosis.sick import TRAINED, Sick, sick

pytestmark = pytest.mark.usefixtures("compiled_if_asked")

ALL = tuple(sick())
ORDER = list(FINDINGS)
MILD = ORDER.index("weakened")
"""From here on a finding slows training down and does not stop it."""


def looked_at(network: EditableNetwork, steps: int) -> tuple[Sequence[Found], float]:
    """What is found after `steps` more steps, and the loss."""
    if steps > 100:  # then it is quicker to compile them
        network.live.trainer.wait_until_compiled()
    network.advance_steps(steps)
    scene = network.frame()
    return network.findings, float(scene.numbers[0, 0])


def outcome(case: Sick) -> str:
    """``healthy`` where nothing is found, else ``cured``, ``ill`` or ``worse`` after the first remedy."""
    network = EditableNetwork(LiveNetwork(case.experiment))
    found, loss = looked_at(network, case.steps)
    if not found:
        return "healthy"
    first = found[0]
    if first.remedy is None:
        return "ill"
    better, errors = Experiment.lenient(first.remedy.applied(network.experiment))
    assert not errors and (better != network.experiment or first.remedy.restart)
    if not case.steps:
        _found, loss = looked_at(network, TRAINED)
    network.change(better, restart=first.remedy.restart)
    at_once = looked_at(network, 0)[0] if first.remedy.restart else ()
    after, new_loss = looked_at(network, TRAINED)
    if _most_pressing(after) < _most_pressing(found):
        return "worse"
    if _same_loss(case.experiment, better) and np.isfinite(loss) and not new_loss <= 1.1 * loss + 0.01:
        return "worse"
    still = first.key in {one.key for one in (*after, *(() if case.steps else at_once))}
    return "ill" if still or _most_pressing(after) < MILD else "cured"


def _most_pressing(found: Sequence[Found]) -> int:
    return min((ORDER.index(one.key) for one in found), default=len(ORDER))


def _same_loss(one: Experiment, other: Experiment) -> bool:
    return (one.scale_target, one.l1, one.l2) == (other.scale_target, other.l1, other.l2)


def test_there_are_many_of_many_causes() -> None:
    causes = Counter(case.cause for case in ALL)
    assert len(ALL) >= 60
    assert causes.keys() >= {"rate", "momentum", "penalty", "data", "target", "scale", "symmetric", "dead"}
    assert min(causes.values()) >= 1


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.skipif(os.environ.get("REMEDIES") != "all", reason="takes minutes: REMEDIES=all")
def test_the_first_remedy_cures() -> None:
    outcomes = [(outcome(case), str(case)) for case in ALL]
    assert not [each for each in outcomes if each[0] in {"worse", "healthy"}]
    ill = [each for each in outcomes if each[0] == "ill"]
    assert len(ill) <= 0.05 * len(ALL), ill


SAMPLE = [next(case for case in ALL if case.cause == cause) for cause in ("momentum", "penalty", "one row")]


@pytest.mark.parametrize("case", SAMPLE, ids=lambda case: case.cause)
def test_it_does_for_a_sample(case: Sick) -> None:
    assert outcome(case) == "cured"


@pytest.mark.parametrize("epochs", [10])
def test_of_a_rate_that_is_too_large_the_rate_is_the_cause(epochs: int) -> None:
    network = EditableNetwork(LiveNetwork(PRESETS["learning_rate"].experiment()))
    found, _loss = looked_at(network, epochs * network.layout.steps_per_epoch)
    assert found
    assert found[0].remedy is not None and found[0].remedy.change == {"learning_rate": "0.1"}
    assert "The learning rate of 10 is large." in str(found[0].said)
