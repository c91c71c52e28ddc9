"""Which row of a data set is in which part, for all folds where there are several."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.bundle import numbers_of_rows, split_of
from core.choices.registry import Picked
from core.data.raw import RawData
from core.data.split_choices import SPLITS, Parts
from core.experiment import Experiment

UNUSED, TRAIN, VAL, TEST = -1, 0, 1, 2
PARTS = (TRAIN, VAL, TEST)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Partition:
    """The parts by row.

    Arguments:
        part: `TRAIN`, `VAL` or `TEST` for every row of the loaded data, `UNUSED` where it is left out, int8,
            shape ``(folds, rows)``; one fold where rows are not held out in turns.
        chosen: the fold that is trained, from 0.
        labels: class indices or targets, the first of several, float64, shape ``(rows,)``; NaN where the row
            is left out.
        classes: names of the classes; empty for a number.
        order: row numbers as a picture shows them: that of the data, or by the column that the split goes by.
        column: that column; empty where there is none.
    """

    part: npt.NDArray[np.int8]
    chosen: int
    labels: npt.NDArray[np.float64]
    classes: tuple[str, ...]
    order: npt.NDArray[np.int64]
    column: str

    @property
    def rows(self) -> int:
        """Rows of the loaded data."""
        return int(self.part.shape[1])

    def count(self, part: int) -> int:
        """Rows of one part."""
        return int((self.part[self.chosen] == part).sum())

    def class_shares(self, part: int) -> tuple[float, ...]:
        """Share of each class among the rows of a part; NaN in a part without rows."""
        labels = self.labels[self.part[self.chosen] == part].astype(np.int64)
        counts = np.bincount(labels, minlength=len(self.classes))
        return tuple((counts / (len(labels) or np.nan)).tolist())

    def targets(self, part: int) -> tuple[float, float]:
        """Mean and standard deviation of the target in a part; NaN in a part without rows."""
        values = self.labels[self.part[self.chosen] == part]
        return (float(values.mean()), float(values.std())) if len(values) else (float("nan"), float("nan"))


def partition(experiment: Experiment) -> Partition:
    """Split the data of `experiment`, without preparing them.

    Raises:
        DataUnavailable: the data cannot be had, or not be split in the way that was picked.
    """
    raw = experiment.dataset_entry.load(experiment.dataset, experiment.data_seed)
    rows = len(raw.y) if raw.table is None else raw.table.table.rows
    numbers = numbers_of_rows(raw)(np.arange(len(raw.y), dtype=np.int64))
    picked, folds = experiment.split, [experiment]
    turns = SPLITS[picked.name].turns
    if turns:
        folds = [
            experiment.model_copy(update={"split": _fold(picked, at + 1)})
            for at in range(min(picked["k"], len(raw.y)))
        ]
    labels = np.full(rows, np.nan)
    labels[numbers] = raw.y if raw.y.ndim == 1 else raw.y[:, 0]
    column = str(picked["column"]) if SPLITS[picked.name].by_column else ""
    return Partition(
        part=np.stack([_parts(split_of(each, raw), numbers, rows) for each in folds]),
        chosen=min(picked["fold"], len(folds)) - 1 if turns else 0,
        labels=labels,
        classes=experiment.class_names if raw.table is None else raw.table.classes,
        order=_order(raw, numbers, rows, column),
        column=column,
    )


def _fold(picked: Picked, fold: int) -> Picked:
    return SPLITS.pick(picked.name, **{**dict(picked.parameters), "fold": fold})


def _parts(parts: Parts, numbers: npt.NDArray[np.int64], rows: int) -> npt.NDArray[np.int8]:
    found = np.full(rows, UNUSED, np.int8)
    for part, places in zip(PARTS, (parts.train, parts.val, parts.test), strict=True):
        found[numbers[places]] = part
    return found


def _order(raw: RawData, numbers: npt.NDArray[np.int64], rows: int, column: str) -> npt.NDArray[np.int64]:
    if not column or raw.table is None:
        return np.arange(rows, dtype=np.int64)
    import pandas

    values = pandas.Series(raw.table.values(column)).infer_objects()
    try:
        order = values.sort_values(kind="stable", na_position="first").index.to_numpy(np.int64)
    except TypeError:  # groups may be named by what has no order: those that come first are first
        order = np.argsort(pandas.factorize(values)[0], kind="stable")
    found: npt.NDArray[np.int64] = numbers[order]
    return found
