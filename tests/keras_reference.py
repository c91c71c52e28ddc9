"""The same network from Keras's own classes, trained by `keras.Model.fit`: what the engine is held to."""

from __future__ import annotations

from functools import partial
from itertools import chain
from typing import Any

import keras
import numpy as np

from core.choices.activations import ACTIVATIONS
from core.choices.convolutions import Convolution
from core.choices.registry import Picked
from core.engine.training.trainer import Trainer
from core.experiment import Penalty
from core.model.losses import loss_of


def reference(trainer: Trainer) -> keras.Model:
    """The same network from Keras's own classes, with the trainer's initial weights.

    Who compiles it again says ``jit_compile=False``: XLA would take seconds for a few steps.
    """
    experiment, plan = trainer.experiment, trainer.plan
    given, entry = plan.regularization, experiment.kernel_constraint
    kernels, biases = map(penalty, given.kernels), map(penalty, given.biases)
    after = plan.normalization.get("place") == "after"
    biased = plan.normalization.name in ("batch", "batch_layer") and not after  # beta is the bias then
    maps = plan.convolutions
    blocks: list[list[keras.layers.Layer]] = []
    for at, activation in enumerate(experiment.activations):
        of_bias = next(biases)
        linear = {
            "use_bias": not biased,
            "kernel_regularizer": next(kernels),
            "bias_regularizer": None if biased else of_bias,
        }
        if at < len(maps):
            block = [convolution(maps[at], kernel_constraint=constraint(entry, axis=[0, 1, 2]), **linear)]
        else:
            units = plan.layers[at - len(maps)]
            block = [keras.layers.Dense(units, kernel_constraint=constraint(entry), **linear)]
        for layer in [] if after else normalizations(plan.normalization):
            if biased and isinstance(layer, keras.layers.BatchNormalization):
                layer.beta_regularizer = of_bias
            block.append(layer)
        config = ACTIVATIONS[activation.name].keras_config(activation)
        shared = {"shared_axes": [1, 2]} if config["class_name"] == "PReLU" and at < len(maps) else {}
        block.append(layer_of(config, **shared))
        block[-1].activity_regularizer = penalty(given.activities[at])
        block += normalizations(plan.normalization) if after else []
        block += poolings(maps[at]) if at < len(maps) else []
        if noise := given.noises[at]:
            kinds = {
                "gaussian_noise": keras.layers.GaussianNoise,
                "gaussian_dropout": keras.layers.GaussianDropout,
            }
            block.append(kinds[noise.kind](noise.strength))
        if given.dropouts[at]:
            block.append(keras.layers.Dropout(given.dropouts[at]))
        blocks.append(block)
    output = keras.layers.Dense(
        plan.outputs,
        activation=plan.output_activation,
        kernel_regularizer=next(kernels),
        bias_regularizer=next(biases),
    )
    if maps:
        blocks.insert(0, [keras.layers.Reshape(maps[0].inputs)])
        blocks.insert(1 + len(maps), [keras.layers.Flatten()])
    model = connected(plan.inputs, blocks, output, residual=experiment.residual)
    optimizer = optimizer_of(plan.optimizer_config)
    if experiment.exclude_from_weight_decay:
        optimizer.exclude_from_weight_decay(var_names=["bias", "beta", "gamma"])
    model.compile(
        optimizer=optimizer,
        loss=loss_of(plan.loss_config),
        # XLA draws other random numbers than TensorFlow's kernels do; both sides must draw the same.
        jit_compile=given.random,
    )
    model.optimizer.learning_rate = experiment.learning_rate
    # Every `fit` would end with the averaged weights, of which a run takes several: see `finalize`.
    model.optimizer.finalize_variable_values = lambda variables: None
    trainable, rest = split(trainer)
    for variable, value in zip(model.trainable_variables, trainable, strict=True):
        variable.assign(value)
    # Moments of batch normalization and the states of dropout's random numbers, in the layers' order.
    for variable, value in zip(model.non_trainable_variables, rest, strict=True):
        variable.assign(value)
    return model


def connected(
    inputs: int, blocks: list[list[keras.layers.Layer]], output: keras.layers.Layer, *, residual: bool
) -> keras.Model:
    """Layers one behind the other; with residual connections around Dense layers as wide as their input."""
    if not residual:
        return keras.Sequential([keras.Input((inputs,)), *chain.from_iterable(blocks), output])
    value = start = keras.Input((inputs,))
    for block in blocks:
        given = value
        for layer in block:
            value = layer(value)
        if isinstance(block[0], keras.layers.Dense) and given.shape == value.shape:
            value = keras.layers.Add()([given, value])
    return keras.Model(start, output(value))


def penalty(strengths: Penalty) -> keras.regularizers.Regularizer | None:
    """What Keras takes for a penalty of `core.experiment`."""
    return keras.regularizers.L1L2(l1=strengths.l1, l2=strengths.l2) if any(strengths) else None


def constraint(picked: Picked, axis: int | list[int] = 0) -> keras.constraints.Constraint | None:
    """The constraint of an entry of `core.choices.regularization.CONSTRAINTS`."""
    match picked.as_dict():
        case {"name": "max_norm", "max_value": largest}:
            return keras.constraints.MaxNorm(largest, axis=axis)
        case {"name": "unit_norm"}:
            return keras.constraints.UnitNorm(axis=axis)
    return None


def convolution(of: Convolution, **options: Any) -> keras.layers.Conv2D:
    """Keras's own layer of a plan's convolution."""
    return keras.layers.Conv2D(of.filters, of.kernel_size, strides=of.strides, padding=of.padding, **options)


def poolings(of: Convolution) -> list[keras.layers.Layer]:
    """The layer that pools what it makes, if any does."""
    kinds = {"max": keras.layers.MaxPooling2D, "average": keras.layers.AveragePooling2D}
    return [kinds[of.pooling](of.pool_size)] if of.pooling in kinds else []


def normalizations(picked: Picked) -> list[keras.layers.Layer]:
    """The layers of an entry of `core.choices.normalizations.NORMALIZATIONS`."""
    layers = keras.layers
    match picked.as_dict():
        case {"name": "none"}:
            return []
        case {"name": "batch", "momentum": momentum, "epsilon": epsilon}:
            return [layers.BatchNormalization(momentum=momentum, epsilon=epsilon)]
        case {"name": "layer", "epsilon": epsilon}:
            return [layers.LayerNormalization(epsilon=epsilon)]
        case {"name": "group", "groups": groups, "epsilon": epsilon}:
            return [layers.GroupNormalization(groups=groups, epsilon=epsilon)]
        case {"name": "instance", "epsilon": epsilon}:
            return [layers.GroupNormalization(groups=-1, epsilon=epsilon)]
        case {"name": "rms", "epsilon": epsilon}:
            return [layers.RMSNormalization(epsilon=epsilon)]
        case {"name": "batch_layer", "momentum": momentum, "epsilon": epsilon}:
            batch = layers.BatchNormalization(momentum=momentum, epsilon=epsilon)
            return [batch, layers.LayerNormalization(epsilon=epsilon)]
    raise AssertionError(picked)


def layer_of(config: dict[str, Any], **options: Any) -> keras.layers.Layer:
    """Keras's own layer of an activation's `keras_config`."""
    arguments = dict(config["config"])
    if config["class_name"] != "Activation":
        return getattr(keras.layers, config["class_name"])(**arguments, **options)
    function = getattr(keras.activations, arguments.pop("activation"))
    return keras.layers.Activation(partial(function, **arguments) if arguments else function, **options)


def optimizer_of(config: dict[str, Any]) -> keras.optimizers.Optimizer:
    """Keras's own optimizer of a plan's `optimizer_config`."""
    return getattr(keras.optimizers, config["class_name"])(**config["config"])  # type: ignore[no-any-return]


def split(trainer: Trainer) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Trainable values of the trainer's state, and the others that belong to layers."""
    network, arrays = trainer.program.step_functions.network, trainer.variables()
    trainable, own = len(network.trainable), len(network.variables)
    return list(arrays[:trainable]), list(arrays[trainable:own])


def fit(model: keras.Model, trainer: Trainer, steps: int, done: int = 0) -> None:
    """Train `model` on the trainer's batches `done` to `done + steps`, one `fit` an epoch."""
    bundle, batches = trainer.bundle, trainer.batches
    x = bundle.x_train
    y = bundle.targets(bundle.y_train, trainer.plan.target, trainer.plan.classes)
    while steps > 0:
        epoch, begin = divmod(done, batches.steps_per_epoch)
        taken = min(steps, batches.steps_per_epoch - begin)
        rows = batches.order(epoch)[begin * batches.batch_size : (begin + taken) * batches.batch_size]
        model.fit(x[rows], y[rows], batch_size=batches.batch_size, shuffle=False, verbose=0)
        steps, done = steps - taken, done + taken


def finalize(model: keras.Model) -> None:
    """What ends a whole `fit`: the averaged weights, where the optimizer averages them."""
    if model.optimizer.use_ema:
        keras.optimizers.Optimizer.finalize_variable_values(model.optimizer, model.trainable_variables)


def distance(trainer: Trainer, model: keras.Model) -> float:
    """Norm of the difference over the norm of the reference, over weights and moments."""
    trainable, rest = split(trainer)
    ours = np.concatenate([value.ravel() for value in [*trainable, *rest] if value.dtype == np.float32])
    variables = [*model.trainable_variables, *model.non_trainable_variables]
    theirs = np.concatenate(
        [variable.numpy().ravel() for variable in variables if variable.dtype == "float32"]
    )
    return float(np.linalg.norm(ours - theirs) / np.linalg.norm(theirs))
