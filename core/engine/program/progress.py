"""Training loss and metric as `keras.Model.fit` reports them: means over the batches of an epoch."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from core.engine.program.batches import Batches

Array = npt.NDArray[Any]
Numbers = tuple[float, float]
"""Loss and metric."""

Point = tuple[float, float, float]
"""Epoch, training loss and validation loss at its end."""

SPACING = 1.1
"""From one point of a history to the next: a million epochs have 130."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Sums over the current epoch, and the numbers of the latest complete one. Part of the training state.

    Arguments:
        loss, score: sums of loss times rows, and of the metric, over the rows of the current epoch so far.
        rows: how many these are.
        epoch: loss and metric of the latest complete epoch.
        validation: of the validation part at the latest epoch's end, where they are computed then.
        history: points from the first epoch on, ever further apart.
    """

    loss: float = 0.0
    score: float = 0.0
    rows: int = 0
    epoch: Numbers | None = None
    validation: Numbers | None = None
    history: tuple[Point, ...] = ()

    @property
    def next_point(self) -> int:
        """The epoch that has the next point of the history."""
        last = int(self.history[-1][0]) if self.history else 0
        return max(last + 1, math.ceil(SPACING * last))

    def with_point(self, epoch: int, validation: Numbers) -> Progress:
        """The same with a point more, at the end of an epoch."""
        assert self.epoch is not None
        return replace(self, history=(*self.history, (epoch, self.epoch[0], validation[0])))

    @property
    def numbers(self) -> Numbers | None:
        """Of the latest complete epoch; of the current one before the first is complete; None at step 0."""
        if self.epoch is not None or not self.rows:
            return self.epoch
        return self.loss / self.rows, self.score / self.rows

    def after(self, batches: Batches, first: int, losses: Array, scores: Array) -> Progress:
        """What it is after the steps that begin with step `first`.

        The sums run from step to step, so they do not depend on how many steps came at a time.
        """
        counts = batches.counts(first, len(losses)).astype(np.float64)
        table = np.stack([losses * counts, scores.astype(np.float64), counts])
        last = first + len(losses)
        begin = batches.first_step(batches.epochs_done(last))
        progress = self
        if begin > first:  # an epoch was completed, the last one with step `begin`
            before = batches.first_step(batches.epochs_done(begin - 1))
            loss, score, rows = progress._sums(
                table[:, max(before - first, 0) : begin - first], before < first
            )
            progress = Progress(0.0, 0.0, 0, (loss / rows, score / rows), self.validation, self.history)
        loss, score, rows = progress._sums(table[:, max(begin - first, 0) :], True)
        return replace(progress, loss=loss, score=score, rows=int(rows))

    def _sums(self, table: Array, go_on: bool) -> tuple[float, float, float]:
        carried = np.array([[self.loss], [self.score], [self.rows]]) if go_on else np.zeros((3, 1))
        loss, score, rows = np.cumsum(np.concatenate([carried, table], axis=1), axis=1)[:, -1]
        return float(loss), float(score), float(rows)


NO_PROGRESS = Progress()
"""Before the first step."""
