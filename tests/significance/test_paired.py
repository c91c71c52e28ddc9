"""Comparisons over seeds: against SciPy, published numbers of pairs, and themselves."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np
import pytest
from scipy import stats  # type: ignore[import-untyped]

from core.experiment import Experiment
from core.significance import LOOKS, Answer, compare, incomparable, interval, said
from core.significance.paired import FALSE_ALARMS, LEVEL
from core.significance.power import pairs_to_exclude, pairs_to_find, power

ACCURACY = {"margin": 0.01, "better": "higher"}


def drawn(seed: int, pairs: int, difference: float, spread: float = 0.01) -> tuple[list[float], list[float]]:
    rng = np.random.default_rng(seed)
    shared = rng.normal(0.9, 0.05, pairs)
    one = shared + rng.normal(0, spread, pairs)
    return one.tolist(), (shared + difference + rng.normal(0, spread, pairs)).tolist()


@pytest.mark.parametrize("pairs", LOOKS)
def test_its_interval_is_that_of_scipys_paired_t_test(pairs: int) -> None:
    one, other = drawn(pairs, pairs, 0.004)
    found = compare(one, other, margin=0.01, better="higher")
    expected = stats.ttest_rel(other, one)
    assert found.p == pytest.approx(expected.pvalue, rel=0.35, abs=0.02), "normal numbers: much the same"
    assert found.difference is not None
    bounds = expected.confidence_interval(1 - LEVEL)
    assert (found.difference.low, found.difference.high) == pytest.approx((bounds.low, bounds.high))
    assert found.pairs == pairs and found.diverged == (0, 0)


def test_every_sign_of_every_difference_counts_as_much() -> None:
    one, other = drawn(1, 10, 0.01)
    differences = np.subtract(other, one)
    signs = np.array(list(product((-1, 1), repeat=10)))
    as_large = np.abs(signs @ differences) >= abs(differences.sum()) * (1 - 1e-12)
    assert compare(one, other, margin=0.01, better="higher").p == pytest.approx(as_large.mean())


def test_the_effect_is_cohens_with_hedges_correction() -> None:
    found = compare([0.0] * 4, [1.0, 2.0, 3.0, 4.0], margin=0.1, better="lower")
    assert found.effect == pytest.approx(2.5 / np.std([1, 2, 3, 4], ddof=1) * (1 - 3 / 11))


def test_better_is_what_is_said_to_be() -> None:
    one, other = drawn(0, 20, 0.05)
    assert compare(one, other, margin=0.01, better="higher").answer is Answer.SECOND
    assert compare(one, other, margin=0.01, better="lower").answer is Answer.FIRST
    assert compare(other, one, margin=0.01, better="higher").answer is Answer.FIRST


def test_the_same_twice_is_no_difference() -> None:
    one, _ = drawn(0, 8, 0)
    found = compare(one, one, margin=0.01, better="higher")
    assert (found.answer, found.p, found.effect, found.needed) == (Answer.NO_DIFFERENCE, 1.0, 0.0, None)


def test_a_difference_that_never_varies_is_one() -> None:
    found = compare([0.5] * 8, [0.75] * 8, margin=0.01, better="higher")
    assert (found.answer, found.p, found.effect) == (Answer.SECOND, 2 / 2**8, math.inf)


def test_few_seeds_leave_it_open_and_what_would_do_does() -> None:
    one, other = drawn(10, 8, 0.012)
    found = compare(one, other, margin=0.002, better="higher")
    assert found.answer is Answer.OPEN
    needed = found.needed
    assert needed in LOOKS and needed > 8
    # With the mean and spread of the eight, as many find it in four of five cases.
    differences = np.subtract(other, one)
    rng = np.random.default_rng(1)
    answers = [
        compare(
            [0.0] * needed,
            rng.normal(differences.mean(), differences.std(ddof=1), needed),  # type: ignore[arg-type]
            margin=0.002,
            better="higher",
        ).answer
        for _ in range(100)
    ]
    assert sum(answer is not Answer.OPEN for answer in answers) >= 0.75 * len(answers)


def test_what_would_take_too_many_seeds_is_said_so() -> None:
    found = compare([0.0] * 8, [-1.0, 1.0] * 4, margin=1e-6, better="higher")
    assert found.answer is Answer.OPEN and found.needed is None


def test_who_diverges_more_often_is_worse() -> None:
    healthy, sick = [0.9 + seed / 1000 for seed in range(20)], [math.nan] * 15 + [0.91] * 5
    found = compare(healthy, sick, margin=0.01, better="higher")
    assert (found.answer, found.diverged, found.pairs) == (Answer.FIRST, (0, 15), 5)
    assert compare(sick, healthy, margin=0.01, better="higher").answer is Answer.SECOND


def test_equal_numbers_are_no_equality_where_one_diverges_more_often() -> None:
    healthy, sick = [0.9] * 10, [math.inf] * 2 + [0.9] * 8
    found = compare(healthy, sick, margin=0.01, better="higher")
    assert (found.answer, found.pairs) == (Answer.OPEN, 8)


def test_what_is_said_of_divergence() -> None:
    some, none = [0.9 + seed / 1000 for seed in range(16)], [math.nan] * 16
    found = compare(none, some, margin=0.01, better="higher")
    assert found.by_divergence and "B is better, since the other one diverges" in str(said(found, share=True))
    assert "of 16 runs 16 of A and 0 of B" in str(said(found, share=True))
    found = compare(none[:8], some[:8], margin=0.01, better="higher")
    assert (found.answer, found.needed) == (Answer.OPEN, LOOKS[1])
    assert "too few pairs" in str(said(found, share=True)) and "16 seeds" in str(said(found, share=True))
    found = compare([*none[:15], 0.5], some, margin=0.01, better="higher")
    assert "inf" not in str(said(found, share=True))


def test_what_varies_by_rounding_alone_is_the_same() -> None:
    shaken = [0.1 + seed * 1e-17 for seed in range(8)]
    assert compare([0.0] * 8, shaken, margin=0.01, better="higher").effect == math.inf


@pytest.mark.parametrize(
    ("choices", "others", "measure", "named"),
    [
        ({"dataset": "moons"}, {"dataset": "circle"}, "val_metric", "Data"),
        ({"validation_split": 0.3}, {}, "val_metric", "Validation"),
        ({"label_smoothing": 0.2}, {}, "val_loss", "smoothing"),
        ({"l2": 0.01}, {}, "val_loss", "L2"),
        ({"dataset": "hills"}, {"dataset": "hills", "scale_target": False}, "val_metric", "target"),
        ({"validation_freq": 3, "epochs": 10}, {}, "val_metric", "validates every 3"),
        ({"weight_seed": 3}, {}, "val_loss", "apart from their seeds"),
    ],
)
def test_numbers_that_mean_different_things_are_not_compared(
    choices: dict[str, Any], others: dict[str, Any], measure: str, named: str
) -> None:
    said_of_it = incomparable(Experiment(**choices), Experiment(**others), measure)
    assert named.lower() in str(said_of_it).lower()


def test_penalties_do_not_matter_to_the_accuracy() -> None:
    assert incomparable(Experiment(l2=0.01), Experiment(), "val_metric") is None
    assert incomparable(Experiment(layers=(3,)), Experiment(), "val_loss") is None


def test_nothing_is_said_without_numbers() -> None:
    found = compare([math.nan] * 5, [math.nan] * 5, margin=0.01, better="higher")
    assert (found.answer, found.pairs, found.difference) == (Answer.OPEN, 0, None)
    found = compare([0.5], [0.6], margin=0.01, better="higher")
    assert found.answer is Answer.OPEN and math.isnan(found.p) and math.isnan(found.effect)


@pytest.mark.parametrize(("first", "second", "margin"), [([1.0], [], 0.1), ([1.0], [1.0], 0.0)])
def test_what_cannot_be_compared_is_refused(first: list[float], second: list[float], margin: float) -> None:
    with pytest.raises(ValueError, match="expected as many"):
        compare(first, second, margin=margin, better="higher")


@pytest.mark.parametrize(("effect", "pairs"), [(0.2, 199), (0.5, 34), (0.8, 15)])
def test_pairs_that_are_needed_are_those_of_the_tables(effect: float, pairs: int) -> None:
    """G*Power 3.1, "difference between two dependent means": two-sided, 0.05, power 0.8."""
    assert pairs_to_find(effect, 0.05) == pairs
    assert power(effect, pairs, 0.05) >= 0.8 > power(effect, pairs - 1, 0.05)


def test_nobody_waits_for_a_million_seeds() -> None:
    assert pairs_to_find(1e-6, 0.05) is None and pairs_to_exclude(1.0, 1e-6, 0.05) is None
    assert pairs_to_find(1e6, 0.05) == 2


def test_an_interval_reaches_as_far_as_it_has_to() -> None:
    needed = pairs_to_exclude(1.0, 0.5, LEVEL)
    assert needed is not None
    values = np.linspace(-1, 1, needed)
    values /= values.std(ddof=1)
    assert interval(values.tolist(), 1 - LEVEL).high < 0.5
    shorter = np.linspace(-1, 1, needed - 1)
    shorter /= shorter.std(ddof=1)
    assert interval(shorter.tolist(), 1 - LEVEL).high >= 0.5


@pytest.mark.parametrize("kind", ["normal", "skewed", "fails at times"])
@pytest.mark.slow
def test_false_alarms_stay_rare_however_often_one_looks(kind: str) -> None:
    """Each comparison is looked at after 8 and 16 seeds, and ends with the first claim."""
    rng = np.random.default_rng(7)

    def runs() -> list[float]:
        if kind == "normal":
            return list(rng.normal(0.9, 0.02, 16))
        if kind == "skewed":
            return list(1 - rng.exponential(0.05, 16))
        return list(np.where(rng.random(16) < 0.2, math.nan, np.where(rng.random(16) < 0.3, 0.5, 0.95)))

    def claims() -> bool:
        one, other = runs(), runs()
        answers = (compare(one[:look], other[:look], **ACCURACY).answer for look in LOOKS[:2])  # type: ignore[arg-type]
        return any(answer in (Answer.FIRST, Answer.SECOND) for answer in answers)

    alarms = sum(claims() for _ in range(200))
    assert alarms <= FALSE_ALARMS * 200, "python -m bench honest counts them on networks"


def test_accuracies_differ_by_percentage_points_and_errors_by_their_unit() -> None:
    one, other = [0.91, 0.90, 0.92, 0.91] * 4, [0.95, 0.96, 0.95, 0.97] * 4
    found = compare(one, other, margin=0.01, better="higher")
    assert "B minus A is +4.75 percentage points on average" in str(said(found, share=True))
    assert str(said(found, share=True)).count("%") == 1, "that of the confidence"
    small = compare(
        [1e-9 * each for each in one], [1e-9 * each for each in other], margin=1e-12, better="lower"
    )
    assert "e-" not in str(said(small, share=False)) and "·10" in str(said(small, share=False))
