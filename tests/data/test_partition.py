"""Which row is in which part, as the picture of a split shows it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas
import pytest

from core.bundle import prepare
from core.experiment import Experiment
from core.own_table import open_table
from core.partition import TEST, TRAIN, UNUSED, VAL, partition


@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"test_split": 0.2},
        {"split": "last", "test_split": 0.1},
        {"split": {"name": "slice", "begin": 0.3}},
        {"split": {"name": "k_fold", "k": 4, "fold": 3}, "test_split": 0.2},
    ],
)
def test_the_parts_are_those_that_are_trained_on(choices: dict[str, Any]) -> None:
    experiment = Experiment(dataset="iris", **choices)
    bundle, found = prepare(experiment), partition(experiment)
    part = found.part[found.chosen]
    for rows, number in ((bundle.train_rows, TRAIN), (bundle.val_rows, VAL), (bundle.test_rows, TEST)):
        assert set(np.flatnonzero(part == number)) == set(rows.tolist())
        assert found.count(number) == len(rows)
    assert sum(map(found.count, (TRAIN, VAL, TEST))) == found.rows == 150
    np.testing.assert_array_equal(found.order, np.arange(150))


def test_every_row_is_held_out_in_one_fold_but_those_of_the_test_part() -> None:
    found = partition(Experiment(dataset="wine", split={"name": "k_fold", "k": 5, "fold": 2}, test_split=0.2))
    assert found.part.shape == (5, 178) and found.chosen == 1
    held_out = (found.part == VAL).sum(axis=0)
    tested = (found.part == TEST).all(axis=0)
    assert set(held_out[~tested]) == {1} and set(held_out[tested]) == {0} and tested.sum() == 36


def test_stratified_parts_have_alike_shares() -> None:
    found = partition(Experiment(dataset="iris", test_split=0.2))
    for part in (TRAIN, VAL, TEST):
        np.testing.assert_allclose(found.class_shares(part), 1 / 3, atol=0.01)
    numbers = partition(Experiment(dataset="diabetes"))
    assert numbers.classes == () and numbers.targets(TRAIN)[0] == pytest.approx(152, abs=8)
    assert np.isnan(numbers.targets(TEST)).all()


def test_rows_of_a_table_by_the_column_that_the_split_goes_by() -> None:
    """Rows that are left out are in no part; time and groups lie side by side in the picture's order."""
    random = np.random.default_rng(2)
    frame = pandas.DataFrame(
        {"x": random.normal(size=60), "day": random.permutation(60), "y": [0.5, 1.5] * 30}
    )
    frame["who"] = [f"p{at % 12}" for at in range(60)]
    frame.loc[5, "y"] = np.nan
    dataset = open_table(frame, target="y")
    time = partition(Experiment(dataset=dataset, split={"name": "time", "column": "day"}))
    assert time.column == "day" and time.part[0, 5] == UNUSED and len(time.order) == 59
    parts = time.part[0, time.order]
    assert (np.diff(parts) >= 0).all()  # training, then validation: the latest rows
    group = partition(Experiment(dataset=dataset, split={"name": "group", "column": "who"}))
    for who in range(12):
        rows = [row for row in range(who, 60, 12) if row != 5]
        assert len(set(group.part[0, rows])) == 1
