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
    def of(cls, frames: Sequence[PackedFrame], layers: Sequence[str]) -> RunNumbers:
        """The numbers of `frames`."""
        wide = len(RUN_NUMBERS) + len(LAYER_NUMBERS) * len(layers)
        rows = [frame.numbers for frame in frames]
        return cls(tuple(layers), np.array(rows) if rows else np.empty((0, wide)))

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
