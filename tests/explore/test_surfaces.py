"""The surfaces that optimizers race on, and the largest rates that do not leave them, against NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.choices.optimizers import OPTIMIZERS
from core.explorers import EXPLORERS
from core.explorers.surfaces import REACH, SURFACES
from tests.explore.javascript import called

RACE = "explore/optimizers/race.js"


def texts_of(surface: str, **more: Any) -> dict[str, str]:
    """All choices of the explorer, with another surface and other choices by name."""
    named = {"surface": surface, **{key.replace("__", "."): str(value) for key, value in more.items()}}
    texts, errors = EXPLORERS["optimizers"].read(named)
    assert not errors
    return texts


def raced(texts: dict[str, str], optimizer: str, **parameters: Any) -> dict[str, Any]:
    """The way of an optimizer."""
    picked = OPTIMIZERS.pick(optimizer, **parameters)
    chosen = {key: float(value) for key, value in picked.parameters}
    (found,) = called(RACE, "raced", [[texts, optimizer, chosen]])
    way: dict[str, Any] = found
    return way


@pytest.mark.parametrize("key", SURFACES)
@settings(max_examples=10, deadline=None)
@given(x=st.floats(-REACH, REACH), y=st.floats(-REACH, REACH))
def test_gradients_are_slopes_of_the_loss(key: str, x: float, y: float) -> None:
    texts = texts_of(key, **({"surface__angle": 35, "surface__condition": 7} if key == "ravine" else {}))
    step = 1e-5
    around = [[x, y], [x + step, y], [x - step, y], [x, y + step], [x, y - step]]
    here, right, left, up, down = called(RACE, "lookedAt", [[texts, *place] for place in around])
    slopes = np.array([right["loss"] - left["loss"], up["loss"] - down["loss"]]) / (2 * step)
    np.testing.assert_allclose(here["gradient"], slopes, rtol=1e-5, atol=1e-4)
    assert here["loss"] >= here["floor"]


@pytest.mark.parametrize("key", SURFACES)
def test_the_minima_are_where_the_picture_marks_them(key: str) -> None:
    texts = texts_of(key)
    (here,) = called(RACE, "lookedAt", [[texts, 0, 0]])
    for x, y in here["lowest"]:
        (bottom,) = called(RACE, "lookedAt", [[texts, x, y]])
        assert bottom["loss"] == pytest.approx(bottom["floor"], abs=1e-9)
        np.testing.assert_allclose(bottom["gradient"], 0, atol=1e-9)


def test_noise_is_normal_and_the_seed_says_which() -> None:
    drawn = np.array(
        called("explore/optimizers/surfaces.js", "normals", [[3, step] for step in range(20_000)])
    )
    np.testing.assert_allclose(drawn.mean(0), 0, atol=0.03)
    np.testing.assert_allclose(np.cov(drawn.T), np.eye(2), atol=0.05)
    assert np.corrcoef(drawn[:-1, 0], drawn[1:, 0])[0, 1] == pytest.approx(0, abs=0.03)
    assert np.mean(np.abs(drawn) > 1.959964) == pytest.approx(0.05, abs=0.005)
    first, same, other = (
        raced(texts_of("noisy", surface__seed=seed, steps=20), "sgd")["x"] for seed in (5, 5, 6)
    )
    assert first == same != other


@settings(max_examples=25, deadline=None)
@given(
    condition=st.floats(1, 1000),
    momentum=st.floats(0, 0.95),
    nesterov=st.booleans(),
    decay=st.sampled_from([0.0, 0.01, 1.0]),
)
def test_the_marked_rate_is_the_largest_that_is_stable(
    condition: float, momentum: float, nesterov: bool, decay: float
) -> None:
    parameters = {"momentum": momentum, "nesterov": float(nesterov), "weight_decay": decay}
    surface = {"curvatures": [1, condition]}
    (limit,) = called("explore/optimizers/surfaces.js", "largestRate", [["sgd", parameters, surface]])

    def growth(rate: float) -> float:
        """By how much the slowest part of a step's matrix grows, for weight and velocity on either axis."""
        sizes = []
        for curvature in (1, condition):
            velocity = np.array([-rate * curvature, momentum])
            moved = momentum * velocity + np.array([-rate * curvature, 0]) if nesterov else velocity
            step = np.array([moved + np.array([1 - rate * decay, 0]), velocity])
            sizes.append(np.abs(np.linalg.eigvals(step)).max())
        return float(max(sizes))

    assert growth(0.999 * limit) < 1 < growth(1.001 * limit)


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_crossing_the_marked_rate_leaves_the_surface(momentum: float) -> None:
    limit = 2 * (1 + momentum) / 30
    chosen = {"steps": 1000, "optimizer__momentum": momentum, "surface__condition": 30}
    stays = raced(texts_of("ravine", **chosen, rate=0.98 * limit), "sgd", momentum=momentum)
    leaves = raced(texts_of("ravine", **chosen, rate=1.02 * limit), "sgd", momentum=momentum)
    assert stays["diverged"] is None and stays["loss"][-1] < 1e-6
    assert leaves["diverged"] == len(leaves["x"]) - 1 < 1000
