"""The browser's losses, softmax, smoothed targets and fits against Keras and its gradient tape."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from hypothesis import strategies as st

from core.choices.losses import LOSSES, Loss
from core.choices.registry import Picked
from core.model.losses import loss_of
from tests.explore.javascript import called

CLASSES = {"binary": 2, "multiclass": 3}
SUMS = np.arange(-7.99, 8, 0.48)
CASES = [
    pytest.param(
        picked,
        task,
        axis,
        truth,
        id="-".join([picked.name, *map(str, dict(picked.parameters).values()), task, axis, str(truth)]),
    )
    for key, entry in LOSSES.items()
    for picked in [
        LOSSES.pick(key),
        *(
            LOSSES.pick(key, **{parameter.key: value})
            for parameter in entry.parameters
            for value in (
                [True] if parameter.key == "apply_class_balancing" else (parameter.low, parameter.high)
            )
        ),
    ]
    for task in sorted(entry.tasks)
    for axis in ("sum", "output")
    for truth in (True, False)
]


def outputs(entry: Loss, task: str) -> tuple[int, str]:
    """Columns and activation of the output layer, from the registry as the lab reads it."""
    if task == "regression":
        return 1, entry.output_of_number
    one = entry.target in {"column", "sign"} or (entry.target is None and task == "binary")
    return (1, entry.output or "sigmoid") if one else (CLASSES[task], "softmax")


def along(picked: Picked, task: str, axis: str, truth: bool, target: float, places: Any) -> tuple[Any, Any]:
    """Keras's loss while an output moves over `places`, and what its gradient tape says of that."""
    entry = LOSSES[picked.name]
    columns, activation = outputs(entry, task)
    config = entry.keras_config(picked)
    if axis == "output":
        config["config"].pop("from_logits", None)
    loss = loss_of(config)
    x = tf.Variable(places.reshape(-1, 1), dtype="float64")
    with tf.GradientTape() as tape:
        if axis == "output":
            shown = tf.concat([x, *[(1 - x) / max(columns - 1, 1)] * (columns - 1)], 1)
        else:
            shown = tf.concat([x, *[0 * x] * (columns - 1)], 1)
            if not entry.logits:
                shown = keras.activations.get(activation)(shown)
        if task == "regression":
            y = np.full((len(places), 1), target)
        elif columns == 1:
            y = np.full((len(places), 1), 1.0 if truth else -1.0 if entry.target == "sign" else 0.0)
        else:
            y = np.full(len(places), 0 if truth else 1)
            if entry.target != "index":
                y = np.eye(columns)[y]
        values = loss.call(tf.constant(y), shown)
    return values.numpy(), tape.gradient(values, x).numpy()[:, 0]


@pytest.mark.parametrize(("picked", "task", "axis", "truth"), CASES)
def test_losses_and_gradients_are_those_of_keras(picked: Picked, task: str, axis: str, truth: bool) -> None:
    entry = LOSSES[picked.name]
    _, activation = outputs(entry, task)
    places = SUMS
    if axis == "output":
        low, high = {"linear": (-8, 8), "tanh": (-1, 1), "softplus": (0, 8)}.get(activation, (0, 1))
        places = np.linspace(low, high, 34)[1:-1] + 1e-4 * (high - low)
    target = 1.7
    setting = {
        "loss": picked.name,
        "parameters": {key: float(value) for key, value in picked.parameters},
        "task": task,
        "axis": axis,
        "truth": truth,
        "target": target,
    }
    (found,) = called("explore/losses/along.js", "curveOf", [[setting, places.tolist()]])
    values, slopes = along(picked, task, axis, truth, target, places)
    np.testing.assert_allclose(
        found["value"], values, rtol=1e-9, atol=3e-9
    )  # Keras takes ln 2 in single precision
    np.testing.assert_allclose(found["slope"], slopes, rtol=1e-7, atol=1e-10)
    sums = SUMS if axis == "sum" else SUMS[np.abs(SUMS) < 6]
    back = called(
        "explore/losses/along.js",
        "sumAt",
        [
            [setting, at]
            for at in called("explore/losses/along.js", "placeOf", [[setting, z] for z in sums.tolist()])
        ],
    )
    np.testing.assert_allclose(back, sums, rtol=1e-6, atol=1e-8)


def test_every_loss_is_known_to_the_browser() -> None:
    (known,) = called("explore/losses/entries.js", "known", [[]])
    assert set(known) == set(LOSSES)


rows = st.integers(2, 4).flatmap(
    lambda classes: st.lists(
        st.tuples(
            st.lists(st.floats(0, 1), min_size=classes, max_size=classes).filter(lambda row: sum(row) > 0.05),
            st.integers(0, classes - 1),
        ),
        min_size=1,
        max_size=6,
    )
)


@given(rows)
@settings(deadline=None)
def test_cross_entropy_of_a_table_is_keras_s_in_every_coding(table: list[tuple[list[float], int]]) -> None:
    p, right = np.array([row for row, _ in table]), np.array([answer for _, answer in table])
    (found,) = called("explore/losses/entropy.js", "entropyOf", [[p.tolist(), right.tolist()]])
    classes = p.shape[1]
    rows = keras.losses.categorical_crossentropy(np.eye(classes)[right], tf.constant(p)).numpy()
    np.testing.assert_allclose([row["loss"] for row in found["rows"]], rows, rtol=1e-9)
    assert found["sum"] == pytest.approx(rows.sum(), rel=1e-9)
    assert found["mean"] == pytest.approx(
        float(keras.losses.CategoricalCrossentropy()(np.eye(classes)[right], p)), rel=1e-5, abs=1e-7
    )
    sparse = keras.losses.sparse_categorical_crossentropy(right, tf.constant(p)).numpy()
    assert found["sparse"] == pytest.approx(sparse.mean(), rel=1e-9)
    columns, targets = (p[:, 1:], right[:, None]) if classes == 2 else (p, np.eye(classes)[right])
    binary = keras.losses.binary_crossentropy(targets, tf.constant(columns)).numpy()
    assert found["binary"] == pytest.approx(binary.mean(), rel=1e-9)


def test_the_codings_give_one_number_where_rows_add_up_to_one() -> None:
    table = [[0.25, 0.75], [0.9, 0.1], [0.5, 0.5]]
    (found,) = called("explore/losses/entropy.js", "entropyOf", [[table, [1, 1, 0]]])
    assert found["mean"] == pytest.approx(found["sparse"], rel=1e-12)
    assert found["mean"] == pytest.approx(found["binary"], rel=1e-12)
    (three,) = called(
        "explore/losses/entropy.js", "entropyOf", [[[[0.7, 0.2, 0.1], [0.0, 0.5, 0.5]], [0, 0]]]
    )
    assert three["mean"] == pytest.approx(three["sparse"], rel=1e-6)
    assert three["rows"][1]["clipped"] and three["rows"][1]["loss"] == pytest.approx(-np.log(1e-7))


logits = st.lists(st.floats(-1000, 1000), min_size=2, max_size=6)


@given(logits, st.floats(0.05, 20), st.integers(0, 5))
@settings(deadline=None)
def test_softmax_and_its_losses_are_those_of_keras(z: list[float], temperature: float, right: int) -> None:
    right = min(right, len(z) - 1)
    (found,) = called("explore/losses/logits.js", "outputsOf", [[z, temperature, right]])
    scaled = tf.Variable([[each / temperature for each in z]], dtype="float64")
    shares = tf.nn.softmax(scaled).numpy()[0]
    np.testing.assert_allclose(found["shares"], shares, rtol=1e-9, atol=1e-300)
    with tf.GradientTape() as tape:
        exact = keras.losses.sparse_categorical_crossentropy(np.array([right]), scaled, from_logits=True)
    assert found["fromLogits"] == pytest.approx(float(exact.numpy()[0]), rel=1e-9, abs=1e-9)
    np.testing.assert_allclose(found["pull"], tape.gradient(exact, scaled).numpy()[0], atol=1e-9)
    target = np.eye(len(z), dtype="float32")[[right]]
    kept = keras.losses.categorical_crossentropy(target, tf.constant(shares[None], "float32")).numpy()[0]
    assert found["fromShares"] == pytest.approx(kept, rel=2e-5, abs=2e-7)
    twice = keras.losses.categorical_crossentropy(target, tf.constant(shares[None]), from_logits=True)
    assert found["twice"] == pytest.approx(float(twice.numpy()[0]), rel=1e-9)


def test_clipping_takes_the_gradient_away_that_logits_keep() -> None:
    (found,) = called("explore/losses/logits.js", "outputsOf", [[[40.0, 0.0], 1.0, 1]])
    assert found["fromLogits"] == pytest.approx(40) and found["fromShares"] == pytest.approx(16.118, abs=1e-3)
    z = tf.Variable([[40.0, 0.0]])
    with tf.GradientTape() as tape:
        # Keras finds the logits behind a softmax layer's output; a copy of the numbers has none.
        loss = keras.losses.categorical_crossentropy([[0.0, 1.0]], tf.identity(tf.nn.softmax(z)))
    assert tape.gradient(loss, z).numpy().tolist() == [[0, 0]] and found["pullFromShares"] == [0, 0]
    (large,) = called("explore/losses/logits.js", "outputsOf", [[[89.0, 0.0], 1.0, 0]])
    assert large["naive"][0] == np.inf and tf.exp(89.0).numpy() == np.inf and large["shares"][0] == 1


@given(st.floats(0, 0.9), st.integers(2, 10))
@settings(deadline=None)
def test_smoothed_targets_are_those_of_keras(smoothing: float, classes: int) -> None:
    (targets,) = called("explore/losses/smoothed.js", "smoothedTargets", [[smoothing, classes]])
    z = np.linspace(-6, 6, 13)
    (found,) = called("explore/losses/smoothed.js", "lossOver", [[targets, z.tolist()]])
    shown = np.concatenate([z[:, None], np.zeros((13, classes - 1))], 1)
    y = np.eye(classes)[np.zeros(13, int)]
    theirs = keras.losses.categorical_crossentropy(
        y, tf.constant(shown), from_logits=True, label_smoothing=smoothing
    )
    np.testing.assert_allclose(found, theirs.numpy(), rtol=1e-9)
    (pair,) = called("explore/losses/smoothed.js", "smoothedPair", [[smoothing]])
    binary = keras.losses.binary_crossentropy(
        [[0.0], [1.0]], tf.constant([[0.0], [3.0]]), from_logits=True, label_smoothing=smoothing
    ).numpy()
    by_hand = [np.log(2), np.log1p(np.exp(3)) - 3 * pair[1]]
    np.testing.assert_allclose(binary, by_hand, rtol=1e-5)
    assert sum(pair) == pytest.approx(1)
    (best,) = called("explore/losses/smoothed.js", "best", [[targets]])
    assert best["loss"] <= min(found) + 1e-9 and best["share"] == pytest.approx(targets[0])


def test_a_smoothing_of_a_fifth_makes_the_targets_that_a_note_says_of_15_percent() -> None:
    fifth, fifteen = called("explore/losses/smoothed.js", "smoothedTargets", [[0.2, 4], [0.15, 4]])
    assert fifth == pytest.approx([0.85, 0.05, 0.05, 0.05]) and fifteen == pytest.approx(
        [0.8875, *[0.0375] * 3]
    )


places = st.lists(st.tuples(st.floats(0, 10), st.floats(-6, 14)), min_size=3, max_size=9)


@given(places, st.floats(0.1, 5), st.booleans())
@settings(deadline=None, max_examples=30)
def test_no_line_is_better_than_the_fits(points: list[tuple[float, float]], delta: float, flat: bool) -> None:
    points = [(at + x / 100, y) for at, (x, y) in enumerate(points)]
    x, y = np.array(points).T
    losses = {
        "mean_squared_error": keras.losses.mean_squared_error,
        "mean_absolute_error": keras.losses.mean_absolute_error,
        "huber": lambda y, p: keras.losses.huber(y, p, delta),
        "log_cosh": keras.losses.log_cosh,
    }
    for key, loss in losses.items():
        (fit,) = called("explore/losses/fits.js", "fitOf", [[key, points, delta, flat]])
        of = lambda line: float(loss(y, tf.constant(line[0] + (0 if flat else line[1]) * x)))  # noqa: B023, E731
        assert fit["loss"] == pytest.approx(of([fit["base"], fit["slope"]]), rel=1e-6, abs=1e-8)
        start = np.array([fit["base"], fit["slope"]])
        rng = np.random.default_rng(0)
        near = [of(start + rng.normal(0, size, 2)) for size in (1e-3, 0.03, 0.3, 1) for _ in range(5)]
        assert fit["loss"] <= min(near) + 1e-6
    (mean,), (median,) = (
        called("explore/losses/fits.js", "fitOf", [[key, points, delta, True]])
        for key in ("mean_squared_error", "mean_absolute_error")
    )
    assert mean["base"] == pytest.approx(y.mean(), abs=1e-9) and median["base"] == pytest.approx(np.median(y))
