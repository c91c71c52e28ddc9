"""The browser's activation functions, and what they make of normal inputs, against the theory's."""

from __future__ import annotations

import numpy as np
import pytest

from core.choices.activations import ACTIVATIONS
from core.choices.registry import Picked
from core.theory import propagate
from core.theory.activations import WITHOUT_THEORY, function_of
from tests.explore.javascript import called

PICKS = [
    pytest.param(picked, id="-".join([picked.name, *(f"{value:g}" for _, value in picked.parameters)]))
    for key, entry in ACTIVATIONS.items()
    for picked in [
        ACTIVATIONS.pick(key),
        *(
            ACTIVATIONS.pick(key, **{parameter.key: value})
            for parameter in entry.parameters
            for value in (parameter.low, parameter.high)
        ),
    ]
]


def texts_of(picked: Picked) -> dict[str, str]:
    return {
        "activation": picked.name,
        **{f"activation.{key}": repr(value) for key, value in picked.parameters},
    }


@pytest.mark.parametrize("picked", PICKS)
def test_values_and_slopes_are_those_of_the_theory(picked: Picked) -> None:
    z = np.concatenate([np.linspace(-8, 8, 401) + 0.003, [-200.0, -40.0, 40.0, 200.0, 1e-9, -1e-9]])
    (found,) = called("shared/activations.js", "evaluated", [[texts_of(picked), z.tolist()]])
    phi = function_of(picked)
    np.testing.assert_allclose(found["value"], phi(z), rtol=1e-9, atol=2e-10)
    np.testing.assert_allclose(found["slope"], phi.slope(z), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("key", [key for key in ACTIVATIONS if key not in WITHOUT_THEORY])
@pytest.mark.parametrize(("gain", "deviation"), [(0.7, 1.0), (1.4142135623730951, 0.5), (2.0, 3.0)])
def test_signals_and_gradients_through_layers_are_those_of_mean_field_theory(
    key: str, gain: float, deviation: float
) -> None:
    network = {"layers": 12, "gain": gain}
    (found,) = called(
        "explore/activations/normal.js",
        "propagated",
        [[texts_of(ACTIVATIONS.pick(key)), {"mean": 0.0, "deviation": deviation}, network]],
    )
    theory = propagate(key, gain**2, 0.0, 12, (deviation / gain) ** 2)
    sizes = [layer["size"] for layer in found["layers"]]
    np.testing.assert_allclose(sizes, np.sqrt(theory.activation_square), rtol=2e-3)
    np.testing.assert_allclose(
        [layer["mean"] for layer in found["layers"]], theory.activation_mean, rtol=5e-3, atol=2e-4
    )
    np.testing.assert_allclose(found["gradients"], np.sqrt(theory.backward), rtol=2e-2)


@pytest.mark.parametrize("key", ACTIVATIONS)
def test_outputs_are_distributed_as_those_of_many_normal_inputs(key: str) -> None:
    edges = {"low": -2.0, "high": 2.0, "bins": 16}
    (found,) = called(
        "explore/activations/normal.js",
        "distributed",
        [[texts_of(ACTIVATIONS.pick(key)), {"mean": 0.3, "deviation": 1.2}, edges]],
    )
    z = np.random.default_rng(0).normal(0.3, 1.2, 400_000)
    outputs = function_of(ACTIVATIONS.pick(key))(z)
    shown = np.r_[found["under"], found["shares"], found["over"]]
    assert sum(shown) == pytest.approx(1, abs=1e-9)
    # Where a spike stands at an edge, rounding decides on which side it is: neighbours count together there.
    counted, _ = np.histogram(outputs, np.r_[-np.inf, np.linspace(-2, 2, 17), np.inf])
    np.testing.assert_allclose(np.cumsum(shown)[::2], np.cumsum(counted)[::2] / len(z), atol=6e-3)
