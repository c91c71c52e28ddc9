"""How rows are shared out: at random, from the end, a slice, or in turns.

Parts that are not drawn at random come in the order of the data, the training part mixed: which rows it has
is the choice, and what looks at the first of them is to see all kinds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from core.choices.fields import Number, shown
from core.choices.registry import Entry, Picked, Registry
from core.choices.typed.text import Text
from core.data.raw import DataUnavailable, Labels, Rows
from core.data.splitting import split, training_rows
from core.message import N_, Message

MOST_FOLDS = 20


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class ToSplit:
    """What a split goes by.

    Arguments:
        y: labels or targets, shape ``(rows,)``.
        share: of the rows to hold out, above 0 and below 1.
        seed: decides what is left to chance.
        stratify: both parts are to get the classes in equal proportion, where rows are drawn at random.
        values: of a column by its name, one for each row; None where columns have no names to choose by.
    """

    y: Labels
    share: float
    seed: int
    stratify: bool
    values: Callable[[str], npt.NDArray[Any]] | None = None

    def of(self, rows: Rows, share: float) -> ToSplit:
        """The same for some of the rows."""
        values = self.values
        return replace(
            self,
            y=self.y[rows],
            share=share,
            values=None if values is None else lambda column: values(column)[rows],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Split(Entry):
    """A way to hold rows out.

    Arguments:
        rows: takes what was picked and what it goes by, and returns row numbers: those to train on, and those
            that are held out.
        by_column: whether it goes by a column, which is named; only tables of one's own have such.
        turns: whether rows are held out in turns. Then the share to hold out follows, and a test part is
            drawn at random.
    """

    rows: Callable[[Picked, ToSplit], tuple[Rows, Rows]]
    by_column: bool = False
    turns: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Parts:
    """Row numbers of each part; no row is in two of them, and each is in one."""

    train: Rows
    val: Rows
    test: Rows


def parts_of(picked: Picked, given: ToSplit, test_share: float) -> Parts:
    """Hold out a test part first, then, of the rows that are left, the validation part in the same manner.

    Arguments:
        picked: of `SPLITS`.
        test_share: of all rows, 0 for no test part.
    """
    entry, rest = SPLITS[picked.name], np.arange(len(given.y), dtype=np.int64)
    test = rest[:0]
    if test_share and len(rest) > 2:
        first = SPLITS.pick("random") if entry.turns else picked
        rest, test = SPLITS[first.name].rows(first, given.of(rest, test_share))
        rest = np.sort(rest)
    train, val = entry.rows(picked, given.of(rest, given.share))
    return Parts(rest[train], rest[val], test)


def _random(picked: Picked, given: ToSplit) -> tuple[Rows, Rows]:
    return split(given.y, share=given.share, seed=given.seed, stratify=given.stratify)


def _last(picked: Picked, given: ToSplit) -> tuple[Rows, Rows]:
    rows = np.arange(len(given.y), dtype=np.int64)
    first = training_rows(len(rows), given.share)
    return _mixed(rows[:first], given.seed), rows[first:]


def _slice(picked: Picked, given: ToSplit) -> tuple[Rows, Rows]:
    rows = np.arange(len(given.y), dtype=np.int64)
    length = len(rows) - training_rows(len(rows), given.share)
    begin = min(round(picked["begin"] * len(rows)), len(rows) - length)
    inside = (rows >= begin) & (rows < begin + length)
    return _mixed(rows[~inside], given.seed), rows[inside]


def _fold(picked: Picked, given: ToSplit) -> tuple[Rows, Rows]:
    from sklearn.model_selection import KFold, StratifiedKFold

    y, folds = given.y, min(picked["k"], len(given.y))
    stratify = given.stratify and np.unique(y, return_counts=True)[1].min() >= folds
    method = (StratifiedKFold if stratify else KFold)(folds, shuffle=True, random_state=given.seed)
    every = list(method.split(np.zeros(len(y)), y))
    train, val = every[min(picked["fold"], folds) - 1]
    return _mixed(train.astype(np.int64), given.seed), val.astype(np.int64)


def _time(picked: Picked, given: ToSplit) -> tuple[Rows, Rows]:
    import pandas

    values = pandas.Series(_column(picked, given)).infer_objects()
    try:
        order = values.sort_values(kind="stable", na_position="first").index.to_numpy(np.int64)
    except TypeError as error:
        raise DataUnavailable(
            Message(
                "The values of {column} have no order. Choose a column of dates or numbers.",
                column=shown(picked["column"]),
            )
        ) from error
    first = training_rows(len(order), given.share)
    return _mixed(order[:first], given.seed), order[first:]


def _group(picked: Picked, given: ToSplit) -> tuple[Rows, Rows]:
    import pandas
    from sklearn.model_selection import GroupShuffleSplit

    groups, names = pandas.factorize(_column(picked, given), use_na_sentinel=False)
    if len(names) < 2:
        raise DataUnavailable(
            Message(
                "Expected two different values or more in {column}, received {got}. Choose another column.",
                column=shown(picked["column"]),
                got=len(names),
            )
        )
    held_out = min(max(round(len(names) * given.share), 1), len(names) - 1)
    method = GroupShuffleSplit(1, test_size=held_out, random_state=given.seed)
    train, val = next(method.split(groups, groups=groups))
    return _mixed(train.astype(np.int64), given.seed), val.astype(np.int64)


def _column(picked: Picked, given: ToSplit) -> npt.NDArray[Any]:
    if given.values is None or not picked["column"]:
        raise DataUnavailable(Message("Expected the name of a column to split by. Type one of the table's."))
    return given.values(picked["column"])


def _mixed(rows: Rows, seed: int) -> Rows:
    return np.random.RandomState(seed).permutation(rows)


def _by(help: str) -> Text:
    return Text(key="column", label=N_("Column"), help=help)


SPLITS: Registry[Split] = Registry(
    Split(
        key="random",
        label=N_("Random"),
        help=N_("Draws the rows at random, as train_test_split of scikit-learn does. The usual choice."),
        rows=_random,
    ),
    Split(
        key="last",
        label=N_("Last rows"),
        help=N_(
            "Holds out the end of the data, before shuffling, as validation_split of fit in Keras. Where the "
            "rows are sorted by class, whole classes are missing from training."
        ),
        rows=_last,
    ),
    Split(
        key="slice",
        label=N_("Slice"),
        help=N_("Holds out rows that follow each other, from a place of your choice."),
        parameters=(
            Number(
                key="begin",
                label=N_("Begins at"),
                help=N_("Where the slice begins: 0 at the first row, 0.5 in the middle."),
                default=0.0,
                low=0.0,
                high=1.0,
                marks=(0.0, 0.25, 0.5, 0.75),
            ),
        ),
        rows=_slice,
    ),
    Split(
        key="k_fold",
        label=N_("Cross-validation (k folds)"),
        help=N_(
            "Shares the rows out into k parts, of which each is the validation part in one of k runs: choose "
            "which. The validation share follows from k."
        ),
        parameters=(
            Number(
                key="k",
                label=N_("Folds"),
                help=N_("How many parts there are."),
                default=5,
                low=2,
                high=MOST_FOLDS,
                integer=True,
                marks=(3, 5, 10),
            ),
            Number(
                key="fold",
                label=N_("Fold for validation"),
                help=N_("Which of them is held out in this run: 1 to k."),
                default=1,
                low=1,
                high=MOST_FOLDS,
                integer=True,
            ),
        ),
        rows=_fold,
        turns=True,
    ),
    Split(
        key="time",
        label=N_("Time order"),
        help=N_(
            "Holds out the latest rows by a column of your table: a network that predicts the future is "
            "judged by the future."
        ),
        parameters=(_by(N_("The column to sort by, such as a date. Rows without a value count as oldest.")),),
        rows=_time,
        by_column=True,
    ),
    Split(
        key="group",
        label=N_("By group"),
        help=N_(
            "Rows with the same value in a column of your table stay together, such as all visits of a "
            "patient: no group is in two parts."
        ),
        parameters=(_by(N_("The column that names the groups. Ids may be chosen, too.")),),
        rows=_group,
        by_column=True,
    ),
)
