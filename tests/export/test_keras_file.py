"""A trained network as a `.keras` file: Keras opens it without this project, and it predicts the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from core.choices.activations import ACTIVATIONS
from core.engine.inspection.keras_file import keras_file_of
from core.engine.inspection.predicting import predictions_of
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.export.enclosed import enclose, enclosed
from core.live.answering.answers import QUESTIONS
from core.message import Invalid

# What Keras itself warns of when it saves.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
SMALL: dict[str, Any] = {"dataset": {"name": "circle", "samples": 60}, "layers": (4, 4)}
CASES: dict[str, dict[str, Any]] = {
    "residual": {"layers": (2, 3, 3), "residual": True, "normalization": "batch_layer"},
    "pictures": {
        "dataset": {"name": "digits", "samples": 60},
        "convolutions": {"name": "conv2d", "filters": (3,), "pooling": "average"},
        "layers": (4,),
        "activation": "prelu",
        "normalization": {"name": "batch", "place": "after"},
        "dropout": 0.2,
        "noise": "gaussian_noise",
    },
    "only-convolutions": {
        "dataset": {"name": "digits", "samples": 60},
        "convolutions": {"name": "conv2d", "filters": (2, 3), "pooling": "none"},
        "layers": (),
    },
    "number": {"dataset": {"name": "angle", "samples": 60}, "normalization": "rms"},
    **{f"activation-{key}": {"activation": key} for key, one in ACTIVATIONS.items() if one.parameters},
}


@pytest.mark.parametrize("name", CASES)
def test_it_predicts_what_the_run_does(name: str, tmp_path: Path) -> None:
    trainer = Trainer(Experiment(**{**SMALL, **CASES[name]}), compiles=False)
    if not trainer.plan.regularization.random:  # it would wait for the compiler
        trainer.advance_steps(2)
    asked, state = {"experiment": trainer.experiment.flat()}, trainer.state().to_bytes()
    path = tmp_path / "model.keras"
    path.write_bytes(enclose(keras_file_of(asked, state), trainer.experiment))
    assert json.loads(enclosed(path.read_bytes())) == trainer.experiment.changes()
    outputs = keras.models.load_model(path).predict(trainer.bundle.x_val, verbose=0)
    if trainer.plan.classes:
        squash = keras.ops.softmax if trainer.plan.outputs > 1 else keras.ops.sigmoid
        outputs = np.asarray(squash(outputs))
    found = predictions_of({**asked, "part": "validation"}, state)
    np.testing.assert_allclose(outputs, found.answers, rtol=1e-5, atol=1e-6)


def test_another_networks_state_is_refused_in_words() -> None:
    state = Trainer(Experiment(**SMALL), compiles=False).state().to_bytes()
    with pytest.raises(Invalid, match="cannot be read"):
        QUESTIONS["keras_file"].answer({"experiment": Experiment(**{**SMALL, "layers": (3,)}).flat()}, state)
