"""The preset "classic" beside TensorFlow Playground's arithmetic, written here in NumPy, in double precision.

Both begin with the same points, in the same order, and the same weights. Their losses then differ by what
single precision loses on the way: measured over 100 epochs less than 1e-5 of the loss, and allowed 1e-4. A
weight that begins 1e-3 elsewhere, or a rate 1e-3 larger, is far beyond that, as a test shows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.bundle import prepare
from core.choices.registry import Picked
from core.data.catalogue import DATASETS
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.presets import PRESETS

EPOCHS = 100
TOLERANCE = 1e-4

FUNCTIONS: dict[str, tuple[Any, Any]] = {
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "relu": (lambda z: np.maximum(z, 0), lambda z: z > 0),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
    "linear": (lambda z: z, np.ones_like),
}
"""An activation function and its derivative."""


class Playground:
    """A network as Playground trains it.

    Arguments:
        weights: kernels and biases in turn, first layer to last.
        names: activation function of every layer, the output layer too.
        l2: its regularization rate: the penalty is half of it times the square of a weight.
    """

    def __init__(self, weights: list[np.ndarray], names: list[str], *, rate: float, l2: float = 0.0) -> None:
        self.weights = [np.array(each, np.float64) for each in weights]
        self.functions = [FUNCTIONS[name] for name in names]
        self.rate, self.l2 = rate, l2

    def forward(self, x: np.ndarray) -> tuple[list[np.ndarray], list[np.ndarray]]:
        """The sums of every layer, and what every layer was fed with and gives."""
        sums, values = [], [x.astype(np.float64)]
        for at, (function, _) in enumerate(self.functions):
            sums.append(values[-1] @ self.weights[2 * at] + self.weights[2 * at + 1])
            values.append(function(sums[-1]))
        return sums, values

    def loss(self, x: np.ndarray, y: np.ndarray) -> float:
        """Mean over all points of half the squared error."""
        return float(np.mean((self.forward(x)[1][-1][:, 0] - y) ** 2 / 2))

    def step(self, x: np.ndarray, y: np.ndarray) -> None:
        """The update after a batch: by the mean of the points' gradients."""
        sums, values = self.forward(x)
        gradient = values[-1] - y[:, None]
        for at in reversed(range(len(self.functions))):
            kernel, bias = self.weights[2 * at : 2 * at + 2]
            of_sums = gradient * self.functions[at][1](sums[at])
            gradient = of_sums @ kernel.T
            kernel -= self.rate * (values[at].T @ of_sums / len(x) + self.l2 * kernel)
            bias -= self.rate * of_sums.mean(axis=0)

    def epoch(self, x: np.ndarray, y: np.ndarray, size: int) -> None:
        """All points in their order, `size` at a time, which divides them."""
        for begin in range(0, len(x), size):
            self.step(x[begin : begin + size], y[begin : begin + size])


def classic(**changes: Any) -> Experiment:
    return Experiment(**{**PRESETS["classic"].choices, **changes})


def signed(y: np.ndarray, classes: int) -> np.ndarray:
    """Labels as Playground has them: -1 and 1; a target as it is."""
    return np.where(y == 1, 1.0, -1.0) if classes else y.astype(np.float64)


def beside(trainer: Trainer, **changes: Any) -> Playground:
    """Playground's network with the weights that the trainer begins with."""
    experiment = trainer.experiment
    hidden = [each.name for each in experiment.activations]
    output = "linear" if trainer.bundle.class_names == () else "tanh"
    weights = trainer.variables()[: 2 * len(hidden) + 2]
    return Playground(weights, [*hidden, output], **{"rate": experiment.learning_rate, **changes})


def curves(trainer: Trainer, other: Playground, epochs: int) -> tuple[np.ndarray, np.ndarray]:
    """Losses over all points of both parts after every epoch, shape ``(epochs, 2)``: ours and theirs."""
    bundle, size = trainer.bundle, trainer.experiment.batch_size
    rows = trainer.batches.order(0)
    classes = len(bundle.class_names)
    train = bundle.x_train[rows], signed(bundle.y_train[rows], classes)
    validation = bundle.x_val, signed(bundle.y_val, classes)
    trainer.wait_until_compiled()
    ours, theirs = [], []
    for _ in range(epochs):
        trainer.advance_steps(trainer.batches.steps_per_epoch)
        other.epoch(*train, size)
        # Ours include the penalty, which Playground's do not.
        penalty = trainer.experiment.l2 * sum(float(np.sum(kernel**2)) for kernel in other.weights[::2])
        parts = (trainer.data.train, trainer.data.validation)
        ours.append([trainer.program.evaluate(trainer.state(), *part)[0] - penalty for part in parts])
        theirs.append([other.loss(*part) for part in (train, validation)])
    return np.array(ours), np.array(theirs)


CASES: dict[str, dict[str, Any]] = {
    "circle": {},
    "xor-relu": {
        "dataset": {"name": "xor", "samples": 500, "noise": 10},
        "activation": "relu",
        "layers": (6, 4),
    },
    "gauss-sigmoid": {"dataset": {"name": "gauss", "samples": 500, "noise": 20}, "activation": "sigmoid"},
    "spiral-three-layers": {
        "dataset": {"name": "spiral", "samples": 500, "noise": 0},
        "layers": (8, 8, 8),
        "learning_rate": 0.1,
    },
    "mixed": {"layers": (5, 4, 3), "layer_activations": "tanh, relu, sigmoid"},
    "no-hidden-layer": {"dataset": {"name": "gauss", "samples": 500, "noise": 0}, "layers": ()},
    "plane-linear": {
        "dataset": {"name": "plane", "samples": 1200, "noise": 15},
        "activation": "linear",
        "learning_rate": 0.003,
    },
    "hills-tanh": {"dataset": {"name": "hills", "samples": 1200, "noise": 0}, "layers": (8, 4)},
}
FAST = {"circle", "plane-linear"}


@pytest.mark.parametrize(
    "name", [name if name in FAST else pytest.param(name, marks=pytest.mark.slow) for name in CASES]
)
def test_losses_are_those_of_playground(name: str) -> None:
    trainer = Trainer(classic(**CASES[name]))
    ours, theirs = curves(trainer, beside(trainer), EPOCHS)
    assert theirs[-1, 0] < 0.97 * theirs[0, 0]  # something was learnt, so that there was something to compare
    np.testing.assert_allclose(ours, theirs, rtol=TOLERANCE)


@pytest.mark.slow
def test_an_l2_rate_of_playground_is_twice_that_of_keras() -> None:
    trainer = Trainer(classic(l2=0.005))
    ours, theirs = curves(trainer, beside(trainer, l2=0.01), EPOCHS)
    np.testing.assert_allclose(ours, theirs, rtol=TOLERANCE)


@pytest.mark.slow
@pytest.mark.parametrize("wrong", ["rate", "weight", "l2"])
def test_the_tolerance_would_catch_a_small_difference(wrong: str) -> None:
    trainer = Trainer(classic())
    changes = {"rate": {"rate": 0.03 * 1.001}, "l2": {"l2": 1e-4}}.get(wrong, {})
    other = beside(trainer, **changes)
    if wrong == "weight":
        other.weights[0][0, 0] += 1e-3
    ours, theirs = curves(trainer, other, EPOCHS)
    assert np.max(np.abs(ours / theirs - 1)) > 10 * TOLERANCE


def test_it_begins_as_playground_does() -> None:
    trainer = Trainer(classic())
    kernels, biases = trainer.variables()[:6:2], trainer.variables()[1:6:2]
    assert [each.shape for each in kernels] == [(2, 4), (4, 2), (2, 1)]
    assert all(np.all(each == np.float32(0.1)) for each in biases)
    drawn = np.concatenate(
        [Trainer(classic(layers=(64, 64), weight_seed=seed)).variables()[2].ravel() for seed in range(3)]
    )
    assert np.abs(drawn).max() <= 0.5
    # Four standard errors of the mean and of the variance of evenly spread numbers.
    assert abs(drawn.mean()) < 4 * (1 / 12 / drawn.size) ** 0.5
    assert abs(drawn.var() - 1 / 12) < 4 * (1 / 180 / drawn.size) ** 0.5
    bundle = trainer.bundle
    assert (len(bundle.x_train), len(bundle.x_val)) == (250, 250)
    assert np.shares_memory(bundle.x_train, bundle.raw_train)  # no scaling
    np.testing.assert_array_equal(trainer.batches.order(0), trainer.batches.order(7))  # shuffled once


@pytest.mark.parametrize("tenths", range(1, 10))
def test_the_parts_are_those_of_playground(tenths: int) -> None:
    """A share of the points, drawn whatever their classes, are for training.

    As in Keras, rounding of 1 - 0.8 and 1 - 0.9 takes one of them.
    """
    bundle = prepare(classic(validation_split=round(1 - tenths / 10, 1)))
    assert len(bundle.x_train) == 500 * tenths // 10 - (tenths in {1, 2})
    assert sorted([*bundle.train_rows, *bundle.val_rows]) == list(range(500))


# --- noise, by its definition: how often labels turn over and how far points move


ROWS = 10_000
"""The most that a data set has; statistics are held to four standard errors."""


def drawn(key: str, noise: float, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    entry: Any = DATASETS[key]
    picked: Picked = DATASETS.pick(key, samples=ROWS, noise=noise)
    raw = entry.load(picked, seed)
    return raw.x.astype(np.float64), raw.y


@pytest.mark.parametrize("noise", [5, 25, 50])
@pytest.mark.parametrize("key", ["circle", "xor"])
def test_noise_turns_labels_over_as_often_as_in_playground(key: str, noise: float) -> None:
    """The label is that of a position up to 5 * noise beside the point, along each axis."""
    points, label = drawn(key, noise)
    rng = np.random.default_rng(0)
    expected = np.zeros(ROWS)
    tries = 400
    for _ in range(tries):
        x1, x2 = (points + rng.uniform(-5, 5, points.shape) * noise / 100).T
        expected += x1**2 + x2**2 < 2.5**2 if key == "circle" else x1 * x2 >= 0
    expected /= tries
    spread = np.sqrt(np.sum(expected * (1 - expected)))
    assert abs(label.sum() - expected.sum()) < 4 * spread + 1
    # And they turn over where they should: how far labels are from their chances is on average 2 p (1 - p).
    surprise = np.abs(label - expected).mean() - np.mean(2 * expected * (1 - expected))
    assert abs(surprise) < 4 * spread / ROWS + 1e-3


@pytest.mark.parametrize("noise", [5, 30, 50])
def test_noise_moves_the_spiral_by_up_to_as_many_hundredths(noise: float) -> None:
    clean, label = drawn("spiral", 0)
    noisy, same = drawn("spiral", noise)
    np.testing.assert_array_equal(label, same)
    moved = noisy - clean
    most = noise / 100
    assert np.abs(moved).max() <= most * (1 + 1e-5) and np.abs(moved).max() > 0.99 * most
    assert abs(moved.var() / (most**2 / 3) - 1) < 4 * (4 / 5 / moved.size) ** 0.5


@pytest.mark.parametrize(("noise", "variance"), [(0, 0.5), (10, 1.2), (50, 4.0)])
def test_noise_widens_gauss_evenly_in_its_variance(noise: float, variance: float) -> None:
    points, label = drawn("gauss", noise)
    apart = points - np.where(label == 1, 2.0, -2.0)[:, None]
    assert abs(apart.var() / variance - 1) < 4 * (2 / apart.size) ** 0.5
    assert abs(apart.mean()) < 4 * (variance / apart.size) ** 0.5


@pytest.mark.parametrize("noise", [0, 20, 50])
def test_noise_of_the_plane_is_that_of_a_position_beside(noise: float) -> None:
    points, target = drawn("plane", noise)
    beside = target - points.sum(axis=1) / 10
    most = 2 * 6 * noise / 100 / 10
    assert np.abs(beside).max() <= most + 1e-6
    expected = 2 * (6 * noise / 1000) ** 2 / 3  # of the sum of two evenly spread numbers
    assert beside.var() == pytest.approx(expected, rel=0.05, abs=1e-12)
