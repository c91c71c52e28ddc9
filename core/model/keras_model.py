"""The network of a plan as an ordinary `keras.Model`, with values in its variables, to be saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy.typing as npt

from core.choices.activations import ACTIVATIONS
from core.choices.convolutions import AVERAGE_POOLING, MAX_POOLING
from core.choices.normalizations import BEFORE, NORMALIZATIONS
from core.choices.regularization import NOISES
from core.model.plan import Plan

Values = Sequence[npt.NDArray[Any]]
_POOLINGS = {MAX_POOLING: "MaxPooling2D", AVERAGE_POOLING: "AveragePooling2D"}


def keras_model(plan: Plan, trainable: Values, non_trainable: Values) -> keras.Model:
    """A model that predicts as the network does; where the loss takes logits, it gives logits.

    It is not compiled, and of Keras's own parts alone, so that Keras loads it without this project.

    Arguments:
        trainable, non_trainable: values in the order of `Network.trainable` and `Network.non_trainable`.
    """
    maps = plan.convolutions
    value = start = keras.Input((plan.inputs,), name="features")
    if maps:
        value = keras.layers.Reshape(maps[0].inputs)(value)
    for at in range(len(plan.activations)):
        if maps and at == len(maps):
            value = keras.layers.Flatten()(value)
        made = _block(plan, at, value)
        value = keras.layers.Add()([value, made]) if plan.shortcuts and plan.shortcuts[at] else made
    if maps and len(maps) == len(plan.activations):
        value = keras.layers.Flatten()(value)
    output = keras.layers.Dense(plan.outputs, activation=plan.output_activation, name="output")
    model = keras.Model(start, output(value), name="gradient_lab")
    for variable, given in zip(model.trainable_variables, trainable, strict=True):
        variable.assign(given)
    for variable, given in zip(model.non_trainable_variables, non_trainable, strict=True):
        variable.assign(given)
    return model


def _block(plan: Plan, at: int, value: Any) -> Any:
    """What hidden layer `at` makes of `value`."""
    of, before = plan.regularization, plan.normalization.get("place") == BEFORE
    norms = NORMALIZATIONS[plan.normalization.name].keras_configs(plan.normalization)
    biased = not (before and any(each["class_name"] == "BatchNormalization" for each in norms))
    maps = plan.convolutions
    if at < len(maps):
        it = maps[at]
        linear = keras.layers.Conv2D(
            it.filters, it.kernel_size, strides=it.strides, padding=it.padding, use_bias=biased
        )
    else:
        linear = keras.layers.Dense(plan.layers[at - len(maps)], use_bias=biased)
    value = linear(value)
    for norm in norms if before else []:
        value = _layer(norm)(value)
    value = _activated(plan, at, value)
    for norm in [] if before else norms:
        value = _layer(norm)(value)
    if at < len(maps) and maps[at].pooling in _POOLINGS:
        value = getattr(keras.layers, _POOLINGS[maps[at].pooling])(maps[at].pool_size)(value)
    if noise := of.noises[at]:
        value = getattr(keras.layers, NOISES[noise.kind].class_name)(noise.strength)(value)
    return keras.layers.Dropout(of.dropouts[at])(value) if of.dropouts[at] else value


def _layer(made: dict[str, Any]) -> keras.layers.Layer:
    return getattr(keras.layers, made["class_name"])(**made["config"])


def _activated(plan: Plan, at: int, value: Any) -> Any:
    picked = plan.activations[at]
    made = ACTIVATIONS[picked.name].keras_config(picked)
    arguments = dict(made["config"])
    if made["class_name"] != "Activation":
        if ACTIVATIONS[picked.name].learns and at < len(plan.convolutions):
            arguments["shared_axes"] = [1, 2]
        return getattr(keras.layers, made["class_name"])(**arguments)(value)
    name = arguments.pop("activation")
    # A function with arguments of its own is an operation of the graph: as a layer it could not be saved.
    return getattr(keras.ops, name)(value, **arguments) if arguments else keras.layers.Activation(name)(value)
