"""Every example side by side shows what its sentence says: measured, before the first step."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from core.comparisons import COMPARISONS, Comparison
from core.experiment import Experiment
from core.propagation import MeasuredPropagation, measure, singular_values
from core.propagation.passes import Stack, Values

pytestmark = pytest.mark.engine

SEEDS = 5


def rows(experiment: Experiment) -> Values:
    return np.random.default_rng(7).standard_normal((256, experiment.layers[0]), dtype=np.float32)


@cache
def measured(key: str, seeds: int = 1) -> list[list[MeasuredPropagation]]:
    """For each column of a example, networks of as many seeds."""
    networks = COMPARISONS[key].experiments()
    drawn = [[one.model_copy(update={"weight_seed": seed}) for seed in range(seeds)] for one in networks]
    return [[measure(one, rows(one), seed=at) for at, one in enumerate(column)] for column in drawn]


def first_over_last(column: list[MeasuredPropagation]) -> float:
    """dL/dz of the first layer over the last, mean over the networks."""
    return float(np.mean([one.gradient[0] / one.gradient[-1] for one in column]))


def last_over_first(column: list[MeasuredPropagation]) -> float:
    """Standard deviation of activations of the last layer over the first, mean over the networks."""
    return float(np.mean([one.activation_std[-1] / one.activation_std[0] for one in column]))


def halvings(column: list[MeasuredPropagation]) -> float:
    """What a layer multiplies the variance of weighted sums by, geometric mean."""
    logs = [2 * np.log(one.preactivation_std[-1] / one.preactivation_std[0]) for one in column]
    return float(np.exp(np.mean(logs) / (len(column[0].gradient) - 1)))


@pytest.mark.parametrize("comparison", COMPARISONS.values(), ids=list(COMPARISONS))
def test_the_columns_of_a_comparison_differ_in_their_initialization_alone(comparison: Comparison) -> None:
    networks = comparison.experiments()
    assert 2 <= len(set(networks)) == len(networks) <= 4
    shared = [one.flat().keys() & {"layers", "dataset", "weight_seed", "bias"} for one in networks]
    assert all(keys == shared[0] for keys in shared)
    assert len({one.layers for one in networks}) == len({one.weight_seed for one in networks}) == 1
    for one in networks:
        assert Experiment.lenient(one.changes()) == (one, {})
    # A tenth of what an answer may take: the pictures follow the dial on slow machines, too.
    weights = sum(first * second for one in networks for first, second in pairwise(one.layers))
    assert weights < 3.1e6


@pytest.mark.parametrize("key", ["scale_tanh", "scale_relu"])
def test_small_weights_lose_signals_and_gradients_and_he_keeps_both(key: str) -> None:
    smallest, small, he = measured(key)
    assert first_over_last(smallest) < 1e-6 < 1e-3 < first_over_last(small) < 0.1
    assert last_over_first(smallest) < 1e-6 < 1e-3 < last_over_first(small) < 0.1
    assert first_over_last(he) == pytest.approx(1, abs=0.3)
    assert last_over_first(he) == pytest.approx(1, abs=0.3)


def test_small_weights_fade_faster_with_relu_than_with_tanh() -> None:
    for tanh, relu in zip(measured("scale_tanh")[:2], measured("scale_relu")[:2], strict=True):
        assert first_over_last(relu) < first_over_last(tanh) / 5
        assert last_over_first(relu) < last_over_first(tanh) / 5


def test_sigmoid_loses_the_gradient_that_tanh_and_relu_keep() -> None:
    """../shared/facts.md: a factor of 5.4e-7 over 10 layers at sigma_w = 1; here there are 9 steps."""
    sigmoid, tanh, relu = measured("sigmoid", SEEDS)
    assert first_over_last(sigmoid) == pytest.approx(5.4e-7 ** (9 / 10), rel=0.2)
    assert min(first_over_last(tanh), first_over_last(relu)) > 0.2


def test_without_chance_the_units_of_a_layer_are_and_stay_equal() -> None:
    zeros, constant, drawn = (Stack(one, rows(one)) for one in COMPARISONS["symmetry"].experiments())
    for stack, equal in ((zeros, True), (constant, True), (drawn, False)):
        layers = stack.forward()
        # Equal outgoing weights send every unit of the last layer the same.
        last = np.repeat(layers[-1].outputs[:, :1] - 1, layers[-1].outputs.shape[1], axis=1)
        for layer, gradient in zip(layers, stack.backward(layers, last), strict=True):
            for values in (layer.outputs, gradient.kernel):
                spread = np.ptp(values, axis=1).max()
                assert (spread <= 1e-5 * np.abs(values).max()) == equal
    assert not np.any(zeros.forward()[-1].outputs)
    assert np.any(constant.forward()[-1].outputs), "they look alive"


def test_glorot_halves_the_variance_in_each_relu_layer_and_he_keeps_it() -> None:
    """He et al. 2015, section 2.2: 30 layers."""
    glorot, he = measured("glorot_he", SEEDS)
    assert len(glorot[0].gradient) == 30
    assert halvings(glorot) == pytest.approx(0.5, rel=0.05)
    assert halvings(he) == pytest.approx(1, rel=0.05)
    assert first_over_last(glorot) < 1e-4 < 0.3 < first_over_last(he)


def test_normal_weights_keep_sizes_on_average_and_rotations_in_each_network() -> None:
    """Saxe et al. 2014: all singular values of a product of rotations are 1."""
    normal, orthogonal = measured("orthogonal", SEEDS)
    for column, least, most in ((normal, 2.0, np.inf), (orthogonal, 1.0, 1.02)):
        ratios = [one.gradient[0] / one.gradient[-1] for one in column]
        assert least <= max(ratios) / min(ratios) <= most
    assert 0.1 < first_over_last(normal) < 10
    drifting, rotating = (singular_values(one, rows(one)) for one in COMPARISONS["orthogonal"].experiments())
    assert rotating == pytest.approx(np.ones(32), abs=1e-3)
    assert np.median(drifting) < 1e-3


def test_batch_normalization_rescues_from_both_sides() -> None:
    small, rescued, large, tamed = (first_over_last(column) for column in measured("batch_normalization"))
    assert small < 1e-6
    assert large > 30
    assert 0.5 < rescued < 3
    assert tamed == pytest.approx(rescued, rel=0.3), "the scale hardly matters any more"


def test_gradients_of_weights_look_alike_while_those_of_sums_vanish() -> None:
    """Glorot & Bengio 2010, figures 7 to 9, twice as deep."""
    standard, normalized = measured("trap", SEEDS)
    of_weights = np.mean([one.weight_gradient for one in standard], axis=0)
    assert of_weights.max() / of_weights.min() < 1.1
    assert first_over_last(standard) < 0.01 < 0.2 < first_over_last(normalized)


def test_one_weak_layer_is_enough_and_lsuv_leaves_none() -> None:
    he, weak, fitted = (column[0] for column in measured("one_layer"))
    gradient = weak.gradient / weak.gradient[-1]
    assert gradient[4:] == pytest.approx(np.ones(6), abs=0.2)
    assert gradient[:4] == pytest.approx(np.full(4, 0.05 / 1.4), rel=0.2)
    assert he.gradient / he.gradient[-1] == pytest.approx(np.ones(10), abs=0.2)
    assert fitted.preactivation_std == pytest.approx(np.ones(10), abs=0.1), "Mishkin & Matas 2016"
