"""The whole state of a training run as a value."""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from core.engine.program.packing import Counters, Values
from core.engine.program.progress import NO_PROGRESS, Progress

_HEAD = struct.Struct("<4sI")
_MAGIC = b"GLS2"


@dataclass(frozen=True, slots=True, eq=False)
class Patience:
    """What early stopping remembers (the attributes of `keras.callbacks.EarlyStopping`).

    Arguments:
        best: best value of the watched number.
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
class TrainState:
    """Everything that training changes, in NumPy: pause, resume, replay and move it as you like.

    Arguments:
        step: optimizer steps taken.
        values, counters: the program's variables (see `Packing`): trainable weights, moments and random
            states, then the optimizer's variables.
        progress: sums of the epoch under way.
        patience: of early stopping, once an epoch has ended.
    """

    step: int
    values: Values
    counters: Counters
    progress: Progress = NO_PROGRESS
    patience: Patience | None = None

    def to_bytes(self) -> memoryview:
        """Every bit of the state; `from_bytes` gives it back.

        Copied by NumPy, which lets other threads go on meanwhile: a state may have hundreds of megabytes.
        """
        patience = self.patience
        weights = None if patience is None else patience.weights
        head = {
            "step": self.step,
            "sizes": [self.values.size, self.counters.size, -1 if weights is None else weights.size],
            "progress": asdict(self.progress),
            "patience": patience and [patience.best, patience.best_epoch, patience.wait],
        }
        text = json.dumps(head).encode()
        arrays = [self.values, self.counters] if weights is None else [self.values, self.counters, weights]
        start = np.frombuffer(_HEAD.pack(_MAGIC, len(text)) + text, np.uint8)
        parts = [start, *(np.ascontiguousarray(array).view(np.uint8) for array in arrays)]
        return np.concatenate(parts).data

    @classmethod
    def from_bytes(cls, data: bytes | memoryview) -> TrainState:
        """Read what `to_bytes` wrote.

        Raises:
            ValueError: bytes of another format.
        """
        if data[:4] != _MAGIC:
            raise ValueError(
                f"Expected a training state beginning with {_MAGIC!r}, received {bytes(data[:4])!r}."
            )
        _, length = _HEAD.unpack_from(data)
        begin = _HEAD.size + length
        head = json.loads(bytes(data[_HEAD.size : begin]))
        arrays: list[Any] = []
        for size, kind in zip(head["sizes"], (np.float32, np.int64, np.float32), strict=True):
            count = max(size, 0)
            arrays.append(np.frombuffer(data, kind, count, begin) if size >= 0 else None)
            begin += count * np.dtype(kind).itemsize
        values, counters, weights = arrays
        progress = head["progress"]
        for name in ("epoch", "validation"):
            progress[name] = progress[name] and tuple(progress[name])
        found = head["patience"]
        patience = Patience(found[0], found[1], found[2], weights) if found else None
        return cls(head["step"], values, counters, Progress(**progress), patience)
