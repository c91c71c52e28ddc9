"""How many pairs of runs a paired t-test needs.

J. Cohen, "Statistical Power Analysis for the Behavioral Sciences", 2nd ed. 1988, chapter 2: a test of n pairs
whose difference has mean m and standard deviation s finds it as often as a noncentral t variable with n - 1
degrees of freedom and noncentrality m / s * sqrt(n) lies outside of the critical values.
"""

from __future__ import annotations

from collections.abc import Callable

POWER = 0.8
"""How often a difference of the assumed size is to be found: Cohen's convention."""

MOST_PAIRS = 1000

MANY_PAIRS, FAR = 200, 10.0
"""From so many pairs on, or so far out, a noncentral t is taken for normal."""


def pairs_to_find(effect: float, level: float) -> int | None:
    """The fewest pairs at which a two-sided test finds a difference with a probability of `POWER`.

    Arguments:
        effect: mean of the differences in standard deviations of the differences (Cohen's d_z), not 0.
        level: of the test, the probability of a false alarm.

    Returns:
        None where more than `MOST_PAIRS` are needed.
    """
    return _fewest(lambda pairs: power(effect, pairs, level) >= POWER)


def pairs_to_exclude(deviation: float, room: float, level: float) -> int | None:
    """The fewest pairs at which the confidence interval reaches no farther than `room` from the mean.

    Arguments:
        deviation: standard deviation of the differences.
        room: between the mean and the nearer of both margins; above 0.
        level: 1 less the interval's confidence.

    Returns:
        None where more than `MOST_PAIRS` are needed.
    """
    from scipy.stats import t  # type: ignore[import-untyped]

    return _fewest(lambda pairs: float(t.ppf(1 - level / 2, pairs - 1)) * deviation / pairs**0.5 < room)


def power(effect: float, pairs: int, level: float) -> float:
    """How probable it is that the test finds a difference of size `effect`, in [0, 1]."""
    from scipy.stats import nct, norm, t

    critical = float(t.ppf(1 - level / 2, pairs - 1))
    shift = abs(effect) * pairs**0.5
    if pairs > MANY_PAIRS or shift > critical + FAR:
        return float(norm.sf(critical - shift))  # the same by then; SciPy's noncentral t gives NaN far out
    return float(nct.sf(critical, pairs - 1, shift) + nct.cdf(-critical, pairs - 1, shift))


def _fewest(enough: Callable[[int], bool]) -> int | None:
    """The smallest number of pairs that is enough; more are enough as well."""
    high = 2
    while not enough(high):
        if high >= MOST_PAIRS:
            return None
        high = min(2 * high, MOST_PAIRS)
    low = high // 2 + 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle + 1, high)
    return high
