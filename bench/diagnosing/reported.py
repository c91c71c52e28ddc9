"""Runs that people asked about in public, with data of the lab in place of theirs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.diagnosing.sick import CLASSIC, SQUARES, TRAINED


@dataclass(frozen=True, slots=True)
class Reported:
    """A question and what it was about.

    Arguments:
        link: where it was asked.
        about: what went wrong.
        choices: the network, as near to the question as the lab's choices come.
        steps: after how many the lab is asked; 0: before the first.
        expected: a finding that answers it.
    """

    link: str
    about: str
    choices: dict[str, Any]
    steps: int
    expected: str


_PLAYGROUND = "https://github.com/tensorflow/playground/issues/"
_UNSCALED: dict[str, Any] = {"dataset": "diabetes", "scale_target": False, "optimizer": "sgd"}


def reported() -> Iterator[Reported]:
    """All of them."""
    yield from _of_the_playground()
    yield Reported(
        "https://github.com/keras-team/keras/issues/18919",
        "NaN with SGD and not with RMSprop: large numbers as inputs",
        {
            "dataset": "wine",
            "scaling": "none",
            "activation": "relu",
            "optimizer": "sgd",
            "learning_rate": 0.1,
        },
        TRAINED,
        "dead",
    )
    yield Reported(
        "https://github.com/keras-team/keras/issues/2134",
        "NaN in the first epoch of a regression with an L2 penalty of 0.5 and momentum",
        {
            **_UNSCALED,
            "layers": (16, 16),
            "activation": "relu",
            "l2": 0.5,
            "optimizer": {"name": "sgd", "momentum": 0.9, "nesterov": True},
            "learning_rate": 0.01,
        },
        TRAINED,
        "diverged",
    )
    yield Reported(
        "https://github.com/tensorflow/tensorflow/issues/3148",
        "weights of a linear regression become NaN with inputs that are not scaled",
        {
            "dataset": "hills",
            "features": ("x1_squared", "x2_squared"),
            "scaling": "none",
            "layers": (1,),
            "activation": "linear",
            "optimizer": "sgd",
            "learning_rate": 0.5,
        },
        TRAINED,
        "diverged",
    )
    yield Reported(
        "https://stats.stackexchange.com/questions/284189",
        "NaN from one linear unit and rows one by one, unless the rate is 1e-7",
        {**_UNSCALED, "layers": (1,), "activation": "linear", "batch_size": 1, "learning_rate": 0.1},
        TRAINED,
        "diverged",
    )
    yield Reported(
        "https://stats.stackexchange.com/questions/418955",
        "two linear layers diverge: the target is not scaled",
        {**_UNSCALED, "layers": (4,), "activation": "linear", "learning_rate": 0.01},
        TRAINED,
        "diverged",
    )
    yield Reported(
        "https://ai.stackexchange.com/questions/16557",
        "four wide layers of sigmoid do not learn",
        {"dataset": "digits", "layers": (64,) * 4, "activation": "sigmoid", "optimizer": "sgd"},
        0,
        "weakened",
    )
    yield Reported(
        "https://github.com/wagonhelm/NaNmnist/issues/2",
        "all weights begin at zero",
        {"dataset": "digits", "layers": (32,), "initializer": "zeros", "optimizer": "sgd"},
        TRAINED,
        "symmetric",
    )
    yield Reported(
        "https://datascience.stackexchange.com/questions/18810",
        "a network of ReLU answers nearly the same for all rows",
        {
            "dataset": "circle",
            "layers": (8, 8),
            "activation": "relu",
            "initializer": "he_normal",
            "optimizer": "sgd",
            "learning_rate": 10.0,
        },
        TRAINED,
        "dead",
    )
    yield Reported(
        "https://stackoverflow.com/questions/52800582",
        "inputs in the hundreds go into a sigmoid",
        {"dataset": "wine", "scaling": "none", "layers": (8, 8), "activation": "sigmoid", "optimizer": "sgd"},
        0,
        "saturated",
    )


def _of_the_playground() -> Iterator[Reported]:
    yield Reported(
        f"{_PLAYGROUND}3",
        "everything is NaN: regression with a rate of 1, rows one by one",
        {**CLASSIC, "dataset": "hills", "layers": (8,), "batch_size": 1, "learning_rate": 3.0},
        TRAINED,
        "diverged",
    )
    yield Reported(
        f"{_PLAYGROUND}77",
        "all weights are NaN: an L2 penalty of 10, which it counts half, at a rate of 0.3",
        {
            **CLASSIC,
            "dataset": {"name": "spiral", "noise": 15.0},
            "features": SQUARES,
            "layers": (8, 8),
            "l2": 5.0,
            "learning_rate": 0.3,
            "batch_size": 30,
            "validation_split": 0.1,
        },
        TRAINED,
        "diverged",
    )
    yield Reported(
        f"{_PLAYGROUND}208",
        "NaN with the largest network and the largest rate",
        {
            **CLASSIC,
            "dataset": "spiral",
            "layers": (8,) * 6,
            "activation": "relu",
            "learning_rate": 10.0,
            "batch_size": 10,
        },
        TRAINED,
        "dead",
    )
    yield Reported(
        f"{_PLAYGROUND}94",
        "with a penalty of 0.03 or more nothing is learnt",
        {
            **CLASSIC,
            "dataset": "spiral",
            "layers": (8, 8, 8),
            "l2": 0.05,
            "learning_rate": 0.3,
            "batch_size": 10,
            "validation_split": 0.5,
        },
        3 * TRAINED,
        "vanishing",
    )
