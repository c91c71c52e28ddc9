"""Statistics of layers, in both layouts, beside NumPy in double precision; and what must be exact."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from core.choices.activations import ACTIVATIONS
from core.statistics.layers import (
    Columns,
    dead_share,
    mean,
    norm,
    root_mean_square,
    saturated_share,
    standard_deviation,
)

WIDTHS = (8, 1, 5)
KEYS = ("tanh", "relu", "gelu")


def layers(scale: float = 1.0, rows: int = 40) -> list[npt.NDArray[np.float32]]:
    rng = np.random.default_rng(1)
    return [(scale * (rng.standard_normal((rows, width)) + width)).astype(np.float32) for width in WIDTHS]


def columns() -> Columns:
    return Columns(WIDTHS, [ACTIVATIONS[key] for key in KEYS])


@np.errstate(over="ignore")
@pytest.mark.parametrize("scale", [1e-30, 1e-3, 1.0, 1e25])
def test_both_layouts_give_what_numpy_gives_in_double_precision(scale: float) -> None:
    found = layers(scale)
    exact = [layer.astype(np.float64) for layer in found]
    means, deviations = columns().mean_and_std(np.concatenate(found, axis=1))
    roots = columns().root_mean_square(np.concatenate(found, axis=1))
    for at, (layer, precise) in enumerate(zip(found, exact, strict=True)):
        size = float(np.sqrt(np.mean(precise**2)))
        assert means[at] == pytest.approx(precise.mean(), rel=1e-12)
        assert mean(layer) == pytest.approx(precise.mean(), rel=1e-5)
        assert deviations[at] == pytest.approx(precise.std(), rel=1e-9)
        assert standard_deviation(layer) == pytest.approx(precise.std(), rel=1e-4)
        assert roots[at] == pytest.approx(size, rel=1e-12)
        assert root_mean_square(layer) == pytest.approx(size, rel=1e-5)
        assert norm(layer) == pytest.approx(np.linalg.norm(precise), rel=1e-5)


def test_equal_values_have_a_deviation_of_exactly_0() -> None:
    third = np.full((7, sum(WIDTHS)), 1 / 3, np.float32)
    assert columns().mean_and_std(third)[1] == [0.0, 0.0, 0.0]
    assert standard_deviation(third) == 0.0


def test_shares_are_counts_the_same_to_the_bit_in_both_layouts() -> None:
    outputs = np.array([[0.9699, 0.971, -0.98, 0.0, 1.0, 0.5, 0.0, -1.0], [0.0] * 8], np.float32)
    one, other = np.array([[0.0], [0.0]], np.float32), np.full((2, 5), -5e-4, np.float32)
    other[1, 0], other[0, 1] = 2e-3, -2e-3
    side_by_side = np.concatenate([outputs, one, other], axis=1)
    each = list(zip([outputs, one, other], [ACTIVATIONS[key] for key in KEYS], strict=True))
    assert columns().saturated(side_by_side) == [saturated_share(*layer) for layer in each] == [4 / 16, 0, 0]
    assert columns().dead(side_by_side) == [dead_share(*layer) for layer in each] == [0, 1, 3 / 5]


def test_what_is_no_number_stays_none() -> None:
    broken = layers()[0]
    broken[3, 2] = np.nan
    with np.errstate(invalid="ignore"):
        found = [mean(broken), standard_deviation(broken), root_mean_square(broken), norm(broken)]
    assert np.isnan(found).all()
