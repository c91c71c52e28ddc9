"""Early stopping, decided by Keras's own callback."""

from __future__ import annotations

from typing import Any

import keras

from core.choices.registry import Picked
from core.engine.state import TrainState


class _Weights:
    """What `keras.callbacks.EarlyStopping` needs of a model: weights to keep, and a flag to set."""

    def __init__(self) -> None:
        self.state: TrainState | None = None
        self.stop_training = False

    def get_weights(self) -> TrainState | None:
        return self.state

    def set_weights(self, state: TrainState) -> None:
        self.state = state


class EarlyStopping:
    """Watches the end of every epoch.

    Arguments:
        picked: the entry ``early`` of `core.choices.stopping.STOPPING`.
        accuracy: whether the metric is better when larger.
    """

    def __init__(self, picked: Picked, *, accuracy: bool) -> None:
        self._model: Any = _Weights()
        rising = accuracy and picked["monitor"].endswith("metric")
        self._callback = keras.callbacks.EarlyStopping(
            monitor=picked["monitor"],
            min_delta=picked["min_delta"],
            patience=picked["patience"],
            mode="max" if rising else "min",
            restore_best_weights=picked["restore_best"],
        )
        self._callback.set_model(self._model)
        self._callback.on_train_begin()

    @property
    def best_epoch(self) -> int:
        """The best epoch so far, counted from 1."""
        return int(self._callback.best_epoch) + 1

    def after_epoch(self, epoch: int, logs: dict[str, float], state: TrainState) -> bool:
        """Take note of epoch `epoch` (from 0); True when training should stop.

        Arguments:
            logs: ``loss``, ``metric``, ``val_loss`` and ``val_metric`` of the epoch.
            state: the state after it.
        """
        self._model.state = state
        self._callback.on_epoch_end(epoch, logs)
        return bool(self._model.stop_training)

    def final(self, state: TrainState) -> TrainState:
        """The state to end with: the best epoch's when it is to be restored, else `state`."""
        self._model.state = state
        self._callback.on_train_end()
        assert self._model.state is not None
        return self._model.state  # type: ignore[no-any-return]
