"""What the page asks for: a network that has not been trained, what is fed into it, and how many of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from core.choices.fields import shown, unknown
from core.data.bundle import prepare
from core.data.images import availability
from core.data.raw import DataUnavailable
from core.experiment import Experiment
from core.message import Invalid, Message

Rows = npt.NDArray[np.float32]

NORMAL, DATA = "normal", "data"
INPUTS = (NORMAL, DATA)
"""Standard normal rows as wide as the first layer, or the first training rows of the experiment's data."""

ROWS = 256
MAX_SEEDS = 8
MAX_PRODUCTS = 8e9
"""Multiplications of one forward pass over all layers and rows: forward and back, a second on two cores."""

EXAMPLE = '{"experiment": {"layers": "64x10"}, "inputs": "normal", "seeds": 1}'


@dataclass(frozen=True, slots=True)
class Question:
    """Which networks to measure.

    Arguments:
        experiment: its weight seed and the ones after it decide which networks are drawn.
        inputs: one of `INPUTS`.
        seeds: how many networks, 1 to `MAX_SEEDS`.
    """

    experiment: Experiment
    inputs: str = NORMAL
    seeds: int = 1

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Question:
        """The question that a browser asks: ``{"experiment": {path: text}, "inputs", "seeds"}``.

        Raises:
            Invalid: something about it is wrong.
        """
        texts, inputs, seeds = body.get("experiment"), body.get("inputs", NORMAL), body.get("seeds", 1)
        if not isinstance(texts, dict):
            raise Invalid(Message("Expected JSON such as {example}.", example=EXAMPLE))
        if inputs not in INPUTS:
            raise Invalid(unknown(inputs, dict.fromkeys(INPUTS)))
        if type(seeds) is not int or not 1 <= seeds <= MAX_SEEDS:
            raise Invalid(
                Message(
                    "Expected a whole number from {low} to {high}, received {got}.",
                    low=1,
                    high=MAX_SEEDS,
                    got=shown(seeds),
                )
            )
        experiment, errors = Experiment.lenient(texts)
        for path, message in errors.items():
            raise Invalid(Message("{choice}: {reason}", choice=shown(path), reason=message))
        return cls(experiment, inputs, seeds)

    def rows(self) -> Rows:
        """What is fed into the networks: at most `ROWS` rows, float32, shape ``(rows, features)``.

        Raises:
            Invalid: the network has no hidden layer or takes too much work, or its data are not here.
        """
        layers = self.experiment.layers
        if not layers:
            raise Invalid(Message("Expected at least one hidden layer, received none. Add one."))
        if self.inputs == NORMAL:
            self._check_work(layers[0])
            return np.random.default_rng([0, 2]).standard_normal((ROWS, layers[0]), dtype=np.float32)
        there = availability(self.experiment.dataset.name)
        if there.state != "here":  # a download would hold up everybody's dial
            raise Invalid(there.message)
        try:
            rows = prepare(self.experiment).x_train[:ROWS]
        except DataUnavailable as error:
            raise Invalid(error.message) from error
        self._check_work(rows.shape[1])
        return rows

    def _check_work(self, features: int) -> None:
        """The same whatever the number of seeds: those are asked for when nobody drags any more."""
        weights = sum(fan_in * fan_out for fan_in, fan_out in pairwise((features, *self.experiment.layers)))
        limit = MAX_PRODUCTS / ROWS
        if weights > limit:
            raise Invalid(
                Message(
                    "Expected at most {limit} million weights for pictures that follow the dial, received "
                    "{got} million. Choose fewer or narrower layers.",
                    limit=int(limit / 1e6),
                    got=f"{weights / 1e6:.1f}",
                )
            )
