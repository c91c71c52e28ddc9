"""A trained network as a file that Keras opens."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.engine.inspection.predicting import opened, weights_of_state
from core.model.keras_model import keras_model


def keras_file_of(asked: Mapping[str, Any], data: bytes | memoryview) -> bytes:
    """The network of a state in Keras's own format: ``keras.models.load_model`` reads it.

    It takes prepared features, as the program of `core.export.script` makes them, and gives what the output
    layer gives.

    Arguments:
        asked: ``{"experiment": Experiment.flat()}``.
        data: `TrainState.to_bytes`.

    Raises:
        Invalid: the data cannot be had, or the state is of another network or version.
    """
    _, program, state = opened(asked, data)
    network = program.step_functions.network
    values = [each.numpy() for each in weights_of_state(program, state)]
    trainable = len(network.trainable)
    model = keras_model(program.plan, values[:trainable], values[trainable:])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        model.save(path)
        return path.read_bytes()
