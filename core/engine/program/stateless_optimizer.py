"""Keras optimizers as pure functions.

Keras's optimizers for TensorFlow write to `tf.Variable`s directly, to serve `tf.distribute`, and therefore
refuse to run in a `keras.StatelessScope`, where variables are tensors of the caller. The arithmetic is in
backend-independent classes; only the writing has to go through the Keras variables again.
"""

from __future__ import annotations

from typing import Any

import keras


class _ThroughKeras(keras.optimizers.Optimizer):  # type: ignore[misc]
    """Writes as `keras.optimizers.Optimizer` does on the other backends."""

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
                variable.assign(variable - variable * self.weight_decay * self.learning_rate)

    def _backend_update_step(self, grads: list[Any], trainable_variables: list[Any], rate: Any) -> None:
        for gradient, variable in zip(grads, trainable_variables, strict=True):
            self.update_step(gradient, variable, rate)


def stateless_optimizer(config: dict[str, Any]) -> keras.optimizers.Optimizer:
    """The optimizer that `keras.optimizers.deserialize` makes of `config`, usable in a `StatelessScope`."""
    plain = keras.optimizers.deserialize(config)
    # Before Keras's TensorFlow class in the order of resolution, but after the optimizer's own.
    kind = type(type(plain).__name__, (type(plain), _ThroughKeras), {})
    return kind.from_config(plain.get_config())  # type: ignore[attr-defined]
