"""From the lab's choices to the variances that the theory speaks of."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any, Literal

from core.choices.initializers import INITIALIZERS
from core.choices.normalizations import BEFORE, NORMALIZATIONS
from core.choices.registry import Picked
from core.experiment import Experiment, check_dense
from core.message import Invalid, Message
from core.theory.finite_width import Spread, spread
from core.theory.normalization import KERAS_EPSILON, NO_THEORY_OF_BOTH, no_theory_of
from core.theory.propagation import Propagation, propagate

_CUT_AT_TWO = 0.7737413035760232
"""Variance of a standard normal variable that is drawn again until it lies within 2 of 0."""


NOT_ONE = Message(
    "The activation functions differ from layer to layer: each layer is predicted by its own. Where signals "
    "settle, a critical scale and a depth scale are known for one function in all layers only."
)


NO_THEORY_OF_SHORTCUTS = Message(
    "There is no theory here for residual connections: only what was measured is drawn. Switch them off to "
    "see a prediction."
)


def weight_variance(initializer: Picked, fan_in: int, fan_out: int, layer: int = 0) -> float:
    """sigma_w^2 = fan_in * Var(W) of a Dense layer's kernel, by Keras's definition of the initializer.

    Arguments:
        layer: number of the layer, 0 is the first hidden one.

    Raises:
        Invalid: the weights are not drawn at random, or they depend on the data.
    """
    entry = INITIALIZERS[initializer.name]
    if entry.fitted:
        raise Invalid(
            Message(
                "{initializer} fits the weights to the data: their variance is not known without them.",
                initializer=Message(entry.label),
            )
        )
    drawn = entry.kernel_config(initializer, layer=layer, fan_in=fan_in, fan_out=fan_out)
    config: dict[str, Any] = drawn["config"]
    match drawn["class_name"]:
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
    check_dense(experiment)
    if any(experiment.shortcuts(inputs)):
        raise Invalid(NO_THEORY_OF_SHORTCUTS)
    normalization = _normalization(experiment)
    if normalization == "batch" and experiment.bias_scale:
        raise Invalid(
            Message(
                "There is no theory here for batch normalization with biases that differ. Set the bias "
                "standard deviation to 0 to see a prediction."
            )
        )
    sizes = (inputs, *experiment.layers, experiment.outputs)
    if INITIALIZERS[experiment.initializer.name].fitted:
        factors = _fitted(experiment, input_variance)
    else:
        factors = [
            weight_variance(experiment.initializer, *fans, layer)
            for layer, fans in enumerate(pairwise(sizes))
        ]
    found = propagate(
        experiment.activations,
        1.0,
        experiment.bias_scale**2,
        len(experiment.layers),
        input_variance,
        bias=experiment.bias,
        layer_factors=factors,
        widths=experiment.layers,
        normalization=normalization,
        epsilon=_epsilon(experiment),
    )
    return found if experiment.one_activation else replace(found, notes=(*found.notes, NOT_ONE))


def predict_spread(experiment: Experiment, inputs: int, input_variance: float = 1.0) -> Spread:
    """How much theory says that networks differ that differ only in their random weights (see `spread`).

    Arguments:
        inputs, input_variance: as for `predict`.

    Raises:
        Invalid: no result for these choices is published, or none that the lab knows; the message says so.
    """
    check_dense(experiment)
    if any(experiment.shortcuts(inputs)):
        raise Invalid(NO_THEORY_OF_SHORTCUTS)
    if experiment.normalization.name != "none":
        raise Invalid(
            Message("How much networks with normalization differ from draw to draw: no published result.")
        )
    activation = experiment.one_activation
    if activation is None:
        raise Invalid(
            Message(
                "How much networks differ from draw to draw: published for networks with the same activation "
                "function in all layers."
            )
        )
    sizes = (inputs, *experiment.layers)
    fans = [*pairwise(sizes)]
    variances = {
        round(weight_variance(experiment.initializer, *each, layer), 12) for layer, each in enumerate(fans)
    }
    independent = INITIALIZERS[experiment.initializer.name].class_name != "Orthogonal"
    if len(variances) > 1 or not independent or experiment.bias:
        raise Invalid(
            Message(
                "How much networks differ from draw to draw: published for independent weights whose "
                "fan-in × variance is the same in all layers."
            )
        )
    return spread(
        activation,
        variances.pop(),
        experiment.bias_scale**2,
        experiment.layers,
        input_variance,
    )


def _normalization(experiment: Experiment) -> Literal["batch", "layer"] | None:
    """The normalization, as `propagate` takes it.

    Raises:
        Invalid: there is no theory of it.
    """
    picked = experiment.normalization
    match picked.name:
        case "none":
            return None
        case "batch_layer":
            raise Invalid(NO_THEORY_OF_BOTH)
        case "batch" | "layer" as known if picked["place"] == BEFORE:
            return known
        case other:
            raise Invalid(
                no_theory_of(Message(NORMALIZATIONS[other].label), behind=picked["place"] != BEFORE)
            )


def _epsilon(experiment: Experiment) -> float:
    return float(experiment.normalization.get("epsilon", KERAS_EPSILON))


def _fitted(experiment: Experiment, input_variance: float) -> list[float]:
    """The weight variances that bring all sums to variance 1 with a gain of 1, times the square of the gain.

    LSUV in a wide network: the mean square of a layer's inputs follows from the sums before it, which have
    variance 1 in every layer but for what a normalization makes of it.
    """

    def square(activation: Picked) -> float:
        """Mean square of the outputs of a layer."""
        layer = propagate(
            activation,
            1.0,
            0.0,
            1,
            bias=experiment.bias,
            normalization=_normalization(experiment),
            epsilon=_epsilon(experiment),
        )
        return float(layer.activation_square[0])

    squares = {each: square(each) for each in set(experiment.activations)}
    share = experiment.initializer["gain"] ** 2 * (1 - experiment.bias_scale**2)
    inputs = (input_variance, *(squares[each] for each in experiment.activations))
    # Inputs that are all 0 leave the weights as they were: whatever stands here is multiplied by 0.
    return [share / (each or 1.0) for each in inputs]
