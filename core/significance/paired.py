"""Whether one experiment is better than another: both trained with the same seeds, and compared pair by pair.

A seed decides over the split, the initial weights and the order of the rows. So the runs of a seed share
much of their luck, and their difference varies less than they do. Were both the same, the sign of each
difference would be a toss of a coin: the test counts how many tosses give as large a mean (the paired
permutation test of Fisher 1935, by SciPy). It assumes nothing else. Networks learn or fail, so their numbers
come in lumps: a t-test of eight pairs claims too much there (`python -m bench honest`).

Who looks at eight seeds, is not sure and adds eight more has two chances of a false alarm: each of the
`LOOKS` may use an equal part of the 5 % (Bonferroni), so that all together stay below it. Runs that diverge
have no number: they are counted, and tested apart (McNemar 1947, exactly).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import numpy as np
import numpy.typing as npt

from core.significance.interval import Interval, interval
from core.significance.power import pairs_to_exclude, pairs_to_find

LOOKS = (8, 16, 32, 64)
"""Numbers of seeds after which results are looked at. With fewer than eight no permutation is rare enough."""

FALSE_ALARMS = 0.05
"""At most so many comparisons of an experiment with itself claim a difference, whatever is looked at."""

LEVEL = FALSE_ALARMS / len(LOOKS)
"""Of the test at each look."""

CONFIDENT = 100 * (1 - LEVEL)
"""Of intervals, in percent."""

ROUNDING = 1e-9
"""Differences that vary by so small a share of their mean are all the same."""

RESAMPLES = 2**12
"""Permutations that are counted: up to 12 pairs all of them, of more so many, drawn with a fixed seed."""


class Answer(StrEnum):
    """What the seeds say."""

    FIRST = "first"
    SECOND = "second"
    NO_DIFFERENCE = "no_difference"
    OPEN = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """What pairs of runs say about two experiments.

    Arguments:
        pairs: seeds for which both have a number.
        difference: second less first, the mean and its interval at the confidence `CONFIDENT`; None without
            pairs.
        p: how probable a difference as large is where there is none (two-sided paired permutation test); NaN
            with fewer than two pairs.
        effect: mean difference in standard deviations of the differences (Cohen's d_z) with Hedges's
            correction for few pairs; 0 where all differences are 0, infinite where they are all the same, NaN
            with fewer than two pairs.
        runs: of each.
        diverged: runs without a number, of the first and of the second.
        answer: which is better.
        by_divergence: whether it is better since the other diverges more often.
        needed: seeds that would probably do, one of `LOOKS`, where the answer is open; None where more than
            those are needed, or nothing can be said.
    """

    pairs: int
    difference: Interval | None
    p: float
    effect: float
    runs: int
    diverged: tuple[int, int]
    answer: Answer
    by_divergence: bool = False
    needed: int | None = None


def compare(
    first: Sequence[float],
    second: Sequence[float],
    *,
    margin: float,
    better: Literal["higher", "lower"],
) -> Paired:
    """Compare two experiments by a number of each run.

    Arguments:
        first, second: such as validation accuracy, of the same seeds in the same order; not finite where the
            run diverged.
        margin: the smallest difference that matters, above 0. What is surely smaller is no difference.
        better: which numbers are.

    Raises:
        ValueError: not as many of both, or no margin.
    """
    if len(first) != len(second) or not margin > 0:
        raise ValueError(
            f"expected as many numbers of both and a margin above 0, "
            f"received {len(first)}, {len(second)} and {margin}"
        )
    one, other = np.asarray(first, np.float64), np.asarray(second, np.float64)
    ended = np.isfinite(one), np.isfinite(other)
    differences = (other - one)[ended[0] & ended[1]]
    diverged = int(np.sum(~ended[0])), int(np.sum(~ended[1]))
    # Both tests of one look share its level, where there are two.
    level = LEVEL / 2 if any(diverged) else LEVEL
    found = interval(differences.tolist(), CONFIDENT / 100) if len(differences) else None
    p, effect = _p(differences), _effect(differences)
    answer = _by_divergence(ended, level)
    by_divergence = answer is not None
    if answer is None and found is not None and p < level:
        answer = Answer.SECOND if (found.mean > 0) == (better == "higher") else Answer.FIRST
    unequal = diverged[0] != diverged[1]
    if answer is None and found is not None and -margin < found.low and found.high < margin and not unequal:
        answer = Answer.NO_DIFFERENCE
    needed = None
    if answer is None:
        later = [look for look in LOOKS if look > len(one)]
        needed = later[0] if unequal and later else _needed(differences, margin, level, later)
    return Paired(
        pairs=len(differences),
        difference=found,
        p=p,
        effect=effect,
        runs=len(one),
        diverged=diverged,
        answer=answer or Answer.OPEN,
        by_divergence=by_divergence,
        needed=needed,
    )


def _p(differences: npt.NDArray[np.float64]) -> float:
    if len(differences) < 2:
        return math.nan
    from scipy.stats import permutation_test  # type: ignore[import-untyped]

    found = permutation_test(
        (differences,),
        lambda values, axis: np.mean(values, axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=RESAMPLES,
        rng=np.random.default_rng(0),
    )
    return float(found.pvalue)


def _effect(differences: npt.NDArray[np.float64]) -> float:
    if len(differences) < 2:
        return math.nan
    mean, deviation = float(differences.mean()), float(differences.std(ddof=1))
    if deviation <= ROUNDING * abs(mean):
        return 0.0 if mean == 0 else math.copysign(math.inf, mean)
    # Hedges 1981, equation 6; with two pairs, one degree of freedom, it would be 0.
    correction = 1 - 3 / (4 * (len(differences) - 1) - 1)
    return mean / deviation * correction


def _by_divergence(ended: tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]], level: float) -> Answer | None:
    """Which of both is better since the other diverges more often, if one does."""
    only_first = int(np.sum(ended[0] & ~ended[1]))
    only_second = int(np.sum(ended[1] & ~ended[0]))
    if only_first == only_second:
        return None
    from scipy.stats import binomtest

    if binomtest(only_first, only_first + only_second).pvalue >= level:
        return None
    return Answer.FIRST if only_first > only_second else Answer.SECOND


def _needed(
    differences: npt.NDArray[np.float64], margin: float, level: float, later: Sequence[int]
) -> int | None:
    """The first of `later` that would probably do, were mean and spread as they have been so far."""
    if len(differences) < 2:
        return None
    size, deviation = abs(float(differences.mean())), float(differences.std(ddof=1))
    if deviation <= ROUNDING * size:
        return None
    ways = [pairs_to_find(size / deviation, level) if size else None]
    if size < margin:
        ways.append(pairs_to_exclude(deviation, margin - size, level))
    fewest = min((pairs for pairs in ways if pairs is not None), default=None)
    return None if fewest is None else next((look for look in later if look >= fewest), None)
