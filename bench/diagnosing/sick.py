"""Experiments that go wrong, generated over many causes: what the advice of the lab is tried on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from bench.diagnosing.tables import Made, amounts_below_zero, imbalanced, leaking
from core.experiment import Experiment


@dataclass(frozen=True, slots=True)
class Sick:
    """An experiment that goes wrong.

    Arguments:
        cause: what is wrong with it.
        choices: what it differs in from a plain one.
        steps: after how many the lab is asked; 0: before the first.
    """

    cause: str
    choices: Mapping[str, Any]
    steps: int

    @property
    def experiment(self) -> Experiment:
        """With a hundred thousand epochs, so that it never ends by itself."""
        return Experiment(**{"epochs": 100_000, **self.choices})

    def __str__(self) -> str:
        return f"{self.cause}: {self.experiment.changes()}"


TRAINED = 300
"""Steps after which training has shown what it does."""

SGD: dict[str, Any] = {"optimizer": "sgd", "learning_rate": 0.03}
RELU: dict[str, Any] = {"activation": "relu", "initializer": "he_normal"}
SMALL: dict[str, Any] = {"layers": (8, 8)}

CIRCLE: dict[str, Any] = {"dataset": "circle", **SMALL, **SGD}
HILLS: dict[str, Any] = {"dataset": "hills", **SMALL, **RELU, **SGD}
DIGITS: dict[str, Any] = {"dataset": "digits", "layers": (32, 32), **RELU, **SGD}
ADAM: dict[str, Any] = {"optimizer": "adam", "learning_rate": 0.003}
SPIRAL: dict[str, Any] = {**CIRCLE, "dataset": "spiral", "layers": (16, 16)}
MOONS: dict[str, Any] = {**CIRCLE, "dataset": "moons"}
DIABETES: dict[str, Any] = {**CIRCLE, "dataset": "diabetes"}
CLASSIC: dict[str, Any] = {
    "dataset": "spiral",
    "scaling": "none",
    "layers": (8, 8),
    "initializer": {"name": "uniform", "scale": 0.5},
    "bias": 0.1,
    "loss": "half_squared_error",
    "optimizer": "sgd",
    "learning_rate": 0.03,
    "batch_size": 10,
}
SQUARES = ("x1", "x2", "x1_squared", "x2_squared", "x1x2", "sin_x1", "sin_x2")


def sick() -> Iterator[Sick]:
    """All of them."""
    for cause, choices, steps in (
        *_rates(),
        *_momenta(),
        *_penalties(),
        *_unscaled(),
        *_targets(),
        *_weights(),
        *_symmetric(),
        *_dead(),
        *_one_row(),
        *_one_unit(),
        *_slow(),
        *_few_rows(),
        *_many_rows(),
        *_given("imbalance", imbalanced()),
        *_given("leak", leaking()),
        *_given("misfit", amounts_below_zero()),
    ):
        yield Sick(cause, choices, steps)


Cases = Iterator[tuple[str, dict[str, Any], int]]


def _rates() -> Cases:
    for base, rate in product((HILLS, DIGITS), (3.0, 30.0, 100.0)):
        yield "rate", {**base, "learning_rate": rate}, TRAINED
    for base, rate in product(({**CIRCLE, **RELU}, {**DIGITS, "activation": "elu"}), (30.0, 100.0)):
        yield "rate", {**base, "learning_rate": rate}, TRAINED
    for base, rate in product((CIRCLE, CLASSIC), (10.0, 100.0)):
        yield "rate", {**base, "learning_rate": rate}, TRAINED
    for optimizer, rate in product(("adam", "rmsprop"), (1.0, 30.0)):
        yield "rate", {**HILLS, "optimizer": optimizer, "learning_rate": rate}, TRAINED
    yield "rate", {**CIRCLE, "optimizer": "adam", "learning_rate": 10.0}, TRAINED


def _momenta() -> Cases:
    for base, momentum in product((HILLS, {**CIRCLE, **RELU}, DIGITS), (0.98, 0.995)):
        for rate in (0.1, 0.3) if (base["dataset"], momentum) != ("circle", 0.98) else (0.3,):
            chosen = {"name": "sgd", "momentum": momentum}
            yield "momentum", {**base, "optimizer": chosen, "learning_rate": rate}, TRAINED


def _penalties() -> Cases:
    noisy = {"name": "spiral", "noise": 15.0}
    reported = {**CLASSIC, "dataset": noisy, "features": SQUARES, "batch_size": 30, "validation_split": 0.1}
    yield "penalty", {**reported, "layers": (8, 8), "l2": 5.0, "learning_rate": 0.3}, TRAINED
    for base, (l2, rate) in product((CLASSIC, CIRCLE, HILLS), ((10.0, 0.3), (3.0, 1.0), (1.5, 1.0))):
        yield "penalty", {**base, "l2": l2, "learning_rate": rate}, TRAINED
    for l2 in (0.1, 1.0, 10.0):
        yield "penalty", {**CIRCLE, "optimizer": "adam", "learning_rate": 0.01, "l2": l2}, TRAINED
    for rate in (0.01, 0.03):
        yield "penalty", {**CIRCLE, "l1": 1.0, "learning_rate": rate}, TRAINED
    decaying = {"name": "sgd", "weight_decay": 1.0}
    yield "penalty", {**CIRCLE, "optimizer": decaying, "learning_rate": 3.0}, TRAINED


def _unscaled() -> Cases:
    for data, rate in product(("wine", "breast_cancer"), (0.01, 0.1)):
        yield "data", {**DIGITS, "dataset": data, "scaling": "none", "learning_rate": rate}, TRAINED
        yield (
            "data",
            {
                "dataset": data,
                "scaling": "none",
                "layers": (16, 16),
                "optimizer": "sgd",
                "learning_rate": rate,
            },
            0,
        )
    for rate in (0.1, 0.3):
        yield "data", {**HILLS, "scaling": "none", "features": SQUARES, "learning_rate": rate}, TRAINED


def _targets() -> Cases:
    own = {**HILLS, "dataset": "diabetes", "scale_target": False}
    for rate in (0.001, 0.03, 0.3):
        yield "target", {**own, "learning_rate": rate}, TRAINED


def _weights() -> Cases:
    deep = {**CIRCLE, "layers": (16,) * 8}
    for scale in (0.01, 0.05, 0.1):
        yield "scale", {**deep, "initializer": {"name": "normal", "scale": scale}}, 0
        yield "scale", {**deep, "activation": "relu", "initializer": {"name": "normal", "scale": scale}}, 0
    for scale in (1.0, 5.0):
        yield "scale", {**deep, "initializer": {"name": "normal", "scale": scale}}, 0
        drawn = {"name": "normal", "scale": scale}
        yield "scale", {**deep, "activation": "linear", "initializer": drawn}, 0
        yield "scale", {**deep, "activation": "relu", "initializer": drawn}, TRAINED
        yield "scale", {**HILLS, "initializer": {"name": "normal", "scale": 2 * scale}}, TRAINED
    yield "scale", {**deep, "activation": "sigmoid", "initializer": {"name": "normal", "scale": 0.1}}, 0
    yield "scale", {**deep, "activation": "sigmoid"}, 0
    yield "scale", {**deep, "activation": "softplus", "initializer": {"name": "normal", "scale": 3.0}}, 0


def _symmetric() -> Cases:
    for base, drawn, steps in product(
        (CIRCLE, HILLS), ("zeros", {"name": "constant", "value": 0.3}), (0, TRAINED)
    ):
        yield "symmetric", {**base, "initializer": drawn}, steps
    yield "symmetric", {**CIRCLE, "activation": "sigmoid", "initializer": "zeros"}, TRAINED


def _dead() -> Cases:
    for base, steps in product(({**CIRCLE, **RELU}, HILLS, DIGITS), (0, TRAINED)):
        yield "dead", {**base, "bias": -9.0}, steps
    yield "dead", {**CLASSIC, **RELU, "dataset": "gauss", "learning_rate": 10.0}, TRAINED
    yield "dead", {**CIRCLE, **RELU, "optimizer": "adam", "learning_rate": 3.0}, TRAINED
    yield "dead", {**CIRCLE, **RELU, "layers": (2,) * 10}, 0


def _one_row() -> Cases:
    yield "one row", {**CIRCLE, "normalization": "batch", "batch_size": 1}, TRAINED


def _one_unit() -> Cases:
    yield "one unit", {**CIRCLE, "layers": (8, 8), "normalization": "instance"}, TRAINED
    yield (
        "one unit",
        {**CIRCLE, "layers": (8, 8), "normalization": {"name": "group", "groups": 8, "place": "after"}},
        TRAINED,
    )


def _slow() -> Cases:
    for base, rate in product((CIRCLE, {**CIRCLE, **RELU}, HILLS, CLASSIC), (3e-6, 1e-5, 3e-5)):
        yield "slow", {**base, "learning_rate": rate}, TRAINED
    for base in (CIRCLE, HILLS, DIGITS):
        yield "slow", {**base, "optimizer": "adam", "learning_rate": 1e-5}, TRAINED


def _few_rows() -> Cases:
    for base, rows in product((CIRCLE, {**SPIRAL, **RELU}, MOONS, DIABETES), (2, 3, 4)):
        yield "few rows", {**base, "normalization": "batch", "batch_size": rows}, TRAINED
    for base in (SPIRAL, HILLS):
        yield "few rows", {**base, **ADAM, "normalization": "batch", "batch_size": 2}, 2 * TRAINED


def _many_rows() -> Cases:
    steep = {**SGD, "learning_rate": 0.1}
    for base, rows in product(({**CIRCLE, **RELU, **steep}, {**CIRCLE, **steep}), (128, 512)):
        yield "many rows", {**base, "batch_size": rows}, TRAINED // 2
    for data, rows in product(("moons", "xor"), (128, 512)):
        steps = TRAINED // 3 if data == "xor" else 2 * TRAINED // 3
        yield "many rows", {**CIRCLE, **steep, "dataset": data, "batch_size": rows}, steps
    quick = {**ADAM, "learning_rate": 0.01}
    for base, rows in ((CIRCLE, 128), (CIRCLE, 512), ({**CIRCLE, **RELU}, 128), (HILLS, 512)):
        yield "many rows", {**base, **quick, "batch_size": rows}, TRAINED // 8
    yield "many rows", {**CIRCLE, **steep, "dataset": "iris", "batch_size": 128}, TRAINED // 10
    for chosen in (steep, ADAM):
        yield "many rows", {**DIGITS, **chosen, "batch_size": 512}, TRAINED // 10


def _given(cause: str, made: Made) -> Cases:
    for choices, steps in made:
        yield cause, choices, steps
