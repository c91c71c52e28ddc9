"""What was measured before the first step, as a diagnosis takes it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.diagnosis.evidence import Evidence
from core.experiment import Experiment
from core.propagation.measured import MeasuredPropagation
from core.theory import Propagation


def evidence_of(
    experiment: Experiment,
    found: Sequence[MeasuredPropagation],
    predicted: Propagation | None,
    *,
    inputs: float,
) -> Evidence:
    """The evidence of one or several networks of the same choices, together.

    Arguments:
        found: the networks.
        predicted: by theory, or None where there is none.
        inputs: root mean square of what is fed into them.
    """
    with np.errstate(all="ignore"):
        return Evidence(
            experiment=experiment,
            magnitude=np.max([one.preactivation_std + one.gradient for one in found], axis=0),
            gradient=np.mean([one.gradient / one.gradient[-1] for one in found], axis=0),
            weight_gradient=np.mean([one.weight_gradient / one.weight_gradient[-1] for one in found], axis=0),
            saturated=np.mean([one.saturated for one in found], axis=0),
            dead=np.min([one.dead for one in found], axis=0),
            equal=np.all([one.equal for one in found], axis=0),
            inputs=inputs,
            predicted=predicted,
        )
