"""A transformer of scikit-learn, fitted, as the lab applies it: in blocks of rows, to single precision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.data.raw import Floats

_ROWS = 8192
"""Rows that are calculated in double precision at a time."""


@dataclass(frozen=True, slots=True, eq=False)
class Estimated:
    """A fitted transformer or pipeline of scikit-learn. Threads may share it.

    Arguments:
        transformer: fitted in double precision.
    """

    transformer: Any

    @property
    def identity(self) -> bool:
        """Whether it changes nothing: never, where it had to be fitted."""
        return False

    def apply(self, x: npt.NDArray[Any]) -> Floats:
        """`x`, shape ``(rows, features)``, transformed; the number of columns may be another."""
        return self._by_blocks(self.transformer.transform, x)

    def invert(self, x: npt.NDArray[Any]) -> Floats:
        """The way back, for a transformer that has one (`inverse_transform`)."""
        return self._by_blocks(self.transformer.inverse_transform, x)

    @staticmethod
    def _by_blocks(step: Any, x: npt.NDArray[Any]) -> Floats:
        if not len(x):  # which scikit-learn refuses
            return Estimated._by_blocks(step, np.zeros((1, x.shape[1])))[:0]
        parts = [
            np.asarray(step(x[at : at + _ROWS].astype(np.float64)), np.float32)
            for at in range(0, len(x), _ROWS)
        ]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)
