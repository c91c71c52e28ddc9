"""Early stopping with all that Keras can be told, and the best weights of all epochs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from core.choices.stopping import STOPPING
from core.engine.training.stopping import EarlyStopping
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.model.size import state_bytes
from tests.keras_reference import reference

NUMBERS = [0.9, 0.5, 0.7, 0.6, 0.8, 0.45, 0.7, 0.8, 0.3, 0.6, 0.6, 0.6]
OVERFITTING: dict[str, Any] = {
    "dataset": {"name": "gauss", "samples": 160, "noise": 50},
    "layers": (32, 32),
    "batch_size": 32,
    "learning_rate": 0.02,
    "shuffle": False,  # one order for all epochs, so that a single `fit` sees the same batches
}


def stops(picked: dict[str, Any], *, handed_over: bool) -> tuple[int, int, float]:
    """The epoch after which it stops (12: never), the best one, and which weights are put back."""
    entry = STOPPING.pick(picked["name"], **{key: it for key, it in picked.items() if key != "name"})
    stopping = EarlyStopping(entry, accuracy=False)
    for epoch, loss in enumerate(NUMBERS):
        if handed_over:
            stopping = EarlyStopping(entry, accuracy=False, memory=stopping.memory)
        if stopping.after_epoch(epoch, {"val_loss": loss}, np.float32([epoch])):
            break
    return epoch + 1, stopping.best_epoch, float(stopping.final(np.float32([99]))[0])


@pytest.mark.parametrize(
    ("picked", "expected"),
    [
        ({"name": "early", "patience": 2}, (4, 2, 1)),
        ({"name": "early", "patience": 2, "start_from_epoch": 3}, (8, 6, 5)),
        ({"name": "early", "patience": 2, "start_from_epoch": 11}, (12, 12, 11)),
        ({"name": "early", "patience": 4, "baseline": 0.4}, (4, 2, 1)),
        ({"name": "early", "patience": 9, "baseline": 0.4}, (12, 9, 8)),
        ({"name": "early", "patience": 3, "min_delta": 0.1, "restore_best": False}, (5, 2, 99)),
        ({"name": "checkpoint"}, (12, 9, 8)),
    ],
)
def test_it_stops_where_keras_does_also_when_handed_over(
    picked: dict[str, Any], expected: tuple[int, int, float]
) -> None:
    assert stops(picked, handed_over=False) == stops(picked, handed_over=True) == expected


def test_with_a_baseline_the_ending_says_what_was_not_reached() -> None:
    early = {"name": "early", "patience": 2, "baseline": 0.001}
    trainer = Trainer(Experiment(**OVERFITTING, epochs=30, stopping=early))
    while not trainer.finished:
        trainer.advance(0.1)
    assert trainer.epoch < 30
    assert "had not got past the baseline of 0.001. The weights of epoch" in str(trainer.ending)


def test_a_baseline_of_accuracy_is_a_share() -> None:
    texts = {"stopping": "early", "stopping.monitor": "val_metric", "stopping.baseline": "95"}
    found, errors = Experiment.lenient(texts)
    assert "expected 0.95, received 95" in str(errors["stopping.baseline"])
    assert found.stopping["baseline"] is None
    assert Experiment.lenient({**texts, "stopping.baseline": ""})[1] == {}


@pytest.mark.filterwarnings("ignore:__array__ implementation")  # of what Keras reads files with
def test_the_weights_kept_are_those_of_model_checkpoint(tmp_path: Path) -> None:
    experiment = Experiment(**OVERFITTING, epochs=12, stopping="checkpoint")
    trainer = Trainer(experiment)
    model = reference(trainer)
    kept = tmp_path / "best.weights.h5"
    checkpoint = keras.callbacks.ModelCheckpoint(
        kept, monitor="val_loss", save_best_only=True, save_weights_only=True
    )
    rows, bundle = trainer.batches.order(0), trainer.bundle
    history = model.fit(
        bundle.x_train[rows],
        bundle.targets(bundle.y_train, "column", 2)[rows],
        batch_size=32,
        epochs=12,
        validation_data=(bundle.x_val, bundle.targets(bundle.y_val, "column", 2)),
        callbacks=[checkpoint],
        shuffle=False,
        verbose=0,
    ).history
    while not trainer.finished:
        trainer.advance(0.1)
    best = int(np.argmin(history["val_loss"])) + 1
    assert best < 12
    assert str(trainer.ending) == (
        f"All 12 epochs are trained. The weights of epoch {best}, the best one, are back in place."
    )
    assert trainer.frame().best_epoch == best
    model.load_weights(kept)
    ours = np.concatenate([value.ravel() for value in trainer.variables()[:6]])
    theirs = np.concatenate([value.ravel() for value in model.get_weights()])
    assert np.linalg.norm(ours - theirs) / np.linalg.norm(theirs) < 1e-3
    assert state_bytes(experiment) > state_bytes(Experiment(**OVERFITTING))
