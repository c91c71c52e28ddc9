"""What is drawn over the map: beside what the theory's parts say, and beside measured networks."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from core.experiment import Experiment
from core.propagation import sweep_scales
from core.theory import depth_scale
from core.theory.map import predict_map


def network(depth: int = 12, width: int = 300, **choices: Any) -> Experiment:
    return Experiment.model_validate({"layers": (width,) * depth, "initializer": "lecun_normal", **choices})


@pytest.mark.parametrize(
    ("choices", "critical"),
    [
        ({"activation": "tanh"}, 1.0),
        ({"activation": "tanh", "bias_scale": math.sqrt(0.05)}, math.sqrt(1.761)),
        ({"activation": "relu"}, math.sqrt(2)),
        ({"activation": "relu", "initializer": "he_normal"}, 1.0),
        ({"activation": "tanh", "initializer": "glorot_uniform"}, 1.0),
        ({"activation": "tanh", "initializer": {"name": "normal", "scale": 0.5}}, 300**-0.5),
    ],
)
def test_the_critical_scale_is_that_of_the_table(choices: dict[str, Any], critical: float) -> None:
    """Of facts known from Schoenholz et al. 2017 and He et al. 2015, in units of each initializer's dial."""
    assert predict_map(network(2, **choices), [0.5], 300).critical == pytest.approx(critical, rel=1e-3)


@pytest.mark.parametrize("weight_variance", [1.0, 1.3, 2.0, 3.0])
def test_six_depth_scales_are_trainable(weight_variance: float) -> None:
    """Schoenholz et al. 2017, equation 9 and figure 5: tanh, bias variance 0.05."""
    experiment = network(activation="tanh", bias_scale=math.sqrt(0.05))
    found = predict_map(experiment, [math.sqrt(weight_variance)], 300).trainable
    assert found is not None
    scale = depth_scale("tanh", weight_variance, 0.05)
    assert found[0] == pytest.approx(6 * scale.of_correlation, rel=1e-6)
    if scale.chi < 1:
        assert found[0] == pytest.approx(-6 / math.log(scale.chi), rel=1e-6)


def test_without_biases_the_gradient_sets_the_depth() -> None:
    """ReLU: correlations do not fade, and chi is half of the weight variance."""
    found = predict_map(network(activation="relu"), [1.0, math.sqrt(2), 2.0], 300).trainable
    assert found == pytest.approx([6 / math.log(2), math.inf, 6 / math.log(2)])


@pytest.mark.engine  # Keras draws the weights
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_measured_networks_are_met(activation: str) -> None:
    experiment, scales = network(activation=activation), [0.5, 1.2, 2.0]
    x = np.random.default_rng(0).standard_normal((300, 300), dtype=np.float32)
    predicted = predict_map(experiment, scales, 300, float(np.mean(np.square(x)))).reaching
    for profile, expected in zip(sweep_scales(experiment, x, scales), predicted, strict=True):
        assert profile.reaching == pytest.approx(expected, abs=0.25), "a few widths' worth of chance"
        assert profile.reaching[-1] == pytest.approx(expected[-1], rel=0.15, abs=0.15)


def test_with_normalization_there_is_no_depth_scale() -> None:
    found = predict_map(network(4, activation="relu", normalization="layer"), [1.0], 300)
    assert found.trainable is None
    assert found.critical is None
    assert found.reaching.shape == (1, 4)


def test_where_activations_differ_there_is_no_depth_scale() -> None:
    found = predict_map(network(4, layer_activations="relu, tanh"), [1.0, 1.5], 300)
    assert found.trainable is None and found.critical is None
    assert found.reaching.shape == (2, 4) and np.isfinite(found.reaching).all()
    same, named = predict_map(network(4, activation="relu"), [1.0], 300), network(4, layer_activations="relu")
    assert predict_map(named, [1.0], 300).critical == same.critical == pytest.approx(math.sqrt(2))
