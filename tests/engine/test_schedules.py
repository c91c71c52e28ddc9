"""Schedules of the learning rate beside those of Keras, and what a run makes of them."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import pytest

from core.choices.registry import Picked
from core.choices.schedules import SCHEDULES
from core.engine.program.state import TrainState
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.schedule import Span, factors
from tests.keras_reference import distance, fit, reference

RATE, PER_EPOCH, EPOCHS = 0.3, 7, 40
SPAN = Span(EPOCHS, lambda epoch: epoch * PER_EPOCH)
AT = np.arange(EPOCHS * PER_EPOCH + 20)
decays = keras.optimizers.schedules
CASES: dict[str, tuple[Picked, Any]] = {
    "step": (
        SCHEDULES.pick("step", factor=0.5, every=10),
        decays.ExponentialDecay(RATE, 70, 0.5, staircase=True),
    ),
    "piecewise": (
        SCHEDULES.pick("piecewise_constant", boundaries="10, 20", factors="0.1, 0.01"),
        # Keras changes after a boundary, so that the first step of an epoch is one later than that.
        decays.PiecewiseConstantDecay([69, 139], [RATE, 0.1 * RATE, 0.01 * RATE]),
    ),
    "exponential": (
        SCHEDULES.pick("exponential", factor=0.9, every=3),
        decays.ExponentialDecay(RATE, 21, 0.9),
    ),
    "inverse_time": (
        SCHEDULES.pick("inverse_time", decay_rate=0.7, every=5),
        decays.InverseTimeDecay(RATE, 35, 0.7),
    ),
    "polynomial": (
        SCHEDULES.pick("polynomial", power=2, alpha=0.1),
        decays.PolynomialDecay(RATE, EPOCHS * PER_EPOCH, 0.1 * RATE, power=2),
    ),
    "cosine": (SCHEDULES.pick("cosine", alpha=0.05, epochs=30), decays.CosineDecay(RATE, 210, alpha=0.05)),
    "cosine-warm-up": (
        SCHEDULES.pick("cosine", warmup=4),
        decays.CosineDecay(0.0, (EPOCHS - 4) * PER_EPOCH, warmup_target=RATE, warmup_steps=4 * PER_EPOCH),
    ),
    "restarts": (
        SCHEDULES.pick("cosine_restarts", first=6, t_mul=1.5, m_mul=0.8, alpha=0.1),
        decays.CosineDecayRestarts(RATE, 42, t_mul=1.5, m_mul=0.8, alpha=0.1),
    ),
    "equal-restarts": (
        SCHEDULES.pick("cosine_restarts", first=6, t_mul=1),
        decays.CosineDecayRestarts(RATE, 42, t_mul=1.0),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_rates_are_those_of_keras(name: str) -> None:
    picked, theirs = CASES[name]
    expected = np.array([float(theirs(at)) for at in AT])
    # Keras's single precision may see a restart one step early or late.
    off = ~np.isclose(RATE * factors(picked, AT, SPAN), expected, rtol=2e-4, atol=1e-7)
    assert off.sum() <= (2 if "restarts" in name else 0)


def test_one_cycle_rises_and_falls_as_published() -> None:
    """PyTorch's OneCycleLR: lr/25, up to lr after 30 % of the steps, down to lr/25/1e4 at the last one."""
    found = factors(SCHEDULES.pick("one_cycle"), AT, SPAN)
    last = EPOCHS * PER_EPOCH - 1
    top = 0.3 * (last + 1) - 1
    assert found[0] == pytest.approx(1 / 25) and found[last] == pytest.approx(1 / 25e4)
    assert int(np.argmax(found)) in (int(top), int(top) + 1) and found.max() == pytest.approx(1, abs=1e-3)
    middle = 1 / 25 + (1 - 1 / 25) / 2  # half-way up a cosine
    assert np.interp(top / 2, AT, found) == pytest.approx(middle, rel=1e-3)
    assert (np.diff(found[: int(top)]) > 0).all() and (np.diff(found[int(top) + 1 : last]) < 0).all()


def test_a_constant_rate_is_left_alone() -> None:
    for name in ("none", "plateau"):
        np.testing.assert_array_equal(factors(SCHEDULES.pick(name), AT, SPAN), 1.0)


BASE: dict[str, Any] = {
    "dataset": {"name": "circle", "samples": 313},
    "layers": (8, 8),
    "batch_size": 10,
    "epochs": 3,
    "optimizer": "sgd",
    "learning_rate": 0.05,
}


def scheduled(schedule: Any, **changes: Any) -> Trainer:
    trainer = Trainer(Experiment(**{**BASE, "schedule": schedule, **changes}))
    trainer.wait_until_compiled()
    return trainer


def test_weights_equal_those_of_fit_and_no_schedule_compiles() -> None:
    trainer = scheduled({"name": "cosine", "alpha": 0.1, "warmup": 1})
    program = trainer.program
    steps = trainer.batches.steps_per_epoch
    model = reference(trainer)
    model.optimizer.learning_rate = decays.CosineDecay(
        0.0, 2 * steps, alpha=0.1, warmup_target=0.05, warmup_steps=steps
    )
    trainer.advance_steps(60)
    fit(model, trainer, 60)
    assert distance(trainer, model) <= 1e-4
    assert trainer.frame().learning_rate == pytest.approx(float(model.optimizer.learning_rate), rel=1e-5)

    other = scheduled({"name": "exponential", "factor": 0.5, "every": 1})
    assert other.program is program
    other.advance_steps(30)
    assert program.traces == 1
    assert other.rate == pytest.approx(0.05 * 0.5 ** (30 / steps), rel=1e-6)
    other.learning_rate = 0.1  # the rest of the schedule goes on from there
    assert other.rate == pytest.approx(0.1 * 0.5 ** (30 / steps), rel=1e-6)


@pytest.mark.filterwarnings("ignore:__array__ implementation")  # Keras reads a variable the old way
def test_a_plateau_is_that_of_keras_and_outlives_a_restart() -> None:
    picked = {
        "name": "plateau",
        "monitor": "loss",
        "factor": 0.5,
        "patience": 1,
        "min_delta": 0.02,
        "cooldown": 1,
    }
    choices = {"learning_rate": 0.01, "epochs": 9, "shuffle": False, "schedule": picked}
    trainer = scheduled(**choices)
    model = reference(trainer)
    bundle, rows = trainer.bundle, trainer.batches.order(0)
    y = bundle.targets(bundle.y_train, trainer.plan.target, trainer.plan.classes)
    callback = keras.callbacks.ReduceLROnPlateau("loss", 0.5, 1, min_delta=0.02, cooldown=1)
    history = model.fit(
        bundle.x_train[rows], y[rows], batch_size=10, epochs=9, shuffle=False, callbacks=[callback], verbose=0
    ).history
    rates = []
    for epoch in range(9):
        rates.append(trainer.rate)
        trainer.advance_steps(trainer.batches.steps_per_epoch)
        if epoch == 4:  # a server that was started again
            state = TrainState.from_bytes(trainer.state().to_bytes())
            trainer = Trainer(trainer.experiment, state=state)
            trainer.wait_until_compiled()
    assert len(set(rates)) > 2
    np.testing.assert_allclose(rates, history["learning_rate"], rtol=1e-5)
    assert distance(trainer, model) <= 1e-4
    assert not trainer.plan.scheduled  # the program of any other run
