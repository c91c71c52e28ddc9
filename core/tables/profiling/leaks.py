"""Columns that say the target by themselves: most often they would not be known when one predicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.choices.fields import shown
from core.message import Message
from core.tables.column import CATEGORY, NUMBER, WHOLE
from core.tables.profiling.targets import classes_of, is_classes
from core.tables.table import Table

NEARLY = 0.99
"""Correlation, or share of rows that are right, from which on a column nearly is the target."""
LEAST_ROWS = 20
_FOLDS, _LEAVES, _ROWS_OF_A_LEAF = 3, 64, 3


@dataclass(frozen=True, slots=True)
class Leak:
    """A column that says the target, and how that shows."""

    column: str
    message: Message


def leaks(table: Table, target: str) -> Iterator[Leak]:
    """Leaking columns of a table, which should be a sample.

    Against a number: correlation in ranks, for categories the share of the variance between them (eta
    squared). Against classes: how often a decision tree on this column alone is right about rows that it has
    not seen, on average over the classes.
    """
    others = [
        column.name
        for column in table.columns
        if column.name != target and column.kind in (NUMBER, WHOLE, CATEGORY)
    ]
    if table.rows < LEAST_ROWS:
        return
    if not is_classes(table, target):
        yield from _of_a_number(table, target, others)
        return
    labels, y = classes_of(table, target)
    if len(labels) < 2:
        return
    for name in others:
        if (right := _right(_ordinal(table, name), y)) >= NEARLY:
            yield Leak(
                name,
                Message(
                    "{column} alone says {target}: a decision tree on it is right about {percent} % of rows "
                    "that it has not seen. Would it be known when you predict? If not, leave it out.",
                    column=shown(name),
                    target=shown(target),
                    percent=f"{100 * right:.1f}",
                ),
            )


def _of_a_number(table: Table, target: str, others: list[str]) -> Iterator[Leak]:
    y = table.numbers(target)
    for name in others:
        category = table.column(name).kind == CATEGORY
        strength = (
            _eta_squared(table.codes(name), y) if category else _rank_correlation(table.numbers(name), y)
        )
        if abs(strength) >= NEARLY:
            yield Leak(
                name,
                Message(
                    "{column} nearly is {target}: their correlation is {strength}. Would it be known when you"
                    " predict? If not, leave it out.",
                    column=shown(name),
                    target=shown(target),
                    strength=f"{strength:.3f}",
                ),
            )


def _ordinal(table: Table, name: str) -> npt.NDArray[np.float64]:
    if table.column(name).kind != CATEGORY:
        return table.numbers(name)
    codes = table.codes(name).astype(float)
    codes[codes < 0] = np.nan
    return codes


def _right(x: npt.NDArray[np.float64], y: npt.NDArray[np.int64]) -> float:
    """Balanced accuracy of a small tree over folds; 0 where there are too few rows to say."""
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.tree import DecisionTreeClassifier

    there = np.isfinite(x) & (y >= 0)
    x, y = x[there], y[there]
    counts = np.bincount(y) if len(y) else np.zeros(1)
    enough = counts[counts > 0] >= _FOLDS * _ROWS_OF_A_LEAF
    if len(enough) < 2 or not enough.all():
        return 0.0
    if not _separable(x, y):
        return 0.0
    tree = DecisionTreeClassifier(max_leaf_nodes=_LEAVES, min_samples_leaf=_ROWS_OF_A_LEAF, random_state=0)
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    predicted = cross_val_predict(tree, x[:, None].astype(np.float32), y, cv=folds)
    hits = np.bincount(y[predicted == y], minlength=len(counts))[counts > 0] / counts[counts > 0]
    return float(hits.mean())


def _separable(x: npt.NDArray[np.float64], y: npt.NDArray[np.int64]) -> bool:
    """Whether few borders could part the classes: sorted by x, neighbours are nearly always of one class.

    Cheap, and so done first: most columns are no leak.
    """
    order = np.lexsort((y, x))
    borders = int((np.diff(y[order]) != 0).sum())
    return borders < _LEAVES + (1 - NEARLY) * 4 * len(y)


def _rank_correlation(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> float:
    from scipy.stats import rankdata  # type: ignore[import-untyped]

    there = np.isfinite(x) & np.isfinite(y)
    if there.sum() < LEAST_ROWS:
        return 0.0
    first, second = rankdata(x[there]), rankdata(y[there])
    if not first.std() or not second.std():
        return 0.0
    return float(np.corrcoef(first, second)[0, 1])


def _eta_squared(codes: npt.NDArray[np.int32], y: npt.NDArray[np.float64]) -> float:
    """Share of the variance of y that lies between categories; 0 where categories hardly repeat."""
    there = (codes >= 0) & np.isfinite(y)
    codes, y = codes[there], y[there]
    counts = np.bincount(codes) if len(codes) else np.zeros(1)
    used = counts > 0
    if len(y) < LEAST_ROWS or used.sum() * _ROWS_OF_A_LEAF > len(y) or not y.std():
        return 0.0
    means = np.bincount(codes, y)[used] / counts[used]
    between = float((counts[used] * (means - y.mean()) ** 2).sum())
    return between / float(((y - y.mean()) ** 2).sum())
