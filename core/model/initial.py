"""The values that a network starts from, drawn by Keras's initializers with one seed per layer."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from core.choices.initializers import INITIALIZERS
from core.experiment import Experiment
from core.model.network import Network, Weight


def layer_seed(seed: int, layer: int) -> int:
    """The seed of one layer, derived from the run's.

    An initializer instance returns the same values on every call: shared between layers of the same
    shape it would clone their weights.
    """
    return int(np.random.SeedSequence([seed, layer]).generate_state(1)[0] & 0x7FFFFFFF)


def kernel_initializer(experiment: Experiment, layer: int) -> keras.initializers.Initializer:
    """The Keras initializer of the kernel of Dense layer `layer` (0 is the first hidden layer)."""
    entry = INITIALIZERS[experiment.initializer.name]
    config = entry.keras_config(experiment.initializer)
    if entry.seeded:
        config["config"]["seed"] = layer_seed(experiment.weight_seed, layer)
    return keras.initializers.deserialize(config)


def initial_values(network: Network, experiment: Experiment) -> list[npt.NDArray[Any]]:
    """Start values of `network.variables`, as NumPy arrays."""
    return [_initial(network, weight, experiment) for weight in network.variables]


def _initial(network: Network, weight: Weight, experiment: Experiment) -> npt.NDArray[Any]:
    block, variable = network.blocks[weight.block], weight.variable
    if variable is block.dense.kernel:
        kernel = kernel_initializer(experiment, weight.block)(weight.shape)
        return np.asarray(kernel, dtype=np.float32)
    if variable is block.bias:
        return np.full(weight.shape, experiment.bias, np.float32)
    if block.dropout is not None and variable is block.dropout.seed_generator.state:
        start = [layer_seed(experiment.weight_seed, weight.block), 1]
        return np.asarray(start, dtype=weight.dtype)
    value: npt.NDArray[Any] = variable.numpy()  # gamma, beta and the moving moments: as Keras builds them
    return value
