"""Further numbers of the validation part, beside loss and accuracy or error."""

from __future__ import annotations

from dataclasses import dataclass

from core.choices.losses import Task
from core.choices.registry import Entry, Registry
from core.message import N_

_CLASSES: frozenset[Task] = frozenset({"binary", "multiclass"})
_NUMBERS: frozenset[Task] = frozenset({"regression"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric(Entry):
    """A number of the validation part.

    Arguments:
        tasks: where it means something.
        share: whether it is a share, from 0 to 1.
    """

    tasks: frozenset[Task]
    share: bool = True

    def __hash__(self) -> int:
        return hash(self.key)


METRICS: Registry[Metric] = Registry(
    Metric(
        key="precision",
        label=N_("Precision"),
        help=N_(
            "Of the rows that are said to be of a class, the share that is; the mean of several classes."
        ),
        tasks=_CLASSES,
    ),
    Metric(
        key="recall",
        label=N_("Recall"),
        help=N_("Of the rows of a class, the share that is found; the mean of several classes."),
        tasks=_CLASSES,
    ),
    Metric(
        key="f1",
        label=N_("F1"),
        help=N_("Harmonic mean of precision and recall; the mean of several classes."),
        aliases=("f1_score",),
        tasks=_CLASSES,
    ),
    Metric(
        key="auc",
        label=N_("AUC"),
        help=N_(
            "Area under the ROC curve: how often a row of the class is ranked above another row. 0.5: chance."
        ),
        tasks=_CLASSES,
    ),
    Metric(
        key="top_3_accuracy",
        label=N_("Top-3 accuracy"),
        help=N_("The share of rows whose class is among the three likeliest."),
        tasks=frozenset({"multiclass"}),
    ),
    Metric(
        key="top_5_accuracy",
        label=N_("Top-5 accuracy"),
        help=N_("The share of rows whose class is among the five likeliest."),
        aliases=("top_k_categorical_accuracy",),
        tasks=frozenset({"multiclass"}),
    ),
    Metric(
        key="rmse",
        label=N_("RMSE"),
        help=N_("Root of the mean squared error: large errors count more than in the mean absolute one."),
        aliases=("root_mean_squared_error",),
        tasks=_NUMBERS,
        share=False,
    ),
    Metric(
        key="r2",
        label=N_("R²"),
        help=N_(
            "The share of the target's variance that is explained: 1 is perfect, 0 no better than the mean."
        ),
        aliases=("r2_score",),
        tasks=_NUMBERS,
        share=False,
    ),
)
