"""Batches with too many rows, or too few to normalize over, on either side of each threshold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.diagnosis import batches
from core.diagnosis.evidence import Evidence
from core.diagnosis.findings import diagnose
from core.diagnosis.fitting import Fit
from core.experiment import Experiment

EPOCHS = np.arange(1, 31)
FALLING = 0.7 * EPOCHS**-0.5


def fit(loss: Any, val_loss: Any = FALLING, least: float = 0.0) -> Fit:
    history = [(int(epoch), *pair) for epoch, *pair in zip(EPOCHS, loss, val_loss, strict=True)]
    return Fit(
        history=history,
        learnt=0.5,
        val_learnt=0.5,
        chance=0.5,
        baseline=lambda: 0.5,
        over=False,
        least=(least, least),
    )


def evidence(choices: dict[str, Any], rows: int = 400, course: Fit | None = None) -> Evidence:
    """A network with which nothing is wrong but its batches."""
    experiment = Experiment(**{"layers": (8, 8), **choices})
    ones = np.ones(len(experiment.layers))
    return Evidence(
        experiment=experiment,
        magnitude=ones,
        gradient=ones,
        weight_gradient=ones,
        saturated=0 * ones,
        dead=0 * ones,
        equal=np.zeros(len(ones), bool),
        rows=rows,
        update=0.01,
        fit=course,
    )


def keys(*given: Any) -> list[str]:
    return [found.key for found in diagnose(evidence(*given))]


@pytest.mark.parametrize(
    ("choices", "rows", "found"),
    [
        ({"batch_size": 33}, 330, ["large_batch"]),
        ({"batch_size": 33}, 331, []),  # less than a tenth of all
        ({"batch_size": 32}, 100, []),  # as usual
        ({"batch_size": 512}, 400, ["large_batch"]),
        ({"batch_size": 400}, 0, []),  # nobody knows of how many
        ({"batch_size": 400, "steps_per_epoch": 5}, 400, []),
        ({"batch_size": 400, "schedule": "cosine"}, 400, []),
    ],
)
def test_a_batch_is_large_by_its_rows_and_their_share(
    choices: dict[str, Any], rows: int, found: list[str]
) -> None:
    assert keys(choices, rows, fit(FALLING)) == found


@pytest.mark.parametrize(
    ("course", "found"),
    [
        (fit(np.geomspace(0.7, 0.61, 30)), ["large_batch"]),
        (fit(np.geomspace(0.7, 0.63, 30)), []),  # it hardly falls any more
        (fit(FALLING, np.full(30, 0.7)), []),  # smaller batches would learn rows by heart the sooner
        (fit(FALLING - 1, FALLING - 1, least=-1.0), ["large_batch"]),
        (fit(FALLING - 1, FALLING - 1, least=-3.0), []),
        (fit(np.full(30, np.nan)), []),
        (None, []),
    ],
)
def test_a_large_batch_is_too_large_where_both_losses_still_fall(
    course: Fit | None, found: list[str]
) -> None:
    assert keys({"batch_size": 200}, 400, course) == found


@pytest.mark.parametrize(
    ("choices", "found"),
    [
        ({"batch_size": 1, "normalization": "batch"}, ["single_row"]),
        ({"batch_size": 2, "normalization": "batch"}, ["small_batch"]),
        ({"batch_size": 4, "normalization": "batch_layer"}, ["small_batch"]),
        ({"batch_size": 5, "normalization": "batch"}, []),
        ({"batch_size": 2, "normalization": "layer"}, []),
        ({"batch_size": 2}, []),
        ({"batch_size": 2, "normalization": "batch", "layers": ()}, []),
    ],
)
def test_batches_are_too_small_to_normalize_by_their_rows(choices: dict[str, Any], found: list[str]) -> None:
    assert keys(choices) == found


def test_the_mean_of_few_rows_is_off_by_what_is_said() -> None:
    """Of numbers that NumPy draws."""
    drawn = np.random.default_rng(0).normal(size=(100_000, 4))
    for rows in (2, 3, 4):
        told = batches.error(evidence({"batch_size": rows}))
        assert told["percent"] == pytest.approx(100 * drawn[:, :rows].mean(axis=1).std(), abs=1)


@pytest.mark.parametrize(
    ("layers", "change"), [((8, 3), {"batch_size": "32"}), ((8, 4), {"normalization": "layer"})]
)
def test_narrow_layers_are_given_larger_batches(layers: tuple[int, ...], change: dict[str, str]) -> None:
    one = evidence({"layers": layers, "batch_size": 2, "normalization": "batch"})
    assert batches.without_batches(one).change == change
