"""How close a prediction came to what was measured."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from core.claims.outcomes import Outcome
from core.lessons.blocks import HIGHEST_ONE, LAYERS, LOG, Choice, Sketch

Floats = npt.NDArray[np.float64]

POINTS = 11
"""Of a sketch over epochs."""
FULL = 100


def right_answer(choice: Choice, outcomes: Mapping[str, Outcome]) -> int | None:
    """Which answer is right by what was measured, from 0; None where none is, or nothing is measured."""
    if choice.which:
        numbers = (
            {name: choice.measured.measure.of(outcomes[name]) for name in choice.among if name in outcomes}
            if choice.measured
            else {}
        )
        if len(numbers) < len(choice.among) or not all(map(math.isfinite, numbers.values())):
            return None
        best = (max if choice.which == HIGHEST_ONE else min)(numbers, key=numbers.__getitem__)
        return next((at for at, answer in enumerate(choice.answers) if answer.experiment == best), None)
    if choice.measured is None:
        return next(at for at, answer in enumerate(choice.answers) if answer.right)
    value = choice.measured.of(outcomes)
    holding = (at for at, answer in enumerate(choice.answers) if answer.bounds and answer.bounds.hold(value))
    return next(holding, None)


def places(sketch: Sketch, *, layers: int, epochs: int) -> Floats:
    """Where a sketch has its points: at each hidden layer, from 1, or at even distances of epochs."""
    return np.arange(1.0, layers + 1) if sketch.over == LAYERS else np.linspace(0.0, epochs, POINTS)


def measured_curve(sketch: Sketch, outcome: Outcome, at: Floats) -> Floats:
    """What was measured, at the places of the sketch; NaN where nothing was."""
    if sketch.over == LAYERS:
        found = sketch.measure.over_layers(outcome)
        return found if len(found) == len(at) else np.full(len(at), math.nan)
    rows = sketch.measure.over_epochs(outcome)
    if not len(rows):
        return np.full(len(at), math.nan)
    return np.interp(at, rows[:, 0], rows[:, 1], right=math.nan)


def score(sketch: Sketch, drawn: Sequence[float], measured: Floats) -> int | None:
    """Points from 0 to 100 for a curve that was drawn.

    100 less twice the mean distance, in percent of the axis: 100 where they are the same, 0 where they are
    half of the axis apart on average. What lies outside the axis counts as at its end.

    Returns:
        None where nothing was measured.
    """
    there = np.isfinite(measured)
    if len(drawn) != len(measured) or not there.any():
        return None
    apart = np.abs(_along(sketch, np.asarray(drawn)) - _along(sketch, measured))[there]
    return max(0, round(FULL * (1 - 2 * float(np.mean(apart)))))


def _along(sketch: Sketch, values: Floats) -> Floats:
    """Where values lie on the sketch's axis, from 0 to 1."""
    inside = np.clip(values, sketch.low, sketch.high)
    if sketch.scale == LOG:
        return np.asarray((np.log(inside) - math.log(sketch.low)) / math.log(sketch.high / sketch.low))
    return np.asarray((inside - sketch.low) / (sketch.high - sketch.low))
