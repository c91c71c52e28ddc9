"""The numbers of a run over time, without histograms and boundaries: small enough to keep."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from core.frame import MOMENTS
from core.packed import LAYER_NUMBERS, RUN_NUMBERS, PackedFrame
from core.statistics.thinning import evenly

STATISTICS = (
    "activation_std",
    "saturated",
    "dead",
    "preactivation_gradient_std",
    "weight_gradient_norm",
    "update_ratio",
)
"""What is kept of each layer."""

MOST_ROWS = 1000
"""Rows of a run that are kept; a line is drawn with fewer still."""
MOST_NUMBERS = 60_000
"""Numbers that are kept of the layers of a run: deep nets have more lines, and so fewer points in each."""

NUMBERS = ("step", "epoch", "loss", "metric", "val_loss", "val_metric", "learning_rate")
"""What is kept of the run."""

_FIRST_ROWS = 64
_KEPT = [RUN_NUMBERS.index(name) for name in NUMBERS]
_KEPT_OF_LAYER = [LAYER_NUMBERS.index(name) for name in STATISTICS]


class Row(NamedTuple):
    """The numbers of one frame; NaN where there is none.

    Arguments:
        numbers: step, epoch, loss, metric, val_loss, val_metric.
        layers: `STATISTICS` of each layer, shape ``(layers, 6)``.
    """

    numbers: npt.NDArray[np.float64]
    layers: npt.NDArray[np.float32]


class History:
    """The whole past of a run, evenly thinned, in a bounded space.

    It holds every n-th frame and the latest one; n doubles whenever the space is full. What further numbers
    there are, measures and moments of batch normalization (see `core.frame.Frame`), the first frame decides.

    Arguments:
        limit: rows kept at most, 2 or more (fewer for deep nets, see `MOST_NUMBERS`).
        measures: keys of the further numbers, where they are known before the first frame.
    """

    def __init__(self, limit: int = MOST_ROWS, measures: tuple[str, ...] | None = None) -> None:
        self._limit = limit
        self._every = 1
        self._seen = 0
        self._length = 0
        self._numbers = np.empty((0, len(_KEPT)))
        self._layers = np.empty((0, 0, len(STATISTICS)), np.float32)
        self._further = np.empty((0, 0), np.float32)
        self._known = measures
        self._measures: tuple[str, ...] = ()
        self._normalized = 0

    def __len__(self) -> int:
        return self._length

    def add(self, *frames: PackedFrame) -> None:
        """Append the numbers of `frames`; rows of the same or a later step are replaced.

        Of several at a time, each takes a fraction of the work.
        """
        rows = np.array([frame.numbers for frame in frames])
        layers = rows[:, len(RUN_NUMBERS) :].reshape(len(frames), -1, len(LAYER_NUMBERS))
        with np.errstate(over="ignore"):  # beyond float32 a norm counts as infinite
            kept = layers.take(_KEPT_OF_LAYER, axis=2).astype(np.float32)
        if not self._length and frames:
            measures, moments = frames[0].further
            self._measures = tuple(measures) if self._known is None else self._known
            self._normalized = 0 if moments is None else len(moments)
        for frame, numbers, of_layers in zip(frames, rows.take(_KEPT, axis=1), kept, strict=True):
            self._append(numbers, of_layers, self._further_of(frame))

    def widen(self, measures: tuple[str, ...]) -> None:
        """From now on there are more measures, behind those of before; earlier rows have none."""
        before = self._further[:, : len(self._measures)]
        none = np.full((len(before), len(measures) - len(self._measures)), np.nan, np.float32)
        self._further = np.hstack([before, none, self._further[:, len(self._measures) :]])
        self._measures = self._known = measures

    def _further_of(self, frame: PackedFrame) -> npt.NDArray[np.float32]:
        """Measures, then moments layer by layer; NaN where the frame has none."""
        found = np.full(len(self._measures) + self._normalized * len(MOMENTS), np.nan, np.float32)
        if found.size:
            measures, moments = frame.further
            numbers = [measures.get(key) for key in self._measures]
            found[: len(numbers)] = [np.nan if number is None else number for number in numbers]
            if moments is not None and len(moments) == self._normalized:
                found[len(numbers) :] = moments.ravel()
        return found

    def _append(
        self,
        numbers: npt.NDArray[np.float64],
        layers: npt.NDArray[np.float32],
        further: npt.NDArray[np.float32],
    ) -> None:
        if self._length and self._numbers[self._length - 1, 0] >= numbers[0]:
            self._length = int(np.searchsorted(self._numbers[: self._length, 0], numbers[0]))
            self._seen = self._length * self._every
        elif self._seen % self._every != 1 % self._every:
            self._length -= 1  # it was there as the latest only
        if self._length == len(self._numbers):
            self._make_room(len(layers), len(further))
        self._numbers[self._length] = numbers
        self._layers[self._length] = layers
        self._further[self._length] = further
        self._length += 1
        self._seen += 1

    def copy(self) -> History:
        """The same rows; `add` changes only one of the two."""
        twin = History(self._limit, self._known)
        twin._every, twin._seen, twin._length = self._every, self._seen, self._length
        twin._numbers = self._numbers[: self._length].copy()
        twin._layers = self._layers[: self._length].copy()
        twin._further = self._further[: self._length].copy()
        twin._measures, twin._normalized = self._measures, self._normalized
        return twin

    @property
    def numbers(self) -> npt.NDArray[np.float64]:
        """`NUMBERS` of each row, shape ``(rows, 6)``; NaN where there is none."""
        return self._numbers[: self._length]

    @property
    def layers(self) -> npt.NDArray[np.float32]:
        """`STATISTICS` of each row, shape ``(rows, layers, 6)``."""
        return self._layers[: self._length]

    @property
    def measures(self) -> tuple[str, ...]:
        """Keys of the further metrics that there are."""
        return self._measures

    @property
    def measured(self) -> npt.NDArray[np.float32]:
        """`measures` of each row, shape ``(rows, measures)``; NaN where one is not defined."""
        return self._further[: self._length, : len(self._measures)]

    @property
    def moments(self) -> npt.NDArray[np.float32]:
        """`MOMENTS` of each row, shape ``(rows, hidden, 4)``; of no layer without batch normalization."""
        shape = (self._length, self._normalized, len(MOMENTS))
        return self._further[: self._length, len(self._measures) :].reshape(shape)

    def rows(self, at_most: int) -> list[Row]:
        """The rows, evenly thinned to `at_most`; first and last are among them."""
        return [Row(self._numbers[at], self._layers[at]) for at in evenly(range(self._length), at_most)]

    def _make_room(self, layers: int, further: int) -> None:
        limit = max(2, min(self._limit, MOST_NUMBERS // (len(STATISTICS) * layers)))
        if self._length >= limit:
            kept = (self._length + 1) // 2
            self._numbers[:kept] = self._numbers[: self._length : 2]
            self._layers[:kept] = self._layers[: self._length : 2]
            self._further[:kept] = self._further[: self._length : 2]
            self._length, self._every = kept, 2 * self._every
            return
        room = min(limit, max(_FIRST_ROWS, 2 * self._length))
        numbers, past = np.empty((room, len(_KEPT))), np.empty((room, layers, len(STATISTICS)), np.float32)
        more = np.empty((room, further), np.float32)
        if self._length:
            numbers[: self._length], past[: self._length] = self.numbers, self.layers
            more[: self._length] = self._further[: self._length]
        self._numbers, self._layers, self._further = numbers, past, more
