"""Losses that Keras does not have, known to Keras by name, and the way to build any loss."""

from __future__ import annotations

from typing import Any

import keras


@keras.saving.register_keras_serializable(package="gradient_lab")
class HalfSquaredError(keras.losses.Loss):  # type: ignore[misc]
    """(y^ - y)^2 / 2, averaged over the columns, of which the lab's networks have one.

    The loss of TensorFlow Playground (``Errors.SQUARE`` in its ``src/nn.ts``): its derivative is y^ - y.
    """

    def __init__(
        self, reduction: str | None = "sum_over_batch_size", name: str = "half_squared_error"
    ) -> None:
        super().__init__(name=name, reduction=reduction)

    def call(self, y_true: Any, y_pred: Any) -> Any:
        return keras.ops.mean(keras.ops.square(y_pred - y_true), axis=-1) / 2


@keras.saving.register_keras_serializable(package="gradient_lab")
class PerceptronCriterion(keras.losses.Loss):  # type: ignore[misc]
    """max(0, -y z) for classes -1 and 1, averaged over the columns, of which the lab's networks have one.

    Rosenblatt's rule as a loss (Bishop 2006, equation 4.54): its gradient moves the weights of rows that are
    wrong, or right on the border, and of no others. scikit-learn: ``SGDClassifier(loss="perceptron")``.
    """

    def __init__(
        self, reduction: str | None = "sum_over_batch_size", name: str = "perceptron_criterion"
    ) -> None:
        super().__init__(name=name, reduction=reduction)

    def call(self, y_true: Any, y_pred: Any) -> Any:
        # In this order: on the border the gradient is that of a wrong row, as in scikit-learn.
        return keras.ops.mean(keras.ops.maximum(-y_true * y_pred, 0.0), axis=-1)


def loss_of(config: dict[str, Any], **options: Any) -> keras.losses.Loss:
    """The loss of a plan's `loss_config`, with more constructor arguments."""
    # Not `keras.losses.deserialize`, which does not know all of Keras's own.
    name = config["class_name"]
    kind = getattr(keras.losses, name, None) or keras.saving.get_registered_object(name)
    return kind(**config["config"], **options)
