"""The same network from Keras's own classes, trained by `keras.Model.fit`: what the engine is held to."""

from __future__ import annotations

import keras
import numpy as np

from core.choices.activations import ACTIVATIONS
from core.choices.registry import Picked
from core.engine.training.trainer import Trainer


def reference(trainer: Trainer) -> keras.Sequential:
    """The same network from Keras's own classes, with the trainer's initial weights."""
    experiment, plan = trainer.experiment, trainer.plan
    penalty = keras.regularizers.L1L2(plan.l1, plan.l2) if plan.l1 or plan.l2 else None
    after = plan.normalization.get("place") == "after"
    biased = plan.normalization.name in ("batch", "batch_layer") and not after  # beta is the bias then
    model = keras.Sequential([keras.Input((plan.inputs,))])
    for units, activation in zip(plan.layers, experiment.activations, strict=True):
        model.add(keras.layers.Dense(units, use_bias=not biased, kernel_regularizer=penalty))
        for layer in [] if after else normalizations(plan.normalization):
            model.add(layer)
        config = ACTIVATIONS[activation.name].keras_config(activation)
        model.add(getattr(keras.layers, config["class_name"])(**config["config"]))
        for layer in normalizations(plan.normalization) if after else []:
            model.add(layer)
        if plan.dropout:
            model.add(keras.layers.Dropout(plan.dropout))
    model.add(keras.layers.Dense(plan.outputs, activation=plan.output_activation, kernel_regularizer=penalty))
    model.compile(
        optimizer=keras.optimizers.deserialize(plan.optimizer_config),
        loss=keras.losses.deserialize(plan.loss_config),
        # XLA draws other random numbers than TensorFlow's kernels do; both sides must draw the same.
        jit_compile=bool(plan.dropout),
    )
    model.optimizer.learning_rate = experiment.learning_rate
    trainable, rest = split(trainer)
    for variable, value in zip(model.trainable_variables, trainable, strict=True):
        variable.assign(value)
    # Moments of batch normalization and the states of dropout's random numbers, in the layers' order.
    for variable, value in zip(model.non_trainable_variables, rest, strict=True):
        variable.assign(value)
    return model


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


def split(trainer: Trainer) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Trainable values of the trainer's state, and the others that belong to layers."""
    network, arrays = trainer.program.step_functions.network, trainer.variables()
    trainable, own = len(network.trainable), len(network.variables)
    return list(arrays[:trainable]), list(arrays[trainable:own])


def fit(model: keras.Sequential, trainer: Trainer, steps: int, done: int = 0) -> None:
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


def distance(trainer: Trainer, model: keras.Sequential) -> float:
    """Norm of the difference over the norm of the reference, over weights and moments."""
    trainable, rest = split(trainer)
    ours = np.concatenate([value.ravel() for value in [*trainable, *rest] if value.dtype == np.float32])
    variables = [*model.trainable_variables, *model.non_trainable_variables]
    theirs = np.concatenate(
        [variable.numpy().ravel() for variable in variables if variable.dtype == "float32"]
    )
    return float(np.linalg.norm(ours - theirs) / np.linalg.norm(theirs))
