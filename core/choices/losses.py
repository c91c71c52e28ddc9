"""Losses, the tasks that they fit, and what they ask of the output layer and the targets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.choices.fields import Number
from core.choices.registry import KerasEntry, Registry
from core.message import N_

Task = Literal["binary", "multiclass", "regression"]
Target = Literal["column", "sign", "one_hot", "index"]
ALL_TASKS: frozenset[Task] = frozenset({"binary", "multiclass", "regression"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss(KerasEntry):
    """A loss function.

    Arguments:
        tasks: where it may be used.
        target: how classes are given to it: one column of 0/1, one of -1/+1, one column per class, or
            the index of the class. `None`: a column, or one per class when there are more than two. For
            regression it is always one column, of the target's value.
        logits: the output layer stays linear and the loss applies sigmoid or softmax itself, which is
            exact where probabilities would round to 0 or 1.
        output: Keras activation of the output layer for classes; `None`: sigmoid or softmax.
    """

    tasks: frozenset[Task]
    target: Target | None = None
    logits: bool = False
    output: str | None = None

    def __hash__(self) -> int:
        return hash(self.key)


_LOGITS = {"from_logits": True}

LOSSES: Registry[Loss] = Registry(
    Loss(
        key="binary_crossentropy",
        label=N_("Binary cross-entropy"),
        help=N_(
            "For two classes: how surprised the network is by the right class. About 0.69 before training."
        ),
        class_name="BinaryCrossentropy",
        config=_LOGITS,
        tasks=frozenset({"binary"}),
        target="column",
        logits=True,
    ),
    Loss(
        key="categorical_crossentropy",
        label=N_("Categorical cross-entropy"),
        help=N_(
            "For classes given as one column each (one-hot). About ln(number of classes) before training."
        ),
        class_name="CategoricalCrossentropy",
        config=_LOGITS,
        tasks=frozenset({"binary", "multiclass"}),
        target="one_hot",
        logits=True,
    ),
    Loss(
        key="sparse_categorical_crossentropy",
        label=N_("Sparse categorical cross-entropy"),
        help=N_("The same number as categorical cross-entropy, for classes given by their index."),
        class_name="SparseCategoricalCrossentropy",
        config=_LOGITS,
        tasks=frozenset({"binary", "multiclass"}),
        target="index",
        logits=True,
    ),
    Loss(
        key="mean_squared_error",
        label=N_("Mean squared error"),
        help=N_("Average of the squared difference; large errors count most."),
        class_name="MeanSquaredError",
        tasks=ALL_TASKS,
    ),
    Loss(
        key="half_squared_error",
        label=N_("Half the squared error"),
        help=N_(
            "TensorFlow Playground's loss: half the squared difference. Two classes are -1 and 1, and the "
            "output passes through tanh."
        ),
        class_name="gradient_lab>HalfSquaredError",
        tasks=frozenset({"binary", "regression"}),
        target="sign",
        output="tanh",
    ),
    Loss(
        key="mean_absolute_error",
        label=N_("Mean absolute error"),
        help=N_("Average of the difference without its sign; calm about outliers."),
        class_name="MeanAbsoluteError",
        tasks=ALL_TASKS,
    ),
    Loss(
        key="huber",
        label=N_("Huber"),
        help=N_("Squared for small differences, absolute for large ones."),
        class_name="Huber",
        tasks=ALL_TASKS,
        parameters=(
            Number(
                key="delta",
                label=N_("Delta"),
                help=N_("The difference at which squared turns into absolute."),
                default=1.0,
                low=0.01,
                high=100.0,
                log=True,
                marks=(0.1, 1.0, 10.0),
            ),
        ),
    ),
)

DEFAULT_LOSS: dict[Task, str] = {
    "binary": "binary_crossentropy",
    "multiclass": "sparse_categorical_crossentropy",
    "regression": "mean_squared_error",
}
