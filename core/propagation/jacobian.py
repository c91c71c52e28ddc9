"""How a network stretches and squeezes small changes of its input: singular values of its Jacobian."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from core.cancellation import give_way
from core.experiment import Experiment
from core.message import Invalid, Message
from core.propagation.passes import Layer, Stack, Values


def singular_values(experiment: Experiment, x: Values) -> npt.NDArray[np.float64]:
    """Of the derivative of what the last hidden layer gives with respect to one input, largest first.

    All near 1: changes pass with their size (Saxe et al. 2014, arXiv:1312.6120, "dynamical isometry"). It
    takes a backward pass with as many rows as the last hidden layer has units, in double precision: the
    smallest are many decades below the largest, and single precision ends after seven. Those under
    `rounding` are noise of that, too.

    Arguments:
        experiment: which network, as for `measure`.
        x: scaled inputs, float32, shape ``(rows, features)``. The derivative is taken at the first.

    Returns:
        As many as there are inputs or last units, whichever are fewer; NaN where signals overflow.

    Raises:
        Invalid: with batch normalization, where an output depends on all rows.
    """
    if experiment.normalization_entry.over_rows:
        raise Invalid(
            Message(
                "With batch normalization an output depends on all rows, so that there is no derivative for "
                "one of them. Switch batch normalization off to see it."
            )
        )
    stack = Stack(experiment, x)
    units = experiment.layers[-1]
    forward = stack.forward()
    if not np.isfinite(forward[-1].outputs).all():  # the slope of what is no number may be one all the same
        return np.full(min(units, x.shape[1]), np.nan)
    layers = [_repeated(layer, units) for layer in forward]
    gradient: npt.NDArray[Any] = np.eye(units)
    for at in reversed(range(len(layers))):
        gradient = stack.further_back(at, stack.back(layers[at], gradient)[1], gradient)
    give_way()
    found: npt.NDArray[np.float64] = np.linalg.svd(gradient, compute_uv=False)
    return found


def rounding(values: npt.NDArray[np.float64]) -> float:
    """Under what size singular values, largest first, are noise of double precision (as in `matrix_rank`)."""
    return float(values[0]) * len(values) * float(np.finfo(np.float64).eps)


def _repeated(layer: Layer, rows: int) -> Layer:
    """The first row of a layer, `rows` times."""

    def repeat(values: Values) -> Values:
        return np.broadcast_to(values[:1], (rows, *values.shape[1:]))

    before, after = (
        tuple((normalizer, repeat(divisor), repeat(given)) for normalizer, divisor, given in deviations)
        for deviations in (layer.before, layer.after)
    )
    return replace(layer, slopes=repeat(layer.slopes), before=before, after=after)
