"""What ends training at the end of an epoch: Keras's own early stopping, or a value that is reached."""

from __future__ import annotations

import math
from typing import Any

import keras

from core.choices.registry import Picked
from core.engine.program.packing import Values
from core.engine.program.state import Patience

_ENDLESS = 10**9
"""Epochs of patience that never run out."""


class _Weights:
    """What `keras.callbacks.EarlyStopping` needs of a model: weights to keep, and a flag to set."""

    def __init__(self) -> None:
        self.values: Values | None = None
        self.stop_training = False

    def get_weights(self) -> Values | None:
        return self.values

    def set_weights(self, values: Values) -> None:
        self.values = values


class EarlyStopping:
    """Watches the end of every epoch.

    Arguments:
        picked: the entry ``early`` of `core.choices.stopping.STOPPING`, or ``checkpoint``, which never stops.
        accuracy: whether the metric is better when larger.
        memory: what it had remembered, to go on from there.
    """

    def __init__(self, picked: Picked, *, accuracy: bool, memory: Patience | None = None) -> None:
        self._model: Any = _Weights()
        rising = _rises(picked, accuracy)
        self._callback = keras.callbacks.EarlyStopping(
            monitor=picked["monitor"],
            min_delta=picked.get("min_delta", 0.0),
            patience=picked.get("patience", _ENDLESS),
            mode="max" if rising else "min",
            baseline=picked.get("baseline"),
            start_from_epoch=picked.get("start_from_epoch", 0),
            restore_best_weights=picked.get("restore_best", True),
        )
        self._callback.set_model(self._model)
        self._callback.on_train_begin()
        if memory is not None:
            self._callback.best = None if math.isnan(memory.best) else memory.best
            self._callback.best_epoch = memory.best_epoch
            self._callback.wait = memory.wait
            self._callback.best_weights = memory.weights

    @property
    def best_epoch(self) -> int:
        """The best epoch so far, counted from 1."""
        return int(self._callback.best_epoch) + 1

    @property
    def restores(self) -> bool:
        """Whether training ends with the weights of the best epoch: one has to have ended."""
        return self._callback.restore_best_weights and self._callback.best_weights is not None

    @property
    def memory(self) -> Patience:
        """What it remembers after the latest epoch."""
        callback = self._callback
        best = math.nan if callback.best is None else float(callback.best)
        return Patience(best, int(callback.best_epoch), int(callback.wait), callback.best_weights)

    @property
    def short_of_baseline(self) -> bool:
        """Whether the best epoch has not got past the baseline."""
        baseline, best = self._callback.baseline, self._callback.best
        if baseline is None or best is None:
            return False
        return not self._callback._is_improvement(best, baseline)

    def after_epoch(self, epoch: int, logs: dict[str, float], weights: Values) -> bool:
        """Take note of epoch `epoch` (from 0); True when training should stop.

        Arguments:
            logs: ``loss``, ``metric``, ``val_loss`` and ``val_metric`` of the epoch.
            weights: of the network after it.
        """
        self._model.values = weights
        self._callback.on_epoch_end(epoch, logs)
        return bool(self._model.stop_training)

    def final(self, weights: Values) -> Values:
        """The weights to end with: the best epoch's when they are to be restored, else `weights`."""
        self._model.values = weights
        self._callback.on_train_end()
        assert self._model.values is not None
        return self._model.values  # type: ignore[no-any-return]


class Target:
    """Stops when the watched number is at least as good as a value.

    Arguments:
        picked: the entry ``target`` of `core.choices.stopping.STOPPING`.
        accuracy: whether the metric is better when larger.
    """

    memory: Patience | None = None
    """It has nothing to remember."""
    restores = False
    short_of_baseline = False

    def __init__(self, picked: Picked, *, accuracy: bool) -> None:
        self._monitor: str = picked["monitor"]
        self._value: float = picked["value"]
        self._rising = _rises(picked, accuracy)
        self.best_epoch = 0
        """The latest epoch, counted from 1."""

    def after_epoch(self, epoch: int, logs: dict[str, float], weights: Values) -> bool:
        """See `EarlyStopping.after_epoch`."""
        self.best_epoch = epoch + 1
        reached = logs[self._monitor]
        return reached >= self._value if self._rising else reached <= self._value

    def final(self, weights: Values) -> Values:
        """The weights to end with: `weights`."""
        return weights


def stopping_of(
    picked: Picked, *, accuracy: bool, memory: Patience | None = None
) -> EarlyStopping | Target | None:
    """What ends training as `picked` from `core.choices.stopping.STOPPING` says; None where nothing does.

    Arguments:
        accuracy: whether the metric is better when larger.
        memory: what early stopping had remembered, to go on from there.
    """
    match picked.name:
        case "early" | "checkpoint":
            return EarlyStopping(picked, accuracy=accuracy, memory=memory)
        case "target":
            return Target(picked, accuracy=accuracy)
        case _:
            return None


def _rises(picked: Picked, accuracy: bool) -> bool:
    """Whether the watched number is better when larger."""
    return accuracy and str(picked["monitor"]).endswith("metric")
