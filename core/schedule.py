"""The learning rate of every step, as `keras.optimizers.schedules` gives it.

Every schedule multiplies the learning rate by a factor that depends on the step alone, so that the rate may
be changed while a run trains, and no schedule is part of the compiled program.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.choices.registry import Picked
from core.choices.typed.per_layer import of_layer

Array = npt.NDArray[np.float64]
_ALONE = {"none", "plateau"}


def scheduled(picked: Picked) -> bool:
    """Whether the rate changes from step to step. On a plateau it changes between epochs."""
    return picked.name not in _ALONE


@dataclass(frozen=True, slots=True)
class Span:
    """How long a run is.

    Arguments:
        epochs: of the whole run.
        first_step: the step with which an epoch, from 0, begins.
    """

    epochs: int
    first_step: Callable[[int], int]

    def steps(self, epochs: float) -> int:
        """Steps of so many epochs; 0 stands for the whole run."""
        return self.first_step(int(epochs) or self.epochs)


def factors(picked: Picked, steps: npt.NDArray[np.int64], span: Span) -> Array:
    """What the learning rate is multiplied by at each of `steps`, counted from 0; same shape.

    Arguments:
        picked: from `core.choices.schedules.SCHEDULES`.
    """
    at = steps.astype(np.float64)
    return _RULES[picked.name](picked, at, span) if scheduled(picked) else np.ones(at.shape)


def _step(picked: Picked, at: Array, span: Span) -> Array:
    return np.asarray(picked["factor"] ** np.floor(at / span.steps(picked["every"])))


def _piecewise(picked: Picked, at: Array, span: Span) -> Array:
    boundaries = np.array([span.steps(each) for each in sorted(picked["boundaries"])])
    values = np.array([1.0, *(of_layer(picked["factors"], at) for at in range(len(boundaries)))])
    # To Keras a boundary belongs to what comes before it, so that its boundaries are one step earlier.
    return np.asarray(values[np.searchsorted(boundaries, at, side="right")])


def _exponential(picked: Picked, at: Array, span: Span) -> Array:
    return np.asarray(picked["factor"] ** (at / span.steps(picked["every"])))


def _inverse_time(picked: Picked, at: Array, span: Span) -> Array:
    return np.asarray(1 / (1 + picked["decay_rate"] * at / span.steps(picked["every"])))


def _polynomial(picked: Picked, at: Array, span: Span) -> Array:
    left = 1 - np.minimum(at / span.steps(picked["epochs"]), 1.0)
    return np.asarray((1 - picked["alpha"]) * left ** picked["power"] + picked["alpha"])


def _cosine(picked: Picked, at: Array, span: Span) -> Array:
    warmup = span.steps(picked["warmup"]) if picked["warmup"] else 0
    length = max(span.steps(picked["epochs"]) - warmup, 1)
    falling = _half_cosine(np.clip((at - warmup) / length, 0, 1), picked["alpha"])
    return np.where(at < warmup, at / max(warmup, 1), falling)


def _restarts(picked: Picked, at: Array, span: Span) -> Array:
    done = at / span.steps(picked["first"])
    longer = picked["t_mul"]
    if longer == 1:
        period = np.floor(done)
        inside = done - period
    else:
        period = np.floor(np.log1p(done * (longer - 1)) / np.log(longer))
        inside = (done - (longer**period - 1) / (longer - 1)) / longer**period
    return np.asarray(_half_cosine(inside, picked["alpha"], picked["m_mul"] ** period))


def _one_cycle(picked: Picked, at: Array, span: Span) -> Array:
    last = max(span.steps(picked["epochs"]) - 1, 1)
    top = picked["rise"] * (last + 1) - 1
    low = 1 / picked["start"]
    rising = low + (1 - low) * _half_cosine(1 - np.clip(at / max(top, 1e-9), 0, 1), 0.0)
    end = low / picked["end"]
    falling = end + (1 - end) * _half_cosine(np.clip((at - top) / max(last - top, 1e-9), 0, 1), 0.0)
    return np.asarray(np.where(at < top, rising, falling))


def _half_cosine(done: Array, alpha: float, height: float | Array = 1.0) -> Array:
    return np.asarray((1 - alpha) * height * 0.5 * (1 + np.cos(np.pi * done)) + alpha)


_RULES: dict[str, Callable[[Picked, Array, Span], Array]] = {
    "step": _step,
    "piecewise_constant": _piecewise,
    "exponential": _exponential,
    "inverse_time": _inverse_time,
    "polynomial": _polynomial,
    "cosine": _cosine,
    "cosine_restarts": _restarts,
    "one_cycle": _one_cycle,
}
