"""Columns that say the target by themselves: most often they would not be known when one predicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

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
_TOGETHER = 100
"""Columns that are ranked at once: faster than one by one, and in little memory."""
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
                    "{column} alone says {target}: a decision tree on it is right about {percent}% of rows "
                    "that it has not seen. Would it be known when you predict? If not, leave it out.",
                    column=shown(name),
                    target=shown(target),
                    percent=f"{100 * right:.1f}",
                ),
            )


def _of_a_number(table: Table, target: str, others: list[str]) -> Iterator[Leak]:
    y = table.numbers(target)
    known = _rank_correlations(table, [one for one in others if table.column(one).kind != CATEGORY], y)
    for name in others:
        strength = known[name] if name in known else _eta_squared(table.codes(name), y)
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
    """Balanced accuracy of a small tree over folds; 0 where there are too few rows to say.

    Folds end where it cannot be `NEARLY` any more: it is what it would be if all others were right.
    """
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
    inputs = x[:, None].astype(np.float32)
    hits = counts.astype(np.float64)
    right = 1.0
    for train, test in _folds(y.tobytes()):
        tree.fit(inputs[train], y[train], check_input=False)
        predicted = tree.predict(inputs[test], check_input=False)
        hits -= np.bincount(y[test][predicted != y[test]], minlength=len(counts))
        right = float((hits[counts > 0] / counts[counts > 0]).mean())
        if right < NEARLY:
            break
    return right


@lru_cache(maxsize=4)
def _folds(y: bytes) -> tuple[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]], ...]:
    """Rows to fit on and rows to predict, kept: those of most columns are the same."""
    from sklearn.model_selection import StratifiedKFold

    classes = np.frombuffer(y, np.int64)
    folds = StratifiedKFold(_FOLDS, shuffle=True, random_state=0)
    return tuple(folds.split(classes, classes))


def _separable(x: npt.NDArray[np.float64], y: npt.NDArray[np.int64]) -> bool:
    """Whether few borders could part the classes: sorted by x, neighbours are nearly always of one class.

    Cheap, and so done first: most columns are no leak.
    """
    order = np.lexsort((y, x))
    borders = int((np.diff(y[order]) != 0).sum())
    return borders < _LEAVES + (1 - NEARLY) * 4 * len(y)


def _rank_correlations(table: Table, names: list[str], y: npt.NDArray[np.float64]) -> dict[str, float]:
    """Spearman's coefficients of columns of numbers with y, of the rows that have both; 0 where there are
    too few, or nothing varies.

    Columns that have values in the same rows are ranked together.
    """
    found = dict.fromkeys(names, 0.0)
    groups: dict[bytes, list[str]] = {}
    for name in names:
        there = np.isfinite(table.numbers(name)) & np.isfinite(y)
        if there.sum() >= LEAST_ROWS:
            groups.setdefault(there.tobytes(), []).append(name)
    for rows, alike in groups.items():
        there = np.frombuffer(rows, bool)
        right = _standardized(y[there][None])[0]
        for first in range(0, len(alike), _TOGETHER):
            some = alike[first : first + _TOGETHER]
            left = _standardized(np.stack([table.numbers(name)[there] for name in some]))
            found |= zip(some, (left @ right).tolist(), strict=True)
    return found


def _standardized(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Ranks within each row of `values`, about 0 and of length 1; zeros where all are the same."""
    from scipy.stats import rankdata  # type: ignore[import-untyped]

    ranks = rankdata(values, axis=1)
    ranks -= ranks.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(ranks, axis=1, keepdims=True)
    found: npt.NDArray[np.float64] = np.divide(ranks, lengths, out=np.zeros_like(ranks), where=lengths > 0)
    return found


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
