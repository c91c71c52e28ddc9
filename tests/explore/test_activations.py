"""The browser's activation functions, and what becomes of a normal distribution, against those of the theory."""

from __future__ import annotations

import numpy as np
import pytest

from core.choices.activations import ACTIVATIONS
from core.choices.registry import Picked
from core.theory.activations import function_of
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
