"""The loss landscape: sharpness against a dense Hessian, losses on the way against those that runs log."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from core.engine.training.loss_surface import LossSurface
from core.engine.training.trainer import Trainer
from core.landscape.answer import answer, stable_limit
from core.landscape.plane import Plane
from core.landscape.question import Race
from core.message import Invalid
from tests.keras_reference import reference, split

SMALL = {"dataset": "moons", "layers": "6-5", "epochs": "40", "learning_rate": "0.5", "beside_rate": "0.02"}


@pytest.fixture(scope="module")
def parts() -> list[dict[str, Any]]:
    """A whole answer."""
    return list(answer({"chosen": SMALL}))


@pytest.fixture(scope="module")
def trainer() -> Trainer:
    found = Trainer(Race.read({"chosen": SMALL}).experiments[0])
    found.wait_until_compiled()
    found.advance_steps(25)
    return found


def test_sharpness_is_the_largest_eigenvalue_of_the_dense_hessian(trainer: Trainer) -> None:
    surface = LossSurface(trainer)
    weights = surface.weights(trainer)
    model = reference(trainer)
    for variable, value in zip(model.trainable_variables, split(trainer)[0], strict=True):
        variable.assign(value)
    x, y = trainer.data.train
    with tf.GradientTape() as outer:
        with tf.GradientTape() as inner:
            loss = model.compute_loss(x, y, model(x))
        gradients = inner.gradient(loss, model.trainable_variables)
        flat = tf.concat([tf.reshape(each, [-1]) for each in gradients], 0)
    rows = outer.jacobian(flat, model.trainable_variables)
    hessian = np.concatenate([np.reshape(each, (len(weights), -1)) for each in rows], axis=1)
    largest = np.linalg.eigvalsh((hessian + hessian.T) / 2)[-1]
    assert surface.sharpness(weights) == pytest.approx(largest, rel=1e-3)


def test_losses_on_the_way_are_those_that_the_run_logs(parts: list[dict[str, Any]]) -> None:
    for way, experiment in zip(parts[:2], Race.read({"chosen": SMALL}).experiments, strict=True):
        run, logged = Trainer(experiment), {}
        while not run.finished:
            run.advance_steps(1)
            logged[run.step] = run.frame().loss
        # All rows are one batch: an epoch logs the loss of the weights that it began with.
        losses = dict(zip(way["steps"], way["losses"], strict=True))
        both = [(losses[step - 1], logged[step]) for step in logged if step - 1 in losses and step > 0]
        assert len(both) == 40
        np.testing.assert_allclose(*np.transpose(both), rtol=2e-6)


def test_an_answer_is_whole(parts: list[dict[str, Any]]) -> None:
    plane = next(part for part in parts if "places" in part)
    rows = [part for part in parts if "row" in part]
    assert [part["row"] for part in rows] == list(range(len(plane["b"])))
    assert all(len(part["losses"]) == len(plane["a"]) for part in rows)
    assert {part["sharp"] for part in parts if "sharp" in part} == {0, 1}
    assert [part["limit"] for part in parts if "sharp" in part][::40] == [4.0, None]


def test_both_ways_begin_and_end_on_the_plane(parts: list[dict[str, Any]]) -> None:
    first, second = next(part for part in parts if "places" in part)["places"]
    assert first[0] == second[0] == [0, 0]
    assert first[-1][1] == pytest.approx(0, abs=1e-5)
    plane = next(part for part in parts if "places" in part)
    for way, places in zip(parts[:2], (first, second), strict=True):
        at = [int(np.abs(np.asarray(plane[axis]) - places[-1][n]).argmin()) for n, axis in enumerate("ab")]
        near = next(part for part in parts if part.get("row") == at[1])["losses"][at[0]]
        assert near == pytest.approx(way["losses"][-1], rel=0.35)


def test_random_directions_have_the_norms_of_the_units(trainer: Trainer) -> None:
    shapes = [tuple(each.shape) for each in trainer.program.step_functions.network.trainable]
    weights = LossSurface(trainer).weights(trainer)
    plane = Plane.random(weights, shapes, seed=3)
    begin = 0
    for shape in shapes:
        own, direction = (each[begin : begin + int(np.prod(shape))] for each in (weights, plane.across))
        begin += len(own)
        if len(shape) == 1:
            assert not direction.any()
        else:
            norms = [np.linalg.norm(each.reshape(shape), axis=0) for each in (own, direction)]
            np.testing.assert_allclose(*norms, rtol=1e-5)
    again = Plane.random(weights, shapes, seed=3)
    np.testing.assert_array_equal(plane.upright, again.upright)


def test_sharpness_rises_to_the_edge_of_stability_and_stays_there() -> None:
    chosen = {
        "dataset": "spiral",
        "layers": "32x2",
        "learning_rate": "0.5",
        "beside": "none",
        "epochs": "1000",
    }
    found = [part for part in answer({"chosen": chosen}) if "sharp" in part]
    values = [part["value"] for part in found]
    assert found[0]["limit"] == 4.0
    assert values[0] < 2
    late = values[len(values) // 2 :]
    assert min(late) > 0.9 * 4 and max(late) < 1.35 * 4


def test_limits_are_those_of_gradient_descent_alone() -> None:
    plain, adam = Race.read({"chosen": SMALL}).experiments
    assert stable_limit(plain) == 4.0
    assert stable_limit(adam) is None
    heavy = Race.read({"chosen": {**SMALL, "optimizer.momentum": "0.9"}}).experiments[0]
    assert stable_limit(heavy) == pytest.approx(7.6)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"layers": "999x9"}, "at most 8 hidden layers"),
        ({"layers": "x"}, "layers"),
        ({"epochs": "2000", "batch": "10"}, "steps here"),
        ({"nothing": "1"}, "no choice named nothing"),
    ],
)
def test_what_is_wrong_is_said(wrong: dict[str, str], says: str) -> None:
    with pytest.raises(Invalid, match=says):
        list(answer({"chosen": {**SMALL, **wrong}}))
    with pytest.raises(Invalid, match="Expected JSON"):
        Race.read({"chosen": 1})


def test_a_run_that_diverges_ends_where_numbers_end() -> None:
    chosen = {
        **SMALL,
        "activation": "relu",
        "learning_rate": "10",
        "optimizer.momentum": "0.99",
        "layers": "32x4",
    }
    way = next(answer({"chosen": chosen}))
    assert way["diverged"] and way["losses"][0] is not None
    assert len(way["steps"]) == len(way["losses"]) < 41


@pytest.mark.parametrize("plane", ["ends", "random"])
def test_whatever_a_rate_does_the_answer_is_json_with_a_plane(plane: str) -> None:
    wild = {"learning_rate": "10", "activation": "linear", "layers": "4", "epochs": "200", "plane": plane}
    parts = list(answer({"chosen": {**SMALL, **wild}}))
    assert json.loads(json.dumps(parts, allow_nan=False)) == parts
    axes = next(part for part in parts if "places" in part)
    assert None not in [*axes["a"], *axes["b"], *axes["beside"]]
    assert sum("row" in part for part in parts) == len(axes["b"])
