"""The other side of most comparisons: the same network in plain Keras, trained by `fit`."""

from __future__ import annotations

import time
from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from core.bundle import DataBundle, prepare
from core.choices.activations import ACTIVATIONS
from core.choices.convolutions import MAX_POOLING, NO_POOLING
from core.choices.optimizers import OPTIMIZERS
from core.experiment import Experiment
from core.model.losses import loss_of
from core.model.plan import Plan, plan_of
from core.model.regularization import regularization_of

_OPTIMIZERS = {"sgd": keras.optimizers.SGD, "adam": keras.optimizers.Adam}


class Fit:
    """A fresh `keras.Sequential` for `experiment`, and its data as arrays.

    As someone writes it who wants speed and nothing else: no metrics, no validation, no callbacks, no
    progress bar.

    Arguments:
        experiment: data, layers, batch size and optimizer are taken from it.
        compile_options: more arguments of `compile`, such as ``jit_compile`` or ``steps_per_execution``.
    """

    def __init__(self, experiment: Experiment, **compile_options: Any) -> None:
        bundle = prepare(experiment)
        self.plan = plan(experiment, bundle)
        self.x: npt.NDArray[np.float32] = bundle.x_train
        self.y = bundle.targets(bundle.y_train, self.plan.target, self.plan.classes)
        self.batch_size = self.plan.batch_size
        self.model = _network(experiment, self.plan)
        began = time.perf_counter()
        self.model.compile(
            optimizer=_OPTIMIZERS[experiment.optimizer.name](experiment.learning_rate),
            loss=loss_of(self.plan.loss_config),
            **compile_options,
        )
        self.compile_seconds = time.perf_counter() - began

    def seconds(self, epochs: int, **options: Any) -> float:
        """How long one call ``fit(epochs=epochs)`` takes."""
        began = time.perf_counter()
        self.model.fit(self.x, self.y, batch_size=self.batch_size, epochs=epochs, verbose=0, **options)
        return time.perf_counter() - began

    def epochs_within(self, seconds: float) -> int:
        """About how many epochs `fit` does in that time; the calls that find out are its warm-up."""
        self.seconds(1)
        one = self.seconds(2) / 2
        return max(1, round(seconds / one))


def plan(experiment: Experiment, bundle: DataBundle) -> Plan:
    """The shape of the network of `experiment`."""
    return plan_of(
        experiment, inputs=bundle.x_train.shape[1], rows=len(bundle.x_train), val_rows=len(bundle.x_val)
    )


def _plain(experiment: Experiment) -> Experiment:
    """The same layers, and nothing that regularizes them."""
    return Experiment(
        dataset=experiment.dataset, convolutions=experiment.convolutions, layers=experiment.layers
    )


def _network(experiment: Experiment, shape: Plan) -> keras.Sequential:
    # What these networks do not use must not be left out silently.
    assert not (
        shape.regularization != regularization_of(_plain(experiment))
        or shape.normalization.name not in ("none", "batch")
    )
    assert experiment.optimizer == OPTIMIZERS.pick(experiment.optimizer.name)
    initializer = {"glorot_uniform": "glorot_uniform", "he_normal": "he_normal"}[experiment.initializer.name]
    options = {"use_bias": shape.normalization.name == "none", "kernel_initializer": initializer}
    model = keras.Sequential([keras.Input((shape.inputs,))])
    if shape.convolutions:
        model.add(keras.layers.Reshape(shape.convolutions[0].inputs))
    for at, activation in enumerate(shape.activations):
        maps = shape.convolutions[at] if at < len(shape.convolutions) else None
        if maps is not None:
            conv = keras.layers.Conv2D(
                maps.filters, maps.kernel_size, strides=maps.strides, padding=maps.padding, **options
            )
            model.add(conv)
        else:
            if shape.convolutions and at == len(shape.convolutions):
                model.add(keras.layers.Flatten())
            model.add(keras.layers.Dense(shape.layers[at - len(shape.convolutions)], **options))
        if shape.normalization.name == "batch":
            model.add(keras.layers.BatchNormalization())
        config = ACTIVATIONS[activation.name].keras_config(activation)
        model.add(getattr(keras.layers, config["class_name"])(**config["config"]))
        if maps is not None and maps.pooling != NO_POOLING:
            pool = keras.layers.MaxPooling2D if maps.pooling == MAX_POOLING else keras.layers.AveragePooling2D
            model.add(pool(maps.pool_size))
    if shape.convolutions and not shape.layers:
        model.add(keras.layers.Flatten())
    model.add(keras.layers.Dense(shape.outputs, activation=shape.output_activation))
    return model
