"""Every statistic of a frame, against a plain NumPy computation."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.frame import Edges, Frame, Histogram
from core.statistics.histograms import Bins
from tests.keras_reference import reference

EDGES = Edges(-1.0, 1.0, 8)


def forward_backward(trainer: Trainer, kind: str) -> dict[str, list[np.ndarray]]:
    """z, a, dL/dz and dL/dW of a net with binary cross-entropy on logits, by hand in float64."""
    phi = {"tanh": np.tanh, "relu": lambda z: np.maximum(z, 0)}[kind]
    slope = {"tanh": lambda a: 1 - a**2, "relu": lambda a: (a > 0) * 1.0}[kind]
    rows = min(256, trainer.plan.rows)
    x = trainer.bundle.x_train[:rows].astype(np.float64)
    y = trainer.bundle.y_train[:rows, None].astype(np.float64)
    count = len(trainer.plan.widths)
    arrays = [value.astype(np.float64) for value in trainer.variables()[: 2 * count]]
    kernels, biases = arrays[0::2], arrays[1::2]
    sums, outputs, inputs = [], [], [x]
    for layer in range(count):
        sums.append(inputs[-1] @ kernels[layer] + biases[layer])
        outputs.append(phi(sums[-1]) if layer < count - 1 else sums[-1])
        inputs.append(outputs[-1])
    delta = (1 / (1 + np.exp(-sums[-1])) - y) / rows
    sum_gradients, weight_gradients = [], []
    for layer in reversed(range(count)):
        sum_gradients.insert(0, delta)
        penalty = 2 * trainer.plan.regularization.kernels[layer].l2 * kernels[layer]
        weight_gradients.insert(0, inputs[layer].T @ delta + penalty)
        if layer:
            delta = (delta @ kernels[layer].T) * slope(outputs[layer - 1])
    return {"z": sums, "a": outputs, "dz": sum_gradients, "dw": weight_gradients, "w": kernels}


@pytest.mark.parametrize("kind", ["tanh", "relu"])
def test_layer_numbers_equal_numpy(kind: str) -> None:
    trainer = Trainer(
        Experiment(
            dataset={"name": "circle", "samples": 320},
            layers=(7, 5),
            activation=kind,
            initializer={"name": "normal", "scale": 0.8},
            bias=-0.1,
            l2=0.01,
            optimizer="sgd",
        ),
        compiles=False,
    )
    trainer.advance_steps(4)
    truth, frame = forward_backward(trainer, kind), trainer.frame()
    for index, layer in enumerate(frame.layers):
        z, a, dz, dw, w = (truth[key][index] for key in ("z", "a", "dz", "dw", "w"))
        assert layer.activation_mean == pytest.approx(a.mean(), rel=1e-4, abs=1e-6)
        assert layer.activation_std == pytest.approx(a.std(), rel=1e-4)
        assert layer.preactivation_std == pytest.approx(z.std(), rel=1e-4)
        assert layer.preactivation_gradient_std == pytest.approx(np.sqrt((dz**2).mean()), rel=1e-3)
        assert layer.weight_gradient_norm == pytest.approx(np.linalg.norm(dw), rel=1e-3)
        assert layer.weight_norm == pytest.approx(np.linalg.norm(w), rel=1e-5)
        # Plain SGD: the next step moves W by the rate times the gradient of the next batch.
        moved = kernel_after_another_step(trainer, index) - w
        assert layer.update_ratio == pytest.approx(np.linalg.norm(moved) / np.linalg.norm(w), rel=1e-3)
        assert layer.activations.counts.sum() + layer.activations.under + layer.activations.over == a.size
        assert layer.preactivation_gradients.counts.sum() + layer.preactivation_gradients.under == dz.size


def kernel_after_another_step(trainer: Trainer, layer: int) -> np.ndarray:
    """The kernel after one more step, taken by a trainer of its own."""
    other = Trainer(trainer.experiment, state=trainer.state(), compiles=False)
    other.advance_steps(1)
    return other.variables()[2 * layer].astype(np.float64)


def count(values: np.ndarray, edges: Edges, *, magnitude: bool = False) -> Histogram:
    column = values.astype(np.float32)[:, None]
    return Bins([edges], magnitude=magnitude).count(column, np.zeros(1, np.int64))[0]


def test_histogram_counts_everything_once() -> None:
    values = np.array([-2, -1, -0.99, 0, 0.3, 1, 1.01, np.nan, np.inf, -np.inf])
    shown = count(values, EDGES)
    expected, _ = np.histogram(values[np.isfinite(values)], bins=8, range=(-1, 1))
    np.testing.assert_array_equal(shown.counts, expected)
    assert (shown.under, shown.over, shown.nonfinite) == (1, 1, 3)
    assert shown.counts.sum() + shown.under + shown.over + shown.nonfinite == values.size


def test_magnitudes_count_zeros_as_under() -> None:
    edges = Edges(-12.0, 2.0, 56)
    values = np.array([0.0, 1e-20, -1e-3, 1.1e-3, 5.0, 100.0, 1e5, np.inf, np.nan])
    shown = count(values, edges, magnitude=True)
    within = np.abs(values[2:6]).astype(np.float32).astype(np.float64)
    expected, _ = np.histogram(np.log10(within), bins=56, range=(-12, 2))
    np.testing.assert_array_equal(shown.counts, expected)
    assert (shown.under, shown.over, shown.nonfinite) == (2, 1, 2)


@given(
    values=hnp.arrays(np.float32, st.integers(1, 60), elements=st.floats(width=32)),
    low=st.floats(-50, 50, width=16),
    width=st.floats(0.25, 100, width=16),
    bins=st.integers(1, 60),
)
def test_bins_are_those_of_numpy(values: np.ndarray, low: float, width: float, bins: int) -> None:
    shown = count(values, Edges(low, low + width, bins))
    finite = values[np.isfinite(values)].astype(np.float64)
    expected, _ = np.histogram(finite, bins=np.linspace(low, low + width, bins + 1))
    np.testing.assert_array_equal(shown.counts, expected)
    assert shown.under == (finite < low).sum() and shown.over == (finite > low + width).sum()
    assert shown.nonfinite == values.size - finite.size


def test_layers_are_counted_apart() -> None:
    rng = np.random.default_rng(0)
    values = rng.normal(size=(40, 5)).astype(np.float32)
    edges = [Edges(-1.0, 1.0, 8), Edges(-4.0, 3.0, 8)]
    shown = Bins(edges).count(values, np.array([0, 0, 1, 1, 1]))
    for histogram, edge, columns in zip(shown, edges, (values[:, :2], values[:, 2:]), strict=True):
        expected, _ = np.histogram(columns, bins=8, range=(edge.low, edge.high))
        np.testing.assert_array_equal(histogram.counts, expected)
        assert histogram.edges is edge


def _first_frame(**choices: Any) -> Frame:
    return Trainer(Experiment(**choices)).frame()


def test_first_frame_is_the_state_at_initialization() -> None:
    frame = _first_frame(dataset="digits", layers=(32,), initializer={"name": "normal", "scale": 0.01})
    assert frame.step == 0 and frame.epoch == 0.0 and frame.boundary is None
    assert frame.loss == pytest.approx(np.log(10), rel=0.02)  # cross-entropy of 10 equal classes
    kernel = frame.layers[0]
    assert kernel.weight_norm == pytest.approx(0.01 * np.sqrt(64 * 32), rel=0.05)


def test_small_weights_make_gradients_vanish_and_he_does_not() -> None:
    deep: dict[str, Any] = {"dataset": "digits", "layers": (64,) * 10, "activation": "relu"}
    small = _first_frame(**deep, initializer={"name": "normal", "scale": 0.01})
    he = _first_frame(**deep, initializer="he_normal")

    def reach(frame: Frame) -> float:
        return frame.layers[0].preactivation_gradient_std / frame.layers[-1].preactivation_gradient_std

    # Each ReLU layer multiplies the gradient's deviation by sqrt(64 / 2) * 0.01 (He 2015, section 2.2).
    assert np.log10(reach(small)) == pytest.approx(10 * np.log10(np.sqrt(32) * 0.01), abs=1.0)
    assert 0.1 < reach(he) < 10


def test_zeros_keep_all_units_equal() -> None:
    experiment = Experiment(layers=(6, 4), initializer={"name": "constant", "value": 0.2})
    trainer = Trainer(experiment, compiles=False)
    trainer.advance_steps(20)
    kernel = trainer.variables()[2]
    np.testing.assert_allclose(kernel, np.broadcast_to(kernel[:, :1], kernel.shape), rtol=1e-5)


def test_equal_layers_start_with_different_weights() -> None:
    arrays = Trainer(Experiment(layers=(8, 8, 8))).variables()
    assert not np.allclose(arrays[2], arrays[4])


def test_boundary_is_the_networks_answer() -> None:
    trainer = Trainer(Experiment(dataset="circle", layers=(4,), scaling="minmax"))
    boundary = trainer.frame().boundary
    assert boundary is not None and boundary.values.shape == (100, 100)
    arrays = [value.astype(np.float64) for value in trainer.variables()[:4]]
    point = np.array([[-5.94, 5.94]])  # centre of the first cell of the last row
    x = trainer.bundle.preparation.scaler.apply(point.astype(np.float32))
    logit = np.tanh(x @ arrays[0] + arrays[1]) @ arrays[2] + arrays[3]
    assert boundary.values[-1, 0] == pytest.approx(1 / (1 + np.exp(-logit[0, 0])), rel=1e-4)


@pytest.mark.parametrize(
    "choices",
    [
        {"layers": (7, 5), "activation": "tanh"},
        {"layers": (6, 9, 5), "layer_activations": "relu, tanh", "loss": "half_squared_error"},
        pytest.param(
            {"layers": (6, 6), "activation": "relu", "normalization": "batch", "l2": 0.01},
            marks=pytest.mark.slow,
        ),
        pytest.param(
            {"layers": (6, 9, 5), "activation": "relu", "normalization": "layer", "l1": 0.003},
            marks=pytest.mark.slow,
        ),
        pytest.param({"dataset": "digits", "layers": (300, 200), "bias": -1.0}, marks=pytest.mark.slow),
    ],
)
def test_every_number_equals_numpy_on_the_keras_model(choices: dict[str, Any]) -> None:
    """All statistics and all histograms, from the tensors of a plain Keras model with the same weights."""
    circle = {"name": "circle", "samples": 320}
    trainer = Trainer(Experiment(**{"dataset": circle, "optimizer": "sgd", "learning_rate": 0.1, **choices}))
    trainer.wait_until_compiled()
    trainer.advance_steps(7)
    frame, layout = trainer.frame(), trainer.layout.layers
    found = _inside(trainer)
    trainer.advance_steps(1)
    moved = trainer.variables()
    kernels = [at for at, value in enumerate(moved) if value.ndim == 2][: len(layout)]
    for index, (layer, edges, (z, a, dz, dw, w)) in enumerate(zip(frame.layers, layout, found, strict=True)):
        every = max(1, -(-w.size // 16_384))
        while every > 1 and w.shape[1] % every == 0:
            every += 1
        near = {"rel": 2e-4, "abs": 1e-7}
        assert layer.activation_mean == pytest.approx(a.mean(), **near)
        assert layer.activation_std == pytest.approx(a.std(), **near)
        assert layer.preactivation_std == pytest.approx(z.std(), **near)
        assert layer.preactivation_gradient_std == pytest.approx(np.sqrt(np.mean(dz**2)), **near)
        assert layer.weight_gradient_norm == pytest.approx(np.linalg.norm(dw), **near)
        assert layer.weight_norm == pytest.approx(np.linalg.norm(w), **near)
        change = moved[kernels[index]].astype(np.float64) - w
        assert layer.update_ratio == pytest.approx(np.linalg.norm(change) / np.linalg.norm(w), rel=1e-3)
        if index < len(layout) - 1:
            relu = trainer.plan.activations[index].name == "relu"  # it dies, where tanh saturates
            assert layer.dead == (np.mean(a.max(axis=0) == 0) if relu else 0)
            assert layer.saturated == (0 if relu else np.mean(np.abs(a) > 0.97))
        logarithms = [np.log10(np.abs(each[each != 0])) for each in (dz, dw.ravel()[::every])]
        _equal_counts(layer.activations, edges.activations, a)
        _equal_counts(layer.weights, edges.weights, w.ravel()[::every])
        _equal_counts(layer.preactivation_gradients, edges.preactivation_gradients, logarithms[0], dz.size)
        size = dw.ravel()[::every].size
        _equal_counts(layer.weight_gradients, edges.weight_gradients, logarithms[1], size)


def _inside(trainer: Trainer) -> list[tuple[np.ndarray, ...]]:
    """z, a, dL/dz, dL/dW and W of every Dense layer of the Keras model on the probe rows, in float64."""
    model = reference(trainer)
    rows = trainer.program.probe_rows
    x = trainer.bundle.x_train[:rows]
    y = trainer.bundle.targets(trainer.bundle.y_train, trainer.plan.target, trainer.plan.classes)[:rows]
    dense = [layer for layer in model.layers if isinstance(layer, keras.layers.Dense)]
    last = dense[-1]
    sums, outputs = [], []
    with tf.GradientTape(persistent=True) as tape:
        value = tf.constant(x)
        for layer, following in zip(model.layers, [*model.layers[1:], None], strict=True):
            if layer is last:
                value = value @ layer.kernel.value + layer.bias.value
            elif isinstance(layer, keras.layers.BatchNormalization):
                value = layer(value, training=True)
            else:
                value = layer(value)
            bends = layer is last or (not isinstance(following, _LINEAR) and isinstance(layer, _LINEAR))
            if bends:
                tape.watch(value)
                sums.append(value)
            if layer is last:
                value = last.activation(value)
            if layer is last or not isinstance(layer, _LINEAR):
                outputs.append(value)
        total = model.loss(y, outputs[-1]) + tf.add_n(model.losses or [tf.constant(0.0)])
    return [
        tuple(np.asarray(each, np.float64) for each in (z, a, tape.gradient(total, z), dw, layer.kernel))
        for z, a, dw, layer in zip(
            sums, outputs, [tape.gradient(total, layer.kernel.value) for layer in dense], dense, strict=True
        )
    ]


_LINEAR = (keras.layers.Dense, keras.layers.BatchNormalization, keras.layers.LayerNormalization)


def _equal_counts(shown: Histogram, edges: Edges, values: np.ndarray, size: int | None = None) -> None:
    """The same counts, but for values so near to an edge that the last bit decides."""
    expected, bounds = np.histogram(values, bins=edges.bins, range=(edges.low, edges.high))
    width = (edges.high - edges.low) / edges.bins
    doubtful = np.abs(values.reshape(-1, 1) - bounds) < 1e-4 * width
    assert np.abs(shown.counts - expected).sum() <= 2 * doubtful.sum()
    total = shown.counts.sum() + shown.under + shown.over + shown.nonfinite
    assert total == (values.size if size is None else size)
    assert abs(shown.over - np.sum(values > edges.high)) <= doubtful.sum()


def test_with_batches_of_one_row_gradients_are_those_of_single_rows() -> None:
    """Nothing gets past a normalization over one row: those kernels do not move, and no gradient is shown."""
    data = {"name": "circle", "samples": 24}
    trainer = Trainer(
        Experiment(dataset=data, layers=(5, 4), normalization="batch", batch_size=1, optimizer="sgd")
    )
    before = trainer.variables()
    trainer.wait_until_compiled()
    trainer.advance_steps(7)
    hidden = [at for at, each in enumerate(before) if each.ndim == 2][:2]
    for at in hidden:
        np.testing.assert_array_equal(trainer.variables()[at], before[at])
    *below, output = trainer.frame().layers
    assert [layer.weight_gradient_norm for layer in below] == [0.0, 0.0]
    assert [layer.preactivation_gradient_std > 0 for layer in below] == [False, True]
    model, bundle = reference(trainer), trainer.bundle
    gradients = []
    for x, y in zip(bundle.x_train, bundle.y_train, strict=True):
        with tf.GradientTape() as tape:
            loss = model.loss(np.array([[y]], np.float32), model(x[None], training=True))
        gradients.append(tape.gradient(loss, model.layers[-1].kernel).numpy())
    assert output.weight_gradient_norm == pytest.approx(np.linalg.norm(np.mean(gradients, 0)), rel=1e-4)
