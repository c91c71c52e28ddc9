"""What theory draws over the map of an initializer: scales across, depths up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.cancellation import go_on
from core.choices.initializers import INITIALIZERS, at_scale
from core.choices.registry import Picked
from core.experiment import Experiment, check_dense
from core.theory.correlation import depth_scale
from core.theory.criticality import critical
from core.theory.initial import predict, weight_variance
from core.theory.propagation import Propagation

Array = npt.NDArray[np.float64]

TRAINABLE_DEPTHS = 6.0
"""Networks train down to about so many depth scales (Schoenholz et al. 2017, figure 5)."""


@dataclass(frozen=True, slots=True, eq=False)
class PredictedMap:
    """Predictions for every scale of a map.

    Arguments:
        reaching: log10 of the size of dL/dz in layer 1 over that in layer d, shape ``(scales, depth)``.
        trainable: layers down to which a network is expected to train, shape ``(scales,)``: 6 depth scales,
            -1 / ln(chi) in the ordered phase, that of the correlation in the chaotic one (of the gradient,
            where correlations do not fade, as with ReLU); infinite at the critical scale. None where theory
            has no depth scale: with a normalization, weights that are fitted to the data, a bias that is the
            same for all units, or activation functions that differ from layer to layer.
        critical: the scale at which chi is 1, None where there is none.
    """

    reaching: Array
    trainable: Array | None
    critical: float | None


def predict_map(
    experiment: Experiment, scales: Sequence[float], inputs: int, input_variance: float = 1.0
) -> PredictedMap:
    """Theory for networks of 1 to as many layers as the experiment has.

    Arguments:
        experiment: at whose scale it is does not matter; its hidden layers are as wide as the last of them.
        scales: of its initializer.
        inputs, input_variance: columns of the data, and their mean square.

    Raises:
        Invalid: there is no theory for these choices, and why.
    """
    check_dense(experiment)
    settings = [
        experiment.model_copy(update={"initializer": at_scale(experiment.initializer, scale)})
        for scale in scales
    ]
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = [0.5 * np.log10(_predicted(each, inputs, input_variance).backward) for each in settings]
        reaching = np.array([each[0] - each for each in logs])
    normalized = experiment.normalization.name != "none"
    fitted = INITIALIZERS[experiment.initializer.name].fitted
    activation = experiment.one_activation
    if normalized or fitted or experiment.bias or activation is None:
        return PredictedMap(reaching, None, None)
    depths = np.array([_depth_scale(each, activation, input_variance) for each in settings])
    return PredictedMap(reaching, TRAINABLE_DEPTHS * depths, _critical_scale(experiment, activation))


def _predicted(experiment: Experiment, inputs: int, input_variance: float) -> Propagation:
    go_on()
    return predict(experiment, inputs, input_variance)


def _depth_scale(experiment: Experiment, activation: Picked, input_variance: float) -> float:
    go_on()
    found = depth_scale(activation, _weight_variance(experiment), experiment.bias_scale**2, input_variance)
    chaotic = found.chi > 1 and math.isfinite(found.of_correlation)
    return found.of_correlation if chaotic else found.of_gradient


def _weight_variance(experiment: Experiment) -> float:
    """Of the layers between hidden layers of equal width, where the depth comes from."""
    width = experiment.layers[-1]
    return weight_variance(experiment.initializer, width, width, len(experiment.layers) - 1)


def _critical_scale(experiment: Experiment, activation: Picked) -> float | None:
    found = critical(activation, experiment.bias_scale**2)
    plain = experiment.model_copy(update={"initializer": at_scale(experiment.initializer, 1.0)})
    per_scale = _weight_variance(plain)
    return None if found is None or not per_scale else math.sqrt(found.weight_variance / per_scale)
