"""How large signals and gradients of a network are before its first step, layer by layer."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from core.cancellation import give_way
from core.choices.activations import ACTIVATIONS, Activation
from core.experiment import Experiment
from core.frame import Edges, Histogram
from core.propagation.passes import Gradients, Layer, Stack, Values
from core.statistics.histograms import Bins
from core.statistics.layers import (
    dead_share,
    mean,
    root_mean_square,
    saturated_share,
    standard_deviation,
)
from core.statistics.symmetry import units_equal

T = TypeVar("T")
Numbers = npt.NDArray[np.float64]

BINS = 60
SPREAD = 4.0
"""Histograms of unbounded activations reach this many root mean squares of the first layer's outputs: all
layers share the range, so that those that shrink or grow show it."""


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredPropagation:
    """One network, measured: arrays with an entry per hidden layer, first to last.

    The gradients are those of a random linear loss, dL/da ~ N(0, 1) for every output of the last hidden
    layer: what the theory assumes, and the same whatever stands behind these layers.

    Arguments:
        preactivation_std, activation_mean, activation_std: of z and a, over rows and units.
        gradient: root mean square of dL/dz.
        weight_gradient: root mean square of an entry of dL/dW.
        saturated: share of outputs in the flat part of the activation function, 0 to 1.
        dead: share of units that give nothing for any of the rows, 0 to 1; 0 where units cannot die.
        equal: whether all units of a layer pass on the same: their weights and biases are, and no residual
            connection adds what each was given.
        activations: histogram of a.
    """

    preactivation_std: Numbers
    activation_mean: Numbers
    activation_std: Numbers
    gradient: Numbers
    weight_gradient: Numbers
    saturated: Numbers
    dead: Numbers
    equal: npt.NDArray[np.bool_]
    activations: tuple[Histogram, ...]


def measure(
    experiment: Experiment, x: Values, *, seed: int = 0, edges: Edges | None = None
) -> MeasuredPropagation:
    """Measure the network that `experiment` begins with.

    Arguments:
        experiment: its `weight_seed` decides which network.
        x: scaled inputs, float32, shape ``(rows, features)``.
        seed: of the gradient that is sent back.
        edges: of the histograms, for networks that are looked at together (see `common_edges`); None: the
            range of the activation function, and where it has no end, `SPREAD`.

    Raises:
        Invalid: the network has no hidden layer, or an activation function that is not known here.
    """
    stack = Stack(experiment, x)
    layers = stack.forward()
    last = random_gradient(layers[-1].outputs.shape, seed)
    gradients = stack.backward(layers, last)
    return _measured(experiment, stack, layers, gradients, edges or _edges(experiment, layers[0].outputs))


def common_edges(experiments: Sequence[Experiment], inputs: Sequence[Values]) -> Edges:
    """The widest edges among those that `measure` would take for each of several networks.

    Arguments:
        experiments: at least one.
        inputs: what each is fed with, see `measure`.

    Raises:
        Invalid: see `measure`.
    """
    found = []
    for experiment, x in zip(experiments, inputs, strict=True):
        first = Stack(experiment.model_copy(update={"layers": experiment.layers[:1]}), x)
        found.append(_edges(experiment, first.forward()[0].outputs))
    return Edges(min(each.low for each in found), max(each.high for each in found), BINS)


def random_gradient(shape: tuple[int, ...], seed: int) -> Values:
    """dL/da of a random linear loss: independent standard normal numbers."""
    return np.random.default_rng([seed, 1]).standard_normal(shape, dtype=np.float32)


def _measured(
    experiment: Experiment,
    stack: Stack,
    layers: Sequence[Layer],
    gradients: Sequence[Gradients],
    edges: Edges,
) -> MeasuredPropagation:
    with np.errstate(over="ignore", invalid="ignore"):
        outputs = [layer.outputs for layer in layers]
        given = list(zip(outputs, _entries(experiment), strict=True))
        return MeasuredPropagation(
            preactivation_std=_each(lambda layer: standard_deviation(layer.sums), layers),
            activation_mean=_each(lambda layer: mean(layer.outputs), layers),
            activation_std=_each(lambda layer: standard_deviation(layer.outputs), layers),
            gradient=_each(lambda found: root_mean_square(found.sums), gradients),
            weight_gradient=_each(lambda found: root_mean_square(found.kernel), gradients),
            saturated=_each(lambda each: saturated_share(*each), given),
            dead=_each(lambda each: dead_share(*each), given),
            equal=~np.array(stack.shortcuts) & list(map(units_equal, stack.kernels, stack.biases)),
            activations=_histograms(outputs, edges),
        )


def _each(number: Callable[[T], float], of: Sequence[T]) -> Numbers:
    found = []
    for item in of:
        give_way()
        found.append(number(item))
    return np.array(found)


def _entries(experiment: Experiment) -> list[Activation]:
    """The registry's entry for the activation of every layer."""
    return [ACTIVATIONS[activation.name] for activation in experiment.activations]


def _edges(experiment: Experiment, first: Values) -> Edges:
    """Of the histograms of a network whose first layer gives `first`; wide enough for each of its layers."""
    entries = _entries(experiment)
    reach = SPREAD * root_mean_square(first) or 1.0
    reach = reach if math.isfinite(reach) else 1.0
    low = min(entry.low if math.isfinite(entry.low) else -reach for entry in entries)
    return Edges(low, max(entry.high if math.isfinite(entry.high) else reach for entry in entries), BINS)


def _histograms(outputs: Sequence[Values], edges: Edges) -> tuple[Histogram, ...]:
    widths = [each.shape[1] for each in outputs]
    bins = Bins([edges] * len(outputs))
    layer_of = np.repeat(np.arange(len(widths)), widths)
    return tuple(bins.count(np.concatenate(outputs, axis=1), layer_of))
