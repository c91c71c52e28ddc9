"""Whether what is asked takes long, told from the question alone: nothing is drawn, and nothing loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.experiment import FIELDS, Experiment
from core.message import Invalid
from core.propagation.columns import MOST_COLUMNS
from core.propagation.map import map_depth
from core.propagation.question import MAX_PRODUCTS, MAX_SEEDS, ROWS, weights_between

SHORT_WEIGHTS = 5_000_000
"""Of all networks together: half a second's work on two cores for a measurement, a few seconds' for a map."""


_USUAL = Experiment().layers


def takes_long(body: Mapping[str, Any]) -> bool:
    """Whether a measurement takes so long that others should not wait for it (see `answer`).

    A question with something wrong about it takes no time.
    """
    columns, seeds = body.get("columns"), body.get("seeds")
    asked = columns[:MOST_COLUMNS] if isinstance(columns, list) else [body.get("experiment")]
    networks = min(max(seeds, 1), MAX_SEEDS) if isinstance(seeds, int) else 1
    return sum(_weights(each, networks) for each in asked) > SHORT_WEIGHTS


def map_takes_long(body: Mapping[str, Any]) -> bool:
    """The same of a map."""
    layers = _layers(body.get("experiment"))
    return bool(layers) and map_depth(layers) * layers[-1] ** 2 > SHORT_WEIGHTS


def _weights(texts: Any, networks: int) -> int:
    layers = _layers(texts)
    weights = weights_between(layers) + (layers[0] ** 2 if layers else 0)
    return weights * (networks if weights <= MAX_PRODUCTS / ROWS else 1)


def _layers(texts: Any) -> tuple[int, ...]:
    try:
        layers: tuple[int, ...] = FIELDS["layers"].parse(texts.get("layers", _USUAL))
    except (Invalid, AttributeError):
        return ()
    return layers
