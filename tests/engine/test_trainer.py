"""A run as a value: endings, going on, changing the rate, and the generator for notebooks."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import keras
import numpy as np
import pytest

from core.container import pack
from core.diagnosis.findings import Found
from core.engine.build import build
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.live.protocol.job import Job
from core.message import Invalid
from tests.keras_reference import fit, reference

SMALL: dict[str, Any] = {"dataset": {"name": "circle", "samples": 320}, "layers": (6,), "batch_size": 32}


def run_out(trainer: Trainer) -> None:
    while not trainer.finished:
        trainer.advance(0.05)


@pytest.mark.parametrize(
    ("monitor", "patience", "restore"),
    [
        ("val_loss", 2, True),
        pytest.param("val_metric", 3, True, marks=pytest.mark.slow),
        pytest.param("val_loss", 1, False, marks=pytest.mark.slow),
    ],
)
def test_early_stopping_is_that_of_keras(monitor: str, patience: int, restore: bool) -> None:
    choices = {
        **SMALL,
        "dataset": {"name": "gauss", "samples": 160, "noise": 50},
        "layers": (32, 32),
        "learning_rate": 0.02,
        "epochs": 60,
        "shuffle": False,  # one order for all epochs, so that a single `fit` sees the same batches
        "stopping": {"name": "early", "monitor": monitor, "patience": patience, "restore_best": restore},
    }
    trainer = Trainer(Experiment(**choices))
    model = reference(trainer)
    metrics = [keras.metrics.BinaryAccuracy("metric", threshold=0.0)]
    model.compile(model.optimizer, model.loss, metrics=metrics, jit_compile=False)
    callback = keras.callbacks.EarlyStopping(
        monitor=monitor,
        patience=patience,
        restore_best_weights=restore,
        mode="max" if monitor == "val_metric" else "min",
    )
    rows, bundle = trainer.batches.order(0), trainer.bundle
    history = model.fit(
        bundle.x_train[rows],
        bundle.targets(bundle.y_train, "column", 2)[rows],
        batch_size=32,
        epochs=60,
        validation_data=(bundle.x_val, bundle.targets(bundle.y_val, "column", 2)),
        callbacks=[callback],
        shuffle=False,
        verbose=0,
    )
    run_out(trainer)
    assert trainer.epoch == len(history.history["loss"]) < 60
    assert trainer.ending is not None and str(trainer.ending).startswith("Stopped early")
    ours = np.concatenate([value.ravel() for value in trainer.variables()[:6]])
    theirs = np.concatenate([value.ravel() for value in model.get_weights()])
    assert np.linalg.norm(ours - theirs) / np.linalg.norm(theirs) < 1e-3


def test_best_weights_that_come_back_at_the_last_epoch_are_named() -> None:
    experiment = Experiment(
        **{**SMALL, "dataset": {"name": "gauss", "samples": 160, "noise": 50}, "layers": (32, 32)},
        learning_rate=0.02,
        epochs=8,
        stopping={"name": "early", "patience": 50},
    )
    trainer = Trainer(experiment)
    run_out(trainer)
    best = trainer._stopping.best_epoch
    assert trainer.epoch == 8 and 1 <= best <= 8
    assert str(trainer.ending) == (
        f"All 8 epochs are trained. The weights of epoch {best}, the best one, are back in place."
    )


def test_at_its_end_a_run_has_the_findings_of_the_playground() -> None:
    faint = {"name": "normal", "scale": 0.3}
    trainer = Trainer(Experiment(layers=(16,) * 6, activation="sigmoid", initializer=faint, epochs=1))
    run_out(trainer)
    notes = json.loads(json.dumps(trainer.notes()))
    found = [Found.from_json(one) for one in notes["findings"]]
    assert found[0].key == "vanishing" and found[0].remedy is not None
    assert (notes["best"], notes["measured"]) == (None, None)


def test_what_was_measured_last_is_kept_where_other_weights_are_back() -> None:
    data = {"name": "gauss", "samples": 160, "noise": 50}
    choices = {**SMALL, "dataset": data, "layers": (32, 32), "learning_rate": 0.02, "epochs": 12}
    left, ended = (
        Trainer(Experiment(**choices, stopping={"name": "early", "patience": 50, "restore_best": back}))
        for back in (False, True)
    )
    for trainer in (left, ended):
        run_out(trainer)
    last, shown, notes = left.frame(), ended.frame(), ended.notes()
    assert notes["best"] < 12, "else nothing is to be told apart"
    assert notes["measured"] == pytest.approx([last.val_loss, last.val_metric], rel=1e-5)
    assert shown.val_loss is not None and shown.val_loss < notes["measured"][0]
    assert left.notes()["best"] is None


def test_averaged_weights_come_after_the_last_validation() -> None:
    """As in `fit`: its last numbers are those of the weights before they are replaced by their average."""
    averaging = {"name": "ema", "momentum": 0.9}
    plain, averaged = (
        Trainer(Experiment(**SMALL, epochs=3, **more)) for more in ({}, {"averaging": averaging})
    )
    for trainer in (plain, averaged):
        run_out(trainer)
    last, shown, notes = plain.frame(), averaged.frame(), averaged.notes()
    assert notes["best"] is None
    assert notes["measured"] == pytest.approx([last.val_loss, last.val_metric], rel=1e-5)
    assert abs((shown.val_loss or 0.0) - notes["measured"][0]) > 1e-4


def test_a_run_that_breaks_ends_with_the_best_weights_as_in_keras() -> None:
    """NaN is no improvement: `fit` trains on until patience is at its end, and puts the best ones back."""
    experiment = Experiment(
        **{**SMALL, "dataset": "hills"},
        activation="relu",
        optimizer="sgd",
        learning_rate=0.02,
        shuffle=False,
        epochs=30,
        stopping={"name": "early", "monitor": "loss", "patience": 3},
    )
    trainer = Trainer(experiment)
    model = reference(trainer)
    rows, bundle = trainer.batches.order(0), trainer.bundle
    x, y = bundle.x_train[rows], bundle.targets(bundle.y_train, None, 0)[rows]
    callback = keras.callbacks.EarlyStopping(monitor="loss", patience=3, restore_best_weights=True)

    class Faster(keras.callbacks.Callback):
        def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
            if epoch == 3:
                self.model.optimizer.learning_rate = 1e4

    model.fit(x, y, batch_size=32, epochs=30, callbacks=[Faster(), callback], shuffle=False, verbose=0)
    trainer.advance_steps(3 * trainer.batches.steps_per_epoch)
    trainer.learning_rate = 1e4
    run_out(trainer)
    assert trainer.diverged
    assert str(trainer.ending).endswith("The weights of epoch 3, the best one, are back in place.")
    ours = np.concatenate([value.ravel() for value in trainer.variables()[:4]])
    theirs = np.concatenate([value.ravel() for value in model.get_weights()])
    assert np.isfinite(theirs).all()
    assert np.linalg.norm(ours - theirs) / np.linalg.norm(theirs) < 1e-3


def test_a_run_that_breaks_in_its_first_epoch_has_no_best_weights() -> None:
    stopping = {"name": "early", "patience": 3}
    hills = {**SMALL, "dataset": "hills", "activation": "relu", "optimizer": "sgd"}
    trainer = Trainer(Experiment(**hills, learning_rate=100.0, stopping=stopping))
    run_out(trainer)
    assert trainer.diverged and "best one" not in str(trainer.ending)


def without_stopping(dataset: str) -> dict[str, Any]:
    data = {"name": dataset, "samples": 320, "noise": 30 if dataset == "gauss" else 0}
    return {**SMALL, "dataset": data, "epochs": 50, "shuffle": False}


@cache
def history_of(dataset: str) -> dict[str, list[float]]:
    """What `fit` reports for each of the first epochs."""
    trainer = Trainer(Experiment(**without_stopping(dataset)), compiles=False)
    model = reference(trainer)
    metric: Any = (
        keras.metrics.BinaryAccuracy("metric", threshold=0.0)
        if dataset == "gauss"
        else keras.metrics.MeanAbsoluteError("metric")
    )
    model.compile(model.optimizer, model.loss, metrics=[metric], jit_compile=False)
    rows, bundle = trainer.batches.order(0), trainer.bundle
    history: dict[str, list[float]] = model.fit(
        bundle.x_train[rows],
        bundle.targets(bundle.y_train, "column", 2)[rows],
        batch_size=32,
        epochs=30,
        validation_data=(bundle.x_val, bundle.targets(bundle.y_val, "column", 2)),
        shuffle=False,
        verbose=0,
    ).history
    return history


@pytest.mark.parametrize(
    ("dataset", "monitor", "value", "rising"),
    [
        ("gauss", "metric", 0.9, True),
        ("gauss", "val_loss", 0.2, False),
        ("gauss", "val_metric", 0.97, True),
        pytest.param("hills", "val_metric", 0.66, False, marks=pytest.mark.slow),
        pytest.param("hills", "loss", 0.75, False, marks=pytest.mark.slow),
    ],
)
def test_it_stops_at_the_end_of_the_first_epoch_that_is_good_enough(
    dataset: str, monitor: str, value: float, rising: bool
) -> None:
    """Beside the numbers that `fit` reports for every epoch."""
    stopping = {"name": "target", "monitor": monitor, "value": value}
    trainer = Trainer(Experiment(**without_stopping(dataset), stopping=stopping))
    reached = [got >= value if rising else got <= value for got in history_of(dataset)[monitor]]
    run_out(trainer)
    assert 1 < trainer.epoch == reached.index(True) + 1 < 50
    assert f"Stopped after epoch {trainer.epoch:g}: " in str(trainer.ending)
    assert str(trainer.ending).endswith(f" has reached {value:g}.")


def test_a_value_that_is_never_reached_stops_nothing() -> None:
    trainer = Trainer(Experiment(**SMALL, epochs=3, stopping={"name": "target", "value": 0.0}))
    run_out(trainer)
    assert trainer.epoch == 3 and trainer.ending is None


def test_a_diverging_run_stops_at_the_step_that_broke() -> None:
    trainer = Trainer(
        Experiment(
            **{**SMALL, "dataset": "hills"},
            activation="relu",
            optimizer="sgd",
            learning_rate=100.0,
            scaling="none",
        )
    )
    run_out(trainer)
    assert trainer.diverged
    assert "Diverged at step" in str(trainer.ending)
    assert str(trainer.ending).endswith("The learning rate of 100 is large. Try: Learning rate 0.1.")
    [found] = trainer.notes()["findings"]
    assert (found["key"], found["remedy"]["change"]) == ("diverged", {"learning_rate": "0.1"})
    frame = trainer.frame()
    assert frame.step == trainer.step and not np.isfinite(frame.loss)
    again = Trainer(trainer.experiment)
    again.advance_steps(trainer.step - 1)
    assert not again.diverged  # every step before it was still finite
    again.advance_steps(1)
    assert again.diverged


def test_the_rate_takes_effect_while_running() -> None:
    trainer = Trainer(Experiment(**SMALL, optimizer="sgd", learning_rate=0.1))
    trainer.advance_steps(5)
    before, kernel = trainer.state(), trainer.variables()[0]
    trainer.learning_rate = 1e-6
    trainer.advance_steps(1)
    slow = np.linalg.norm(trainer.variables()[0] - kernel)
    trainer = Trainer(trainer.experiment, state=before, learning_rate=0.1)
    trainer.advance_steps(1)
    fast = np.linalg.norm(trainer.variables()[0] - kernel)
    # Float32 subtraction leaves few digits of so small a move, so only the order of size is compared.
    assert 1e4 < fast / slow < 1e6


def test_training_ends_at_the_last_epoch() -> None:
    trainer = Trainer(Experiment(**SMALL, epochs=3))
    run_out(trainer)
    assert trainer.step == 3 * trainer.batches.steps_per_epoch and trainer.ending is None


def test_every_step_is_counted_once_in_an_epoch() -> None:
    trainer = Trainer(Experiment(**{**SMALL, "batch_size": 60}, epochs=2))
    batches = trainer.batches
    order, counts = batches.take(0, 2 * batches.steps_per_epoch, 16)
    for epoch in range(2):
        first = epoch * batches.steps_per_epoch
        used = np.concatenate(
            [order[step, : counts[step]] for step in range(first, first + batches.steps_per_epoch)]
        )
        np.testing.assert_array_equal(np.sort(used), np.arange(batches.rows))
    assert not np.array_equal(batches.order(0), batches.order(1))


def test_train_yields_the_beginning_and_the_end() -> None:
    from core import train

    frames = list(train(Experiment(**SMALL, epochs=20)))
    assert frames[0].step == 0 and frames[-1].epoch == 20
    assert frames[-1].loss < frames[0].loss
    steps = [frame.step for frame in frames]
    assert steps == sorted(set(steps))


@pytest.mark.slow
def test_the_parity_reference_itself_learns() -> None:
    trainer = Trainer(Experiment(**SMALL))
    model = reference(trainer)
    before = model.evaluate(trainer.bundle.x_train, trainer.bundle.y_train, verbose=0)
    fit(model, trainer, 40)
    assert model.evaluate(trainer.bundle.x_train, trainer.bundle.y_train, verbose=0) < before


def test_before_it_is_compiled_one_pass_gives_what_evaluation_and_prediction_give() -> None:
    experiment = Experiment(
        dataset={"name": "circle", "samples": 200}, layers=(7, 5), normalization="batch", l2=0.01
    )
    trainer = Trainer(experiment)
    program, state, feed = trainer.program, trainer.state(), trainer.data
    grid = trainer.frame_builder._plane.grid
    assert not program.ready
    numbers, answers = program.survey(state, [feed.beginning, feed.validation], grid)
    for found, part in zip(numbers, (feed.beginning, feed.validation), strict=True):
        assert found == pytest.approx(program.evaluate(state, *part), rel=1e-5)
    np.testing.assert_allclose(answers, program.predict(state, grid), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("state", [b"x", b"\xff" * 40, pack({"step": 3}, {})])
def test_a_run_whose_stored_state_is_broken_says_so(state: bytes) -> None:
    with pytest.raises(Invalid, match="cannot be read, so it cannot go on"):
        build(Job("run", Experiment(**SMALL), 0.03, state=state))
