"""Early stopping beside the same run without it: what its arguments mean, marked on the curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.choices.stopping import STOPPING
from core.experiment import Experiment
from core.frame import Frame

EPOCHS = 80
PATIENCES, WARM_UPS, BASELINES = (0, 3, 10, 20), (0, 5, 10, 20), (None, 0.6, 0.4, 0.2)

_CHOICES: dict[str, Any] = {
    "dataset": {"name": "circle", "noise": 50},
    "layers": (64, 64),
    "activation": "relu",
    "validation_split": 0.7,
    "learning_rate": 0.01,
    "epochs": EPOCHS,
}
"""Few and noisy rows: the network begins to learn them by heart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """Arguments of `keras.callbacks.EarlyStopping`.

    Arguments:
        patience: one of `PATIENCES`.
        start_from_epoch: one of `WARM_UPS`.
        baseline: one of `BASELINES`.
    """

    patience: int = 10
    start_from_epoch: int = 0
    baseline: float | None = None

    def experiments(self) -> tuple[Experiment, ...]:
        """The run that stops early, and the same one to its last epoch."""
        stopping = STOPPING.pick(
            "early",
            patience=self.patience,
            start_from_epoch=self.start_from_epoch,
            baseline=self.baseline,
        )
        return Experiment(**_CHOICES, stopping=stopping), Experiment(**_CHOICES)


@dataclass(frozen=True, slots=True)
class Marks:
    """Where things happened, in epochs counted from 1; None where they have not.

    Arguments:
        best: the epoch whose weights are back in place.
        stopped: the epoch after which training ended.
    """

    best: int | None
    stopped: int | None


def marks(frames: Sequence[Frame], *, over: bool) -> Marks:
    """What the frames of the run that stops early tell."""
    if not frames:
        return Marks(None, None)
    return Marks(frames[-1].best_epoch, round(frames[-1].epoch) if over else None)
