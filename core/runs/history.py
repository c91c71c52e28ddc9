"""The numbers of a run over time, without histograms and boundaries: small enough to keep."""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass

from core.frame import Frame, LayerFrame
from core.store.thinning import evenly

STATISTICS = ("a_std", "saturated", "dead", "g_rms", "dw_norm", "ratio")
"""What is kept of each layer, in the order of `statistics`."""


@dataclass(frozen=True, slots=True)
class Row:
    """The numbers of one frame; NaN where there is none.

    Arguments:
        numbers: step, epoch, loss, metric, val_loss, val_metric.
        layers: `STATISTICS` of the first layer, then of the second…
    """

    numbers: array[float]
    layers: array[float]


def statistics(layer: LayerFrame) -> tuple[float, ...]:
    """The numbers of `STATISTICS`; NaN for a ratio that is not there yet."""
    return (
        layer.activation_std,
        layer.saturated,
        layer.dead,
        layer.preactivation_gradient_std,
        layer.weight_gradient_norm,
        _known(layer.update_ratio),
    )


class History:
    """Rows of a run, thinned by half whenever there are `limit`: the whole past in a bounded space.

    Arguments:
        limit: rows kept at most.
    """

    def __init__(self, limit: int = 2000) -> None:
        self._limit = limit
        self._rows: list[Row] = []

    def add(self, frame: Frame) -> None:
        """Append the numbers of `frame`; rows of the same or a later step are replaced."""
        while self._rows and self._rows[-1].numbers[0] >= frame.step:
            self._rows.pop()
        if len(self._rows) >= self._limit:
            self._rows = self._rows[::2]
        head = (frame.step, frame.epoch, frame.loss, frame.metric)
        validation = (_known(frame.val_loss), _known(frame.val_metric))
        layers = (value for layer in frame.layers for value in statistics(layer))
        self._rows.append(Row(array("d", (*head, *validation)), array("d", layers)))

    def copy(self) -> History:
        """The same rows; `add` changes only one of the two."""
        twin = History(self._limit)
        twin._rows = list(self._rows)
        return twin

    def rows(self, at_most: int) -> list[Row]:
        """The rows, evenly thinned to `at_most`; first and last are among them."""
        return evenly(self._rows, at_most)


def _known(value: float | None) -> float:
    return math.nan if value is None else value
