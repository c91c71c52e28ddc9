"""What watching costs somebody's own `fit`: the same network with `gradient_lab.Watch` and without."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np

from bench.result import Bar, Line
from bench.rounds import in_turn
from core.store.recorded import read_recording
from gradient_lab import Watch

ROWS, INPUTS, HIDDEN, CLASSES, BATCH = 12_000, 784, 128, 10, 32
FRAMES_PER_SECOND = 10.0
SECONDS = 2.0
"""About how long a measurement takes."""
ROUNDS = 15


def lines(rounds: int | None) -> Sequence[Line]:
    """Seconds of an epoch with and without, and how many frames there were."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(ROWS, INPUTS)).astype(np.float32)
    y = rng.integers(0, CLASSES, ROWS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.glab"
        watch = Watch(path, frames_per_second=FRAMES_PER_SECOND)
        watched, plain = _Side(x, y, [watch]), _Side(x, y, [])
        first = watched.seconds(1) - plain.seconds(1)
        epochs = max(1, round(SECONDS / plain.seconds(1)))
        watched.seconds(1)
        found = in_turn(
            {"watched": lambda: watched.seconds(epochs), "plain": lambda: plain.seconds(epochs)},
            rounds or ROUNDS,
        )
        frames = [frame.number("seconds") for frame in read_recording(path.read_bytes()).frames]
    same = all(map(np.array_equal, watched.model.get_weights(), plain.model.get_weights()))
    return [
        Line(
            what="fit with Watch",
            unit="s/epoch",
            values=found["watched"],
            against="fit alone",
            references=found["plain"],
            bar=Bar("at most", 1.1),
            note=f"{INPUTS}-{HIDDEN}-{CLASSES}, {ROWS} rows, batch {BATCH}, SGD, equally many epochs; "
            f"weights in the end {'the same to the bit' if same else 'NOT THE SAME'}; the first look, once, "
            f"took {first:.1f} s more",
        ),
        Line(
            what="frames while it trains",
            unit="frames/s",
            values=((len(frames) - 1) / (frames[-1] - frames[0]),),
            note=f"mean of {len(frames)} frames, the first look included; at most {FRAMES_PER_SECOND:g} are "
            "asked for, and looking takes 8 % of the time at most: on a busy machine there are fewer",
        ),
    ]


class _Side:
    """A network, the same on every side, and how it is trained."""

    def __init__(self, x: Any, y: Any, callbacks: list[Any]) -> None:
        keras.utils.set_random_seed(0)
        self.model = keras.Sequential(
            [
                keras.Input((INPUTS,)),
                keras.layers.Dense(HIDDEN, activation="relu"),
                keras.layers.Dense(CLASSES, activation="softmax"),
            ]
        )
        self.model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
        self._data, self._callbacks, self._seed = (x, y), callbacks, 0

    def seconds(self, epochs: int) -> float:
        """Seconds of an epoch, by one call of `fit`."""
        self._seed += 1
        keras.utils.set_random_seed(self._seed)  # the same order of rows on both sides
        began = time.perf_counter()
        self.model.fit(*self._data, batch_size=BATCH, epochs=epochs, verbose=0, callbacks=self._callbacks)
        return (time.perf_counter() - began) / epochs
