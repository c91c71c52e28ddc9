"""The best numbers of a run: kept beside its frames, so that a list of runs need not read them all."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields

from core.packed import PackedFrame


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """The ends of what the stored frames of a run say; None where no frame has a finite number.

    Arguments:
        loss: lowest training loss.
        val_loss: lowest validation loss.
        val_metric_low, val_metric_high: lowest and highest validation metric. Which of them is best depends
            on what it measures (`RunLayout.metric`).
    """

    loss: float | None = None
    val_loss: float | None = None
    val_metric_low: float | None = None
    val_metric_high: float | None = None

    @classmethod
    def of(cls, frames: Iterable[PackedFrame]) -> Best:
        """The best numbers of `frames`."""
        best = cls()
        for frame in frames:
            metric = _finite(frame.number("val_metric"))
            best = best.and_also(
                cls(
                    loss=_finite(frame.number("loss")),
                    val_loss=_finite(frame.number("val_loss")),
                    val_metric_low=metric,
                    val_metric_high=metric,
                )
            )
        return best

    def and_also(self, other: Best) -> Best:
        """The best of both."""
        found = {field.name: _ends(field.name, self, other) for field in fields(self)}
        return Best(**found)


def _ends(name: str, one: Best, other: Best) -> float | None:
    both: list[float | None] = [getattr(best, name) for best in (one, other)]
    numbers = [number for number in both if number is not None]
    if not numbers:
        return None
    return max(numbers) if name == "val_metric_high" else min(numbers)


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
