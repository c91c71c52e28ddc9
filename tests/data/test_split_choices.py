"""Ways to hold rows out, against Keras's `validation_split` and scikit-learn's splitters."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keras.src.trainers.data_adapters.array_slicing import train_validation_split
from pydantic import ValidationError
from sklearn.model_selection import KFold, StratifiedKFold, train_test_split

from core.bundle import prepare
from core.data.split_choices import SPLITS, Parts, ToSplit, parts_of
from core.data.splitting import split
from core.experiment import Experiment, errors_of


def parts(
    key: str, y: np.ndarray, *, test: float = 0.0, share: float = 0.2, seed: int = 0, **parameters: float
) -> Parts:
    given_ = ToSplit(y=y, share=share, seed=seed, stratify=True)
    return parts_of(SPLITS.pick(key, **parameters), given_, test)


@given(
    key=st.sampled_from([key for key, entry in SPLITS.items() if not entry.by_column]),
    rows=st.integers(2, 200),
    share=st.floats(0.05, 0.9),
    test=st.one_of(st.just(0.0), st.floats(0.01, 0.5)),
    seed=st.integers(0, 99),
)
def test_every_row_is_in_one_part(key: str, rows: int, share: float, test: float, seed: int) -> None:
    y = np.random.default_rng(seed).integers(0, 3, rows)
    found = parts(key, y, share=share, test=test, seed=seed)
    every = np.concatenate([found.train, found.val, found.test])
    assert sorted(every.tolist()) == list(range(rows))
    assert min(len(found.train), len(found.val)) >= 1
    assert bool(len(found.test)) == (test > 0 and rows > 2)
    for rows_ in (found.train, found.val, found.test):
        assert rows_.dtype == np.int64


@given(rows=st.integers(3, 500), share=st.floats(0.05, 0.9))
def test_last_rows_are_those_of_validation_split_in_fit(rows: int, share: float) -> None:
    found = parts("last", np.zeros(rows), share=share)
    try:
        (train,), (val,) = train_validation_split((np.arange(rows),), validation_split=share)
    except ValueError:  # Keras refuses a part without rows, where each of ours gets one
        assert min(len(found.train), len(found.val)) == 1
    else:
        assert sorted(found.train.tolist()) == train.tolist() and found.val.tolist() == val.tolist()


def test_a_slice_is_rows_that_follow_each_other() -> None:
    y = np.zeros(100)
    assert parts("slice", y, begin=0).val.tolist() == list(range(20))
    assert parts("slice", y, begin=0.5, share=0.3).val.tolist() == list(range(50, 80))
    assert parts("slice", y, begin=1).val.tolist() == list(range(80, 100))  # as far behind as there are rows


@pytest.mark.parametrize("fold", [1, 3, 5])
def test_folds_are_those_of_scikit_learn(fold: int) -> None:
    y = np.random.default_rng(1).integers(0, 3, 61)
    for labels, method in ((y, StratifiedKFold), (y.astype(float), KFold)):
        given_ = ToSplit(y=labels, share=0.9, seed=7, stratify=method is StratifiedKFold)
        found = parts_of(SPLITS.pick("k_fold", k=5, fold=fold), given_, 0)
        train, val = list(method(5, shuffle=True, random_state=7).split(labels, labels))[fold - 1]
        assert found.val.tolist() == val.tolist() and sorted(found.train.tolist()) == train.tolist()


def test_folds_hold_out_every_row_once() -> None:
    y = np.repeat([0, 1], [30, 7])
    held = [parts("k_fold", y, k=4, fold=fold).val for fold in range(1, 5)]
    assert np.sort(np.concatenate(held)).tolist() == list(range(37))


def test_more_folds_than_rows_hold_one_row_out() -> None:
    found = parts("k_fold", np.arange(4.0), k=20, fold=20)
    assert len(found.val) == 1 and len(found.train) == 3


def test_the_test_part_is_drawn_first_and_validation_of_the_rest() -> None:
    y = np.repeat([0, 1, 2], [80, 15, 5])
    found = parts("random", y, test=0.2, share=0.25, seed=3)
    rest, test = train_test_split(np.arange(100), test_size=20, random_state=3, stratify=y)
    assert found.test.tolist() == test.tolist() and np.bincount(y[test]).tolist() == [16, 3, 1]
    rest.sort()
    train, val = train_test_split(rest, test_size=20, random_state=3, stratify=y[rest])
    assert found.train.tolist() == train.tolist() and found.val.tolist() == val.tolist()
    late = parts("last", y, test=0.2, share=0.25)
    assert late.test.tolist() == list(range(80, 100)) and late.val.tolist() == list(range(60, 80))


def test_the_training_part_is_mixed_where_the_data_are_sorted() -> None:
    y = np.repeat([0, 1], 50)
    assert len(set(y[parts("last", y).train[:10]].tolist())) == 2


def test_without_a_test_part_the_random_split_is_what_it_was() -> None:
    y = np.random.default_rng(0).integers(0, 4, 300)
    train, val = split(y, share=0.3, seed=5, stratify=True)
    found = parts("random", y, share=0.3, seed=5)
    np.testing.assert_array_equal(found.train, train)
    np.testing.assert_array_equal(found.val, val)


def test_the_test_part_changes_neither_scaling_nor_target() -> None:
    """Whatever lies in the test rows, all that was fitted comes from the training rows."""
    bundle = prepare(Experiment(dataset="diabetes", test_split=0.3, validation_split=0.25))
    assert (len(bundle.test_rows), len(bundle.val_rows), len(bundle.train_rows)) == (133, 78, 231)
    assert len(bundle.x_test) == len(bundle.y_test) == 133
    np.testing.assert_allclose(bundle.x_train.mean(axis=0), 0, atol=1e-5)
    assert bundle.y_train.mean() == pytest.approx(0, abs=1e-6)
    assert abs(bundle.y_test.mean()) > 1e-4
    assert not bundle.x_test.flags.writeable and not bundle.test_rows.flags.writeable


def test_a_fold_beyond_k_is_said_in_words() -> None:
    with pytest.raises(ValidationError) as caught:
        Experiment(split={"name": "k_fold", "k": 5, "fold": 6})
    assert str(errors_of(caught.value)["split.fold"]) == "Expected a fold from 1 to 5, received 6."
    assert Experiment.lenient({"split": "k_fold", "split.fold": "6"})[0].split["fold"] == 1
