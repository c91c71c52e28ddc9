"""How strongly two columns of any kind go together, numbers and categories alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]

_LEAST_ROWS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """The values of a column.

    Arguments:
        values: one for each row, NaN where it is missing; of a category its number, from 0 on.
        categories: how many there are; 0 where the values are numbers.
    """

    values: Doubles
    categories: int = 0


def association(one: Measured, other: Measured) -> float:
    """0, where they have nothing to do with each other, to 1, where one says the other.

    Of two numbers it is Pearson's coefficient without its sign; of a number and a category the correlation
    ratio eta (Fisher 1925), the root of the share of the number's variance that lies between the categories;
    of two categories Cramér's V (Cramér 1946), as SciPy has it. Of what has two values only, all three are
    the same. NaN where fewer than three rows have both, or one of them does not vary in these.
    """
    both = np.isfinite(one.values) & np.isfinite(other.values)
    x, y = one.values[both], other.values[both]
    if len(x) < _LEAST_ROWS or x.min() == x.max() or y.min() == y.max():
        return float("nan")
    if one.categories and other.categories:
        return _cramers_v(x.astype(int), y.astype(int))
    if one.categories:
        return _correlation_ratio(_centred(y), x.astype(int))
    if other.categories:
        return _correlation_ratio(_centred(x), y.astype(int))
    x, y = _centred(x), _centred(y)
    return _share(float(abs(x @ y)), float(np.sqrt(x @ x) * np.sqrt(y @ y)))


def _cramers_v(one: npt.NDArray[np.int64], other: npt.NDArray[np.int64]) -> float:
    from scipy.stats.contingency import association as of_table  # type: ignore[import-untyped]

    rows, columns = int(one.max()) + 1, int(other.max()) + 1
    counts = np.bincount(one * columns + other, minlength=rows * columns).reshape(rows, columns)
    return float(of_table(counts[counts.any(axis=1)][:, counts.any(axis=0)], method="cramer"))


def _correlation_ratio(centred: Doubles, groups: npt.NDArray[np.int64]) -> float:
    counts = np.bincount(groups)
    sums = np.bincount(groups, centred)[counts > 0]
    between = float((sums**2 / counts[counts > 0]).sum())
    return float(np.sqrt(_share(between, float(centred @ centred))))


def _centred(values: Doubles) -> Doubles:
    """Without their mean, and not larger than 2, so that squares stay numbers."""
    scaled = values / np.abs(values).max()
    return np.asarray(scaled - scaled.mean())


def _share(part: float, whole: float) -> float:
    return min(part / whole, 1.0) if whole > 0 else float("nan")
