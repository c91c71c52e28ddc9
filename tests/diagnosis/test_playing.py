"""What is pointed out about played networks, each of which has exactly that; and that the remedy helps."""

from __future__ import annotations

from typing import Any

import pytest

from bench.diagnosing.tables import imbalanced, leaking
from core.diagnosis.registry import FINDINGS
from core.engine.editing.editable_network import EditableNetwork
from core.engine.editing.live_network import LiveNetwork, Place
from core.experiment import Experiment
from core.presets import PRESETS

pytestmark = pytest.mark.usefixtures("compiled_if_asked")

SICK: dict[str, dict[str, Any]] = {
    "diverged": {
        "layers": (8, 8),
        "activation": "relu",
        "optimizer": "sgd",
        "learning_rate": 100.0,
        "loss": "mean_squared_error",
        "dataset": "hills",
        "initializer": "he_normal",
    },
    "single_row": {"layers": (4, 4), "normalization": "batch", "batch_size": 1},
    "single_unit": {"layers": (4, 4), "normalization": "instance"},
    "symmetric": {"layers": (4, 4), "initializer": "zeros"},
    "overflow": {
        "layers": (8,) * 60,
        "activation": "relu",
        "initializer": {"name": "normal", "scale": 10.0},
    },
    "dead": {"layers": (4, 4), "activation": "relu", "bias": -9.0},
    "saturated": {"layers": (8, 8), "initializer": {"name": "normal", "scale": 10.0}},
    "stuck": {
        "layers": (8, 8, 8),
        "dataset": "gauss",
        "activation": "relu",
        "loss": "half_squared_error",
        "optimizer": "sgd",
        "learning_rate": 10.0,
        "initializer": "he_normal",
    },
    "vanishing": {
        "layers": (8,) * 8,
        "activation": "sigmoid",
        "initializer": {"name": "normal", "scale": 0.1},
    },
    "exploding": {
        "layers": (8,) * 8,
        "activation": "linear",
        "initializer": {"name": "normal", "scale": 3.0},
    },
    "weakened": {"layers": (8,) * 5, "initializer": {"name": "normal", "scale": 0.15}},
    "amplified": {
        "layers": (8,) * 5,
        "activation": "linear",
        "initializer": {"name": "normal", "scale": 0.8},
    },
    "misfit": {"dataset": "hills", "loss": "poisson"},
    "small_batch": {"layers": (4, 4), "normalization": "batch", "batch_size": 2},
    "rate_low": {"learning_rate": 1e-5},
    "large_batch": {"layers": (8, 8), "batch_size": 512, "optimizer": "sgd", "learning_rate": 0.1},
    "leak": next(leaking())[0],
    "imbalance": next(imbalanced())[0],
    "overfitting": {**PRESETS["overfitting"].choices, "layers": (32, 32)},
    "underfitting": {"dataset": "spiral", "layers": (1,)},
}


TRAINED = {
    "diverged": 300,
    "stuck": 300,
    "rate_low": 300,
    "large_batch": 150,
    "imbalance": 600,
    "overfitting": 400,
    "underfitting": 700,
}
"""Steps after which it is there, of what only training brings about."""


def seen(experiment: Experiment, steps: int = 0) -> tuple[EditableNetwork, set[str]]:
    network = EditableNetwork(LiveNetwork(experiment))
    if steps > 100:  # then it is quicker to compile them
        network.live.trainer.wait_until_compiled()
    network.advance_steps(steps)
    network.frame()
    return network, {found.key for found in network.findings}


def test_every_finding_has_an_example() -> None:
    assert SICK.keys() == FINDINGS.keys()


@pytest.mark.parametrize("key", SICK)
def test_it_is_found_where_it_is_and_its_remedy_helps(key: str) -> None:
    steps = TRAINED.get(key, 0)
    network, found = seen(Experiment(**{"dataset": "circle", **SICK[key]}), steps)
    assert key in found
    for _again in range(3):  # a rate that is far too large is divided by ten more than once
        remedy = next(one.remedy for one in network.findings if one.key == key)
        assert remedy is not None
        sick, errors = Experiment.lenient(remedy.applied(network.experiment))
        assert not errors
        assert sick != network.experiment, "pressing the button changes something"
        network, found = seen(sick, steps)
        if key not in found:
            return
    pytest.fail(f"{key} is still there")


def test_a_healthy_network_is_left_in_peace() -> None:
    for experiment in (
        Experiment(dataset="circle", layers=(8, 8)),
        Experiment(dataset="spiral", layers=(8,) * 4, activation="relu", initializer="he_normal"),
        Experiment(dataset="hills", layers=(8,)),
        Experiment(dataset="xor", layers=()),
    ):
        assert seen(experiment, 50)[1] == set(), experiment.layers


@pytest.mark.slow
def test_a_network_that_has_learnt_is_left_in_peace() -> None:
    sick = Experiment(dataset="gauss", layers=(4,), initializer={"name": "normal", "scale": 10.0})
    network, found = seen(sick)
    assert "saturated" in found
    network.live.compile()
    network.advance_steps(2000)
    scene = network.frame()
    assert scene.numbers[0, 1] >= 0.95
    assert network.findings == ()


def test_units_that_were_made_equal_are_found() -> None:
    network = EditableNetwork(LiveNetwork(Experiment(dataset="circle", layers=(2,))))
    for source in range(2):
        value = network.live.weight(Place(0, source, 0))
        network.edit(Place(0, source, 1), value)
    network.frame()
    assert [found.key for found in network.findings] == ["symmetric"]
