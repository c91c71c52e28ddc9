"""The data of a run as tensors, held once for all runs that were given the same."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import tensorflow as tf

from core.bundle import DataBundle
from core.choices.losses import Target
from core.model.plan import Plan

BEGINNING_WORK = 4e9
"""Multiplications that the loss before the first step may cost."""

Pair = tuple[tf.Tensor, tf.Tensor]


@dataclass(frozen=True, slots=True)
class DeviceData:
    """x and y of the parts.

    Arguments:
        train: all rows for training.
        validation: the rows of the validation part that are looked at.
        beginning: the rows for training that the loss at step 0 is taken over: all, or the first of very
            many.
    """

    train: Pair
    validation: Pair
    beginning: Pair

    def first(self, rows: int) -> Pair:
        """The first rows for training: those of the probe."""
        x, y = self.train
        return x[:rows], y[:rows]


_held: WeakKeyDictionary[DataBundle, dict[tuple[Target, int], tuple[Pair, Pair]]] = WeakKeyDictionary()
_lock = threading.Lock()


def device_data_of(bundle: DataBundle, plan: Plan) -> DeviceData:
    """The data of `bundle` as a program of `plan` takes them."""

    def pair(x: Any, y: Any) -> Pair:
        return tf.constant(x), tf.constant(bundle.targets(y, plan.target, plan.classes))

    with _lock:
        parts = _held.setdefault(bundle, {})
        if (plan.target, plan.classes) not in parts:
            parts[plan.target, plan.classes] = (
                pair(bundle.x_train, bundle.y_train),
                pair(bundle.x_val, bundle.y_val),
            )
        train, validation = parts[plan.target, plan.classes]
    rows = int(max(1, BEGINNING_WORK // max(plan.work, 1)))
    return DeviceData(
        train=train,
        validation=tuple(each[: plan.val_rows] for each in validation),
        beginning=train if rows >= plan.rows else tuple(each[:rows] for each in train),
    )
