"""A learning rate that is reduced where training no longer improves: Keras's own callback decides."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import keras

from core.choices.registry import Picked
from core.engine.program.state import Plateau


class ReduceOnPlateau:
    """Watches the end of every epoch.

    Arguments:
        picked: the entry ``plateau`` of `core.choices.schedules.SCHEDULES`.
        accuracy: whether the metric is better when larger.
        memory: what it had remembered, to go on from there.
    """

    def __init__(self, picked: Picked, *, accuracy: bool, memory: Plateau | None = None) -> None:
        rising = accuracy and picked["monitor"].endswith("metric")
        self._callback = keras.callbacks.ReduceLROnPlateau(
            monitor=picked["monitor"],
            factor=picked["factor"],
            patience=picked["patience"],
            mode="max" if rising else "min",
            min_delta=picked["min_delta"],
            cooldown=picked["cooldown"],
            min_lr=picked["min_lr"],
        )
        self._optimizer = SimpleNamespace(learning_rate=0.0)
        self._callback.set_model(SimpleNamespace(optimizer=self._optimizer))
        self._callback.on_train_begin()
        self._factor = 1.0
        if memory is not None:
            self._factor = memory.factor
            self._callback.best = memory.best
            self._callback.wait = memory.wait
            self._callback.cooldown_counter = memory.cooldown

    def after_epoch(self, epoch: int, logs: dict[str, Any], rate: float) -> Plateau:
        """Take note of epoch `epoch` (from 0); what is remembered from now on.

        Arguments:
            logs: ``loss``, ``metric``, ``val_loss`` and ``val_metric`` of the epoch.
            rate: the learning rate before any reduction.
        """
        callback, optimizer = self._callback, self._optimizer
        before = optimizer.learning_rate = rate * self._factor
        callback.on_epoch_end(epoch, dict(logs))
        if optimizer.learning_rate != before:
            self._factor = optimizer.learning_rate / rate
        return Plateau(float(callback.best), int(callback.wait), int(callback.cooldown_counter), self._factor)


def plateau_of(picked: Picked, *, accuracy: bool, memory: Plateau | None = None) -> ReduceOnPlateau | None:
    """What reduces the learning rate, if `picked` from `core.choices.schedules.SCHEDULES` says so."""
    return ReduceOnPlateau(picked, accuracy=accuracy, memory=memory) if picked.name == "plateau" else None
