"""Data sets, the split, the bundle and its cache."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keras.src.trainers.data_adapters.array_slicing import train_validation_split
from sklearn import datasets
from sklearn.preprocessing import LabelBinarizer, StandardScaler

from core.bundle import DataBundle, prepare
from core.data.catalogue import DATASETS
from core.data.raw import RawData
from core.data.sources import tables
from core.data.sources.fetched_tables import FETCHED
from core.data.sources.sampling import noisy, subset
from core.data.splitting import split
from core.experiment import Experiment
from core.hyperparameters import MAX_SEED
from core.preview import preview

PLANES = [key for key, entry in DATASETS.items() if entry.plane and key != "points"]
CLOUDS = {"gauss", "clouds"}
JITTERED_LABELS = ["circle", "xor", "plane", "hills"]
MOVED_POINTS = {"spiral": 1.0, "moons": 2.0, "arms": 1.0}


def draw(key: str, seed: int = 0, **parameters: float) -> RawData:
    return DATASETS[key].load(DATASETS.pick(key, **parameters), seed)


# --- one input and one number


@pytest.mark.parametrize(
    ("key", "reach", "curve"),
    [
        ("sine", 2 * np.pi, np.sin),
        ("step", 3.0, lambda x: x >= 0),
        ("cubic", 2.2, lambda x: x**3 - 3 * x),
    ],
)
def test_line_sets_are_their_curve_and_noise_of_the_size_that_is_said(key: str, reach: float, curve) -> None:
    plain, noisy = draw(key, samples=4000), draw(key, samples=4000, noise=20)
    assert plain.x.shape == (4000, 1) and plain.x.dtype == plain.y.dtype == np.float32
    assert 0.99 * reach < np.abs(plain.x).max() <= reach + 1e-6
    np.testing.assert_allclose(plain.y, curve(plain.x[:, 0].astype(float)), atol=1e-5)
    np.testing.assert_array_equal(plain.x, noisy.x)
    assert np.std(noisy.y - plain.y) / np.std(plain.y) == pytest.approx(0.2, rel=0.05)


# --- points in the plane, against the rules of TensorFlow Playground (src/dataset.ts)


@given(
    key=st.sampled_from(PLANES),
    samples=st.integers(20, 2000),
    noise=st.floats(0, 50),
    share=st.floats(0.05, 0.9),
    seed=st.integers(0, MAX_SEED),
)
def test_plane_sets_are_finite_in_range_repeatable_and_splittable(
    key: str, samples: int, noise: float, share: float, seed: int
) -> None:
    picked = DATASETS.pick(key, samples=samples, noise=noise)
    raw, again = DATASETS[key].load(picked, seed), DATASETS[key].load(picked, seed)
    assert raw.x.shape == (samples, 2) and raw.y.shape == (samples,)
    assert raw.x.dtype == np.float32 and np.isfinite(raw.x).all() and np.isfinite(raw.y).all()
    assert np.array_equal(raw.x, again.x) and np.array_equal(raw.y, again.y)
    # Playground's Gauss has no border: its largest variance is 4, around 2 (clouds: around 3.5).
    assert np.abs(raw.x).max() <= (3.5 + 7 * 2 if key in CLOUDS else 6)
    classes = len(DATASETS[key].classes_of(picked))
    if classes:
        assert raw.y.dtype == np.int64 and set(raw.y.tolist()) == set(range(classes))
    else:
        assert raw.y.dtype == np.float32
    train, val = split(raw.y, share=share, seed=seed, stratify=classes > 0)
    assert sorted([*train.tolist(), *val.tolist()]) == list(range(samples))
    assert min(len(train), len(val)) >= 1


@pytest.mark.parametrize("key", PLANES)
def test_another_seed_draws_other_rows(key: str) -> None:
    assert not np.array_equal(draw(key, 1, noise=10).x, draw(key, 2, noise=10).x)


def test_circle() -> None:
    raw = draw("circle", samples=2001)
    radius = np.hypot(*raw.x.T)
    assert (raw.y == (radius < 2.5)).all() and raw.y.sum() == 1001
    assert radius[raw.y == 0].min() >= 3.5 - 1e-5 and radius.max() <= 5 + 1e-5
    # Uniform in the radius, not in the area.
    assert radius[raw.y == 1].mean() == pytest.approx(1.25, abs=0.05)


def test_xor() -> None:
    raw = draw("xor", samples=2000)
    assert (raw.y == (raw.x[:, 0] * raw.x[:, 1] >= 0)).all()
    assert 0.3 <= np.abs(raw.x).min() < 0.31 and 5.29 < np.abs(raw.x).max() <= 5.3


@pytest.mark.parametrize(("key", "ones"), [("and", {3}), ("or", {1, 2, 3}), ("xor", {1, 2})])
def test_gate(key: str, ones: set[int]) -> None:
    raw = draw("gate", gate=key, samples=401, noise=80)  # type: ignore[arg-type]
    corner = (raw.x[:, 0] > 0) + 2 * (raw.x[:, 1] > 0)
    assert set(np.bincount(corner)) == {100, 101}
    assert (raw.y == np.isin(corner, list(ones))).all(), "noise changes no label"
    assert set(np.abs(draw("gate", gate=key).x).ravel()) == {3.0}  # type: ignore[arg-type]


@pytest.mark.parametrize(("noise", "variance"), [(0, 0.5), (25, 2.25), (50, 4)])
def test_gauss(noise: float, variance: float) -> None:
    raw = draw("gauss", samples=10_000, noise=noise)
    for label, centre in ((1, 2), (0, -2)):
        cloud = raw.x[raw.y == label]
        assert len(cloud) == 5000
        np.testing.assert_allclose(cloud.mean(axis=0), centre, atol=0.12)
        np.testing.assert_allclose(cloud.var(axis=0), variance, rtol=0.08)


def test_spiral_arm_by_arm() -> None:
    raw = draw("spiral", samples=300)
    for label, turn in ((1, 0.0), (0, np.pi)):
        for i, point in enumerate(raw.x[raw.y == label]):
            radius, angle = i / 150 * 5, 1.75 * i / 150 * 2 * np.pi + turn
            assert point == pytest.approx((radius * np.sin(angle), radius * np.cos(angle)), abs=1e-5)


@pytest.mark.parametrize("classes", [3, 5, 6])
@pytest.mark.parametrize(("noise", "variance"), [(0, 0.5), (50, 4)])
def test_clouds_stand_evenly_around_the_middle(classes: int, noise: float, variance: float) -> None:
    raw = draw("clouds", samples=10_000, noise=noise, classes=classes)
    assert np.ptp(np.bincount(raw.y)) <= 1
    for label in range(classes):
        cloud = raw.x[raw.y == label]
        angle = 2 * np.pi * label / classes
        np.testing.assert_allclose(cloud.mean(axis=0), (3.5 * np.sin(angle), 3.5 * np.cos(angle)), atol=0.15)
        np.testing.assert_allclose(cloud.var(axis=0), variance, rtol=0.12)


@pytest.mark.parametrize("classes", [3, 6])
def test_arms_are_the_spirals_turned_and_as_far_apart(classes: int) -> None:
    raw = draw("arms", samples=100 * classes, classes=classes)
    turns = 1.75 * 2 / classes
    for label in range(classes):
        for i, point in enumerate(raw.x[raw.y == label]):
            radius, angle = i / 100 * 5, 2 * np.pi * (turns * i / 100 + label / classes)
            assert point == pytest.approx((radius * np.sin(angle), radius * np.cos(angle)), abs=1e-5)
    # Along a ray from the middle, one turn is `classes` arms further out: the spiral's gap of 10 / 7.
    assert 5 / (turns * classes) == pytest.approx(5 / (1.75 * 2))


@pytest.mark.parametrize("samples", [200, 201])
def test_moons_are_scikit_learns_centred_and_ten_wide(samples: int) -> None:
    raw = draw("moons", samples=samples)
    x, y = datasets.make_moons(samples, shuffle=False)
    for label in (0, 1):
        expected = (x[y == label] - (0.5, 0.25)) * 10 / 3
        np.testing.assert_allclose(raw.x[raw.y == label], expected, atol=1e-5)


def test_plane() -> None:
    raw = draw("plane")
    assert raw.y == pytest.approx((raw.x[:, 0] + raw.x[:, 1]) / 10, abs=1e-6)


def test_hills_one_by_one() -> None:
    raw = draw("hills", samples=1200)
    signs = {(-4, 2.5): 1, (0, 2.5): -1, (4, 2.5): 1, (-4, -2.5): -1, (0, -2.5): 1, (4, -2.5): -1}
    for point, got in zip(raw.x, raw.y, strict=True):
        label = 0.0
        for centre, sign in signs.items():
            height = sign * max(0.0, 1 - float(np.hypot(*(point - centre))) / 2)
            label = height if abs(height) > abs(label) else label
        assert got == pytest.approx(label, abs=1e-5)


@pytest.mark.parametrize("key", JITTERED_LABELS)
def test_noise_changes_labels_and_leaves_the_points(key: str) -> None:
    clean, noisy_ = draw(key), draw(key, noise=50)
    assert np.array_equal(clean.x, noisy_.x)
    assert (clean.y != noisy_.y).mean() > 0.1


@pytest.mark.parametrize("key", MOVED_POINTS)
def test_noise_moves_the_points_and_leaves_the_labels(key: str) -> None:
    clean, noisy_ = draw(key), draw(key, noise=30)
    moved = np.abs(clean.x - noisy_.x).max()
    assert np.array_equal(clean.y, noisy_.y)
    assert 0.25 * MOVED_POINTS[key] < moved <= 0.3 * MOVED_POINTS[key] + 1e-5


# --- tables


@pytest.mark.parametrize("key", tables.TABLES)
def test_all_rows_are_scikit_learns(key: str) -> None:
    options = {"scaled": False} if key == "diabetes" else {}
    reference = getattr(datasets, f"load_{key}")(**options)
    raw, entry = draw(key), DATASETS[key]
    np.testing.assert_array_equal(raw.x, reference.data.astype(np.float32))
    np.testing.assert_array_equal(raw.y, reference.target)
    assert raw.x.shape[1] == entry.features == len(tables.feature_names(key))
    assert len(entry.classes) == len(getattr(reference, "target_names", ())) or key == "diabetes"


@pytest.mark.parametrize("key", tables.TABLES)
def test_a_part_of_a_table_is_rows_of_it_and_depends_on_the_seed(key: str) -> None:
    full = {tuple(row): y for row, y in zip(draw(key).x.tolist(), draw(key).y.tolist(), strict=True)}
    raw = draw(key, samples=40)
    assert raw.x.shape[0] == 40
    assert all(full[tuple(row)] == y for row, y in zip(raw.x.tolist(), raw.y.tolist(), strict=True))
    assert np.array_equal(raw.x, draw(key, samples=40).x)
    assert not np.array_equal(raw.x, draw(key, seed=1, samples=40).x)


@given(
    counts=st.lists(st.integers(1, 60), min_size=1, max_size=8),
    part=st.floats(0.01, 1),
    seed=st.integers(0, 1000),
)
def test_a_subset_keeps_every_class_and_its_share(counts: list[int], part: float, seed: int) -> None:
    y = np.random.default_rng(seed).permutation(np.repeat(np.arange(len(counts)), counts))
    samples = max(round(len(y) * part), 1)
    rows = subset(y, samples, np.random.default_rng(seed))
    assert len(set(rows.tolist())) == samples
    kept = np.bincount(y[rows], minlength=len(counts))
    if samples >= len(counts):
        assert kept.min() >= 1
    # One row per class is set aside first, so a share is met to within the number of classes.
    assert np.abs(kept - np.array(counts) * samples / len(y)).max() <= len(counts)


def test_noise_is_in_percent_of_each_features_spread() -> None:
    x = np.random.default_rng(0).normal(0, (1, 100), (20_000, 2)).astype(np.float32)
    x = np.column_stack([x, np.full(len(x), 5, np.float32)])
    added = noisy(x, 25.0, np.random.default_rng(1)) - x
    np.testing.assert_allclose(added.std(axis=0), 0.25 * x.std(axis=0), rtol=0.03, atol=1e-6)
    assert noisy(x, 0.0, np.random.default_rng(1)) is x


# --- split and bundle


def test_no_row_is_in_both_parts_and_the_parts_are_what_they_say() -> None:
    experiment = Experiment(dataset="iris", validation_split=0.3, data_seed=4)
    bundle, raw = prepare(experiment), draw("iris", 4)
    train, val = set(bundle.train_rows.tolist()), set(bundle.val_rows.tolist())
    assert not train & val and train | val == set(range(150)) and len(val) == 45
    for part, rows in (("train", bundle.train_rows), ("val", bundle.val_rows)):
        np.testing.assert_array_equal(getattr(bundle, f"raw_{part}"), raw.x[rows])
        np.testing.assert_array_equal(getattr(bundle, f"y_{part}"), raw.y[rows])


def test_the_scaler_sees_the_training_part_only() -> None:
    bundle = prepare(Experiment(dataset="wine", validation_split=0.5))
    reference = StandardScaler().fit(bundle.raw_train.astype(np.float64))
    np.testing.assert_allclose(bundle.x_train, reference.transform(bundle.raw_train), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(bundle.x_val, reference.transform(bundle.raw_val), rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(bundle.x_train.mean(axis=0), 0, atol=1e-5)
    assert np.abs(bundle.x_val.mean(axis=0)).max() > 0.01


def test_a_stratified_split_keeps_the_shares() -> None:
    y = np.repeat([0, 1, 2], [80, 15, 5])
    train, val = split(y, share=0.2, seed=0, stratify=True)
    assert np.bincount(y[train]).tolist() == [64, 12, 4] and np.bincount(y[val]).tolist() == [16, 3, 1]
    plain = [np.bincount(y[split(y, share=0.2, seed=seed, stratify=False)[1]]).tolist() for seed in range(20)]
    assert [16, 3, 1] in plain and len({tuple(counts) for counts in plain}) > 1


@pytest.mark.parametrize(
    ("counts", "share"), [([10, 10, 1], 0.3), ([7, 7, 6], 0.1)], ids=["single row", "part too small"]
)
def test_what_cannot_be_stratified_is_split_plainly(counts: list[int], share: float) -> None:
    y = np.repeat(np.arange(3), counts)
    train, val = split(y, share=share, seed=0, stratify=True)
    assert sorted([*train, *val]) == list(range(len(y))) and len(train) == math.floor(len(y) * (1 - share))


@given(rows=st.integers(2, 3000), share=st.floats(0.05, 0.9))
def test_the_parts_have_the_sizes_of_fit(rows: int, share: float) -> None:
    train, val = split(np.zeros(rows), share=share, seed=0, stratify=False)
    try:
        ours, theirs = train_validation_split((np.arange(rows),), validation_split=share)
    except ValueError:  # Keras refuses a part without rows, where each of ours gets one
        assert min(len(train), len(val)) == 1
    else:
        assert (len(train), len(val)) == (len(ours[0]), len(theirs[0]))


def test_the_target_is_standardized_with_the_training_part() -> None:
    own = prepare(Experiment(dataset="diabetes", scale_target=False))
    scaled = prepare(Experiment(dataset="diabetes", scale_target=True))
    assert (own.target_mean, own.target_std) == (0, 1)
    reference = StandardScaler().fit(own.y_train[:, None])
    for part in ("y_train", "y_val"):
        expected = reference.transform(getattr(own, part)[:, None])[:, 0]
        np.testing.assert_allclose(getattr(scaled, part), expected, atol=1e-5)
    back = scaled.y_val * scaled.target_std + scaled.target_mean
    np.testing.assert_allclose(back, own.y_val, rtol=1e-5)
    assert scaled.y_train.dtype == own.y_train.dtype == np.float32


@pytest.mark.parametrize(
    "key",
    [
        key
        for key, entry in DATASETS.items()
        if entry.features < 784 and key not in ("points", "table", *FETCHED)
    ],
)
def test_every_bundle_is_named_typed_and_read_only(key: str) -> None:
    experiment, entry = Experiment(dataset=key), DATASETS[key]
    bundle = prepare(experiment)
    assert len(bundle.feature_names) == entry.features == bundle.x_train.shape[1] == bundle.x_val.shape[1]
    assert bundle.class_names == experiment.class_names
    assert bundle.x_train.dtype == bundle.x_val.dtype == np.float32
    assert bundle.y_train.dtype == (np.float32 if entry.task == "regression" else np.int64)
    for array in bundle.arrays:
        assert not array.flags.writeable


def test_unscaled_data_are_held_once() -> None:
    bundle = prepare(Experiment(dataset="iris", scaling="none"))
    assert bundle.x_train is bundle.raw_train and bundle.x_val is bundle.raw_val
    assert bundle.nbytes == 150 * (4 * 4 + 8 + 8)


@pytest.mark.parametrize("kind", ["one_hot", None])
def test_targets_for_more_classes(kind: str | None) -> None:
    y = np.array([2, 0, 1, 2])
    columns = DataBundle.targets(y, kind, 3)
    np.testing.assert_array_equal(columns, LabelBinarizer().fit_transform(y))
    assert columns.dtype == np.float32


def test_targets_for_two_classes_and_for_numbers() -> None:
    y = np.array([1, 0, 1])
    for kind in ("column", None):
        column = DataBundle.targets(y, kind, 2)
        assert column.tolist() == [[1], [0], [1]] and column.dtype == np.float32
    index = DataBundle.targets(y, "index", 2)
    assert index.tolist() == [1, 0, 1] and index.dtype == np.int32
    assert DataBundle.targets(y, "one_hot", 2).tolist() == [[0, 1], [1, 0], [0, 1]]
    numbers = np.array([0.5, -2], np.float32)
    assert DataBundle.targets(numbers, None, 0).tolist() == [[0.5], [-2]]


def test_preview_shows_the_features_that_vary_most_before_and_after() -> None:
    bundle = prepare(Experiment(dataset="wine"))
    everything = preview(bundle, columns=20)
    assert len(everything.features) == 13 and everything.hidden == 0
    shown = preview(bundle, columns=3, bins=10)
    widest = np.sort(np.argsort(bundle.raw_train.std(axis=0))[-3:])
    assert [feature.name for feature in shown.features] == [bundle.feature_names[at] for at in widest]
    assert shown.hidden == 10
    for feature, at in zip(shown.features, widest, strict=True):
        for histogram, x in ((feature.before, bundle.raw_train), (feature.after, bundle.x_train)):
            counts, edges = np.histogram(x[:, at], 10)
            assert histogram.counts == tuple(counts)
            assert (histogram.low, histogram.high) == pytest.approx((edges[0], edges[-1]))


def test_equal_data_are_the_same_object_whatever_else_differs() -> None:
    first = prepare(Experiment(dataset="moons", layers=(4,), learning_rate=0.1, scale_target=True))
    assert prepare(Experiment(dataset="moons", layers=(8, 8), weight_seed=3, scale_target=False)) is first
    for change in (
        {"data_seed": 1},
        {"scaling": "minmax"},
        {"validation_split": 0.3},
        {"stratify": False},
        {"dataset": {"name": "moons", "noise": 5}},
    ):
        assert prepare(Experiment(**{"dataset": "moons", **change})) is not first
