"""Watching somebody's own `fit`: training stays as it is, and what is written is what Keras computed."""

from __future__ import annotations

import ast
import sys
import tomllib
import types
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf

from core import container
from core.choices.activations import ACTIVATIONS
from core.packed import PackedFrame
from core.store.recorded import Recorded, read_recording
from gradient_lab import Watch
from gradient_lab import layers as watched
from gradient_lab.frames import histogram
from gradient_lab.header import run_name
from gradient_lab.probing import SAMPLE, stride
from tests.conftest import ROOT

ROWS = 48
Data = tuple[Any, Any]


class Twice(keras.layers.Layer):
    """A layer of one's own, with layers in it, noise that it draws at all times, and a mean that it keeps."""

    def __init__(self, units: int) -> None:
        super().__init__()
        self.inner = keras.layers.Dense(units, activation="tanh")
        self.again = keras.layers.Dense(units)
        self.noise = keras.random.SeedGenerator(3)

    def build(self, shape: Any) -> None:
        self.seen = self.add_weight(shape=(), initializer="zeros", trainable=False)
        self.inner.build(shape)
        self.again.build((*shape[:-1], self.inner.units))

    def call(self, inputs: Any) -> Any:
        self.seen.assign_add(1.0)
        inner = self.inner(inputs) + 0.1 * keras.random.normal((1,), seed=self.noise)
        return self.again(inner)


class Own(keras.Model):
    """A subclassed model with a training step of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.hidden = keras.layers.Dense(5, activation="relu")
        self.out = keras.layers.Dense(1)

    def call(self, inputs: Any) -> Any:
        return self.out(self.hidden(inputs))

    def train_step(self, data: Any) -> dict[str, Any]:
        x, y = data
        with tf.GradientTape() as tape:
            predicted = self(x, training=True)
            loss = self.compute_loss(x=x, y=y, y_pred=predicted)
        weights = self.trainable_weights
        self.optimizer.apply(tape.gradient(loss, weights), weights)
        return {**self.compute_metrics(x, y, predicted), "loss": loss}


class Adding(keras.Model):
    """A model with a loss of its own and no targets."""

    def __init__(self) -> None:
        super().__init__()
        self.code = keras.layers.Dense(2)
        self.back = keras.layers.Dense(4)

    def call(self, inputs: Any) -> Any:
        outputs = self.back(self.code(inputs))
        self.add_loss(keras.ops.mean((outputs - inputs) ** 2))
        return outputs


def sequential() -> keras.Model:
    return keras.Sequential(
        [keras.Input((4,)), keras.layers.Dense(6, activation="relu"), keras.layers.Dense(1)]
    )


def functional() -> keras.Model:
    inputs = keras.Input((4,))
    hidden = keras.layers.Dense(6, use_bias=False)(inputs)
    hidden = keras.layers.BatchNormalization()(hidden)
    hidden = keras.layers.Dropout(0.5, seed=2)(hidden)
    hidden = Twice(3)(hidden)
    return keras.Model(inputs, keras.layers.Dense(1, activation="tanh")(hidden))


def recurrent() -> keras.Model:
    inputs = keras.Input((4,))
    hidden = keras.layers.LSTM(3)(keras.layers.Reshape((2, 2))(inputs))
    return keras.Model(inputs, keras.layers.Dense(1)(hidden))


MODELS: dict[str, Callable[[], keras.Model]] = {
    "Sequential": sequential,
    "Functional": functional,
    "subclassed": Own,
    "recurrent": recurrent,
}


def data() -> Data:
    rng = np.random.default_rng(0)
    x = rng.normal(size=(ROWS, 4)).astype(np.float32)
    return x, np.tanh(x[:, :1])


def trained(build: Callable[[], keras.Model], *watches: Watch, epochs: int = 2, **options: Any) -> Any:
    keras.utils.set_random_seed(7)
    model = build()
    model.compile(keras.optimizers.Adam(0.01), "mse", metrics=["mae"], **options)
    x, y = data()
    held = (x[:8], y[:8])
    model.fit(x, y, batch_size=16, epochs=epochs, validation_data=held, verbose=0, callbacks=[*watches])
    return model


def state(model: keras.Model) -> list[Any]:
    variables = [*model.variables, *model.optimizer.variables]
    return [keras.ops.convert_to_numpy(each.value.numpy()) for each in variables]


def recorded(path: Path) -> Recorded:
    return read_recording(path.read_bytes())


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Path]:
    """A small network that was watched at every step, and its file."""
    path = tmp_path_factory.mktemp("watch") / "run.glab"
    watch = every_step(path)
    model = trained(sequential, watch)
    assert watch.stopped is None
    return model, path


def every_step(path: Path, **options: Any) -> Watch:
    watch = Watch(path, frames_per_second=100, **options)
    watch._interval = 0.0
    vars(sys.modules["gradient_lab.watch"])["SHARE"] = 1.0
    return watch


@pytest.fixture(autouse=True)
def _as_it_was() -> Any:
    yield
    vars(sys.modules["gradient_lab.watch"])["SHARE"] = 0.08


@pytest.mark.parametrize("name", MODELS)
def test_training_is_the_same_to_the_bit_with_and_without_it(name: str, tmp_path: Path) -> None:
    watch = every_step(tmp_path / "run.glab")
    with_it = state(trained(MODELS[name], watch))
    without = state(trained(MODELS[name]))
    assert watch.stopped is None
    assert len(recorded(tmp_path / "run.glab").frames) >= 4
    assert len(with_it) == len(without)
    for one, other in zip(with_it, without, strict=True):
        np.testing.assert_array_equal(one, other)


def test_each_layer_with_a_kernel_is_reached_and_others_are_named(tmp_path: Path) -> None:
    trained(functional, every_step(tmp_path / "run.glab"))
    run = recorded(tmp_path / "run.glab")
    assert [layer.units for layer in run.layout.layers] == [6, 3, 3, 1]
    assert run.about["weights_only"] == []
    assert [name for name in run.about["left_out"] if name.startswith("batch_normalization")]
    for layer in run.frames[-1].unpack(run.layout).layers:
        assert layer.activations.counts.sum() + layer.activations.under + layer.activations.over > 0
        assert layer.preactivation_gradient_std > 0


def test_numbers_are_those_of_keras(run: tuple[Any, Path]) -> None:
    model, path = run
    found = recorded(path)
    last = found.frames[-1].unpack(found.layout)
    x, y = data()
    hidden, out = model.layers
    with tf.GradientTape() as tape:
        sums = x @ hidden.kernel.value + hidden.bias.value
        tape.watch(sums)
        outputs = tf.nn.relu(sums)
        loss = tf.reduce_mean((outputs @ out.kernel.value + out.bias.value - y) ** 2)
    of_sums, of_kernel = tape.gradient(loss, [sums, hidden.kernel.value])
    layer = last.layers[0]
    assert layer.activation_mean == pytest.approx(np.mean(outputs), rel=1e-5)
    assert layer.activation_std == pytest.approx(np.std(outputs), rel=1e-5)
    assert layer.preactivation_std == pytest.approx(np.std(sums), rel=1e-5)
    assert layer.preactivation_gradient_std == pytest.approx(np.sqrt(np.mean(of_sums**2)), rel=1e-5)
    assert layer.weight_gradient_norm == pytest.approx(np.linalg.norm(of_kernel), rel=1e-5)
    assert layer.weight_norm == pytest.approx(np.linalg.norm(hidden.kernel.numpy()), rel=1e-6)
    assert layer.dead == np.mean(np.max(outputs, axis=0) <= 0)
    edges = found.layout.layers[0].weights
    counts, _ = np.histogram(hidden.kernel.numpy(), edges.bins, (edges.low, edges.high))
    assert layer.weights.counts.tolist() == counts.tolist()


def test_gradients_have_the_penalties_of_models_with_several_inputs_and_outputs(tmp_path: Path) -> None:
    keras.utils.set_random_seed(7)
    first, second = keras.Input((4,), name="first"), keras.Input((1,), name="second")
    both = keras.layers.Concatenate()([first, second])
    hidden = keras.layers.Dense(3, activation=keras.layers.ReLU(), kernel_regularizer="l2")(both)
    outputs = {name: keras.layers.Dense(1, name=name)(hidden) for name in ("one", "two")}
    model = keras.Model([first, second], outputs)
    model.compile("sgd", {"one": "mse", "two": "mae"})
    x, y = data()
    watch = every_step(tmp_path / "run.glab")
    model.fit([x, y], {"one": y, "two": -y}, batch_size=ROWS, verbose=0, callbacks=[watch])
    run = recorded(tmp_path / "run.glab")
    frame = run.frames[-1].unpack(run.layout)
    with tf.GradientTape() as tape:
        predicted = model([x, y])
        errors = predicted["one"] - y, predicted["two"] + y
        loss = tf.reduce_mean(errors[0] ** 2) + tf.reduce_mean(tf.abs(errors[1])) + sum(model.losses)
    kernel = model.layers[-3].kernel.value
    expected = np.linalg.norm(tape.gradient(loss, kernel))
    assert frame.layers[0].weight_gradient_norm == pytest.approx(expected, rel=1e-5)
    assert run.about["loss"] == "one: mse, two: mae"
    assert set(frame.measures) == {"one_loss", "two_loss"}


def test_a_loss_that_a_model_adds_itself_needs_no_targets(tmp_path: Path) -> None:
    model = Adding()
    model.compile("sgd")
    model.fit(data()[0], batch_size=16, verbose=0, callbacks=[every_step(tmp_path / "run.glab")])
    run = recorded(tmp_path / "run.glab")
    assert run.about["probe"]["why_not"] is None
    assert run.frames[-1].unpack(run.layout).layers[0].preactivation_gradient_std > 0


def test_updates_steps_and_losses_are_those_of_the_training(tmp_path: Path) -> None:
    kernels: list[Any] = []
    losses: list[float] = []
    note = keras.callbacks.LambdaCallback(
        on_train_batch_end=lambda batch, logs: (
            kernels.append(note.model.layers[0].kernel.numpy()),
            losses.append(logs["loss"]),
        )
    )
    watch = every_step(tmp_path / "run.glab")
    model = trained(sequential, note, watch)
    run = recorded(tmp_path / "run.glab")
    frames = [frame.unpack(run.layout) for frame in run.frames]
    assert [frame.step for frame in frames] == [1, 2, 3, 4, 5, 6]
    assert [frame.epoch for frame in frames] == pytest.approx([1 / 3, 2 / 3, 1, 4 / 3, 5 / 3, 2])
    np.testing.assert_allclose([frame.loss for frame in frames], losses)
    ratios = [frame.layers[0].update_ratio for frame in frames[1:]]
    changes = [np.linalg.norm(now - then) / np.linalg.norm(now) for then, now in pairwise(kernels)]
    np.testing.assert_allclose(ratios, changes, rtol=1e-5)
    history = model.history.history
    assert [frame.val_loss for frame in frames[2::3]] == pytest.approx(history["val_loss"])
    assert frames[0].val_loss is None
    assert frames[-1].val_metric == pytest.approx(history["val_mae"][-1])


def test_the_lab_reads_what_is_written_to_the_bit(run: tuple[Any, Path]) -> None:
    found = recorded(run[1])
    assert not found.cut
    for frame in found.frames:
        again = PackedFrame.of(frame.unpack(found.layout), (0.0, 1.0))
        assert again.data == frame.data
    values, arrays = container.unpack(found.frames[0].data)
    assert container.pack(values, arrays) == found.frames[0].data


def test_the_header_says_what_is_trained(run: tuple[Any, Path]) -> None:
    about = recorded(run[1]).about
    assert about["model"]["class"] == "Sequential"
    assert [layer["class"] for layer in about["model"]["layers"]] == ["Dense", "Dense"]
    assert about["optimizer"]["class"] == "Adam"
    assert about["loss"] == "mse"
    assert about["metric"] == "mae"
    assert about["versions"]["keras"] == keras.__version__
    assert about["probe"] == {"rows": ROWS, "why_not": None}


def test_of_a_dataset_no_row_is_taken_and_weights_are_watched(tmp_path: Path) -> None:
    x, y = data()
    model = sequential()
    model.compile("sgd", "mse")
    watch = every_step(tmp_path / "run.glab")
    model.fit(
        tf.data.Dataset.from_tensor_slices((x, y)).batch(16), shuffle=False, verbose=0, callbacks=[watch]
    )
    run = recorded(tmp_path / "run.glab")
    assert "probe=" in run.about["probe"]["why_not"]
    layer = run.frames[-1].unpack(run.layout).layers[0]
    assert layer.weight_norm > 0
    assert layer.activations.counts.sum() == 0
    assert np.isnan(layer.activation_std)


def test_a_layer_that_cannot_be_called_on_the_rows_costs_activations_alone(tmp_path: Path) -> None:
    watch = every_step(tmp_path / "run.glab", probe=(np.zeros((3, 9), np.float32), np.zeros((3, 1))))
    trained(sequential, watch)
    run = recorded(tmp_path / "run.glab")
    assert watch.stopped is None
    assert "could not be called" in run.about["probe"]["why_not"]
    assert run.frames


@pytest.mark.parametrize("broken", ["missing/folder/run.glab", "."])
def test_a_file_that_cannot_be_written_disturbs_nothing(broken: str, tmp_path: Path) -> None:
    watch = every_step(tmp_path / broken)
    trained(sequential, watch)
    assert watch.stopped is not None
    assert "Error" in watch.stopped


def test_a_disk_that_fills_leaves_whole_frames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    watch = every_step(tmp_path / "run.glab")
    added = watch._recording.add
    left = [3]

    def add(data: bytes) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError("No space left on device")
        added(data)

    monkeypatch.setattr(watch._recording, "add", add)
    trained(sequential, watch)
    assert watch.stopped == "OSError: No space left on device"
    assert len(recorded(tmp_path / "run.glab").frames) == 2


def test_a_second_fit_goes_on_in_the_same_file(tmp_path: Path) -> None:
    watch = every_step(tmp_path / "run.glab")
    model = trained(sequential, watch)
    x, y = data()
    model.fit(x, y, batch_size=16, verbose=0, callbacks=[watch])
    steps = [frame.step for frame in recorded(tmp_path / "run.glab").frames]
    assert steps == [1, 2, 3, 4, 5, 6, 7, 8, 9]


def test_no_more_frames_are_made_than_asked_for(tmp_path: Path) -> None:
    trained(sequential, Watch(tmp_path / "run.glab", frames_per_second=0.001), epochs=3)
    steps = [frame.step for frame in recorded(tmp_path / "run.glab").frames]
    assert steps == [1, 9]  # the first, and how it ended


@pytest.mark.parametrize(
    ("target", "options"),
    [
        ("http://localhost:8501", {}),
        ("run.glab", {"frames_per_second": 0}),
        ("run.glab", {"probe": ([1, 2], [1])}),
        ("run.glab", {"probe": (np.zeros((3, 2)), np.zeros(4))}),
    ],
)
def test_what_cannot_be_used_is_told_before_training(target: str, options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="Expected"):
        Watch(target, **options)


def test_histograms_lose_nothing() -> None:
    values = np.array([-5.0, -1.0, 0.0, 0.5, 1.0, 7.0, np.nan, np.inf], np.float32)
    counts, beside = histogram(values, {"low": -1.0, "high": 1.0, "bins": 4})
    assert counts.tolist() == [1, 0, 1, 2]
    assert beside.tolist() == [1, 1, 2]
    counts, beside = histogram(
        np.array([0.0, 1e-3, -10.0]), {"low": -3.0, "high": 1.0, "bins": 2}, magnitude=True
    )
    assert counts.tolist() == [1, 1]
    assert beside.tolist() == [1, 0, 0]


@pytest.mark.parametrize("columns", [1, 64, 97])
def test_of_large_arrays_some_of_every_column_is_looked_at(columns: int) -> None:
    size = columns * 5000
    step = stride(size, columns)
    chosen = np.arange(size)[::step]
    assert len(chosen) <= SAMPLE
    assert len(set((chosen % columns).tolist())) == columns


class TinyNet2D(keras.Model):  # type: ignore[misc]
    """Named by Keras after its class."""


def test_a_run_is_named_after_its_model_or_else_its_program(monkeypatch: pytest.MonkeyPatch) -> None:
    main = types.ModuleType("__main__")
    monkeypatch.setitem(sys.modules, "__main__", main)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    models = [sequential(), functional(), functional(), TinyNet2D(), TinyNet2D()]
    assert [run_name(model) for model in models] == [model.name for model in models], "at a prompt"
    main.__file__ = "/home/ann/train_digits.py"
    assert {run_name(model) for model in models} == {"train_digits"}
    assert run_name(keras.Sequential(name="my_net")) == "my_net"
    main.__file__ = "/home/ann/digits/__main__.py"
    assert run_name(models[0]) == "digits"
    del main.__file__
    monkeypatch.setenv("JPY_SESSION_NAME", "/home/ann/Digits.ipynb")
    assert run_name(models[0]) == "Digits"


@pytest.mark.parametrize("name", sorted(set(watched.ACTIVATIONS) - {"softmax"}))
def test_saturated_and_dead_mean_what_they_mean_in_the_lab(name: str) -> None:
    flat, entry = watched.ACTIVATIONS[name], ACTIVATIONS[name]
    for attribute in ("low", "high", "saturated_below", "saturated_above", "dead_at"):
        assert getattr(flat, attribute) == getattr(entry, attribute)


def test_the_package_needs_keras_and_numpy_alone() -> None:
    found = set()
    for path in (ROOT / "gradient_lab").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found |= {name.partition(".")[0] for name in names}
    # TensorFlow is loaded where it is Keras's backend.
    assert found - sys.stdlib_module_names == {"gradient_lab", "keras", "numpy", "tensorflow"}


def test_it_is_installed_by_itself() -> None:
    about = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert about["tool"]["setuptools"]["packages"] == ["gradient_lab"]
    assert [line.partition(">")[0] for line in about["project"]["dependencies"]] == ["keras", "numpy"]
    assert "dependencies" not in about["project"]["dynamic"]
