"""The map: how much of the gradient reaches the first layer, over scales and depths, line by line as JSON.

Sentences are messages still (`core.message.Message.to_json`).
"""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.choices.initializers import at_scale, dial_of
from core.experiment import Experiment
from core.json_numbers import number
from core.message import Invalid, Message
from core.propagation import sweep_scales
from core.propagation.question import MAX_WEIGHTS, NORMAL, ROWS, Question, Rows
from core.theory import predict_map, weight_variance

SCALES = 48
"""Of a map; of one that is wide and deep fewer."""
DEPTHS = (50, 100)
"""Layers of the map: the first that the experiment's own do not exceed."""

SPAN = 8.0
"""The scales go from the middle over this to the middle times this."""

WORK = 4e10
"""Multiplications of the whole map, forward: about a second on two cores. They decide how many rows it takes.

Where rows are fewest, reading the weights takes longer than multiplying: there are fewer scales then, and the
largest map of all takes three seconds."""

FEWEST_ROWS = 16


@dataclass(frozen=True, slots=True)
class GradientMap:
    """A map to be measured.

    Arguments:
        experiment: as deep as the map, all layers as wide as the last one of the question's.
        scales: of its initializer's dial, rising.
        x: what is fed in.
        variance: mean square of it.
    """

    experiment: Experiment
    scales: tuple[float, ...]
    x: Rows
    variance: float

    @classmethod
    def of(cls, question: Question) -> GradientMap:
        """The map around `question`.

        Raises:
            Invalid: the initializer has no scale, or see `Question.rows`.
        """
        asked = question.experiment
        dial_of(asked.initializer)
        x = question.rows()
        width = asked.layers[-1]
        depth = map_depth(asked.layers)
        networks = WORK / (2 * depth * width**2)  # of a row each
        rows = int(np.clip(networks / SCALES, FEWEST_ROWS, ROWS))
        scales = min(SCALES, int(networks / FEWEST_ROWS))  # 11 for the most layers of the most units
        variance = 1.0 if question.inputs == NORMAL else float(np.square(x, dtype=np.float64).mean())
        deep = asked.model_copy(update={"layers": (width,) * depth})
        return cls(deep, _scales(asked, width, scales), x[:rows], variance)

    def lines(self) -> Generator[dict[str, Any]]:
        """What a browser gets, in order.

        First ``{"scales", "depth", "width", "rows", "note"}``, the note a message where the map has fewer
        scales than others, and else null; then for each scale ``{"at", "reaching",
        "activation"}``, an entry per depth from 1; then the theory, ``{"predicted", "trainable",
        "critical"}``, or ``{"note"}``, a message saying why there is none. Logarithms to base 10; null where
        there is no number.
        """
        widths = self.experiment.layers
        head = {"scales": self.scales, "depth": len(widths), "width": widths[-1], "rows": len(self.x)}
        yield head | {"note": self._note()}
        for at, profile in enumerate(sweep_scales(self.experiment, self.x, self.scales)):
            yield {
                "at": at,
                "reaching": _rounded(profile.reaching),
                "activation": _rounded(profile.activation),
            }
        try:
            found = predict_map(self.experiment, self.scales, self.x.shape[1], self.variance)
        except Invalid as error:
            yield {"note": error.message.to_json()}
            return
        yield {
            "predicted": [_rounded(row) for row in found.reaching],
            "trainable": None if found.trainable is None else _rounded(found.trainable),
            "critical": number(found.critical),
        }

    def _note(self) -> dict[str, Any] | None:
        if len(self.scales) == SCALES:
            return None
        note = Message(
            "So large a network is measured at {scales} scales only, with {rows} examples: it takes long.",
            scales=len(self.scales),
            rows=len(self.x),
        )
        return note.to_json()


def map_depth(layers: Sequence[int]) -> int:
    """Layers of the map around a network of these `layers`."""
    limit = MAX_WEIGHTS // layers[-1] ** 2
    wished = next((depth for depth in DEPTHS if depth >= len(layers)), DEPTHS[-1])
    return max(len(layers), min(wished, limit))


def _scales(experiment: Experiment, width: int, count: int) -> tuple[float, ...]:
    """Around the scale at which fan-in x Var(W) is 1.5, between He's and Glorot's."""
    dial = dial_of(experiment.initializer)
    try:
        unit = weight_variance(at_scale(experiment.initializer, 1.0), width, width)
    except Invalid:  # not drawn at random: the scale itself is what counts
        unit = 1.5
    middle = math.sqrt(1.5 / unit)
    low, high = max(dial.low, middle / SPAN), min(dial.high, middle * SPAN)
    return tuple(float(f"{scale:.6g}") for scale in np.geomspace(low, high, count))


def _rounded(values: Any) -> list[float | None]:
    return [round(value, 3) if math.isfinite(value) else None for value in np.asarray(values).tolist()]
