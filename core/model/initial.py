"""The values that a network starts from, drawn by Keras's initializers with one seed per layer."""

from __future__ import annotations

import math
from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from core.choices.initializers import INITIALIZERS
from core.choices.registry import Picked
from core.experiment import Experiment
from core.model.lsuv import with_unit_variance
from core.model.network import Network, Weight
from core.model.seeds import layer_seed

Array = npt.NDArray[Any]


def drawn_kernel(initializer: Picked, layer: int, shape: tuple[int, ...], seed: int) -> Array:
    """The kernel of one layer before any fitting to data.

    Arguments:
        layer: its number; 0 is the first hidden layer.
        shape: fan-in and fan-out of a Dense layer; height, width, channels and filters of a convolutional
            one, whose fan-in is height times width times channels, as Keras counts, and its fan-out alike.
        seed: the layer's own, of `layer_seed`.
    """
    entry = INITIALIZERS[initializer.name]
    *field, channels, units = shape
    area = math.prod(field)
    config = entry.kernel_config(initializer, layer=layer, fan_in=area * channels, fan_out=area * units)
    if entry.seeded:
        config["config"]["seed"] = seed
    return np.asarray(keras.initializers.deserialize(config)(shape), dtype=np.float32)


def drawn_biases(experiment: Experiment, layer: int, units: int) -> Array:
    """The biases of one layer (with batch normalization the betas), shape ``(units,)``.

    Normal around the experiment's bias: NumPy's default generator, begun with the layer's own seed, so that
    the same seed gives the same pattern at every spread.
    """
    noise = np.random.default_rng(layer_seed(experiment.weight_seed, layer)).standard_normal(units)
    return np.asarray(experiment.bias + experiment.bias_scale * noise, np.float32)


def initial_values(network: Network, experiment: Experiment, rows: npt.NDArray[np.float32]) -> list[Array]:
    """Start values of `network.variables`, as NumPy arrays.

    Arguments:
        rows: scaled rows of the training part, for initializers that are fitted to data.
    """
    values = [_initial(network, weight, experiment) for weight in network.variables]
    entry = INITIALIZERS[experiment.initializer.name]
    if not entry.fitted:
        return values
    values = with_unit_variance(network, values, rows)
    for at in network.kernels:
        values[at] = values[at] * np.float32(experiment.initializer["gain"])
    return values


def _initial(network: Network, weight: Weight, experiment: Experiment) -> Array:
    block, variable = network.blocks[weight.block], weight.variable
    seed = layer_seed(experiment.weight_seed, weight.block)
    if variable is block.kernel:
        return drawn_kernel(experiment.initializer, weight.block, weight.shape, seed)
    if variable is block.bias:
        return drawn_biases(experiment, weight.block, *weight.shape)
    if block.dropout is not None and variable is block.dropout.seed_generator.state:
        return np.asarray([seed, 1], dtype=weight.dtype)
    if block.noise is not None and variable is block.noise.seed_generator.state:
        # Other numbers than those of dropout.
        apart = layer_seed(seed, weight.block)
        return np.asarray([apart, 1], dtype=weight.dtype)
    value: Array = variable.numpy()  # gamma, beta and the moving moments: as Keras builds them
    return value
