"""The whole state of a training run as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from core.container import Array, Data, pack_large, unpack
from core.engine.program.packing import Counters, Values
from core.engine.program.progress import NO_PROGRESS, Numbers, Progress


@dataclass(frozen=True, slots=True, eq=False)
class Patience:
    """What early stopping remembers (the attributes of `keras.callbacks.EarlyStopping`).

    Arguments:
        best: best value of the watched number; NaN as long as it has not been looked at.
        best_epoch: the epoch that had it, from 0.
        wait: epochs since then.
        weights: the first of `TrainState.values`, those of the network, after the best epoch; None when
            they are not to be restored.
    """

    best: float
    best_epoch: int
    wait: int
    weights: Values | None


@dataclass(frozen=True, slots=True, eq=False)
class Plateau:
    """What a learning rate remembers that is reduced on a plateau (`keras.callbacks.ReduceLROnPlateau`).

    Arguments:
        best: best value of the watched number.
        wait: epochs since then.
        cooldown: epochs for which none is counted still.
        factor: what the learning rate has been multiplied by.
    """

    best: float
    wait: int
    cooldown: int
    factor: float


@dataclass(frozen=True, slots=True, eq=False)
class TrainState:
    """Everything that training changes, in NumPy: pause, resume, replay and move it as you like.

    Arguments:
        step: optimizer steps taken.
        values, counters: the program's variables (see `Packing`): trainable weights, moments and random
            states, then the optimizer's variables.
        progress: sums of the epoch under way.
        patience: of early stopping, once an epoch has ended.
        plateau: of the learning rate, likewise.
    """

    step: int
    values: Values
    counters: Counters
    progress: Progress = NO_PROGRESS
    patience: Patience | None = None
    plateau: Plateau | None = None

    def to_bytes(self) -> memoryview:
        """Every bit of the state, as a container (`core.container`); `from_bytes` gives it back."""
        progress, patience = self.progress, self.patience
        values: dict[str, Any] = {"step": self.step, "rows": progress.rows}
        arrays: dict[str, Array] = {
            "values": self.values,
            "counters": self.counters,
            "sums": np.array([progress.loss, progress.score]),
        }
        for name, numbers in (("epoch", progress.epoch), ("validation", progress.validation)):
            if numbers is not None:
                arrays[name] = np.array(numbers)
        if progress.history:
            arrays["history"] = np.array(progress.history)
        if patience is not None:
            values["patience"] = {"best_epoch": patience.best_epoch, "wait": patience.wait}
            arrays["best"] = np.array(patience.best)
            if patience.weights is not None:
                arrays["best_weights"] = patience.weights
        if self.plateau is not None:
            values["plateau"] = {"wait": self.plateau.wait, "cooldown": self.plateau.cooldown}
            arrays["plateau"] = np.array([self.plateau.best, self.plateau.factor])
        return pack_large(values, arrays)

    @classmethod
    def from_bytes(cls, data: Data) -> TrainState:
        """Read what `to_bytes` wrote; large arrays are views of `data`.

        Raises:
            ValueError: bytes of another format.
        """
        values, arrays = unpack(data)
        loss, score = arrays["sums"].tolist()
        pairs = _pair(arrays.get("epoch")), _pair(arrays.get("validation"))
        points = arrays["history"].tolist() if "history" in arrays else ()
        history = tuple((epoch, own, val) for epoch, own, val in points)
        progress = Progress(loss, score, values["rows"], *pairs, history)
        patience = None
        if "patience" in values:
            best = arrays["best"].item()
            patience = Patience(best, **values["patience"], weights=arrays.get("best_weights"))
        plateau = None
        if "plateau" in values:
            best, factor = arrays["plateau"].tolist()
            plateau = Plateau(best, **values["plateau"], factor=factor)
        return cls(values["step"], arrays["values"], arrays["counters"], progress, patience, plateau)


def _pair(array: Array | None) -> Numbers | None:
    if array is None:
        return None
    loss, metric = array.tolist()
    return loss, metric
