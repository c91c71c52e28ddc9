"""From an Experiment to a prediction: the initializers' variances and the lab's own first frame."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
from scipy.stats import norm

from core.choices.initializers import INITIALIZERS
from core.choices.normalizations import NORMALIZATIONS
from core.experiment import Experiment
from core.message import Invalid
from core.theory import predict, predict_spread, propagate, spread, weight_variance

WITHOUT = {"constant", "ones", "identity", "lsuv"}
"""Initializers for whose weights alone there is no theory."""


@pytest.mark.parametrize("shape", [(600, 400), (300, 900)])
@pytest.mark.parametrize("key", [key for key in INITIALIZERS if key not in WITHOUT])
def test_variance_is_that_of_kerass_weights(key: str, shape: tuple[int, int]) -> None:
    entry, picked = INITIALIZERS[key], INITIALIZERS.pick(key)
    config = entry.kernel_config(picked, layer=0, fan_in=shape[0], fan_out=shape[1])
    if entry.seeded:
        config["config"]["seed"] = 1
    drawn = np.asarray(keras.initializers.deserialize(config)(shape))
    expected = shape[0] * float(np.mean(drawn.astype(np.float64) ** 2))
    # 240 000 draws: four standard errors of a variance (of a normal variable).
    assert weight_variance(picked, *shape) == pytest.approx(expected, rel=4 * (2 / drawn.size) ** 0.5)


def test_weights_that_are_not_drawn_have_no_theory() -> None:
    for key in ("constant", "ones", "identity"):
        with pytest.raises(Invalid, match="not drawn at random"):
            weight_variance(INITIALIZERS.pick(key), 10, 10)
    with pytest.raises(Invalid, match="fits the weights to the data"):
        weight_variance(INITIALIZERS.pick("lsuv"), 10, 10)
    both = Experiment(normalization="batch_layer")
    with pytest.raises(Invalid, match="batch and layer normalization together"):
        predict(both, 2)
    for key in set(NORMALIZATIONS) - {"none", "batch", "layer", "batch_layer"}:
        with pytest.raises(Invalid, match="no theory here"):
            predict(Experiment(layers=(8, 8), normalization=key), 2)
    for key in ("batch", "layer"):
        with pytest.raises(Invalid, match="behind the activation"):
            predict(Experiment(layers=(8, 8), normalization={"name": key, "place": "after"}), 2)


def test_an_experiment_is_predicted_layer_by_layer() -> None:
    experiment = Experiment(
        dataset="digits", layers=(100, 50, 25), activation="relu", initializer="glorot_normal", bias=0.1
    )
    found = predict(experiment, 64)
    variances = [64 * 2 / 164, 100 * 2 / 150, 50 * 2 / 75, 25 * 2 / 35]
    square, q = 1.0, []
    for variance in variances[:3]:
        q.append(variance * square)
        deviation = q[-1] ** 0.5
        # E[relu^2] around a mean of 0.1, in closed form.
        shift = 0.1 / deviation
        square = q[-1] * ((1 + shift**2) * norm.cdf(shift) + shift * norm.pdf(shift))
    np.testing.assert_allclose(found.preactivation_variance, q, rtol=1e-9)
    np.testing.assert_allclose(found.activation_square[-1], square, rtol=1e-9)
    chances = [norm.cdf(0.1 / each**0.5) for each in q]
    np.testing.assert_allclose(found.chi, np.multiply(variances[1:], chances), rtol=1e-9)
    np.testing.assert_allclose(found.backward[1], found.chi[1] * 25 / 50)


def test_layers_with_activations_of_their_own_are_predicted_by_their_own() -> None:
    """ReLU, then linear, then ReLU: E[phi^2] is q / 2, q, q / 2 and E[phi'^2] is 1 / 2, 1, 1 / 2."""
    experiment = Experiment(
        layers=(90, 60, 30),
        layer_activations="relu, linear, relu",
        initializer="glorot_normal",
        bias_scale=0.3,
    )
    found = predict(experiment, 40, 1.5)
    variances = [
        2 * fan_in / (fan_in + fan_out) for fan_in, fan_out in [(40, 90), (90, 60), (60, 30), (30, 1)]
    ]
    q = [variances[0] * 1.5 + 0.09]
    q.append(variances[1] * q[0] / 2 + 0.09)
    q.append(variances[2] * q[1] + 0.09)
    np.testing.assert_allclose(found.preactivation_variance, q, rtol=1e-9)
    np.testing.assert_allclose(found.activation_square, np.multiply(q, [0.5, 1, 0.5]), rtol=1e-9)
    chi = np.multiply(variances[1:], [0.5, 1, 0.5])
    np.testing.assert_allclose(found.chi, chi, rtol=1e-9)
    np.testing.assert_allclose(found.backward, [chi[0] * chi[1] * 30 / 90, chi[1] * 30 / 60, 1], rtol=1e-9)
    np.testing.assert_allclose(found.silent, [0.5, 0, 0.5], atol=1e-9)
    assert [str(note) for note in found.notes if "differ from layer to layer" in str(note)]


def test_saturated_shares_are_those_of_each_layers_bounds() -> None:
    mixed = propagate(["tanh", "relu", "sigmoid", "tanh"], 4.0, 0.1, 4)
    for at, name in [(0, "tanh"), (2, "sigmoid"), (3, "tanh")]:
        alone = propagate(name, 1.0, 0.0, 1, mixed.preactivation_variance[at])
        assert mixed.saturated[at] == pytest.approx(alone.saturated[0], rel=1e-9) and alone.saturated[0] > 0
    assert mixed.saturated[1] == 0
    np.testing.assert_array_equal(
        propagate(["tanh"] * 3, 2.0, 0.1, 3).saturated, propagate("tanh", 2.0, 0.1, 3).saturated
    )


def test_there_is_one_activation_for_each_layer() -> None:
    with pytest.raises(Invalid, match="Expected 3 numbers in activation, one per layer, received 2"):
        propagate(["tanh", "relu"], 1.0, 0.0, 3)


@pytest.mark.parametrize("choices", [{}, {"normalization": "layer"}])
def test_measured_networks_with_activations_of_their_own_are_met(choices: dict[str, Any]) -> None:
    from core.propagation import measure

    experiment = Experiment(
        layers=(600,) * 6,
        layer_activations="tanh, relu, sigmoid, linear, selu, gelu",
        initializer="he_normal",
        **choices,
    )
    x = np.random.default_rng(0).standard_normal((200, 600), dtype=np.float32)
    found, expected = measure(experiment, x), predict(experiment, 600)
    np.testing.assert_allclose(found.activation_std, expected.activation_std, rtol=0.06)
    np.testing.assert_allclose(
        found.gradient / found.gradient[-1], np.sqrt(expected.backward / expected.backward[-1]), rtol=0.1
    )


def test_lsuv_fits_each_layer_to_what_its_own_inputs_are() -> None:
    """Factors are 1 over the mean square of the inputs: 1 / 2 behind ReLU, 1 behind a linear layer."""
    experiment = Experiment(layers=(50,) * 3, layer_activations="relu, linear, relu", initializer="lsuv")
    found = predict(experiment, 50, 2.0)
    np.testing.assert_allclose(found.preactivation_variance, 1, rtol=1e-9)
    np.testing.assert_allclose(found.chi, [2 * 0.5, 1 * 1, 2 * 0.5], rtol=1e-9)


def test_normalization_of_the_experiment_is_used() -> None:
    batch = predict(Experiment(layers=(8, 8), activation="relu", normalization="batch"), 2)
    layer = predict(Experiment(layers=(8, 8), activation="relu", normalization="layer"), 2)
    assert batch.chi[0] > 1.4 and layer.chi[0] == pytest.approx(1.0, abs=0.01)
    assert propagate("relu", 1.0, 0.0, 2).notes == () != batch.notes != layer.notes


@pytest.mark.parametrize("choices", [{}, {"normalization": "batch"}, {"normalization": "layer"}])
def test_the_labs_first_frame_is_as_predicted(choices: dict[str, bool]) -> None:
    from core.engine.training.trainer import Trainer

    experiment = Experiment(
        dataset="digits", layers=(256,) * 4, activation="tanh", initializer={"name": "he_normal"}, **choices
    )
    trainer = Trainer(experiment)
    inputs = trainer.bundle.x_train[:256]
    # Constant columns of the digits are 0 after scaling: the mean square of the entries is not quite 1.
    spread_of_rows = inputs.var(axis=0) if choices.get("normalization") == "batch" else np.square(inputs)
    found = predict(experiment, inputs.shape[1], float(np.mean(spread_of_rows)))
    layers = trainer.frame().layers[:-1]
    np.testing.assert_allclose([layer.activation_std for layer in layers], found.activation_std, rtol=0.1)
    measured = np.array([layer.preactivation_gradient_std for layer in layers])
    # Rows of real data are alike, which batch normalization feels: there only the order of size is met.
    tolerance = 0.3 if experiment.normalization.name == "batch" else 0.15
    np.testing.assert_allclose(measured / measured[-1], np.sqrt(found.backward), rtol=tolerance)


# How much networks differ


def test_the_spread_of_an_experiment_is_that_of_its_variances() -> None:
    experiment = Experiment(layers=(50,) * 4, activation="relu", initializer="he_normal", bias_scale=0.0)
    found = predict_spread(experiment, 50, 1.5)
    expected = spread("relu", 2.0, 0.0, (50,) * 4, 1.5)
    np.testing.assert_allclose(found.activation_square, expected.activation_square, rtol=1e-6)
    # He et al.'s weights keep the size: what Hanin & Rolnick 2018 give for it.
    np.testing.assert_allclose(found.activation_square**2, (1 + 5 / 50) ** np.arange(1, 5) - 1, rtol=1e-6)


@pytest.mark.parametrize(
    ("choices", "told"),
    [
        ({"normalization": "batch"}, "normalization"),
        ({"normalization": "layer"}, "normalization"),
        ({"initializer": "orthogonal"}, "independent"),
        ({"initializer": {"name": "normal", "scale": 0.1}, "layers": (8, 16, 8)}, "same in all layers"),
        ({"layer_activations": "tanh, relu"}, "same activation function in all layers"),
        ({"initializer": "identity"}, "not drawn at random"),
        ({"initializer": "lsuv"}, "fits the weights"),
    ],
)
def test_where_no_spread_is_published_it_says_so(choices: dict[str, Any], told: str) -> None:
    experiment = Experiment.model_validate({"layers": (8, 8, 8), **choices})
    with pytest.raises(Invalid, match=told):
        predict_spread(experiment, 8)


def test_residual_connections_have_no_theory_here() -> None:
    experiment = Experiment(layers=(30, 20), residual=True)
    predict(experiment, 8)  # no layer is as wide as its input
    with pytest.raises(Invalid, match="residual"):
        predict(experiment, 30)
    with pytest.raises(Invalid, match="residual"):
        predict_spread(experiment, 30)
