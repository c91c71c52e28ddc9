"""Networks that train together are, each of them, what they are when they train by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import tensorflow as tf

from core.choices.activations import ACTIVATIONS
from core.choices.losses import LOSSES
from core.choices.optimizers import OPTIMIZERS
from core.engine.population.layers import PopulationLayers
from core.engine.population.optimizer import PopulationOptimizer
from core.engine.population.population import Population, fits
from core.engine.program.step_functions import StepFunctions
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.model.initial import initial_values
from core.model.plan import Plan, plan_of
from core.model.together import common_plan, takes

NETWORKS = 3
ROUNDING = 2e-5

BASE: dict[str, Any] = {
    "dataset": {"name": "circle", "samples": 60},
    "layers": (5, 4),
    "batch_size": 10,
    "optimizer": "sgd",
    "learning_rate": 0.05,
    "epochs": 6,
}


def plan_for(experiment: Experiment) -> Plan:
    return plan_of(experiment, inputs=2, rows=10, val_rows=5)


def weights_of(functions: StepFunctions, experiment: Experiment) -> list[list[np.ndarray]]:
    """Of `NETWORKS` networks with seeds of their own."""
    rows = np.zeros((4, 2), np.float32)
    seeds = [experiment.model_copy(update={"weight_seed": seed}) for seed in range(NETWORKS)]
    return [initial_values(functions.network, each, rows) for each in seeds]


def beside(arrays: Sequence[Sequence[np.ndarray]]) -> list[tf.Tensor]:
    return [tf.constant(np.stack(each, axis=-1)) for each in zip(*arrays, strict=True)]


def close(found: Any, expected: Any, name: str = "") -> None:
    np.testing.assert_allclose(np.asarray(found), np.asarray(expected), ROUNDING, 2e-6, err_msg=name)


@pytest.mark.parametrize("name", [key for key, entry in ACTIVATIONS.items() if not entry.learns])
def test_every_activation_gives_and_learns_the_same(name: str) -> None:
    experiment = Experiment(**{**BASE, "activation": name})
    functions = StepFunctions(plan_for(experiment))
    layers, alone = PopulationLayers(functions), weights_of(functions, experiment)
    x = tf.constant(np.random.default_rng(0).normal(size=(10, 2)).astype(np.float32))
    together = beside(alone)
    with tf.GradientTape() as tape:
        tape.watch(together)
        outputs = layers.run(together, tf.transpose(x)[..., None])
        total = tf.reduce_sum(tf.square(outputs[-1]))
    gradients = tape.gradient(total, together)
    for at, values in enumerate(alone):
        own = [tf.constant(each) for each in values]
        with tf.GradientTape() as tape:
            tape.watch(own)
            run = functions.network.run(own, x, training=True, dropout=True)
            total = tf.reduce_sum(tf.square(run.outputs[-1]))
        for found, expected in zip(outputs, run.outputs, strict=True):
            close(tf.transpose(found[..., at]), expected)
        for found, expected in zip(gradients, tape.gradient(total, own), strict=True):
            close(found[..., at], expected)


def losses() -> list[dict[str, str]]:
    """Each loss with every kind of data that it is for."""
    data = {"binary": "circle", "multiclass": "digits", "regression": "plane"}
    return [
        {"loss": key, "dataset": data[task]} for key, entry in LOSSES.items() for task in sorted(entry.tasks)
    ]


@pytest.mark.parametrize("chosen", losses(), ids=lambda each: "-".join(each.values()))
def test_every_loss_and_metric_are_the_same(chosen: dict[str, str]) -> None:
    experiment = Experiment(**{**BASE, **chosen})
    plan = plan_for(experiment)
    functions, rng = StepFunctions(plan), np.random.default_rng(1)
    layers = PopulationLayers(functions)
    outputs = rng.normal(size=(plan.outputs, 10, NETWORKS)).astype(np.float32)
    if plan.output_activation in {"sigmoid", "softmax"}:
        outputs = np.exp(outputs) / (np.exp(outputs).sum(0) + (plan.outputs == 1))
    elif plan.output_activation == "tanh":
        outputs = np.tanh(outputs)
    elif not plan.classes:
        outputs = np.abs(outputs)
    index = rng.integers(0, max(plan.classes, 2), size=(10, NETWORKS)).astype(np.int32)
    y: Any = {
        "index": index,
        "one_hot": np.eye(max(plan.classes, 2), dtype=np.float32)[index],
        "sign": (2 * index - 1).astype(np.float32)[..., None],
        "column": index.astype(np.float32)[..., None],
    }[plan.target]
    found = layers.losses(tf.constant(y), tf.constant(outputs))
    score = layers.score(tf.constant(y), tf.constant(outputs))
    for at in range(NETWORKS):
        own, right = tf.constant(outputs[..., at].T), tf.constant(y[:, at])
        close(found[:, at], functions.loss(right, own))
        close(score[:, at], functions.score(right, own))


OPTIMIZER_CASES: dict[str, dict[str, Any]] = {
    **{key: {"optimizer": key} for key, entry in OPTIMIZERS.items() if entry.by_entry},
    "nesterov": {"optimizer": {"name": "sgd", "momentum": 0.9, "nesterov": True}},
    "amsgrad": {"optimizer": {"name": "adam", "amsgrad": True}},
    "centered": {"optimizer": {"name": "rmsprop", "centered": True, "momentum": 0.5}},
    "decayed": {"optimizer": {"name": "adamw", "weight_decay": 0.1}},
    "spared": {"optimizer": {"name": "adamw", "weight_decay": 0.1}, "exclude_from_weight_decay": True},
    "clipped": {"optimizer": "adam", "clipping": {"name": "clipvalue", "limit": 0.3}},
}


@pytest.mark.parametrize("name", OPTIMIZER_CASES)
def test_every_optimizer_moves_each_network_at_its_own_rate(name: str) -> None:
    experiment = Experiment(**{**BASE, **OPTIMIZER_CASES[name]})
    functions = StepFunctions(plan_for(experiment))
    population = PopulationOptimizer(functions, NETWORKS)
    alone = [[tf.constant(each) for each in values] for values in weights_of(functions, experiment)]
    fresh = [tf.constant(variable.numpy()) for variable in functions.optimizer.variables]
    slots = [fresh] * NETWORKS
    trained = beside(alone)
    parts = [
        [tf.constant(_spread(part, shape)) for part, shape in zip(_parts(value, shapes), shapes, strict=True)]
        for value, shapes in zip(fresh, population.shapes, strict=True)
    ]
    rates, rng = np.array([0.01, 0.05, 0.2], np.float32), np.random.default_rng(3)
    for _ in range(4):
        gradients = [rng.normal(size=each.shape).astype(np.float32) for each in trained]
        trained, parts = population.move(trained, gradients, parts, tf.constant(rates))
        for at in range(NETWORKS):
            own = [tf.constant(each[..., at]) for each in gradients]
            alone[at], slots[at] = functions.move(alone[at], own, slots[at], tf.constant(rates[at]))
    for at in range(NETWORKS):
        for found, expected in zip(trained, alone[at], strict=True):
            close(found[..., at], expected, name)
        for kept, expected in zip(parts, slots[at], strict=True):
            flat = np.concatenate([np.ravel(each.numpy()[..., at]) for each in kept])
            close(flat, np.ravel(expected), name)


def _parts(value: tf.Tensor, shapes: Sequence[tuple[int, ...]]) -> list[np.ndarray]:
    ends = np.cumsum([np.prod(shape[:-1], dtype=int) for shape in shapes])[:-1]
    return np.split(np.ravel(value.numpy()), ends)


def _spread(part: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    return np.repeat(part.reshape(*shape[:-1], 1), shape[-1], axis=-1)


def by_themselves(experiments: Sequence[Experiment]) -> list[Trainer]:
    """Uncompiled: each has another program where penalties differ."""
    trainers = [Trainer(each, compiles=False) for each in experiments]
    for trainer in trainers:
        trainer.advance_steps(trainer.last_step)
    return trainers


def same(population: Population, trainers: Sequence[Trainer]) -> None:
    for at, trainer in enumerate(trainers):
        found, expected = population.state(at), trainer.state()
        assert (found.step, population.diverged[at]) == (expected.step, trainer.diverged)
        np.testing.assert_array_equal(found.counters, expected.counters)
        np.testing.assert_allclose(found.values, expected.values, rtol=1e-3, atol=2e-5)
        assert population.numbers(at) == pytest.approx(
            trainer.state().progress.numbers, rel=1e-4, nan_ok=True
        )


def test_rates_scales_penalties_seeds_and_ends_of_their_own() -> None:
    """With rows of their own at every step, the last batch of a pass smaller than the others."""
    base = {**BASE, "dataset": {"name": "circle", "samples": 60}, "batch_size": 7}
    experiments = [
        Experiment(
            **{
                **base,
                "weight_seed": seed,
                "batch_seed": seed,
                "learning_rate": rate,
                "epochs": epochs,
                "initializer": {"name": "normal", "scale": scale},
                "l1": l1,
                "l2": l2,
                "activity_regularizer": {"name": "l2", "l2": l2} if l2 else "none",
            }
        )
        for seed, rate, epochs, scale, l1, l2 in (
            (1, 0.01, 3, 0.5, 0.0, 0.0),
            (2, 0.1, 5, 1.0, 0.0, 0.01),
            (3, 0.3, 4, 0.2, 0.003, 0.02),
        )
    ]
    assert fits(experiments)
    population, trainers = Population(experiments), by_themselves(experiments)
    while not population.finished:
        population.advance_steps(5)
    same(population, trainers)
    for found, trainer in zip(population.evaluate(), trainers, strict=True):
        expected = trainer.program.evaluate(trainer.state(), *trainer.data.validation)
        assert found == pytest.approx(expected, rel=1e-4)
    history = population.state(1).progress.history
    assert [epoch for epoch, _, _ in history] == [1, 2, 3, 4, 5]
    assert history[-1][1:] == pytest.approx((population.numbers(1)[0], population.evaluate()[1][0]))  # type: ignore[index]


def test_one_diverges_the_others_go_on_and_one_leaves() -> None:
    """Of a regression with Adam and a schedule; all take the same rows."""
    base = {
        **BASE,
        "dataset": {"name": "plane", "samples": 60},
        "schedule": "cosine",
        "activation": "exponential",
        "optimizer": "adam",
    }
    experiments = [Experiment(**{**base, "learning_rate": rate}) for rate in (0.01, 50.0, 0.02)]
    population, trainers = Population(experiments), by_themselves(experiments)
    assert trainers[1].diverged, "a rate that should break the network did not"
    population.advance_steps(8)
    left = population.trainer(2)
    frame = left.frame()
    assert (frame.step, frame.loss) == (8, pytest.approx(population.numbers(2)[0]))  # type: ignore[index]
    left.advance_steps(left.last_step)
    np.testing.assert_allclose(left.state().values, trainers[2].state().values, rtol=1e-3, atol=2e-5)
    again = Population(experiments[2:], [population.state(2)])
    again.advance_steps(10**6)
    np.testing.assert_allclose(again.state(0).values, trainers[2].state().values, rtol=1e-3, atol=2e-5)
    population.advance_steps(10**6)
    assert population.finished
    same(population, trainers)


@pytest.mark.parametrize(
    "chosen",
    [
        {"optimizer": "lamb"},
        {"dropout": "0.2"},
        {"normalization": "batch"},
        {"activation": "prelu"},
        {"averaging": "ema"},
        {"clipping": "clipnorm"},
        {"clipping": "global_clipnorm"},
        {"schedule": "plateau"},
        {"gradient_accumulation_steps": 2},
        {"validation_freq": 2},
        {"stopping": "early"},
        {"class_weight": "balanced"},
        {"layers": (80, 80)},
    ],
    ids=lambda each: "-".join(map(str, next(iter(each.items())))),
)
def test_what_it_does_not_take_it_says(chosen: dict[str, Any]) -> None:
    experiment = Experiment(**{**BASE, **chosen})
    assert not takes(experiment, plan_for(experiment))
    assert takes(Experiment(**BASE), plan_for(Experiment(**BASE)))
    with pytest.raises(ValueError, match="a `Trainer` each"):
        Population([experiment])


def test_different_shapes_do_not_train_together() -> None:
    narrow, wide = Experiment(**BASE), Experiment(**{**BASE, "layers": (5, 5)})
    assert common_plan(plan_for(narrow)) != common_plan(plan_for(wide))
    assert not fits([narrow, wide])
