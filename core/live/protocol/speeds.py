"""How fast a played network trains: from one batch at a time to as fast as the machine can."""

from __future__ import annotations

from dataclasses import dataclass

from core.choices.registry import Entry, Registry
from core.message import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed(Entry):
    """A speed; as fast as the machine can where both numbers are 0.

    Arguments:
        batches: steps per second.
        epochs: epochs per second.
    """

    batches: float = 0.0
    epochs: float = 0.0

    def steps(self, per_epoch: int) -> float:
        """Steps per second; 0 for no limit."""
        return self.batches + self.epochs * per_epoch


DEFAULT_SPEED = "epoch_60"

SPEEDS: Registry[Speed] = Registry(
    Speed(
        key="slow",
        label=N_("Slow motion"),
        help=N_("One batch every few seconds: watch it pass forward through the layers, and its error back."),
        batches=1 / 2.4,
    ),
    Speed(
        key="batches",
        label=N_("Batch by batch"),
        help=N_("Four batches a second: every step can be seen."),
        batches=4.0,
    ),
    Speed(
        key="epoch_1",
        label=N_("1 epoch/s"),
        help=N_("Once through all training points a second."),
        epochs=1.0,
    ),
    Speed(
        key="epoch_10",
        label=N_("10 epochs/s"),
        help=N_("Ten times through all training points a second."),
        epochs=10.0,
    ),
    Speed(
        key="epoch_60",
        label=N_("60 epochs/s"),
        help=N_("Quick, and yet slow enough to see the boundary form."),
        epochs=60.0,
    ),
    Speed(key="full", label=N_("Full speed"), help=N_("As fast as the machine can.")),
)
