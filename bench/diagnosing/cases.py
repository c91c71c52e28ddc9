"""The suite: runs that are made to go wrong, runs as one would choose them, and deep ones of any kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from bench.diagnosing.neighbours import neighbours
from bench.diagnosing.reported import reported
from bench.diagnosing.sick import TRAINED, sick
from bench.diagnosing.tables import amounts, honest_columns, imbalanced_and_found
from core.experiment import Experiment

USUAL, DEEP, PACED, RACED = 110, 110, 60, 20
"""Generated runs of each kind."""

SICK_BY_CHANCE = frozenset({"usual", "deep", "paced", "raced", "sound", "reported"})
"""Families with which something may be wrong, or nothing."""

WELL_DRAWN = {
    "tanh": "glorot_uniform",
    "relu": "he_normal",
    "elu": "he_normal",
    "selu": "lecun_normal",
    "gelu": "he_normal",
    "leaky_relu": "he_uniform",
}
"""The initial weights that belong to an activation function (He et al. 2015; Klambauer et al. 2017)."""
DATA = ("circle", "gauss", "moons", "xor", "spiral", "hills", "iris", "wine", "digits", "diabetes")
RATES = {"sgd": (0.01, 0.03, 0.1), "adam": (0.001, 0.003, 0.01), "rmsprop": (0.001, 0.003)}


@dataclass(frozen=True, slots=True)
class Case:
    """A run of the suite.

    Arguments:
        family: ``usual``, ``deep``, ``paced`` and ``raced`` (usual ones at any rate, and at high ones),
            ``sound`` (tables and batches with which nothing is wrong), ``reported`` (see `Reported`), or
            what it is made to suffer from.
        experiment: what is trained.
        steps: after how many the lab is asked; 0: before the first.
        expected: a finding that answers the question, where somebody asked.
    """

    family: str
    experiment: Experiment
    steps: int
    expected: str = ""

    def __str__(self) -> str:
        return f"{self.family}, {self.steps} steps: {self.experiment.changes()}"


def cases() -> Iterator[Case]:
    """All of them, the same every time."""
    for asked in reported():
        yield Case("reported", Experiment(epochs=100_000, **asked.choices), asked.steps, asked.expected)
    for each in sick():
        yield Case(each.cause, each.experiment, each.steps)
    rng = np.random.default_rng(0)
    for _ in range(USUAL):
        yield _case("usual", rng, **_usual(rng))
    for _ in range(DEEP):
        yield _case("deep", rng, **_deep(rng))
    for choices, steps in (*imbalanced_and_found(), *honest_columns(), *amounts()):
        yield Case("sound", Experiment(epochs=100_000, **choices), steps)
    for choices, steps in neighbours():
        yield Case("sound", Experiment(epochs=100_000, **choices), steps)
    rng = np.random.default_rng(1)
    for _ in range(PACED):
        yield replace(_case("paced", rng, **_at_a_rate(rng, 1e-6, 1.0)), steps=TRAINED)
    for _ in range(RACED):
        yield replace(_case("raced", rng, **_at_a_rate(rng, 0.1, 3.0)), steps=TRAINED)


def _case(family: str, rng: np.random.Generator, **choices: Any) -> Case:
    seeds: dict[str, Any] = {f"{name}_seed": int(rng.integers(1000)) for name in ("data", "weight", "batch")}
    return Case(family, Experiment(epochs=100_000, **choices, **seeds), int(rng.choice([0, TRAINED])))


def _usual(rng: np.random.Generator) -> dict[str, Any]:
    """One to three layers, weights that suit them, a rate that people take."""
    activation, data = str(rng.choice(list(WELL_DRAWN))), str(rng.choice(DATA))
    optimizer = str(rng.choice(list(RATES)))
    return {
        "dataset": data,
        "layers": (int(rng.choice([8, 16, 32])),) * int(rng.integers(1, 4)),
        "activation": activation,
        "initializer": WELL_DRAWN[activation],
        "optimizer": optimizer,
        "learning_rate": float(rng.choice(RATES[optimizer])),
        "batch_size": int(rng.choice([10, 32])),
    }


def _at_a_rate(rng: np.random.Generator, low: float, high: float) -> dict[str, Any]:
    """As one would choose it, but for the rate; where gradients are taken as they are, ten times as high."""
    usual = _usual(rng)
    times = 10 if usual["optimizer"] == "sgd" else 1
    rate = times * float(np.exp(rng.uniform(np.log(low), np.log(high))))
    return {**usual, "learning_rate": float(f"{rate:.2g}")}


def _deep(rng: np.random.Generator) -> dict[str, Any]:
    """Three to twelve layers and weights of any size, which may suit them."""
    activation = str(rng.choice(["tanh", "sigmoid", "relu", "elu", "linear"]))
    return {
        "dataset": str(rng.choice(["circle", "moons", "hills", "digits"])),
        "layers": (int(rng.choice([8, 16])),) * int(rng.integers(3, 13)),
        "activation": activation,
        "initializer": {"name": "normal", "scale": float(np.exp(rng.uniform(np.log(0.05), np.log(1.5))))},
        "optimizer": "sgd",
        "learning_rate": 0.01,
    }
