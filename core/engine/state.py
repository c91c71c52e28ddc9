"""The whole state of a training run as a value."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True, eq=False)
class TrainState:
    """Everything that a step changes, in NumPy: pause, resume, replay and move it as you like.

    Arguments:
        step: optimizer steps taken.
        arrays: values of the program's variables in its own order: trainable weights, moments and
            random states, then the optimizer's variables.
    """

    step: int
    arrays: tuple[npt.NDArray[Any], ...]

    def to_bytes(self) -> bytes:
        """Every bit of the state; `from_bytes` gives it back."""
        buffer = io.BytesIO()
        np.savez(buffer, *self.arrays, step=np.int64(self.step))
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> TrainState:
        """Read what `to_bytes` wrote."""
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            arrays = tuple(stored[f"arr_{index}"] for index in range(len(stored.files) - 1))
            return cls(int(stored["step"]), arrays)
