"""Balancing against imbalanced-learn: the same rows, to the bit, and between which rows they lie."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.under_sampling import RandomUnderSampler

from core.bundle import prepare
from core.choices.typed.points import write_points
from core.data.balancing import SAMPLERS, Drawn, ToBalance
from core.data.raw import DataUnavailable
from core.experiment import Experiment

COUNTS = st.lists(st.integers(7, 40), min_size=2, max_size=4)


def table(counts: list[int], seed: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    y = random.permutation(np.repeat(np.arange(len(counts)), counts))
    return random.normal(y[:, None], 1, (len(y), 3)).astype(np.float32), y


def drawn(key: str, x: np.ndarray, y: np.ndarray, seed: int, **parameters: int) -> Drawn:
    draw = SAMPLERS[key].draw
    assert draw is not None
    return draw(SAMPLERS.pick(key, **parameters), ToBalance(x, y, seed, "abcd"))


@given(counts=COUNTS, seed=st.integers(0, 999))
def test_under_sampling_keeps_the_rows_of_imbalanced_learn(counts: list[int], seed: int) -> None:
    x, y = table(counts, seed)
    found = drawn("under", x, y, seed)
    sampler = RandomUnderSampler(random_state=seed)
    sampler.fit_resample(x, y)
    assert found.rows.tolist() == sorted(sampler.sample_indices_.tolist()) and found.added == 0
    assert set(np.bincount(y[found.rows]).tolist()) == {min(counts)}
    np.testing.assert_array_equal(found.of(x), x[found.rows])


@settings(max_examples=25)
@given(counts=COUNTS, seed=st.integers(0, 999), k=st.integers(1, 6))
def test_over_sampling_and_smote_are_those_of_imbalanced_learn_to_the_bit(
    counts: list[int], seed: int, k: int
) -> None:
    x, y = table(counts, seed)
    references: dict[str, tuple[Any, dict[str, int]]] = {
        "over": (RandomOverSampler(random_state=seed), {}),
        "smote": (SMOTE(random_state=seed, k_neighbors=k), {"k_neighbors": k}),
    }
    for key, (reference, parameters) in references.items():
        found = drawn(key, x, y, seed, **parameters)
        theirs_x, theirs_y = reference.fit_resample(x, y)
        np.testing.assert_array_equal(found.of(x), theirs_x)
        np.testing.assert_array_equal(y[found.rows], theirs_y)
        assert found.added == len(theirs_y) - len(y)


def test_a_row_of_smote_lies_between_neighbours_of_its_class() -> None:
    x, y = table([40, 9], 0)
    found = drawn("smote", x, y, 1, k_neighbors=3)
    new = slice(len(y), None)
    rows, towards, shares = found.rows[new], found.neighbours[new], found.shares[new]
    assert len(rows) == 31 and (y[rows] == 1).all() and (y[towards] == 1).all() and (rows != towards).all()
    assert (shares >= 0).all() and (shares < 1).all()
    expected = x[rows] + shares[:, None] * (x[towards].astype(float) - x[rows])
    np.testing.assert_allclose(found.of(x)[new], expected, rtol=1e-5, atol=1e-6)
    for row, other in zip(rows, towards, strict=True):  # one of the three nearest
        members = np.flatnonzero(y == 1)
        away = np.linalg.norm(x[members] - x[row], axis=1)
        assert other in members[np.argsort(away)[1:4]]


def unequal(few: int = 8) -> str:
    random = np.random.default_rng(0)
    y = np.repeat([0, 1], [40, few])
    return write_points(random.normal(y[:, None] * 2 - 1, 0.5, (len(y), 2)).clip(-6, 6), y)


def of_points(text: str, **choices: Any) -> Experiment:
    return Experiment(dataset={"name": "points", "points": text}, **choices)


@pytest.mark.parametrize(
    "balance", ["under", "over", {"name": "smote", "k_neighbors": 3}], ids=["under", "over", "smote"]
)
def test_only_the_training_part_is_balanced(balance: Any) -> None:
    plain = prepare(of_points(unequal(), validation_split=0.25))
    bundle = prepare(of_points(unequal(), validation_split=0.25, balance=balance))
    assert np.ptp(np.bincount(bundle.y_train)) == 0 and np.ptp(np.bincount(plain.y_train)) > 0
    np.testing.assert_array_equal(bundle.val_rows, plain.val_rows)
    np.testing.assert_array_equal(bundle.x_val, plain.x_val)
    assert set(bundle.train_rows.tolist()) <= set(plain.train_rows.tolist())
    # What is fitted was fitted before: rows that come twice do not count twice.
    assert bundle.points_train is not None
    np.testing.assert_array_equal(
        bundle.preparation.apply(bundle.raw_train[:5]), plain.preparation.apply(bundle.raw_train[:5])
    )
    lengths = {len(each) for each in (bundle.x_train, bundle.y_train, bundle.raw_train, bundle.train_rows)}
    assert lengths == {len(bundle.points_train)}


def test_what_was_added_is_kept_with_the_rows_that_it_lies_between() -> None:
    experiment = of_points(unequal(), validation_split=0.25, balance={"name": "smote", "k_neighbors": 3})
    bundle, raw = prepare(experiment), experiment.dataset_entry.load(experiment.dataset, 0)
    added = bundle.added
    assert added is not None and bundle.points_train is not None
    new = slice(len(bundle.y_train) - len(added.rows), None)
    assert set(added.rows.tolist()) | set(added.neighbours.tolist()) <= set(bundle.train_rows[:-1].tolist())
    begin, towards = raw.x[added.rows], raw.x[added.neighbours]
    places = begin + added.shares[:, None] * (towards - begin)
    np.testing.assert_allclose(bundle.points_train[new], places, atol=1e-5)
    np.testing.assert_allclose(bundle.inputs_of(bundle.points_train[new]), bundle.x_train[new], atol=1e-5)
    assert prepare(of_points(unequal(), balance="under")).added is None


def test_a_class_with_too_few_rows_is_said_in_words() -> None:
    with pytest.raises(DataUnavailable, match="SMOTE with 5 neighbours needs 6 rows of each class"):
        prepare(of_points(unequal(5), balance="smote"))


def test_a_target_that_is_a_number_is_not_balanced() -> None:
    assert prepare(Experiment(dataset="diabetes", balance="over")).added is None
