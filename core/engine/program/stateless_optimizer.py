"""Keras optimizers as pure functions.

Keras's optimizers for TensorFlow write to `tf.Variable`s directly, to serve `tf.distribute`, and therefore
refuse to run in a `keras.StatelessScope`, where variables are tensors of the caller. The arithmetic is in
backend-independent classes; only the writing has to go through the Keras variables again.
"""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf


class _ThroughKeras(keras.optimizers.Optimizer):  # type: ignore[misc]
    """Writes as `keras.optimizers.Optimizer` does on the other backends."""

    decayed: npt.NDArray[np.float32] | None = None
    """Of a single variable that holds all weights: 1 for those that decay, else 0; None: all decay."""

    def assign(self, variable: Any, value: Any) -> None:
        variable.assign(value)

    def assign_add(self, variable: Any, value: Any) -> None:
        variable.assign(variable + value)

    def assign_sub(self, variable: Any, value: Any) -> None:
        variable.assign(variable - value)

    def _var_key(self, variable: Any) -> int:
        return id(variable)

    def _apply_weight_decay(self, variables: list[Any]) -> None:
        if self.weight_decay is None:
            return
        for variable in variables:
            if self._use_weight_decay(variable):
                taken = variable * self.weight_decay * self.learning_rate
                variable.assign(variable - (taken if self.decayed is None else taken * self.decayed))

    def _backend_update_step(self, grads: list[Any], trainable_variables: list[Any], rate: Any) -> None:
        for gradient, variable in zip(grads, trainable_variables, strict=True):
            self.update_step(gradient, variable, rate)

    def _backend_apply_gradients(self, grads: list[Any], trainable_variables: list[Any]) -> None:
        """As Keras's own, without branches, whose tensors a scope could not keep (as for its JAX backend)."""
        steps, every = self.gradient_accumulation_steps, self.ema_overwrite_frequency
        if not steps and not (self.use_ema and every):
            super()._backend_apply_gradients(grads, trainable_variables)
            return
        if steps:
            self._accumulate(grads, trainable_variables, steps)
        else:
            self._update(grads, trainable_variables)
        if self.use_ema:
            self._update_model_variables_moving_average(self._trainable_variables)
        if self.use_ema and every:
            due = tf.equal((tf.convert_to_tensor(self.iterations) + 1) % every, 0)
            pairs = zip(self._trainable_variables, self._model_variables_moving_average, strict=True)
            for variable, average in pairs:
                value = tf.convert_to_tensor(variable)
                variable.assign(tf.where(due, tf.convert_to_tensor(average), value))

    def _update(self, grads: list[Any], trainable_variables: list[Any]) -> None:
        grads = self._clip_gradients(grads)
        self._apply_weight_decay(trainable_variables)
        self._backend_update_step(grads, trainable_variables, self.learning_rate)

    def _accumulate(self, grads: list[Any], trainable_variables: list[Any], steps: int) -> None:
        """An update by the mean of `steps` gradients where that many have come, else their sum is kept."""
        sums = [tf.convert_to_tensor(each) for each in self._accumulated_gradients]
        sums = [gradient + total for gradient, total in zip(grads, sums, strict=True)]
        due = tf.equal((tf.convert_to_tensor(self._iterations) + 1) % steps, 0)
        kept = [*trainable_variables, *self.variables]
        before = [tf.convert_to_tensor(variable) for variable in kept]
        self._update([total / steps for total in sums], trainable_variables)
        for variable, old in zip(kept, before, strict=True):
            variable.assign(tf.where(due, tf.convert_to_tensor(variable), old))
        for variable, total in zip(self._accumulated_gradients, sums, strict=True):
            variable.assign(tf.where(due, tf.zeros_like(total), total))


def stateless_optimizer(config: dict[str, Any]) -> keras.optimizers.Optimizer:
    """The optimizer of a plan's `optimizer_config`, usable in a `StatelessScope`."""
    # Not `keras.optimizers.deserialize`, which does not know all of them (LAMB, for one).
    plain = getattr(keras.optimizers, config["class_name"])(**config["config"])
    # Before Keras's TensorFlow class in the order of resolution, but after the optimizer's own.
    kind = type(type(plain).__name__, (type(plain), _ThroughKeras), {})
    return kind.from_config(plain.get_config())  # type: ignore[attr-defined]
