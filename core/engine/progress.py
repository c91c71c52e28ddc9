"""Training loss and metric as `keras.Model.fit` reports them: means over the batches of an epoch."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from core.engine.batches import Batches

Array = npt.NDArray[Any]


class Progress:
    """Collects what steps gave and knows the numbers of the latest complete epoch.

    Arguments:
        batches: shape of an epoch.
        first: step that comes first; an epoch joined in the middle is averaged over what was seen.
    """

    def __init__(self, batches: Batches, first: int) -> None:
        self._batches = batches
        self._next = first
        self._sums = np.zeros(3)  # loss times rows, score, rows
        self._complete: tuple[float, float] | None = None

    @property
    def empty(self) -> bool:
        """Whether no step was taken yet."""
        return self._complete is None and not self._sums[2]

    def add(self, first: int, losses: Array, scores: Array) -> None:
        """Take note of the steps from `first` on.

        Raises:
            ValueError: steps are missing between the last ones and these.
        """
        if first != self._next:
            raise ValueError(f"expected step {self._next}, received {first}")
        per_epoch, rows = self._batches.steps_per_epoch, self._rows(first, len(losses))
        table = np.stack([losses * rows, scores, rows]).astype(np.float64)
        done = 0
        while done < len(losses):
            taken = min(per_epoch - (first + done) % per_epoch, len(losses) - done)
            self._sums += table[:, done : done + taken].sum(axis=1)
            done += taken
            if (first + done) % per_epoch == 0:
                self._complete = self._means()
                self._sums[:] = 0
        self._next = first + len(losses)

    def latest_epoch(self) -> tuple[float, float]:
        """Loss and metric of the latest complete epoch; of the current one before the first is complete."""
        return self._complete or self._means()

    def _means(self) -> tuple[float, float]:
        loss, score, rows = self._sums
        return float(loss / rows), float(score / rows)

    def _rows(self, first: int, steps: int) -> Array:
        per_epoch, size = self._batches.steps_per_epoch, self._batches.batch_size
        last = (np.arange(first, first + steps) + 1) % per_epoch == 0
        leftover = self._batches.rows - (per_epoch - 1) * size
        return np.where(last, leftover, size)
