"""Rates that are too low, by made-up courses of losses on either side of each threshold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.diagnosis import pace, remedies
from core.diagnosis.fitting import Fit
from core.experiment import Experiment


def fit(loss: Any) -> Fit:
    history = [(epoch, float(value), 1.0) for epoch, value in enumerate(loss, 1)]
    return Fit(
        history=history,
        learnt=0.5,
        val_learnt=0.5,
        chance=0.5,
        baseline=lambda: 0.9,
        over=False,
    )


EPOCHS = np.arange(12)
LINE = 0.7 - 1e-4 * EPOCHS


def falling(times: float) -> Any:
    """An exponential fall whose second half is `times` the first."""
    return 0.3 + 0.4 * times ** (2 * EPOCHS / 11)


@pytest.mark.parametrize(
    ("loss", "found"),
    [
        (LINE, True),
        (falling(0.87), True),
        (falling(0.83), False),
        (0.7 - 1e-4 * EPOCHS**2, True),  # it leaves a plateau: longer steps would, too
        (np.full(12, 0.7), False),
        (LINE + 1e-3 * (EPOCHS == 6), False),
        (LINE + 1.5e-4 * (EPOCHS == 6), True),  # it rises by 5 % of its fall: batches differ
        (LINE[:4], False),
        (np.where(EPOCHS == 3, np.nan, LINE), False),
    ],
)
def test_too_low_is_a_loss_that_falls_evenly(loss: Any, found: bool) -> None:
    assert pace.too_low(fit(loss)) == found


def test_ten_times_the_rate_leads_several_times_as_far_where_the_loss_falls_evenly() -> None:
    """By gradient descent on a quadratic, whose course is known: (1 - rate)^steps."""
    steps = np.arange(1, 13) * 10
    for rate in np.geomspace(1e-6, 0.05, 30):
        if pace.too_low(fit((1 - rate) ** steps)):
            assert 1 - (1 - 10 * rate) ** 120 > 3 * (1 - (1 - rate) ** 120)


def test_what_is_now_is_another_number_and_left_out() -> None:
    one = fit(LINE)
    now = Fit(
        history=(*one.history, (12, 0.9, 1.0)),
        learnt=0.5,
        val_learnt=0.5,
        chance=0.5,
        baseline=lambda: 0.9,
        over=False,
    )
    assert pace.too_low(now)


@pytest.mark.parametrize(
    ("choices", "update", "rate"),
    [
        ({"learning_rate": 1e-5}, 1e-6, "0.01"),  # no more than usual
        ({"learning_rate": 1e-4}, 1e-4, "0.003"),
        ({"learning_rate": 1e-4}, 9e-4, "0.001"),
        ({"learning_rate": 1e-4}, 0.0, "0.01"),
        ({"learning_rate": 1e-4, "optimizer": {"name": "sgd", "momentum": 0.9}}, 1e-7, "0.01"),
        ({"learning_rate": 0.05}, 1e-4, "0.5"),
    ],
)
def test_a_rate_is_raised_at_least_tenfold(choices: dict[str, Any], update: float, rate: str) -> None:
    remedy = remedies.faster(Experiment(**choices), update)
    assert remedy is not None and remedy.change == {"learning_rate": rate}
