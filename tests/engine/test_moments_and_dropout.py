"""What frames tell of batch normalization and dropout is what the next step computes with."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.frame import DROPPED_ROWS, DROPPED_UNITS
from core.live.sessions.history import History
from core.packed import PackedFrame

RATE = 0.05


def next_batch(trainer: Trainer) -> tuple[np.ndarray, np.ndarray]:
    """x and y of the rows of the next step, float64."""
    batches = trainer.batches
    number, inside = divmod(trainer.step, batches.steps_per_pass)
    rows = batches.order(number)[inside * batches.batch_size : (inside + 1) * batches.batch_size]
    return trainer.bundle.x_train[rows].astype(float), trainer.bundle.y_train[rows].astype(float)


@pytest.mark.parametrize(("place", "steps"), [("before", 3), ("after", 6)])
def test_moments_are_the_averages_and_those_of_the_next_batch(place: str, steps: int) -> None:
    """Ioffe & Szegedy 2015, algorithm 1; the seventh batch has 18 rows, and the rest is padding."""
    trainer = Trainer(
        Experiment(
            dataset={"name": "circle", "samples": 262},
            layers=(7, 5),
            normalization={"name": "batch", "momentum": 0.9, "place": place},
            batch_size=32,
            validation_split=0.2,
        ),
        compiles=False,
    )
    trainer.advance_steps(steps)
    frame, value = trainer.frame(), next_batch(trainer)[0]
    assert len(value) == (32 if steps == 3 else 17)
    network = trainer.program.step_functions.network
    arrays = [
        (weight.block, weight.variable, array.astype(float))
        for weight, array in zip(network.variables, trainer.variables(), strict=False)
    ]

    def of(block: int, variable: Any) -> np.ndarray:
        return next(array for at, each, array in arrays if at == block and each is variable)

    assert frame.moments is not None and frame.moments.shape == (2, 4)
    for number, block in enumerate(network.blocks[:-1]):
        norm = block.batch_normalization
        assert norm is not None
        value = value @ of(number, block.linear.kernel)
        if place == "after":
            value = np.tanh(value + of(number, block.linear.bias))
        mean, variance = value.mean(0), value.var(0)
        moving = of(number, norm.moving_mean), of(number, norm.moving_variance)
        expected = [
            np.sqrt((moving[0] ** 2).mean()),
            moving[1].mean(),
            np.sqrt((mean**2).mean()),
            variance.mean(),
        ]
        np.testing.assert_allclose(frame.moments[number], expected, rtol=2e-4)
        value = (value - mean) / np.sqrt(variance + norm.epsilon)
        value = value * of(number, norm.gamma) + of(number, norm.beta)
        if place == "before":
            value = np.tanh(value)


def test_dropped_units_are_those_of_the_step_that_follows() -> None:
    """The step taken by NumPy with the frame's mask gives the very weights that the program gives.

    What stays is scaled by 1 / (1 - rate) then, and nothing for predictions: Keras's inverted dropout.
    """
    rates = (0.5, 0.25)
    trainer = Trainer(
        Experiment(
            dataset={"name": "circle", "samples": 80},
            layers=(9, 6),
            layer_dropout=rates,
            optimizer="sgd",
            learning_rate=RATE,
            batch_size=DROPPED_ROWS,
        )
    )
    trainer.wait_until_compiled()
    trainer.advance_steps(3)
    masks, (x, y) = trainer.frame().dropped, next_batch(trainer)
    assert masks is not None and masks.shape == (2, DROPPED_ROWS, 9)
    assert not masks[1, :, 6:].any(), "beyond the width of a layer nothing is dropped"
    w1, b1, w2, b2, w3, b3 = (each.astype(float) for each in trainer.variables()[:6])
    keep1, keep2 = (
        (1 - mask) / (1 - rate) for mask, rate in zip((masks[0], masks[1, :, :6]), rates, strict=True)
    )
    a1 = np.tanh(x @ w1 + b1)
    a2 = np.tanh((a1 * keep1) @ w2 + b2)
    given = a2 * keep2
    delta3 = (1 / (1 + np.exp(-(given @ w3 + b3))) - y[:, None]) / len(x)
    delta2 = (delta3 @ w3.T) * keep2 * (1 - a2**2)
    delta1 = (delta2 @ w2.T) * keep1 * (1 - a1**2)
    gradients = (
        x.T @ delta1,
        delta1.sum(0),
        (a1 * keep1).T @ delta2,
        delta2.sum(0),
        given.T @ delta3,
        delta3.sum(0),
    )
    expected = [
        each - RATE * gradient for each, gradient in zip((w1, b1, w2, b2, w3, b3), gradients, strict=True)
    ]
    trainer.advance_steps(1)
    for ours, theirs in zip(trainer.variables()[:6], expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-6)
    later = trainer.frame().dropped
    assert later is not None and (later != masks).any(), "each step draws anew"


def test_wide_layers_and_large_batches_show_a_corner() -> None:
    trainer = Trainer(
        Experiment(dataset={"name": "circle", "samples": 80}, layers=(70, 3), dropout=0.5, batch_size=16)
    )
    trainer.wait_until_compiled()
    masks = trainer.frame().dropped
    assert masks is not None and masks.shape == (2, DROPPED_ROWS, DROPPED_UNITS)
    assert 0.3 < masks[0].mean() < 0.7


def test_frames_keep_both_as_bytes_and_runs_their_past() -> None:
    trainer = Trainer(
        Experiment(dataset="iris", layers=(5, 4), normalization="batch", dropout=0.5, metrics="f1, auc")
    )
    trainer.wait_until_compiled()
    frames = [trainer.frame()]
    trainer.advance_steps(4)
    frames.append(trainer.frame())
    packed = [PackedFrame.of(frame, (0, 1)) for frame in frames]
    for frame, one in zip(frames, packed, strict=True):
        again = PackedFrame(one.data)
        again.check(trainer.layout)
        np.testing.assert_array_equal(again.unpack(trainer.layout).moments, frame.moments)
        np.testing.assert_array_equal(again.unpack(trainer.layout).dropped, frame.dropped)
    history = History()
    history.add(packed[0])
    history.add(packed[1])
    twin = history.copy()
    assert twin.measures == ("f1", "auc")
    np.testing.assert_array_equal(twin.moments, [frame.moments for frame in frames])
    np.testing.assert_allclose(twin.measured, [list(frame.measures.values()) for frame in frames], rtol=1e-4)


def test_without_either_frames_are_as_they_were() -> None:
    frame = Trainer(Experiment(dataset="iris", layers=(5,), normalization="layer"), compiles=False).frame()
    assert frame.moments is None and frame.dropped is None
    assert set(PackedFrame.of(frame, (0, 1)).contents.arrays) == {"run", "layers", "counts", "outside"}
