"""The rows behind predictions: those that were loaded, and saved so that no spreadsheet runs them."""

from __future__ import annotations

import numpy as np
import pandas

import core
from core.bundle import prepare
from core.experiment import Experiment
from core.predictions.rows import PartRows
from core.tables.export import frame_as_csv


def test_of_a_table_of_ones_own_all_columns_are_shown() -> None:
    given = pandas.DataFrame(
        {
            "a": np.arange(60) / 10,
            "note": [f"=1+{at}, a long and different text" for at in range(60)],
            "y": np.where(np.arange(60) % 3, "yes", "no"),
        }
    )
    experiment = Experiment(dataset=core.open_table(given, target="y"))
    rows = PartRows(experiment, prepare(experiment), "validation")
    found = rows.frame([0, 2])
    assert found.index.tolist() == rows.numbers[[0, 2]].tolist()
    assert found["note"].tolist() == given["note"].iloc[found.index].tolist()
    assert list(found.columns) == ["a", "note", "y"]
    names = np.array(prepare(experiment).class_names)
    assert names[rows.truth[[0, 2]]].tolist() == found["y"].tolist()
    assert rows.raw[0, 0] == np.float32(given["a"].iloc[rows.numbers[0]])
    saved = frame_as_csv(found).decode("utf-8-sig")
    assert f"'=1+{found.index[0]}" in saved
    assert saved.splitlines()[0] == "a,note,y"


def test_pictures_and_rows_that_were_added() -> None:
    experiment = Experiment(
        dataset={"name": "digits", "samples": 100}, stratify=False, balance={"name": "over"}
    )
    rows = PartRows(experiment, prepare(experiment), "training")
    picture = rows.picture(0)
    assert picture is not None
    assert (picture.shape, picture.max()) == ((8, 8), 255)
    assert rows.added > 0
    last = len(rows.numbers) - 1
    assert (rows.is_added(0), rows.is_added(last)) == (False, True)
    assert np.array_equal(rows.frame([last]).to_numpy()[0], rows.raw[last])
    iris = Experiment(dataset="iris")
    assert PartRows(iris, prepare(iris), "validation").picture(0) is None


def test_a_part_has_its_own_rows() -> None:
    experiment = Experiment(dataset="iris", test_split=0.2)
    bundle = prepare(experiment)
    parts = [PartRows(experiment, bundle, part) for part in ("training", "validation", "test")]
    assert [len(each.raw) for each in parts] == [len(each.numbers) for each in parts] == [96, 24, 30]
    assert np.array_equal(parts[2].prepared, bundle.x_test)
    assert len(np.unique(np.concatenate([each.numbers for each in parts]))) == 150


def test_what_is_missing_is_empty_and_numbers_stay_numbers() -> None:
    frame = pandas.DataFrame({"-x": [1.5, np.nan], "text": ["@now", None]})
    assert frame_as_csv(frame).decode("utf-8-sig") == "'-x,text\r\n1.5,'@now\r\n,\r\n"
