"""What the page asks for: a network that has not been trained, what is fed into it, and how many of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from core.bundle import prepare
from core.choices.fields import shown, unknown
from core.data.raw import DataUnavailable
from core.data.sources.availability import availability
from core.experiment import Experiment, check_dense
from core.message import Invalid, Message
from core.propagation.columns import MOST_COLUMNS

Rows = npt.NDArray[np.float32]

NORMAL, DATA = "normal", "data"
INPUTS = (NORMAL, DATA)
"""Standard normal rows as wide as the first layer, or the first training rows of the experiment's data."""

ROWS = 256
MAX_SEEDS = 8
FEWEST_ROWS = 64
MAX_PRODUCTS = 8e9
"""Multiplications of one forward pass over all layers and rows: forward and back, a second on two cores.
Large networks get fewer rows, and are measured one at a time."""
MAX_WEIGHTS = int(MAX_PRODUCTS / FEWEST_ROWS)
"""100 layers of 1024, and a little more."""

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
        check_dense(experiment)
        return cls(experiment, inputs, seeds)

    def rows(self) -> Rows:
        """What is fed into the networks: at most `ROWS` rows, float32, shape ``(rows, features)``.

        Large networks get fewer, down to `FEWEST_ROWS`.

        Raises:
            Invalid: the network has no hidden layer or takes too much work, or its data are not here.
        """
        layers = self.experiment.layers
        if not layers:
            raise Invalid(Message("Expected at least one hidden layer, received none. Add one."))
        if self.inputs == NORMAL:
            normal = np.random.default_rng([0, 2])
            return normal.standard_normal((self._fitting(layers[0]), layers[0]), dtype=np.float32)
        there = availability(self.experiment.dataset.name)
        if there.state != "here":  # a download would hold up everybody's dial
            raise Invalid(there.message)
        try:
            rows = prepare(self.experiment).x_train
        except DataUnavailable as error:
            raise Invalid(error.message) from error
        return rows[: self._fitting(rows.shape[1])]

    def _fitting(self, features: int) -> int:
        weights = self.weights(features)
        check_weights([weights])
        return int(np.clip(MAX_PRODUCTS // weights, FEWEST_ROWS, ROWS))

    @property
    def networks(self) -> int:
        """How many are measured: one of those that are so large that they get fewer rows."""
        return self.seeds if self.weights(self.experiment.layers[0]) <= MAX_PRODUCTS / ROWS else 1

    def weights(self, features: int) -> int:
        """Entries of all kernels, for rows of `features` numbers."""
        return weights_between((features, *self.experiment.layers))


@dataclass(frozen=True, slots=True)
class ComparisonQuestion:
    """Networks to measure side by side: questions about the same inputs, 1 to `MOST_COLUMNS` of them."""

    columns: tuple[Question, ...]

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> ComparisonQuestion:
        """The question that a browser asks: ``{"columns": [{path: text}…], "inputs", "seeds"}``.

        Raises:
            Invalid: something about it is wrong.
        """
        columns = body.get("columns")
        if not isinstance(columns, list) or not 1 <= len(columns) <= MOST_COLUMNS:
            got = len(columns) if isinstance(columns, list) else shown(columns)
            raise Invalid(
                Message("Expected a list of 1 to {most} columns, received {got}.", most=MOST_COLUMNS, got=got)
            )
        return cls(tuple(Question.read({**body, "experiment": column}) for column in columns))

    def rows(self) -> list[Rows]:
        """What is fed into each of them.

        Raises:
            Invalid: see `Question.rows`; or together they take too much work.
        """
        rows = [column.rows() for column in self.columns]
        check_weights([one.weights(x.shape[1]) for one, x in zip(self.columns, rows, strict=True)])
        return rows


def weights_between(widths: Sequence[int]) -> int:
    """Entries of all kernels between layers of these widths."""
    return sum(fan_in * fan_out for fan_in, fan_out in pairwise(widths))


def check_weights(weights: Sequence[int]) -> None:
    """Whether networks of so many weights are measured in a time that people wait for.

    The same whatever the number of seeds: those are asked for when nobody drags any more.
    """
    if sum(weights) <= MAX_WEIGHTS:
        return
    text = Message(
        "Expected at most {limit} million weights, beyond which the pictures take too long; received "
        "{got} million. Choose fewer or narrower layers.",
        limit=int(MAX_WEIGHTS / 1e6),
        got=f"{sum(weights) / 1e6:.1f}",
    )
    raise Invalid(Message("{reason} Or remove a column.", reason=text) if len(weights) > 1 else text)
