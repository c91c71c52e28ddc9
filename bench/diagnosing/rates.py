"""Whether a learning rate is too low: the same network, trained by Keras at other rates.

It is where the loss falls in proportion to the rate. A tenth of it brings the loss down by less than a
quarter as far in the same steps, and ten times of it by more than four times as far.
"""

from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from core.choices.activations import ACTIVATIONS
from core.engine.editing.live_network import LiveNetwork
from core.model.losses import loss_of

TIMES = 4.0
FEWEST = 5
"""Epochs without which nothing is claimed."""

Floats = npt.NDArray[np.float32]


class Training:
    """The layers, loss and optimizer of a network in plain Keras, and its rows.

    Not `fit`, which takes longer to begin each epoch than for the epoch.

    Arguments:
        network: with nothing but Dense layers and no penalties.
    """

    def __init__(self, network: LiveNetwork) -> None:
        plan, bundle = network.plan, network.trainer.bundle
        self._own_batch = plan.batch_size
        self._batch = tf.Variable(self._own_batch)
        self._x = tf.constant(bundle.x_train)
        self._y = tf.constant(bundle.targets(bundle.y_train, plan.target, plan.classes))
        self._model = keras.Sequential([keras.Input((plan.inputs,))])
        for units, picked in zip(plan.widths, plan.activations, strict=False):
            config = ACTIVATIONS[picked.name].keras_config(picked)
            self._model.add(keras.layers.Dense(units))
            self._model.add(getattr(keras.layers, config["class_name"])(**config["config"]))
        self._model.add(keras.layers.Dense(plan.outputs, activation=plan.output_activation))
        self._loss = loss_of(plan.loss_config)
        chosen = plan.optimizer_config
        self._optimizer: Any = getattr(keras.optimizers, chosen["class_name"])(**chosen["config"])
        self._optimizer.build(self._model.trainable_variables)
        self._fresh = [value.numpy() for value in self._optimizer.variables]
        pairs = 2 * (len(plan.layers) + 1)
        values = network.trainer.program.variables(network.beginning)[:pairs]
        self._begun = [np.asarray(value, np.float32) for value in values]
        self._epoch = tf.function(self._steps)

    def fallen(self, rate: float, epochs: int) -> float:
        """By how much the loss of all rows is lower after training from the initial weights on, at one
        rate."""
        after = self.ended(rate, epochs)
        self._model.set_weights(self._begun)
        return self._all() - after

    def ended(self, rate: float, epochs: int, batch: int | None = None) -> float:
        """The loss of all rows after training from the initial weights on, at one rate; infinite where it is
        no number. The orders of rows are the same every time.

        Arguments:
            batch: rows of a step; None: those of the network.
        """
        self._model.set_weights(self._begun)
        for variable, value in zip(self._optimizer.variables, self._fresh, strict=True):
            variable.assign(value)
        self._optimizer.learning_rate = rate
        self._batch.assign(batch or self._own_batch)
        rng = np.random.default_rng(0)
        for _ in range(epochs):
            self._epoch(tf.constant(rng.permutation(len(self._x))))
        after = self._all()
        return after if math.isfinite(after) else math.inf

    def _all(self) -> float:
        return float(self._loss(self._y, self._model(self._x)))

    def _steps(self, order: Any) -> None:
        """An epoch in the given order of rows."""
        size = self._batch.value()
        for start in tf.range(0, len(self._x), size):
            rows = order[start : start + size]
            with tf.GradientTape() as tape:
                loss = self._loss(tf.gather(self._y, rows), self._model(tf.gather(self._x, rows)))
            variables = self._model.trainable_variables
            self._optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))


def measured(network: LiveNetwork, steps: int) -> float | None:
    """How many times as far a rate ten times as large leads, or ten times as small: the smaller of both; None
    where there are too few epochs.

    Arguments:
        network: trained at one rate throughout.
        steps: that it was trained for.
    """
    epochs = steps // network.trainer.layout.steps_per_epoch
    if epochs < FEWEST:
        return None
    training, rate = Training(network), network.experiment.learning_rate
    less, own, more = (training.fallen(times * rate, epochs) for times in (0.1, 1.0, 10.0))
    return min(own / max(less, 1e-12), more / own) if own > 0 else 0.0
