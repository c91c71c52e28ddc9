"""Convolutional networks train, and are looked at, as Keras's own."""

from __future__ import annotations

from itertools import accumulate
from math import prod
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from core.choices.convolutions import Convolution
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.feature_maps import shown_layers
from core.model.initial import initial_values
from core.packed import PackedFrame
from tests.keras_reference import distance, fit, reference
from tests.sampling import wanted

AFTER_ONE, AFTER_FIFTY = 1e-6, 1e-4

BASE: dict[str, Any] = {
    "dataset": {"name": "digits", "samples": 260},  # 208 rows to train with
    "convolutions": {"name": "conv2d", "filters": "3, 4"},
    "layers": (6,),
    "batch_size": 16,
    "epochs": 10,
    "optimizer": "sgd",
    "learning_rate": 0.05,
}


def _conv(**parameters: Any) -> dict[str, Any]:
    return {"convolutions": {"name": "conv2d", "filters": "3, 4", **parameters}}


CASES: dict[str, dict[str, Any]] = {
    "plain": {},
    "adam-relu": {
        "activation": "relu",
        "initializer": "he_normal",
        "optimizer": "adam",
        "learning_rate": 0.003,
    },
    "batch-norm": {"normalization": "batch"},
    # The leftover batch is padded, and the padding masked in every place of every map.
    "batch-norm-leftover": {"normalization": "batch", "batch_size": 30},
    "strided-valid-average": _conv(kernel_size=2, strides=2, padding="valid", pooling="average", filters="5"),
    "strided-same": {
        **_conv(strides=2, pooling="none"),
        "layers": (),
        "normalization": {"name": "instance", "place": "after", "epsilon": 0.1},
    },
    "regularized": {
        "layer_l2": (0.01, 0.0, 0.02),
        "activity_regularizer": {"name": "l1_l2", "l1": (0.0, 0.01), "l2": 0.003},
        "bias_regularizer": "l2",
        "bias": 0.5,
        "kernel_constraint": {"name": "max_norm", "max_value": 1.0},
        "layer_activations": "prelu, tanh",
    },
    # Two convolutions of the same shape, and Dense layers of the same width: these alone add.
    "residual": {
        **_conv(filters="4, 4", pooling="none"),
        "layers": (6, 6),
        "residual": True,
        "normalization": {"name": "layer", "epsilon": 0.1},
        "optimizer": "lamb",
        "learning_rate": 0.005,
    },
}
ALIKE = {"plain", "batch-norm"}
"""Parts of adam-relu and of batch-norm-leftover: tried when one asks for everything."""
CASES = {name: case for name, case in CASES.items() if wanted("PARITY") or name not in ALIKE}
SAMPLE = {"adam-relu", "residual", "batch-norm-leftover", "strided-valid-average", "regularized"}


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


def test_steps_that_xla_does_not_compile_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.model.xla.XLA_MAPS_WORK", 0)
    changes = {"convolutions": {"name": "conv2d", "filters": "2, 3", "strides": 2, "pooling": "none"}}
    trainer = Trainer(Experiment(**{**BASE, **changes}))
    trainer.wait_until_compiled()
    model = reference(trainer)
    trainer.advance_steps(20)
    fit(model, trainer, 20)
    assert distance(trainer, model) <= AFTER_FIFTY


@pytest.fixture(scope="module")
def trained() -> Trainer:
    """A network with batch normalization after some steps."""
    trainer = Trainer(Experiment(**{**BASE, "normalization": "batch", "activation": "relu"}))
    trainer.wait_until_compiled()
    trainer.advance_steps(20)
    return trainer


def test_evaluate_and_predict_are_those_of_keras(trained: Trainer) -> None:
    model = reference(trained)
    model.compile(loss=model.loss, metrics=[keras.metrics.SparseCategoricalAccuracy()], jit_compile=False)
    bundle = trained.bundle
    loss, accuracy = model.evaluate(bundle.x_val, bundle.y_val, verbose=0)
    frame = trained.frame()
    assert frame.val_loss == pytest.approx(loss, rel=1e-5)
    assert frame.val_metric == pytest.approx(accuracy, rel=1e-5)
    answers = keras.ops.softmax(model.predict(bundle.x_val, verbose=0))
    ours = trained.program.predict(trained.state(), bundle.x_val)
    np.testing.assert_allclose(ours, answers, rtol=1e-4, atol=1e-6)


def test_every_layer_is_looked_at(trained: Trainer) -> None:
    frame = trained.frame()
    assert [(layer.name, layer.units) for layer in frame.layers] == [
        ("1", 3),
        ("2", 4),
        ("3", 6),
        ("out", 10),
    ]
    rows = trained.program.probe_rows
    for layer, columns in zip(frame.layers, trained.plan.looked_at, strict=True):
        for shown in (layer.activations, layer.preactivation_gradients):
            assert shown.counts.sum() + shown.under + shown.over + shown.nonfinite == rows * columns
        assert 0 < layer.update_ratio < 1 and layer.preactivation_gradient_std > 0
    assert trained.notes()["findings"] is not None


def test_a_filter_is_dead_that_gives_nothing_anywhere() -> None:
    trainer = Trainer(
        Experiment(**{**BASE, "activation": "relu", "initializer": "he_normal"}), compiles=False
    )
    network = trainer.program.step_functions.network
    arrays = initial_values(network, trainer.experiment, trainer.bundle.x_train)
    arrays[network.biases[0]] = np.array([-1e6, 0, 0], np.float32)
    trainer.replace(trainer.program.new_state(arrays))
    assert trainer.frame().layers[0].dead == pytest.approx(1 / 3)


def test_one_pixel_is_the_sum_of_its_products(trained: Trainer) -> None:
    layers = shown_layers(trained.plan.convolutions, trained.plan.normalization)
    frame = trained.frame()
    assert frame.maps is not None
    packed = PackedFrame.of(frame, (0.0, 1.0))
    packed.check(trained.layout)
    again = packed.unpack(trained.layout)
    assert again.maps is not None and again.maps.tobytes() == frame.maps.tobytes()
    for shown, arrays in zip(layers, _arrays(frame.maps, layers), strict=True):
        it = shown.convolution
        sums = np.array([[_sum(arrays, it, y, x) for x in range(it.sums[1])] for y in range(it.sums[0])])
        model = keras.layers.Conv2D(
            shown.maps, it.kernel_size, strides=it.strides, padding=it.padding, name="conv"
        )
        expected = model(arrays["inputs"][None])  # builds it
        model.set_weights([arrays["kernel"], arrays["bias"]])
        expected = np.asarray(model(arrays["inputs"][None]))[0]
        np.testing.assert_allclose(sums, expected, rtol=1e-4, atol=1e-5)
        np.testing.assert_array_equal(np.maximum(arrays["sums"], 0), arrays["outputs"])
        pooled = np.asarray(keras.layers.MaxPooling2D(2)(arrays["outputs"][None]))[0]
        if shown.last:
            np.testing.assert_array_equal(arrays["passed"], pooled)
    np.testing.assert_array_equal(_arrays(frame.maps, layers)[0]["inputs"].ravel(), trained.bundle.x_train[0])


def _sum(arrays: dict[str, np.ndarray], it: Convolution, y: int, x: int) -> np.ndarray:
    """What the browser does (ui/js/train/trace.js): a patch of the inputs times the kernel, and the bias."""
    above, left = it.before
    found = arrays["bias"].astype(np.float64)
    for i in range(it.kernel_size):
        for j in range(it.kernel_size):
            row, column = y * it.strides - above + i, x * it.strides - left + j
            if 0 <= row < it.inputs[0] and 0 <= column < it.inputs[1]:
                found = found + arrays["inputs"][row, column].astype(np.float64) @ arrays["kernel"][i, j]
    return found


def _arrays(numbers: np.ndarray, layers: Any) -> list[dict[str, np.ndarray]]:
    named = [(at, name, shape) for at, layer in enumerate(layers) for name, shape in layer.arrays.items()]
    ends = list(accumulate(prod(shape) for _, _, shape in named))
    assert ends[-1] == len(numbers)
    parts = np.split(numbers, ends[:-1])
    found: list[dict[str, np.ndarray]] = [{} for _ in layers]
    for (at, name, shape), part in zip(named, parts, strict=True):
        found[at][name] = part.reshape(shape)
    return found


def test_a_small_network_reads_digits_above_95_percent(
    shared_data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Real digits, put where the README says: a folder that GRADIENT_LAB_DATA names."""
    monkeypatch.setenv("GRADIENT_LAB_DATA", str(shared_data))
    trainer = Trainer(
        Experiment(
            dataset={"name": "mnist", "samples": 10_000},
            convolutions={"name": "conv2d", "filters": "8, 16"},
            layers=(64,),
            activation="relu",
            initializer="he_normal",
            learning_rate=0.003,
            batch_size=32,
            epochs=3,
        )
    )
    while not trainer.finished:
        trainer.advance(1.0)
    accuracy = trainer.frame().val_metric
    assert accuracy is not None and accuracy > 0.95


def test_kernels_are_drawn_with_the_fans_of_keras() -> None:
    experiment = Experiment(**{**BASE, "initializer": "he_normal"})
    trainer = Trainer(experiment, compiles=False)
    network = trainer.program.step_functions.network
    values = initial_values(network, experiment, trainer.bundle.x_train)
    for at, layer in enumerate(network.kernels):
        kernel = values[layer]
        seed = int(np.random.SeedSequence([experiment.weight_seed, at]).generate_state(1)[0] & 0x7FFFFFFF)
        drawn = keras.initializers.VarianceScaling(2.0, "fan_in", "truncated_normal", seed=seed)(kernel.shape)
        np.testing.assert_array_equal(kernel, np.asarray(drawn))


def test_sums_of_filters_have_unit_variance_where_they_are_fitted() -> None:
    experiment = Experiment(**{**BASE, "initializer": "lsuv"})
    trainer = Trainer(experiment, compiles=False)
    spread = [layer.preactivation_std for layer in trainer.frame().layers]
    # Of the probe's rows; the kernels were fitted to more of them.
    assert all(0.8 < each < 1.25 for each in spread)
