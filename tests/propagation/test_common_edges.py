"""Histograms of networks side by side: the same edges, and all else as if each were alone."""

from __future__ import annotations

import numpy as np
import pytest

from core.experiment import Experiment
from core.propagation import common_edges, measure
from core.propagation.measured import BINS, SPREAD
from core.propagation.passes import Stack

pytestmark = pytest.mark.engine

X = np.random.default_rng(5).standard_normal((256, 20), dtype=np.float32)


def network(activation: str, scale: float) -> Experiment:
    return Experiment(layers=(30, 20), activation=activation, initializer={"name": "normal", "scale": scale})


def test_they_are_the_widest_of_all() -> None:
    networks = [network("relu", 0.1), network("relu", 0.4), network("tanh", 0.1)]
    alone = [measure(one, X).activations[0].edges for one in networks]
    edges = common_edges(networks, [X] * 3)
    assert (edges.low, edges.high) == (-1.0, alone[1].high)
    assert edges.bins == BINS
    outputs = Stack(networks[1], X).forward()[0].outputs.astype(float)
    assert edges.high == pytest.approx(SPREAD * np.sqrt(np.mean(outputs**2)), rel=1e-5)


def test_layers_behind_the_first_count_too() -> None:
    mixed = Experiment(layers=(30, 20), layer_activations="relu, tanh", initializer="he_normal")
    assert common_edges([mixed], [X]) == measure(mixed, X).activations[0].edges
    assert common_edges([mixed], [X]).low == -1


def test_nothing_but_the_histograms_depends_on_them() -> None:
    experiment = network("relu", 0.1)
    edges = common_edges([experiment, network("relu", 0.4)], [X, X])
    alone, beside = measure(experiment, X, seed=3), measure(experiment, X, seed=3, edges=edges)
    for name in ("preactivation_std", "activation_std", "gradient", "weight_gradient", "saturated", "dead"):
        np.testing.assert_array_equal(getattr(alone, name), getattr(beside, name))
    for layer, histogram in zip(Stack(experiment, X).forward(), beside.activations, strict=True):
        assert histogram.edges == edges
        counts, _ = np.histogram(layer.outputs, np.linspace(edges.low, edges.high, edges.bins + 1))
        assert np.abs(histogram.counts - counts).sum() <= 2, "single precision next to an edge"
        assert histogram.counts.sum() + histogram.under + histogram.over == layer.outputs.size


def test_they_take_one_layer_also_of_an_initializer_that_fits_all() -> None:
    lsuv = Experiment(layers=(20,) * 3, activation="relu", initializer="lsuv")
    assert common_edges([lsuv], [X]) == measure(lsuv, X).activations[0].edges
