"""How often the rows of a test part were asked for: an answer that is chosen by is a validation."""

from __future__ import annotations

from collections.abc import Iterable

from core.data.split_choices import SPLITS
from core.experiment import Experiment
from core.live.records.run import RunRecord


def same_test_part(one: Experiment, other: Experiment) -> bool:
    """Whether two experiments put the same rows aside."""
    return _rows(one) == _rows(other)


def times_seen(record: RunRecord, records: Iterable[RunRecord]) -> int:
    """In how many other runs of `records` the test part of `record` was asked for before."""
    return sum(
        each.id != record.id
        and each.choices is not None
        and each.tested is not None
        and (record.tested is None or each.tested.at < record.tested.at)
        and same_test_part(each.choices, record.experiment)
        for each in records
    )


def _rows(experiment: Experiment) -> tuple[object, ...]:
    """What decides which rows are the test part; how they are prepared, and the folds of the rest, do not."""
    picked = experiment.dataset
    table = (picked["table"], picked["target"]) if picked.name == "table" else picked
    # Where rows are held out in turns the test part is drawn at random.
    split = SPLITS.pick("random") if SPLITS[experiment.split.name].turns else experiment.split
    stratify = experiment.stratify and experiment.task != "regression"
    return table, split, experiment.test_split, stratify, experiment.data_seed
