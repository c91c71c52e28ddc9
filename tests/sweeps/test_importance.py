"""Shares of variance against functions whose shares are known."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pytest

from core.sweeps import importances


def test_of_a_sum_over_a_grid_the_shares_are_those_of_its_terms() -> None:
    rates, widths = (0.1, 0.2, 0.4), ("4", "8")
    values = list(product(rates, widths, (1.0, 2.0)))
    results = [10 * rate + (2.0 if width == "8" else 0.0) for rate, width, _idle in values]
    terms = np.var([10 * rate for rate in rates]), np.var([0.0, 2.0])
    assert importances(values, results, complete=True) == pytest.approx(
        [*(np.array(terms) / sum(terms)), 0.0]
    )


def test_what_two_choices_do_together_is_owed_to_neither() -> None:
    values = list(product((0.0, 1.0), (0.0, 1.0), (0.0, 1.0)))
    results = [float(one != other) for one, other, _idle in values]
    assert importances(values, results, complete=True) == pytest.approx([0.0, 0.0, 0.0])


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("power", [1, 2])
def test_of_drawn_trials_nearly_the_same_is_found(seed: int, power: int) -> None:
    drawn = np.random.default_rng(seed).uniform(-1, 1, (100, 3))
    results = (3 * drawn[:, 0] ** power + drawn[:, 1]).tolist()
    terms = np.array([9 / 3 if power == 1 else 9 * (1 / 5 - 1 / 9), 1 / 3, 0.0])
    found = importances(drawn.tolist(), results, complete=False)
    assert found == pytest.approx(terms / terms.sum(), abs=0.12)


@pytest.mark.parametrize("results", [[1.0] * 9, [math.nan] * 9, [1.0, 2.0, math.nan], [1.0, 2.0]])
def test_where_there_is_nothing_to_share_nothing_is_said(results: list[float]) -> None:
    assert importances([[float(at)] for at in range(len(results))], results, complete=False) is None
