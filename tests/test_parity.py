"""The weights after training equal those of `keras.Model.fit`.

The reference is built here from Keras's public layers, gets the same initial weights and the same
batches, and is trained by `fit`. What is compared is the norm of the difference over the norm of all
weights and moving moments.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from core.choices.activations import ACTIVATIONS
from core.choices.losses import LOSSES
from core.choices.optimizers import OPTIMIZERS
from core.engine.trainer import Trainer
from core.experiment import Experiment

AFTER_ONE, AFTER_FIFTY = 1e-6, 1e-4
BASE: dict[str, Any] = {
    "dataset": {"name": "circle", "samples": 313},  # 250 rows to train with
    "layers": (8, 8),
    "batch_size": 10,
    "epochs": 10,
    "optimizer": "sgd",
    "learning_rate": 0.05,
}

RATES = {"adadelta": 1.0, "sgd": 0.05}


def _optimizer_case(name: str, **parameters: Any) -> dict[str, Any]:
    return {"optimizer": {"name": name, **parameters}, "learning_rate": RATES.get(name, 0.005)}


OPTIMIZER_CASES = {name: _optimizer_case(name) for name in OPTIMIZERS} | {
    "momentum": _optimizer_case("sgd", momentum=0.9),
    "nesterov": _optimizer_case("sgd", momentum=0.9, nesterov=True),
    "rmsprop-momentum": _optimizer_case("rmsprop", momentum=0.5),
}
DECAY_CASES = {f"decay-{name}": _optimizer_case(name, weight_decay=0.01) for name in OPTIMIZERS}
REGULARIZER_CASES = {
    "l1": {"l1": 0.01},
    "l2": {"l2": 0.01},
    "l1-l2": {"l1": 0.003, "l2": 0.01},
    "dropout": {"dropout": 0.3},
    "batch-norm": {"batch_normalization": True},
    "layer-norm": {"layer_normalization": True},
    "both-norms": {"batch_normalization": True, "layer_normalization": True},
    "batch-norm-adam": {"batch_normalization": True, **_optimizer_case("adam")},
    "all": {
        "batch_normalization": True,
        "layer_normalization": True,
        "l1": 0.001,
        "l2": 0.01,
        "dropout": 0.2,
    },
}
LOSS_CASES = {
    f"{task}-{key}": {
        "dataset": {"name": dataset},
        "loss": key,
        "batch_size": size,
    }
    for task, dataset, size in (
        ("binary", "circle", 10),
        ("multiclass", "iris", 8),
        ("regression", "hills", 10),
    )
    for key, entry in LOSSES.items()
    if task in entry.tasks
}
ACTIVATION_CASES = {f"activation-{key}": {"activation": key} for key in ACTIVATIONS}
CASES = {**OPTIMIZER_CASES, **DECAY_CASES, **REGULARIZER_CASES, **LOSS_CASES, **ACTIVATION_CASES}
SAMPLE = {"adam", "nesterov", "l1-l2", "batch-norm", "multiclass-sparse_categorical_crossentropy"}


def reference(trainer: Trainer) -> keras.Sequential:
    """The same network from Keras's own classes, with the trainer's initial weights."""
    experiment, plan = trainer.experiment, trainer.plan
    penalty = keras.regularizers.L1L2(plan.l1, plan.l2) if plan.l1 or plan.l2 else None
    model = keras.Sequential([keras.Input((plan.inputs,))])
    for units in plan.layers:
        model.add(
            keras.layers.Dense(units, use_bias=not plan.batch_normalization, kernel_regularizer=penalty)
        )
        if plan.batch_normalization:
            model.add(keras.layers.BatchNormalization())
        if plan.layer_normalization:
            model.add(keras.layers.LayerNormalization())
        config = ACTIVATIONS[experiment.activation.name].keras_config(experiment.activation)
        model.add(getattr(keras.layers, config["class_name"])(**config["config"]))
        if plan.dropout:
            model.add(keras.layers.Dropout(plan.dropout))
    model.add(keras.layers.Dense(plan.outputs, activation=plan.output_activation, kernel_regularizer=penalty))
    model.compile(
        optimizer=keras.optimizers.deserialize(plan.optimizer_config),
        loss=keras.losses.deserialize(plan.loss_config),
        # XLA draws other random numbers than TensorFlow's kernels do; both sides must draw the same.
        jit_compile=bool(plan.dropout),
    )
    model.optimizer.learning_rate = experiment.learning_rate
    trainable, rest = split(trainer)
    for variable, value in zip(model.trainable_variables, trainable, strict=True):
        variable.assign(value)
    # Moments of batch normalization and the states of dropout's random numbers, in the layers' order.
    for variable, value in zip(model.non_trainable_variables, rest, strict=True):
        variable.assign(value)
    return model


def split(trainer: Trainer) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Trainable values of the trainer's state, and the others that belong to layers."""
    plan, arrays = trainer.plan, trainer.state().arrays
    per_block = (1 if plan.batch_normalization else 2) + 2 * (
        plan.batch_normalization + plan.layer_normalization
    )
    trainable = len(plan.layers) * per_block + 2
    others = len(plan.layers) * (2 * plan.batch_normalization + bool(plan.dropout))
    return list(arrays[:trainable]), list(arrays[trainable : trainable + others])


def fit(model: keras.Sequential, trainer: Trainer, steps: int, done: int = 0) -> None:
    """Train `model` on the trainer's batches `done` to `done + steps`, one `fit` an epoch."""
    bundle, batches = trainer.bundle, trainer.batches
    x = bundle.x_train
    y = bundle.targets(bundle.y_train, trainer.plan.target, trainer.plan.classes)
    while steps > 0:
        epoch, begin = divmod(done, batches.steps_per_epoch)
        taken = min(steps, batches.steps_per_epoch - begin)
        rows = batches.epoch_order(epoch)[begin * batches.batch_size : (begin + taken) * batches.batch_size]
        model.fit(x[rows], y[rows], batch_size=batches.batch_size, shuffle=False, verbose=0)
        steps, done = steps - taken, done + taken


def distance(trainer: Trainer, model: keras.Sequential) -> float:
    """Norm of the difference over the norm of the reference, over weights and moments."""
    trainable, rest = split(trainer)
    ours = np.concatenate([value.ravel() for value in [*trainable, *rest] if value.dtype == np.float32])
    variables = [*model.trainable_variables, *model.non_trainable_variables]
    theirs = np.concatenate(
        [variable.numpy().ravel() for variable in variables if variable.dtype == "float32"]
    )
    return float(np.linalg.norm(ours - theirs) / np.linalg.norm(theirs))


@pytest.mark.parametrize(
    "name", [name if name in SAMPLE else pytest.param(name, marks=pytest.mark.slow) for name in CASES]
)
def test_weights_equal_those_of_fit(name: str) -> None:
    trainer = Trainer(Experiment(**{**BASE, **CASES[name]}))
    trainer.wait_until_compiled()
    model = reference(trainer)
    assert distance(trainer, model) == 0.0

    trainer.advance_steps(1)
    fit(model, trainer, 1)
    assert distance(trainer, model) <= AFTER_ONE

    trainer.advance_steps(49)
    fit(model, trainer, 49, done=1)
    assert trainer.step == 50
    assert distance(trainer, model) <= AFTER_FIFTY


@pytest.mark.parametrize("extra", [{}, {"batch_normalization": True}], ids=["plain", "batch-norm"])
def test_a_leftover_batch_counts_as_in_fit(extra: dict[str, Any]) -> None:
    choices = {**BASE, "dataset": {"name": "circle", "samples": 309}, "batch_size": 20, **extra}
    trainer = Trainer(Experiment(**choices))
    assert trainer.plan.rows % trainer.plan.batch_size
    trainer.wait_until_compiled()
    model = reference(trainer)
    steps = 2 * trainer.batches.steps_per_epoch
    trainer.advance_steps(steps)
    fit(model, trainer, steps)
    assert distance(trainer, model) <= AFTER_FIFTY


def test_uncompiled_and_compiled_steps_agree() -> None:
    compiled = Trainer(Experiment(**BASE, weight_seed=3))
    compiled.wait_until_compiled()
    state = compiled.state()
    order, counts = compiled.batches.take(0, 3, 3)
    compiled.advance_steps(3)

    from core.engine.machine import Machine
    from core.engine.program import _Calls

    arrays, _, _ = _Calls.eager(Machine(compiled.plan)).chunk(
        state.arrays,
        compiled.bundle.x_train,
        compiled.bundle.targets(compiled.bundle.y_train, compiled.plan.target, compiled.plan.classes),
        order,
        counts,
        3,
        np.float32(compiled.learning_rate),
    )
    for ours, theirs in zip(compiled.state().arrays, arrays, strict=True):
        np.testing.assert_allclose(ours, theirs.numpy(), rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("dataset", ["circle", "iris", "hills"])
def test_validation_numbers_equal_evaluate(dataset: str) -> None:
    trainer = Trainer(Experiment(**{**BASE, "dataset": dataset, "l2": 0.01}))
    trainer.advance_steps(5)
    model = reference(trainer)
    metric = {
        "circle": keras.metrics.BinaryAccuracy(threshold=0.0),
        "iris": keras.metrics.SparseCategoricalAccuracy(),
        "hills": keras.metrics.MeanAbsoluteError(),
    }[dataset]
    model.compile(loss=model.loss, metrics=[metric])
    bundle = trainer.bundle
    y = bundle.targets(bundle.y_val, trainer.plan.target, trainer.plan.classes)
    loss, value = model.evaluate(bundle.x_val, y, verbose=0)
    frame = trainer.frame()
    assert frame.val_loss == pytest.approx(loss, rel=1e-5)
    assert frame.val_metric == pytest.approx(value, rel=1e-5)


def test_training_numbers_are_those_of_fit() -> None:
    trainer = Trainer(Experiment(**{**BASE, "l2": 0.01, "dataset": {"name": "circle", "samples": 309}}))
    model = reference(trainer)
    model.compile(model.optimizer, model.loss, metrics=[keras.metrics.BinaryAccuracy(threshold=0.0)])
    rows = trainer.batches.epoch_order(0)
    bundle = trainer.bundle
    y = bundle.targets(bundle.y_train, trainer.plan.target, trainer.plan.classes)
    history = model.fit(bundle.x_train[rows], y[rows], batch_size=10, shuffle=False, verbose=0).history
    trainer.advance_steps(trainer.batches.steps_per_epoch + 3)
    frame = trainer.frame()
    assert frame.loss == pytest.approx(history["loss"][0], rel=1e-5)
    assert frame.metric == pytest.approx(history["binary_accuracy"][0], rel=1e-5)
