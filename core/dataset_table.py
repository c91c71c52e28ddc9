"""The lab's own data sets as tables, so that they are looked at as people's own are."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from core.data.catalogue import DATASETS
from core.data.sources.tables import TABLES, feature_names
from core.message import Translate
from core.tables import Assumptions, Column, Table
from core.tables.column import CATEGORY, NUMBER

TARGET = "target"
_SEED = 0


@lru_cache(maxsize=8)
def table_of(key: str, translate: Translate = str) -> Table:
    """The data set `key` of `DATASETS` with its parameters at their defaults, its target as the last column.

    Arguments:
        translate: for the names of classes.

    Raises:
        DataUnavailable: it is not on this machine and cannot be fetched.
    """
    import pyarrow

    entry = DATASETS[key]
    picked = DATASETS.pick(key)
    raw = entry.load(picked, _SEED)
    names = _names(key, raw.x.shape[1])
    arrays = [pyarrow.array(column.astype(np.float64)) for column in raw.x.T]
    classes = entry.classes_of(picked)
    if classes:
        arrays.append(_categories(raw.y.astype(np.int32), [translate(name) for name in classes]))
    else:
        targets = raw.y.astype(np.float64).reshape(len(raw.y), -1)
        arrays += [pyarrow.array(column) for column in targets.T]
    columns = [Column(name=name, kind=NUMBER) for name in names]
    kind = CATEGORY if classes else NUMBER
    columns += [Column(name=name or TARGET, kind=kind) for name in entry.targets_of(picked) or (TARGET,)]
    return Table(
        name=translate(entry.label),
        columns=tuple(columns),
        data=pyarrow.table(arrays, names=[column.name for column in columns]),
        assumptions=Assumptions(),
    )


def _categories(codes: np.ndarray[tuple[int], np.dtype[np.int32]], labels: list[str]) -> object:
    """Labels in order, as `Table` has them."""
    import pyarrow

    order = np.argsort(labels, kind="stable")
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return pyarrow.DictionaryArray.from_arrays(place[codes], [labels[at] for at in order])


def _names(key: str, count: int) -> tuple[str, ...]:
    entry = DATASETS[key]
    if key in TABLES:
        return feature_names(key)
    if entry.columns:
        return entry.columns
    if entry.image:
        width = entry.image[1]
        return tuple(f"pixel_{at // width}_{at % width}" for at in range(count))
    return tuple(f"x{at + 1}" for at in range(count))
