"""Losses, the tasks that they fit, and what they ask of the output layer and the targets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from core.choices.fields import Number, Switch
from core.choices.registry import KerasEntry, Registry
from core.message import N_

Task = Literal["binary", "multiclass", "regression"]
Target = Literal["column", "sign", "one_hot", "index"]
ALL_TASKS: frozenset[Task] = frozenset({"binary", "multiclass", "regression"})


def _zero(y: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    return np.zeros(len(y))


def _minus_one(y: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    return np.full(len(y), -1.0)


def _as_counted(y: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Of Poisson's loss, where the count itself is expected: the mean over targets of ``y - y ln y``."""
    counts = np.maximum(np.asarray(y, np.float64).reshape(len(y), -1), 0)
    terms: npt.NDArray[np.float64] = (counts - counts * np.log(np.where(counts > 0, counts, 1))).mean(axis=1)
    return terms


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
        smoothed: key of the loss that takes its place where labels are smoothed: its own where Keras's class
            has label_smoothing; `None`: nothing does.
        output: Keras activation of the output layer for classes; `None`: sigmoid or softmax.
        output_of_number: the same for regression.
        least: gives the least that it can be for each row, shape ``(rows,)``, by class indices or targets.
        of_means: whether, for regression, it is smallest where the mean of a target is expected: then R^2
            says how well. Another one aims at the median, or at ratios: what is best by it may be bad by R^2.
        of_amounts: whether its targets are 0 and more, so that it does not take others.
    """

    tasks: frozenset[Task]
    target: Target | None = None
    logits: bool = False
    smoothed: str | None = None
    output: str | None = None
    output_of_number: str = "linear"
    least: Callable[[npt.NDArray[Any]], npt.NDArray[np.float64]] = _zero
    of_means: bool = True
    of_amounts: bool = False

    def __hash__(self) -> int:
        return hash(self.key)


_LOGITS = {"from_logits": True}


def _focus(default: float = 2.0) -> Number:
    return Number(
        key="gamma",
        label=N_("Focus"),
        help=N_("How little rows count that are right already; 0: all count alike."),
        default=default,
        low=0.0,
        high=10.0,
        marks=(0.0, 1.0, 2.0, 5.0),
    )


def _share(key: str, label: str, help: str, default: float) -> Number:
    return Number(
        key=key,
        label=label,
        help=help,
        default=default,
        low=0.01,
        high=1.0,
        marks=(0.1, 0.25, 0.5, 1.0),
    )


LOSSES: Registry[Loss] = Registry(
    Loss(
        key="binary_crossentropy",
        aliases=("bce",),
        label=N_("Binary cross-entropy"),
        help=N_(
            "For two classes: how surprised the network is by the right class. About 0.69 before training."
        ),
        class_name="BinaryCrossentropy",
        config=_LOGITS,
        tasks=frozenset({"binary"}),
        target="column",
        logits=True,
        smoothed="binary_crossentropy",
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
        smoothed="categorical_crossentropy",
    ),
    Loss(
        key="sparse_categorical_crossentropy",
        label=N_("Sparse categorical cross-entropy"),
        help=N_(
            "The same number as categorical cross-entropy, for classes given by their index: whole numbers "
            "belong to this one, one-hot columns to the other. A note that circulates has it the other way "
            "round."
        ),
        class_name="SparseCategoricalCrossentropy",
        config=_LOGITS,
        tasks=frozenset({"binary", "multiclass"}),
        target="index",
        logits=True,
        smoothed="categorical_crossentropy",
    ),
    Loss(
        key="binary_focal_crossentropy",
        label=N_("Binary focal cross-entropy"),
        help=N_("Cross-entropy that looks at the rows that are still wrong (Lin et al. 2018)."),
        class_name="BinaryFocalCrossentropy",
        config=_LOGITS,
        tasks=frozenset({"binary"}),
        target="column",
        logits=True,
        smoothed="binary_focal_crossentropy",
        parameters=(
            _focus(),
            Switch(
                key="apply_class_balancing",
                label=N_("Weigh the classes"),
                help=N_("The second class counts alpha, the first one 1 - alpha."),
                default=False,
            ),
            _share("alpha", N_("Weight of the second class"), N_("Used where classes are weighed."), 0.25),
        ),
    ),
    Loss(
        key="categorical_focal_crossentropy",
        label=N_("Categorical focal cross-entropy"),
        help=N_("The same for classes given as one column each (one-hot)."),
        class_name="CategoricalFocalCrossentropy",
        config=_LOGITS,
        tasks=frozenset({"binary", "multiclass"}),
        target="one_hot",
        logits=True,
        smoothed="categorical_focal_crossentropy",
        parameters=(
            _focus(),
            _share("alpha", N_("Factor"), N_("Multiplies the loss of every class."), 0.25),
        ),
    ),
    Loss(
        key="categorical_generalized_cross_entropy",
        label=N_("Generalized cross-entropy"),
        help=N_("Between cross-entropy and absolute error: calm about wrong labels (Zhang & Sabuncu 2018)."),
        class_name="CategoricalGeneralizedCrossEntropy",
        tasks=frozenset({"binary", "multiclass"}),
        target="index",
        parameters=(
            Number(
                key="q",
                label=N_("Exponent"),
                help=N_("Near 0 it is cross-entropy, near 1 the absolute error."),
                default=0.5,
                low=0.01,
                high=0.99,
                marks=(0.1, 0.5, 0.7, 0.9),
            ),
        ),
    ),
    Loss(
        key="kl_divergence",
        aliases=("kld",),
        label=N_("Kullback-Leibler divergence"),
        help=N_("How far the network's shares are from the right ones; of one-hot classes, cross-entropy."),
        class_name="KLDivergence",
        tasks=frozenset({"binary", "multiclass"}),
        target="one_hot",
    ),
    Loss(
        key="hinge",
        label=N_("Hinge"),
        help=N_(
            "That of support vector machines: 0 once a row is right by a margin. Two classes are -1 and 1, "
            "and the output passes through tanh."
        ),
        class_name="Hinge",
        tasks=frozenset({"binary"}),
        target="sign",
        output="tanh",
    ),
    Loss(
        key="perceptron",
        label=N_("Perceptron criterion"),
        help=N_(
            "Rosenblatt's rule (1958): rows on the wrong side of the border count by how far, all others not "
            "at all. Two classes are -1 and 1; the output is the weighted sum itself."
        ),
        class_name="gradient_lab>PerceptronCriterion",
        tasks=frozenset({"binary"}),
        target="sign",
        output="linear",
    ),
    Loss(
        key="squared_hinge",
        label=N_("Squared hinge"),
        help=N_("Hinge, squared: rows that are far on the wrong side count most."),
        class_name="SquaredHinge",
        tasks=frozenset({"binary"}),
        target="sign",
        output="tanh",
    ),
    Loss(
        key="categorical_hinge",
        label=N_("Categorical hinge"),
        help=N_("Hinge between the right class and the strongest other one."),
        class_name="CategoricalHinge",
        tasks=frozenset({"binary", "multiclass"}),
        target="one_hot",
    ),
    Loss(
        key="cosine_similarity",
        label=N_("Cosine similarity"),
        help=N_(
            "Minus the cosine of the angle between answer and one-hot class: -1 is perfect, 0 says nothing."
        ),
        class_name="CosineSimilarity",
        least=_minus_one,
        tasks=frozenset({"binary", "multiclass"}),
        target="one_hot",
    ),
    Loss(
        key="mean_squared_error",
        aliases=("mse",),
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
        aliases=("mae",),
        label=N_("Mean absolute error"),
        help=N_("Average of the difference without its sign; calm about outliers."),
        class_name="MeanAbsoluteError",
        of_means=False,
        tasks=ALL_TASKS,
    ),
    Loss(
        key="huber",
        label=N_("Huber"),
        help=N_("Squared for small differences, absolute for large ones."),
        class_name="Huber",
        of_means=False,
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
    Loss(
        key="log_cosh",
        label=N_("Log-cosh"),
        help=N_("Logarithm of the hyperbolic cosine of the difference: Huber without a corner."),
        class_name="LogCosh",
        of_means=False,
        tasks=ALL_TASKS,
    ),
    Loss(
        key="mean_absolute_percentage_error",
        aliases=("mape",),
        label=N_("Mean absolute percentage error"),
        help=N_(
            "Absolute difference in percent of the target; for targets that are far from 0, in their own "
            "unit and not standardized."
        ),
        class_name="MeanAbsolutePercentageError",
        of_means=False,
        tasks=frozenset({"regression"}),
    ),
    Loss(
        key="mean_squared_logarithmic_error",
        aliases=("msle",),
        label=N_("Mean squared logarithmic error"),
        help=N_(
            "Squared difference of the logarithms of 1 + value: ratios count, not distances. For targets of "
            "0 and more, not standardized; the output passes through softplus."
        ),
        class_name="MeanSquaredLogarithmicError",
        of_means=False,
        of_amounts=True,
        tasks=frozenset({"regression"}),
        output_of_number="softplus",
    ),
    Loss(
        key="poisson",
        label=N_("Poisson"),
        help=N_(
            "For counts: targets of 0 and more, not standardized. The output, the expected count, passes "
            "through softplus."
        ),
        class_name="Poisson",
        of_amounts=True,
        least=_as_counted,
        tasks=frozenset({"regression"}),
        output_of_number="softplus",
    ),
)

DEFAULT_LOSS: dict[Task, str] = {
    "binary": "binary_crossentropy",
    "multiclass": "sparse_categorical_crossentropy",
    "regression": "mean_squared_error",
}
