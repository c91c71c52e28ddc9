"""How much memory training an experiment takes, known before anything is built.

Without TensorFlow and without loading data: from the choices alone.
"""

from __future__ import annotations

from itertools import pairwise
from math import prod

from core.choices.activations import ACTIVATIONS
from core.choices.optimizers import OPTIMIZERS
from core.choices.typed.points import count
from core.data.balancing import SAMPLERS
from core.experiment import Experiment
from core.feature_maps import maps_size

_FLOAT = 4

_PER_UNIT = {"BatchNormalization": 4, "LayerNormalization": 2, "GroupNormalization": 2, "RMSNormalization": 1}
"""Numbers that a normalization keeps for each unit, by its Keras layer."""

STATES = 9
"""States of a run that are in memory at the same time where it trains, looks and reports: weights, gradients
and the optimizer's numbers before and after a step, what a network is built from, and what TensorFlow keeps
for the next time. Measured with 64 layers of 1024 and Adam: 8.3 at most, 7.8 while it trains."""

PROGRAM = 12 * 2**20
"""What a compiled program takes, however small its network is."""

_FRAME, _FRAME_OF_LAYER, _FRAMES = 8 * 2**10, 800, 20
"""Bytes of a frame, more for each layer, and how many of a run are kept for viewers."""

_MAPS = 4
"""Arrays of feature maps' size that a step holds: sums, outputs, and the gradients of both."""

_DATA_COPIES = 3
"""Raw, scaled, and as tensors."""
_DOUBLE_COPIES = 4
"""More of them where scikit-learn makes features of others, in double precision: before and after."""


def weights(experiment: Experiment) -> int:
    """Trainable numbers and moving moments of the network; at most one too many for each unit."""
    maps = experiment.convolution_layers
    sizes = (prod(maps[-1].outputs) if maps else experiment.inputs, *experiment.layers, experiment.outputs)
    units = sum(experiment.hidden_widths) + experiment.outputs
    per_unit = 1 + sum(_PER_UNIT[name] for name in experiment.normalization_entry.class_names)
    slopes = [
        units
        for units, picked in zip(experiment.hidden_widths, experiment.activations, strict=True)
        if ACTIVATIONS[picked.name].learns
    ]
    kernels = sum(fan_in * fan_out for fan_in, fan_out in pairwise(sizes)) + sum(
        each.weights for each in maps
    )
    return kernels + per_unit * units + sum(slopes)


def work(experiment: Experiment) -> int:
    """Multiplications of a row on its way through the network, at least as many as there are weights."""
    maps = experiment.convolution_layers
    return weights(experiment) + sum(each.work - each.weights for each in maps)


def feature_map_bytes(experiment: Experiment) -> int:
    """Of what a step holds of the convolutional layers' pixels, most of it for the way back."""
    pixels = sum(
        prod(each.sums) + each.kernel_size**2 * prod(each.inputs) for each in experiment.convolution_layers
    )
    return _FLOAT * _MAPS * experiment.batch_size * pixels


def state_bytes(experiment: Experiment) -> int:
    """Of one state: weights, what the optimizer remembers, and the best weights where they are restored."""
    stopping = experiment.stopping
    keeps_best = stopping.name == "checkpoint" or bool(stopping.get("restore_best", False))
    copies = 1 + slots(experiment) + keeps_best
    beside = 0
    if experiment.optimizer.name in {"adafactor", "muon"}:  # rows and columns of kernels, biases twice
        beside = experiment.inputs + 2 * sum(experiment.hidden_widths) + experiment.outputs
    return _FLOAT * (copies * weights(experiment) + beside)


def slots(experiment: Experiment) -> int:
    """Numbers that the optimizer remembers of each weight."""
    optimizer = experiment.optimizer
    chosen = {"amsgrad", "centered"} | ({"momentum"} if optimizer.name in {"sgd", "rmsprop"} else set())
    beside = (experiment.gradient_accumulation_steps > 1) + (experiment.averaging.name == "ema")
    return OPTIMIZERS[optimizer.name].slots + sum(bool(optimizer.get(key)) for key in chosen) + beside


def data_bytes(experiment: Experiment) -> int:
    """Of the data, in all forms that are held."""
    dataset, entry = experiment.dataset, experiment.dataset_entry
    if entry.size is None:
        rows = int(dataset.get("samples") or count(dataset.get("points", "")))
        features = experiment.feature_count
    else:
        rows, features = entry.size(dataset)
    columns = max(entry.features, experiment.preparation.widest(features)) + experiment.outputs
    copies = _DATA_COPIES if experiment.preparation.only_scale else _DATA_COPIES + _DOUBLE_COPIES
    if SAMPLERS[experiment.balance.name].grows and experiment.class_names:
        rows = rows * len(experiment.class_names)  # where all but a few rows are of one class
    return _FLOAT * copies * rows * columns


def training_bytes(experiment: Experiment, companions: int = 1) -> int:
    """What is held while the experiment is trained and shown.

    Arguments:
        companions: networks that one function trains, itself included: they share it.
    """
    frames = _FRAMES * (_FRAME + _FRAME_OF_LAYER * (len(experiment.hidden_widths) + 1))
    maps = feature_map_bytes(experiment) + _FRAMES * _FLOAT * maps_size(
        experiment.convolution_layers, experiment.normalization
    )
    return PROGRAM // companions + STATES * state_bytes(experiment) + data_bytes(experiment) + frames + maps


def playing_bytes(experiment: Experiment) -> int:
    """What a network takes that somebody plays with, apart from what can be undone."""
    return STATES * state_bytes(experiment) + data_bytes(experiment)
