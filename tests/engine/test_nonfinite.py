"""The first number of a run that is not finite: that of a forward and backward pass in NumPy."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from core.diagnosis.nonfinite import TOLD_ROWS, NonFinite
from core.engine.training.trainer import Trainer
from core.experiment import Experiment

Floats = npt.NDArray[np.float32]
F = np.float32

CASES: list[tuple[int, str, float]] = [
    (seed, activation, rate)
    for seed in range(4)
    for activation, rate in [
        ("relu", 100.0),
        ("relu", 10.0),
        ("linear", 1.0),
        ("linear", 20.0),
        ("leaky_relu", 50.0),
    ]
]
"""Twenty runs that diverge."""


def experiment_of(seed: int, activation: str, rate: float) -> Experiment:
    """A net that diverges; its weights are large, so that it does so in a few steps."""
    return Experiment(
        dataset={"name": "plane", "samples": 120},
        layers=(5, 4, 3)[: 1 + seed % 3],
        activation=activation,
        optimizer={"name": "sgd", "momentum": 0.5 * (seed % 2)},
        initializer="he_normal",
        batch_size=16,
        learning_rate=rate,
        loss="mse",
        weight_seed=seed,
        batch_seed=seed,
        epochs=200,
    )


def rows_of(values: Floats) -> list[int]:
    return np.flatnonzero(~np.isfinite(values.reshape(len(values), -1)).all(axis=1)).tolist()


def in_numpy(trainer: Trainer, slope: float) -> tuple[int, str, int | None, list[int]]:
    """Step, tensor, layer and rows of the first number that is not finite, by hand."""
    arrays = [np.array(each, F) for each in trainer.variables()[: 2 * len(trainer.layout.layers)]]
    kernels, biases = arrays[::2], arrays[1::2]
    momentum, rate = F(trainer.experiment.optimizer["momentum"]), F(trainer.experiment.learning_rate)
    speeds = [np.zeros_like(each) for each in arrays]
    x_all, y_all = (np.asarray(each) for each in trainer.data.train)
    last = len(kernels) - 1
    for step in range(trainer.last_step):
        order, counts = trainer.batches.take(step, 1, 1)
        rows = order[0][: counts[0]]
        given, y = [x_all[rows]], y_all[rows]
        sums = []
        for at in range(last + 1):
            z = given[-1] @ kernels[at] + biases[at]
            if bad := rows_of(z):
                return step + 1, "z", at, rows[bad].tolist()
            a = np.where(z > 0, z, F(slope) * z) if at < last else z
            if bad := rows_of(a):
                return step + 1, "a", at, rows[bad].tolist()
            sums.append(z)
            given.append(a)
        losses = np.mean((given[-1] - y) ** 2, axis=-1)
        if bad := rows_of(losses):
            return step + 1, "loss", None, rows[bad].tolist()
        if not np.isfinite(losses.sum()):
            return step + 1, "loss", None, []
        dz = F(2) * (given[-1] - y) / F(y.shape[1]) / F(len(rows))
        gradients: dict[int, Floats] = {}
        for at in range(last, -1, -1):
            if bad := rows_of(dz):
                return step + 1, "dz", at, rows[bad].tolist()
            gradients[2 * at], gradients[2 * at + 1] = given[at].T @ dz, dz.sum(axis=0)
            if not all(np.isfinite(gradients[place]).all() for place in (2 * at, 2 * at + 1)):
                return step + 1, "dw", at, []
            if at:
                dz = (dz @ kernels[at].T) * np.where(sums[at - 1] > 0, F(1), F(slope))
        moved = []
        for place, each in enumerate(arrays):
            change = -rate * gradients[place]
            if momentum:
                speeds[place] = change = momentum * speeds[place] + change
            moved.append(each + change)
        if momentum and (bad := [at // 2 for at, each in enumerate(speeds) if not np.isfinite(each).all()]):
            return step + 1, "slot", bad[0], []
        if bad := [at // 2 for at, each in enumerate(moved) if not np.isfinite(each).all()]:
            return step + 1, "weight", bad[0], []
        arrays = moved
        kernels, biases = arrays[::2], arrays[1::2]
    raise AssertionError("it did not diverge")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_is_that_of_numpy(case: tuple[int, str, float]) -> None:
    trainer = Trainer(experiment_of(*case), compiles=False)  # a few steps: uncompiled ones are quicker
    slope = {"relu": 0.0, "linear": 1.0, "leaky_relu": None}[case[1]]
    if slope is None:
        slope = trainer.experiment.activations[0]["slope"]
    with np.errstate(all="ignore"):
        step, tensor, layer, rows = in_numpy(trainer, slope)
    while not trainer.finished:
        trainer.advance_steps(500)
    found = trainer.first_nonfinite()
    assert found is not None and trainer.diverged
    assert (found.step, found.tensor, found.layer) == (step, tensor, layer)
    assert found.count == len(rows)
    assert list(found.rows) == sorted(rows)[:TOLD_ROWS]
    assert found.step <= trainer.step
    assert NonFinite.from_json(found.to_json()) == found


def test_a_healthy_run_has_none() -> None:
    trainer = Trainer(Experiment(dataset="circle", layers=(4,), epochs=1))
    trainer.advance_steps(5)
    assert trainer.first_nonfinite() is None and "nonfinite" not in trainer.notes()


@pytest.mark.parametrize("values", [None, {}, {"step": 1.5}, {"tensor": "q"}, 3])
def test_what_is_none_is_refused(values: Any) -> None:
    with pytest.raises(ValueError, match="stopped being finite"):
        NonFinite.from_json(values)
