"""Weights that somebody types or loads from a file: numbers that a network can have, and nothing else."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from core.choices.fields import Number, shown
from core.message import Invalid, Message

MOST_WEIGHT = 1e6

WEIGHT = Number(key="weight", label="", help="", default=0.0, low=-MOST_WEIGHT, high=MOST_WEIGHT)
"""A weight that is typed."""

_LARGEST = 3.4028234663852886e38
"""The largest float32: what training made of a weight is let pass, however large."""


def read_weights(saved: Any) -> list[list[float]]:
    """The variables of a saved network, each a list of numbers.

    Raises:
        Invalid: it is something else, or has a value that is no number or not finite in float32.
    """
    if not isinstance(saved, list):
        raise Invalid(_expected(saved))
    for values in saved:
        if not isinstance(values, list):
            raise Invalid(_expected(values))
        for value in values:
            # By type: JSON's true is an int as well. Compared as it is: float() of 400 digits raises.
            if type(value) not in (int, float) or not -_LARGEST <= value <= _LARGEST:
                raise Invalid(_expected(value))
    return saved


def check_weights(
    read: list[list[float]],
    shapes: Sequence[tuple[int, tuple[int, ...]]],
    *,
    inputs: int,
    widths: Sequence[int],
) -> None:
    """See that what `read_weights` gave is of a network of these layers.

    Arguments:
        read: the variables, flat.
        shapes: of each variable that the network has: its layer, counted from 1, and its shape.
        inputs, widths: the network's inputs, and the units of each layer, the output layer included.

    Raises:
        Invalid: it is of another one; the first layer that differs is named.
    """
    units = ", ".join(map(str, widths))
    for (layer, shape), values in zip(shapes, read, strict=False):
        if len(values) != math.prod(shape):
            raise Invalid(
                Message(
                    "Expected weights for {inputs} inputs and layers of {units} units, received {got} "
                    "numbers where layer {layer} has {shape}. Load a file as it was saved: weights and "
                    "layers belong together.",
                    inputs=inputs,
                    units=units,
                    got=len(values),
                    layer=layer,
                    shape=" × ".join(map(str, shape)),
                )
            )
    if len(read) != len(shapes):
        raise Invalid(
            Message(
                "Expected weights for {inputs} inputs and layers of {units} units, received {got} lists of "
                "numbers where these have {lists}. Load a file as it was saved: weights and layers belong "
                "together.",
                inputs=inputs,
                units=units,
                got=len(read),
                lists=len(shapes),
            )
        )


def _expected(got: Any) -> Message:
    return Message("Expected numbers as weights, received {got}.", got=shown(got))
