"""Whether a batch has too many rows, or too few to normalize over, by Keras.

It has too many where the same network, trained with a quarter of them in each step, ends the same epochs at
a loss that is clearly lower: that is asked of batches of over 32 rows (Masters & Luschi 2018) and at least a
tenth of all (Keskar et al. 2017). It has too few where what Keras's batch normalization makes of a row in
such a batch deviates from what it makes of it among all rows by half as much as that is.
"""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf

from bench.diagnosing.rates import FEWEST, Training
from core.engine.editing.live_network import LiveNetwork

USUAL, TENTH = 32, 0.1
TIMES = 1.25
"""A batch is too large from which on the loss ends so many times as high as with a quarter of it."""
CHANCE = 0.5
"""Batches are too small from which share of chance on."""
_ROUNDS = 20


def quartered(network: LiveNetwork, steps: int) -> float | None:
    """How many times as high the loss ends as it does with a quarter of the batch after the same epochs; 0
    where the batch is not large, None where there are too few epochs.

    Arguments:
        network: trained at one rate throughout.
        steps: that it was trained for.
    """
    epochs, size = steps // network.trainer.layout.steps_per_epoch, network.experiment.batch_size
    if size <= USUAL or size < TENTH * len(network.trainer.bundle.x_train):
        return 0.0
    if epochs < FEWEST:
        return None
    training, rate = Training(network), network.experiment.learning_rate
    own, less = (training.ended(rate, epochs, rows) for rows in (size, size // 4))
    return own / max(less, 1e-12)


def by_chance(network: LiveNetwork, model: keras.Model) -> float:
    """What the first batch normalization makes of rows in batches, beside what it makes of them among all:
    the root mean square of the difference, as a share of that.

    Arguments:
        model: the network by Keras.
    """
    of_model = next(one for one in model.layers if isinstance(one, keras.layers.BatchNormalization))
    given = keras.Model(model.input, of_model.input)(tf.constant(network.trainer.bundle.x_train))
    plain = keras.layers.BatchNormalization(epsilon=of_model.epsilon)
    right, rng = plain(given, training=True), np.random.default_rng(0)
    size, squares = network.experiment.batch_size, []
    for _ in range(_ROUNDS):
        rows = rng.choice(len(given), size, replace=False)
        made = plain(tf.gather(given, rows), training=True)
        squares.append(float(tf.reduce_mean(tf.square(made - tf.gather(right, rows)))))
    return float(np.sqrt(np.mean(squares) / float(tf.reduce_mean(tf.square(right)))))
