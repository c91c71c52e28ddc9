"""Smoothing is TensorBoard's."""

from __future__ import annotations

import math

import numpy as np
import pytest

from core.statistics.smoothing import smoothed


def tensorboard(values: list[float], weight: float) -> list[float]:
    """`resmoothDataset` of TensorBoard's vz_line_chart2.ts, line by line."""
    last, accumulated, found = 0.0, 0, []
    constant = all(value == values[0] for value in values)
    for value in values:
        if constant or not math.isfinite(value):
            found.append(value)
        else:
            last = last * weight + (1 - weight) * value
            accumulated += 1
            debias = 1.0 if weight == 1 else 1.0 - weight**accumulated
            found.append(last / debias)
    return found


@pytest.mark.parametrize("weight", [0.0, 0.6, 0.99])
@pytest.mark.parametrize(
    "values",
    [[], [3.0], [2.0, 2.0, 2.0], [1.0, math.nan, 4.0, math.inf, -2.0], [math.nan, 1.0, 2.0], list(range(50))],
)
def test_it_is_tensorboards(values: list[float], weight: float) -> None:
    np.testing.assert_array_equal(smoothed(np.array(values, np.float64), weight), tensorboard(values, weight))


def test_known_numbers() -> None:
    """Of 0, 1 at a weight of 1/2: 0, then (1/2 · 1) / (1 - 1/4)."""
    np.testing.assert_allclose(smoothed(np.array([0.0, 1.0]), 0.5), [0.0, 2 / 3])


def test_a_weight_of_one_never_moves_and_is_refused() -> None:
    with pytest.raises(ValueError, match="below 1"):
        smoothed(np.array([0.0, 1.0]), 1.0)
