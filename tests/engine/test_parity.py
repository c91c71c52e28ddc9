"""The weights after training equal those of `keras.Model.fit`.

The reference is built here from Keras's public layers, gets the same initial weights and the same
batches, and is trained by `fit`. What is compared is the norm of the difference over the norm of all
weights and moving moments.
"""

from __future__ import annotations

import os
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from core.choices.activations import ACTIVATIONS
from core.choices.losses import DEFAULT_LOSS, LOSSES
from core.choices.optimizers import OPTIMIZERS
from core.engine.program.batches import Batches
from core.engine.program.program import Program
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from tests.keras_reference import distance, finalize, fit, reference
from tests.sampling import wanted

AFTER_ONE, AFTER_FIFTY = 1e-6, 1e-4
EVERYTHING = wanted("PARITY")
EXAMPLES = int(os.environ.get("PARITY_EXAMPLES", "20"))
"""Combinations of all choices that are tried when one asks for everything, as each takes many seconds."""
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


def _after(name: str, **parameters: Any) -> dict[str, Any]:
    """A normalization behind the activation."""
    return {"name": name, "place": "after", **parameters}


OPTIMIZER_CASES = {name: _optimizer_case(name) for name in OPTIMIZERS} | {
    "momentum": _optimizer_case("sgd", momentum=0.9),
    "nesterov": _optimizer_case("sgd", momentum=0.9, nesterov=True),
    "rmsprop-momentum": _optimizer_case("rmsprop", momentum=0.5),
    "rmsprop-centered": _optimizer_case("rmsprop", momentum=0.5, centered=True),
    "amsgrad": _optimizer_case("adam", amsgrad=True),
    "ftrl-penalized": _optimizer_case("ftrl", l1=0.01, l2=0.02),
}
DECAY_CASES = {f"decay-{name}": _optimizer_case(name, weight_decay=0.01) for name in OPTIMIZERS}
CLIPPING_CASES = {
    key: {**_optimizer_case("sgd", momentum=0.9), "clipping": {"name": key, "limit": limit}}
    for key, limit in (("clipvalue", 0.005), ("clipnorm", 0.02), ("global_clipnorm", 0.05))
}
AVERAGING_CASES = {
    # Two epochs of 25 steps: it ends with the average, and shows that it does.
    "averaged": {**_optimizer_case("adam"), "averaging": "ema", "epochs": 2},
    "averaged-often": {**_optimizer_case("adam"), "averaging": {"name": "ema", "overwrite_frequency": 7}},
    "accumulated": {**_optimizer_case("adam", weight_decay=0.01), "gradient_accumulation_steps": 3},
    "accumulated-all": {
        **_optimizer_case("lamb"),
        "gradient_accumulation_steps": 4,
        "clipping": {"name": "clipnorm", "limit": 0.02},
        "averaging": {"name": "ema", "momentum": 0.9, "overwrite_frequency": 2},
    },
}
REGULARIZER_CASES = {
    "l1": {"l1": 0.01},
    "l2": {"l2": 0.01},
    "l1-l2": {"l1": 0.003, "l2": 0.01},
    "dropout": {"dropout": 0.3},
    "by-layer": {"layer_l1": (0.01, 0.0), "layer_l2": (0.0, 0.02, 0.01), "layer_dropout": (0.4, 0.0)},
    # Of biases, and of what layers give.
    "bias-penalty": {
        "bias_regularizer": {"name": "l1_l2", "l1": 0.003, "l2": (0.02, 0.0, 0.01)},
        "bias": 0.5,
        "activity_regularizer": {"name": "l1_l2", "l1": (0.01, 0.0), "l2": 0.01},
    },
    "beta-penalty": {"bias_regularizer": "l2", "bias": 0.5, "normalization": "batch"},
    "activity": {"activity_regularizer": {"name": "l1_l2", "l1": (0.01, 0.0), "l2": 0.01}},
    "activity-normalized": {
        "activity_regularizer": "l1",
        "normalization": _after("layer"),
        "kernel_constraint": {"name": "max_norm", "max_value": 0.7},
    },
    "gaussian-noise": {"noise": {"name": "gaussian_noise", "stddev": (0.2, 0.1)}, "dropout": 0.2},
    "gaussian-dropout": {
        "noise": {"name": "gaussian_dropout", "rate": (0.3, 0.0)},
        "kernel_constraint": "unit_norm",
    },
    "max-norm": {"kernel_constraint": {"name": "max_norm", "max_value": 0.7}, **_optimizer_case("adam")},
    "unit-norm": {"kernel_constraint": "unit_norm"},
    "decay-spares": {
        "normalization": "batch",
        "bias": 1.0,
        "exclude_from_weight_decay": True,
        **_optimizer_case("adamw", weight_decay=0.1),
    },
    "smoothed-binary": {"label_smoothing": 0.2},
    "smoothed-index": {"dataset": "iris", "batch_size": 8, "label_smoothing": 0.2},
    "smoothed-one-hot": {
        "dataset": "iris",
        "batch_size": 8,
        "label_smoothing": 0.2,
        "loss": "categorical_crossentropy",
    },
    "batch-norm": {"normalization": "batch"},
    "layer-norm": {"normalization": "layer"},
    "both-norms": {"normalization": "batch_layer"},
    "batch-norm-after": {"normalization": _after("batch", momentum=0.9, epsilon=0.01)},
    "layer-norm-after": {"normalization": _after("layer"), "dropout": 0.2},
    # Of a pair of units little more than a sign is left: with Keras's epsilon rounding would decide.
    "group-norm": {"normalization": {"name": "group", "groups": 4, "epsilon": 0.1}},
    "group-norm-after": {"normalization": _after("group")},
    "instance-norm": {"normalization": "instance"},
    "rms-norm": {"normalization": "rms"},
    "rms-norm-after": {"normalization": _after("rms", epsilon=1e-3)},
    "both-norms-after": {"normalization": _after("batch_layer")},
    "batch-norm-adam": {"normalization": "batch", **_optimizer_case("adam")},
    "all": {
        "normalization": "batch_layer",
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
_LOSSES = {
    *(f"{task}-{DEFAULT_LOSS[task]}" for task in DEFAULT_LOSS),
    *("binary-half_squared_error", "binary-categorical_crossentropy", "binary-mean_squared_error"),
    *("multiclass-categorical_crossentropy", "multiclass-mean_squared_error"),
    *("multiclass-categorical_generalized_cross_entropy", "regression-poisson"),
    "binary-sparse_categorical_crossentropy",
}
_ACTIVATIONS = {"activation-prelu"}  # it learns; mixed has those with a bend
ACTIVATION_CASES = {f"activation-{key}": {"activation": key} for key in ACTIVATIONS}
MIXED_CASES = {
    "no-hidden-layers": {"layers": ()},
    "mixed": {"layers": (8, 7, 8, 6, 5), "layer_activations": "tanh, relu, gelu, leaky_relu, selu"},
    # Of seven blocks of one shape, the five with the same activation share their layers.
    "mixed-equal-widths": {"layers": (8,) * 8, "layer_activations": "relu, tanhx2, softplus"},
    "mixed-normalized": {
        "layers": (8, 8),
        "layer_activations": "gelu, leaky_relu",
        "normalization": "batch",
        "dropout": 0.2,
    },
}
RESIDUAL_CASES = {
    # The first layer is as wide as what it is given too, the third is not.
    "residual": {"residual": True, "layers": (2, 2, 5, 5, 5, 5, 5), "dropout": 0.2, "l2": 0.01},
    "residual-normalized": {
        "residual": True,
        "layers": (8, 8, 8),
        "normalization": _after("batch", momentum=0.9, epsilon=0.01),
        "activity_regularizer": "l2",
        **_optimizer_case("adam"),
    },
}
ALIKE = {
    *(DECAY_CASES.keys() - {"decay-adamw"}),
    *(ACTIVATION_CASES.keys() - _ACTIVATIONS),
    *("l1", "l2", "l1-l2", "both-norms", "dropout"),  # parts of all, and of by-layer
    *("binary-binary_crossentropy", "multiclass-categorical_crossentropy"),  # sgd, smoothed-one-hot
    "multiclass-sparse_categorical_crossentropy",  # smoothed-index
    # Parts of bias-penalty, activity-normalized, gaussian-dropout, decay-spares, all with mixed, and of the
    # normalized residual one.
    *("activity", "max-norm", "unit-norm", "batch-norm-adam", "mixed-normalized", "batch-norm-after"),
    "layer-norm-after",
    # What is normalized does not depend on the place, nor the place on what is normalized.
    *("batch-norm", "layer-norm", "rms-norm", "group-norm-after", "both-norms-after"),
    # These losses are tried with numbers, and such targets with the mean squared error.
    *(f"{task}-{loss}" for task in ("binary", "multiclass") for loss in ("mean_absolute_error", "huber")),
    "regression-half_squared_error",
    # What a loss computes is Keras's; those that need another output or other targets are tried.
    *(LOSS_CASES.keys() - _LOSSES),
    # Held to Keras's without a network, by `test_optimizers`.
    *(OPTIMIZER_CASES.keys() - {"sgd", "adam", "muon"}),
    *("clipvalue", "clipnorm", "global_clipnorm", "averaged-often", "accumulated"),
}
"""Cases that take the same way through our code as others: tried when one asks for everything."""
CASES = {
    **OPTIMIZER_CASES,
    **DECAY_CASES,
    **CLIPPING_CASES,
    **AVERAGING_CASES,
    **REGULARIZER_CASES,
    **LOSS_CASES,
    **ACTIVATION_CASES,
    **MIXED_CASES,
    **RESIDUAL_CASES,
}
CASES = {name: case for name, case in CASES.items() if EVERYTHING or name not in ALIKE}
SAMPLE = {
    "adam",
    "all",
    "group-norm",
    "rms-norm-after",
    "by-layer",
    "bias-penalty",
    "activity-normalized",
    "gaussian-noise",
    "decay-spares",
    "smoothed-index",
    "binary-half_squared_error",
    "mixed",
    "residual",
    "accumulated-all",
}


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
    if trainer.finished:
        finalize(model)
    assert distance(trainer, model) <= AFTER_FIFTY


@pytest.mark.parametrize(
    "extra",
    [
        pytest.param({}, marks=pytest.mark.slow, id="plain"),
        pytest.param({"normalization": _after("batch"), "activity_regularizer": "l2"}, id="normalized"),
    ],
)
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


@pytest.mark.slow
@pytest.mark.parametrize("xla", [True, False], ids=["xla", "graph"])
def test_a_deep_network_of_equal_layers_equals_fit(xla: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    # Layers of one shape share their Keras layers, and are traced as one function.
    units = 9 if xla else 7  # other programs, neither of which another test has made
    monkeypatch.setattr("core.model.xla.XLA_WEIGHTS", 10**9 if xla else 0)
    changes = {"layers": (units,) * 4, "normalization": "batch_layer", "l2": 0.01}
    # Not with Adam: of what rounding leaves of normalized layers' gradients it makes steps of full size.
    trainer = Trainer(Experiment(**{**BASE, **changes, "batch_size": 32}))
    trainer.wait_until_compiled()
    model = reference(trainer)
    steps = 2 * trainer.batches.steps_per_epoch  # with a leftover batch
    trainer.advance_steps(steps)
    fit(model, trainer, steps)
    assert distance(trainer, model) <= AFTER_FIFTY


def test_uncompiled_and_compiled_steps_agree() -> None:
    compiled = Trainer(Experiment(**BASE, weight_seed=3))
    compiled.wait_until_compiled()
    state = compiled.state()
    fresh = Program(compiled.plan)  # never compiled
    order, counts = compiled.batches.take(0, 3, fresh.capacity)
    x, y = compiled.bundle.x_train, compiled.bundle.y_train
    targets = compiled.bundle.targets(y, compiled.plan.target, compiled.plan.classes)
    done = fresh.run(state, x, targets, order, counts, steps=3, rate=compiled.learning_rate)
    assert not fresh.ready and len(done.losses) == 3
    compiled.advance_steps(3)
    np.testing.assert_allclose(done.values, compiled.state().values, rtol=1e-5, atol=1e-7)
    np.testing.assert_array_equal(done.counters, compiled.state().counters)


@pytest.mark.parametrize("dataset", ["circle", pytest.param("iris", marks=pytest.mark.slow), "hills"])
def test_validation_numbers_equal_evaluate(dataset: str) -> None:
    penalties = {"activity_regularizer": "l1_l2"} if dataset == "hills" else {"l2": 0.01}
    trainer = Trainer(Experiment(**{**BASE, "dataset": dataset, **penalties}))
    trainer.wait_until_compiled()
    trainer.advance_steps(5)
    model = reference(trainer)
    metric = {
        "circle": keras.metrics.BinaryAccuracy(threshold=0.0),
        "iris": keras.metrics.SparseCategoricalAccuracy(),
        "hills": keras.metrics.MeanAbsoluteError(),
    }[dataset]
    model.compile(loss=model.loss, metrics=[metric], jit_compile=False)
    bundle = trainer.bundle
    y = bundle.targets(bundle.y_val, trainer.plan.target, trainer.plan.classes)
    loss, value = model.evaluate(bundle.x_val, y, verbose=0)
    frame = trainer.frame()
    assert frame.val_loss == pytest.approx(loss, rel=1e-5)
    assert frame.val_metric == pytest.approx(value, rel=1e-5)


@pytest.mark.slow
def test_training_numbers_are_those_of_fit() -> None:
    trainer = Trainer(Experiment(**{**BASE, "l2": 0.01, "dataset": {"name": "circle", "samples": 309}}))
    model = reference(trainer)
    metrics = [keras.metrics.BinaryAccuracy(threshold=0.0)]
    model.compile(model.optimizer, model.loss, metrics=metrics, jit_compile=False)
    rows = trainer.batches.order(0)
    bundle = trainer.bundle
    y = bundle.targets(bundle.y_train, trainer.plan.target, trainer.plan.classes)
    history = model.fit(bundle.x_train[rows], y[rows], batch_size=10, shuffle=False, verbose=0).history
    trainer.advance_steps(trainer.batches.steps_per_epoch + 3)
    frame = trainer.frame()
    assert frame.loss == pytest.approx(history["loss"][0], rel=1e-5)
    assert frame.metric == pytest.approx(history["binary_accuracy"][0], rel=1e-5)


# --- the whole product of choices, sampled


def _picked(name: str, **parameters: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"name": st.just(name), **parameters})


OPTIMIZER = st.one_of(
    _picked("sgd", momentum=st.sampled_from([0.0, 0.5, 0.9]), weight_decay=st.sampled_from([0.0, 0.01])),
    _picked("sgd", momentum=st.just(0.9), nesterov=st.just(True)),
    *(_picked(name, weight_decay=st.sampled_from([0.0, 0.01])) for name in OPTIMIZERS if name != "sgd"),
)
NORMALIZATION = st.one_of(
    st.sampled_from(["none", "layer"]),
    _picked("batch", place=st.sampled_from(["before", "after"]), momentum=st.sampled_from([0.9, 0.99])),
    _picked("rms", place=st.sampled_from(["before", "after"])),
    st.just("batch_layer"),
)
TASKS = {"binary": "gauss", "multiclass": "iris", "regression": "hills"}
TASK_AND_LOSS = st.sampled_from(
    [(dataset, key) for task, dataset in TASKS.items() for key, loss in LOSSES.items() if task in loss.tasks]
)


@st.composite
def experiments(draw: st.DrawFn) -> Experiment:
    """Any optimizer, loss, penalty, dropout and normalization together, on nets of any small shape."""
    dataset, loss = draw(TASK_AND_LOSS)
    optimizer = draw(OPTIMIZER)
    return Experiment(
        dataset=dataset,
        loss=loss,
        optimizer=optimizer,
        learning_rate=RATES.get(optimizer["name"], 0.003),
        layers=tuple(draw(st.lists(st.integers(2, 9), max_size=3))),
        activation=draw(st.sampled_from(sorted(SMOOTH))),
        layer_activations=tuple(draw(st.lists(st.sampled_from(sorted(SMOOTH)), max_size=3))),
        l1=draw(st.sampled_from([0.0, 0.001, 0.01])),
        l2=draw(st.sampled_from([0.0, 0.001, 0.03])),
        dropout=draw(st.sampled_from([0.0, 0.0, 0.25])),
        normalization=draw(NORMALIZATION),
        batch_size=draw(st.integers(5, 40)),
        weight_seed=draw(st.integers(0, 99)),
        epochs=100,
    )


# A bend that jumps (ReLU at 0) turns a last-bit difference into a visible one: it has its own cases above.
SMOOTH = {"tanh", "sigmoid", "elu", "gelu", "silu", "softplus", "linear"}


@settings(max_examples=EXAMPLES, deadline=None, derandomize=True, phases=[Phase.generate])
@given(experiment=experiments())
@pytest.mark.skipif(not EVERYTHING, reason="takes minutes: PARITY=all")
@pytest.mark.timeout(60 * EXAMPLES)
def test_any_combination_equals_fit(experiment: Experiment) -> None:
    trainer = Trainer(experiment)
    trainer.wait_until_compiled()
    model = reference(trainer)
    trainer.advance_steps(1)
    fit(model, trainer, 1)
    assert distance(trainer, model) <= AFTER_ONE
    trainer.advance_steps(49)
    fit(model, trainer, 49, done=1)
    assert distance(trainer, model) <= AFTER_FIFTY


# --- what an epoch is


@pytest.mark.filterwarnings("ignore:Your input ran out of data")  # Keras's words for the end of a pass
@pytest.mark.parametrize(
    ("rows", "size", "limit"),
    [
        (25, 5, 2),  # the pass ends in the middle of an epoch
        pytest.param(23, 5, 3, marks=pytest.mark.slow),  # and has a leftover batch
        pytest.param(24, 6, 9, marks=pytest.mark.slow),  # more steps than there are batches
        pytest.param(24, 6, 0, marks=pytest.mark.slow),
    ],
)
def test_steps_per_epoch_is_that_of_fit(rows: int, size: int, limit: int) -> None:
    """Every batch of six epochs, seen by a spy in a real `fit`, is the one that the engine takes."""
    seen: list[list[list[int]]] = []

    def record(rows: Any) -> None:
        seen[-1].append(rows.numpy().ravel().astype(int).tolist())

    class Spy(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
            seen.append([])

    class Recorder(keras.layers.Layer):
        def call(self, inputs: Any) -> Any:
            tf.py_function(
                lambda value: seen[-1].append(value.numpy().ravel().astype(int).tolist()), [inputs], []
            )
            return inputs

    batches = Batches(rows, size, seed=4, shuffle=False, limit=limit)
    model = keras.Sequential([keras.Input((1,)), Recorder(), keras.layers.Dense(1)])
    model.compile("sgd", "mse", run_eagerly=True)
    x = batches.order(0).astype(np.float32)[:, None]
    options = {"epochs": 6, "steps_per_epoch": limit or None, "callbacks": [Spy()], "verbose": 0}
    model.fit(x, x, batch_size=size, shuffle=False, **options)
    for epoch, theirs in enumerate(seen):
        first, end = batches.first_step(epoch), batches.first_step(epoch + 1)
        order, counts = batches.take(first, end - first, end - first)
        assert [row[:count].tolist() for row, count in zip(order, counts, strict=True)] == theirs
        assert [batches.epoch_end(step) for step in range(first, end)] == [end] * (end - first)
        assert [batches.epochs_done(step) for step in range(first, end)] == [epoch] * (end - first)
        assert batches.epoch(first) == epoch


@pytest.mark.slow
def test_validation_steps_are_those_of_fit() -> None:
    choices = {**BASE, "validation_steps": 3, "batch_size": 7, "shuffle": False, "epochs": 2, "l2": 0.01}
    trainer = Trainer(Experiment(**choices))
    model = reference(trainer)
    metrics = [keras.metrics.BinaryAccuracy(threshold=0.0)]
    model.compile(model.optimizer, model.loss, metrics=metrics, jit_compile=False)
    bundle, rows = trainer.bundle, trainer.batches.order(0)
    y, y_val = (bundle.targets(part, "column", 2) for part in (bundle.y_train, bundle.y_val))
    history = model.fit(
        bundle.x_train[rows],
        y[rows],
        batch_size=7,
        epochs=2,
        shuffle=False,
        validation_data=(bundle.x_val, y_val),
        validation_steps=3,
        verbose=0,
    ).history
    assert trainer.plan.val_rows == 21 < len(bundle.x_val)
    for epoch in range(2):
        trainer.advance_steps(trainer.batches.steps_per_epoch)
        frame = trainer.frame()
        assert frame.val_loss == pytest.approx(history["val_loss"][epoch], rel=1e-4)
        assert frame.val_metric == pytest.approx(history["val_binary_accuracy"][epoch], rel=1e-5)
        assert frame.loss == pytest.approx(history["loss"][epoch], rel=1e-4)
