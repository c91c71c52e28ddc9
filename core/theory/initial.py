"""From the lab's choices to the variances that the theory speaks of."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from core.choices.initializers import INITIALIZERS
from core.choices.registry import Picked
from core.experiment import Experiment
from core.message import Invalid, Message
from core.theory.normalization import NO_THEORY_OF_BOTH
from core.theory.propagation import Propagation, propagate

_CUT_AT_TWO = 0.7737413035760232
"""Variance of a standard normal variable that is drawn again until it lies within 2 of 0."""


def weight_variance(initializer: Picked, fan_in: int, fan_out: int) -> float:
    """sigma_w^2 = fan_in * Var(W) of a Dense layer's kernel, by Keras's definition of the initializer.

    Raises:
        Invalid: all weights are equal, so there is no variance to go by.
    """
    entry = INITIALIZERS[initializer.name]
    config: dict[str, Any] = entry.keras_config(initializer)["config"]
    match entry.class_name:
        case "Zeros":
            return 0.0
        case "RandomNormal":
            return float(fan_in * config["stddev"] ** 2)
        case "TruncatedNormal":
            return float(fan_in * config["stddev"] ** 2 * _CUT_AT_TWO)
        case "RandomUniform":
            return float(fan_in * config["maxval"] ** 2 / 3)
        case "VarianceScaling":
            fan = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[config["mode"]]
            return float(fan_in * config["scale"] / fan)
        case "Orthogonal":
            return float(config["gain"] ** 2 * fan_in / max(fan_in, fan_out))
        case _:
            raise Invalid(
                Message(
                    "There is no theory for {initializer}: its weights are not drawn at random.",
                    initializer=Message(entry.label),
                )
            )


def predict(experiment: Experiment, inputs: int, input_variance: float = 1.0) -> Propagation:
    """What theory predicts for the hidden layers of `experiment` before its first step.

    Arguments:
        inputs: columns of the data.
        input_variance: mean square of the scaled inputs; 1 after standard scaling.

    Raises:
        Invalid: there is no theory for these choices; the message says why.
    """
    if experiment.batch_normalization and experiment.layer_normalization:
        raise Invalid(NO_THEORY_OF_BOTH)
    sizes = (inputs, *experiment.layers, experiment.outputs)
    factors = [weight_variance(experiment.initializer, *fans) for fans in pairwise(sizes)]
    return propagate(
        experiment.activation,
        1.0,
        0.0,
        len(experiment.layers),
        input_variance,
        bias=experiment.bias,
        layer_factors=factors,
        widths=experiment.layers,
        normalization="batch"
        if experiment.batch_normalization
        else "layer"
        if experiment.layer_normalization
        else None,
    )
