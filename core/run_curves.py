"""What of a run can be drawn over time, and its numbers, taken from its frames."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.message import N_
from core.packed import LAYER_NUMBERS, RUN_NUMBERS, PackedFrame

Numbers = npt.NDArray[np.float64]

OF_RUN = {
    "val_loss": N_("Validation loss"),
    "loss": N_("Training loss"),
    "val_metric": N_("Validation accuracy or error"),
    "metric": N_("Training accuracy or error"),
    "learning_rate": N_("Learning rate"),
}
"""Numbers of a whole run, with their names."""

OF_LAYER = {
    "activation_std": N_("Standard deviation of activations"),
    "activation_mean": N_("Mean of activations"),
    "preactivation_std": N_("Standard deviation of pre-activations"),
    "saturated": N_("Share of saturated outputs"),
    "dead": N_("Share of dead units"),
    "preactivation_gradient_std": N_("Root mean square of dL/dz"),
    "weight_gradient_norm": N_("Norm of the weights' gradient"),
    "weight_norm": N_("Norm of the weights"),
    "update_ratio": N_("Update over weights"),
}
"""Numbers of each layer, with their names; see `core.frame.LayerFrame`."""

DISTRIBUTED = {
    "activations": N_("Activations"),
    "weights": N_("Weights"),
    "weight_gradients": N_("Gradients of the weights, log10 |dL/dW|"),
    "preactivation_gradients": N_("Gradients of the pre-activations, log10 |dL/dz|"),
}
"""What frames hold histograms of, with names; see `core.frame.LayerFrame`."""

OVER = {"step": N_("Step"), "epoch": N_("Epoch"), "seconds": N_("Time in s")}
"""What a curve runs over."""


@dataclass(frozen=True, slots=True, eq=False)
class RunNumbers:
    """All numbers of some frames of a run, oldest first.

    Arguments:
        layers: names of its layers, first to last.
        numbers: a row for each frame, as `PackedFrame.numbers` has them; shape ``(frames, numbers)``.
    """

    layers: tuple[str, ...]
    numbers: Numbers

    @classmethod
    def of(cls, frames: Sequence[PackedFrame], layers: Sequence[str], unit: float = 1.0) -> RunNumbers:
        """The numbers of `frames`.

        Arguments:
            unit: what errors times it are in the target's own unit, in which they are told.
        """
        wide = len(RUN_NUMBERS) + len(LAYER_NUMBERS) * len(layers)
        rows = np.array([frame.numbers for frame in frames]) if frames else np.empty((0, wide))
        rows[:, [RUN_NUMBERS.index(name) for name in ("metric", "val_metric")]] *= unit
        return cls(tuple(layers), rows)

    def get(self, key: str, layer: str | None = None) -> Numbers | None:
        """One number over the frames, NaN where it is missing; None where the run has no such layer.

        Arguments:
            key: of `OF_RUN`, `OF_LAYER` or `OVER`.
            layer: whose, by its name, for one of `OF_LAYER`.
        """
        if key in RUN_NUMBERS:
            return self.numbers[:, RUN_NUMBERS.index(key)]
        if layer not in self.layers:
            return None
        begin = len(RUN_NUMBERS) + len(LAYER_NUMBERS) * self.layers.index(layer)
        return self.numbers[:, begin + LAYER_NUMBERS.index(key)]

    def between(self, first: int, last: int | None) -> RunNumbers:
        """The same of the frames from step `first` on, up to step `last` where there is one."""
        steps = self.numbers[:, RUN_NUMBERS.index("step")]
        inside = (steps >= first) & (steps <= (np.inf if last is None else last))
        return RunNumbers(self.layers, self.numbers[inside])


@dataclass(frozen=True, slots=True, eq=False)
class Band:
    """Several curves as one.

    Arguments:
        x: where it is told, rising, shape ``(points,)``.
        mean, low, high: of the curves that reach there, NaN where none does; same shape.
        count: how many reach there; same shape.
    """

    x: Numbers
    mean: Numbers
    low: Numbers
    high: Numbers
    count: Numbers


def band_of(curves: Sequence[tuple[Numbers, Numbers]], points: int = 200) -> Band:
    """Mean, lowest and highest of several curves, each read between its points in straight lines.

    A curve counts from its first to its last finite number, so the mean jumps where one ends: see
    `Band.count`.

    Arguments:
        curves: x, rising, and y of each.
        points: where they are read, evenly from the first to the last x of all.
    """
    finite = [(x[good], y[good]) for x, y in curves if (good := np.isfinite(x) & np.isfinite(y)).any()]
    if not finite:
        return Band(*(np.empty(0) for _ in range(5)))
    grid = np.linspace(min(x[0] for x, _ in finite), max(x[-1] for x, _ in finite), points)
    read = np.array([np.interp(grid, x, y, left=np.nan, right=np.nan) for x, y in finite])
    there = np.isfinite(read)
    count = there.sum(axis=0)
    mean = np.where(count, np.where(there, read, 0.0).sum(axis=0) / np.maximum(count, 1), np.nan)
    low = np.where(count, np.where(there, read, np.inf).min(axis=0), np.nan)
    high = np.where(count, np.where(there, read, -np.inf).max(axis=0), np.nan)
    return Band(grid, mean, low, high, count.astype(float))
