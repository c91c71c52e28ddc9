"""Findings of somebody's own program, on networks that Keras trains and Watch records."""

from __future__ import annotations

from pathlib import Path

import keras
import numpy as np
import pytest

from core.diagnosis.of_recording import found_in
from core.live.records.foreign import Foreign
from core.store.recorded import read_recording
from gradient_lab import Watch


def findings(path: Path, hidden: list[keras.Layer], *, rate: float = 0.01, wide: float = 1.0) -> list[str]:
    """Keys of what is found in a network that learns a step or more by plain gradient descent."""
    rng = np.random.default_rng(0)
    x = wide * rng.normal(size=(256, 8)).astype("float32")
    y = (x[:, 0] * x[:, 1] > 0).astype("float32")
    model = keras.Sequential([keras.Input((8,)), *hidden, keras.layers.Dense(1, activation="sigmoid")])
    model.compile(keras.optimizers.SGD(rate), "binary_crossentropy", metrics=["accuracy"])
    model.fit(x, y, epochs=3, batch_size=32, verbose=0, callbacks=[Watch(path)])
    found = read_recording(path.read_bytes())
    foreign = Foreign.of(found.about, file="run.glab", reached=1.0, cut=False)
    last = found.frames[-1].unpack(found.layout)
    return [each.key for each in found_in(last, stack=foreign.stack, accuracy=True)]


def dense(units: int, activation: str, **more: object) -> keras.Layer:
    return keras.layers.Dense(units, activation=activation, **more)


@pytest.mark.parametrize("seed", range(3))
def test_a_sound_network_is_left_alone(tmp_path: Path, seed: int) -> None:
    keras.utils.set_random_seed(seed)
    relu = [dense(32, "relu", kernel_initializer="he_normal") for _ in range(4)]
    assert findings(tmp_path / "run.glab", relu) == []
    assert findings(tmp_path / "other.glab", [dense(32, "tanh") for _ in range(4)]) == []


def test_what_is_wrong_is_told(tmp_path: Path) -> None:
    keras.utils.set_random_seed(0)
    sigmoid = [dense(32, "sigmoid") for _ in range(6)]
    assert findings(tmp_path / "sigmoid.glab", sigmoid) == ["vanishing"]
    drawn = keras.initializers.RandomNormal(stddev=0.6, seed=0)
    large = [dense(32, "linear", kernel_initializer=drawn) for _ in range(8)]
    assert "exploding" in findings(tmp_path / "large.glab", large, rate=1e-12)
    dead = [dense(32, "relu", bias_initializer=keras.initializers.Constant(-50)) for _ in range(2)]
    assert findings(tmp_path / "dead.glab", dead)[0] == "dead"
    flat = [dense(32, "tanh"), dense(32, "tanh")]
    assert "saturated" in findings(tmp_path / "flat.glab", flat, wide=50.0)
