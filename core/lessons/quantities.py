"""What can be measured of a run in a lesson: a closed vocabulary of numbers of its frames."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from core.choices.metrics import METRICS
from core.choices.registry import Entry, Registry
from core.claims.outcomes import Outcome
from core.frame import Frame, LayerFrame
from core.message import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity(Entry):
    """A number of a run, or of each of its layers, at one of its frames.

    Arguments:
        of_run: gives the number; None for one of each layer.
        of_layer: gives it of a layer.
        share: whether it is a share, from 0 to 1.
        theory: the attribute of `core.theory.Propagation` that predicts it before the first step, up to a
            factor that is the same in all layers; "" where none does.
        root: whether theory gives its square.
    """

    of_run: Callable[[Outcome, Frame], float | None] | None = None
    of_layer: Callable[[LayerFrame], float] | None = None
    share: bool = False
    theory: str = ""
    root: bool = False

    def __hash__(self) -> int:
        return hash(self.key)


def _error(outcome: Outcome, error: float | None) -> float | None:
    return None if error is None else error * outcome.unit


def _behind(outcome: Outcome, frame: Frame) -> float | None:
    """How far validation stays behind training: of accuracies, or of errors in the target's unit."""
    if frame.val_metric is None:
        return None
    return abs(outcome.unit) * (frame.metric - frame.val_metric)


def _rises(frame: Frame) -> float | None:
    return None if frame.val_loss is None else frame.val_loss - frame.loss


def _of_run(
    key: str,
    label: str,
    about: str,
    number: Callable[[Outcome, Frame], float | None],
    *,
    share: bool = False,
) -> Quantity:
    return Quantity(key=key, label=label, help=about, of_run=number, share=share)


def _measure(key: str) -> Callable[[Outcome, Frame], float | None]:
    return lambda outcome, frame: frame.measures.get(key)


_OF_RUNS = (
    _of_run("loss", N_("Training loss"), N_("As Keras reports it."), lambda run, frame: frame.loss),
    _of_run("val_loss", N_("Validation loss"), N_("As Keras reports it."), lambda run, frame: frame.val_loss),
    _of_run(
        "accuracy",
        N_("Training accuracy"),
        N_("The share of rows that are right."),
        lambda run, frame: frame.metric,
        share=True,
    ),
    _of_run(
        "val_accuracy",
        N_("Validation accuracy"),
        N_("The share of rows that are right."),
        lambda run, frame: frame.val_metric,
        share=True,
    ),
    _of_run(
        "error",
        N_("Training error"),
        N_("Mean absolute error in the target's own unit."),
        lambda run, frame: _error(run, frame.metric),
    ),
    _of_run(
        "val_error",
        N_("Validation error"),
        N_("Mean absolute error in the target's own unit."),
        lambda run, frame: _error(run, frame.val_metric),
    ),
    _of_run(
        "gap",
        N_("Training minus validation"),
        N_("Of accuracies; of errors where numbers are predicted."),
        _behind,
    ),
    _of_run(
        "loss_gap",
        N_("Validation loss minus training loss"),
        N_("Above 0 where the network does worse on rows that it was not trained on."),
        lambda run, frame: _rises(frame),
    ),
    _of_run("epoch", N_("Epochs"), N_("Trained so far."), lambda run, frame: frame.epoch),
    _of_run("step", N_("Steps"), N_("Updates of the weights so far."), lambda run, frame: frame.step),
    _of_run(
        "best_epoch",
        N_("Best epoch"),
        N_("Where early stopping keeps the best weights."),
        lambda run, frame: frame.best_epoch,
    ),
    _of_run(
        "diverged",
        N_("Diverged"),
        N_("1 where a run ended with numbers that are none, else 0."),
        lambda run, frame: float(run.diverged),
    ),
)

_OF_LAYERS = (
    Quantity(
        key="gradient",
        label=N_("Gradient dL/dz"),
        help=N_("Root mean square over a layer's units and rows."),
        of_layer=lambda layer: layer.preactivation_gradient_std,
        theory="backward",
        root=True,
    ),
    Quantity(
        key="weight_gradient",
        label=N_("Gradient of the weights"),
        help=N_("Euclidean norm of dL/dW."),
        of_layer=lambda layer: layer.weight_gradient_norm,
    ),
    Quantity(
        key="activation_std",
        label=N_("Spread of the activations"),
        help=N_("Standard deviation of a layer's outputs over units and rows."),
        of_layer=lambda layer: layer.activation_std,
        theory="activation_std",
    ),
    Quantity(
        key="activation_mean",
        label=N_("Mean of the activations"),
        help=N_("Over a layer's units and rows."),
        of_layer=lambda layer: layer.activation_mean,
    ),
    Quantity(
        key="preactivation_std",
        label=N_("Spread of the pre-activations"),
        help=N_("Standard deviation of z over a layer's units and rows."),
        of_layer=lambda layer: layer.preactivation_std,
        theory="preactivation_variance",
        root=True,
    ),
    Quantity(
        key="saturated",
        label=N_("Saturated share"),
        help=N_("The share of outputs in the flat part of the activation function."),
        of_layer=lambda layer: layer.saturated,
        share=True,
    ),
    Quantity(
        key="dead",
        label=N_("Dead share"),
        help=N_("The share of units that give nothing for any row."),
        of_layer=lambda layer: layer.dead,
        share=True,
    ),
    Quantity(
        key="update_ratio",
        label=N_("Update ratio"),
        help=N_("How much the next step changes the weights, over their norm. About 0.001 is healthy."),
        of_layer=lambda layer: layer.update_ratio,
    ),
    Quantity(
        key="weight_norm",
        label=N_("Norm of the weights"),
        help=N_("Euclidean norm of W."),
        of_layer=lambda layer: layer.weight_norm,
    ),
)

QUANTITIES: Registry[Quantity] = Registry(
    *_OF_RUNS,
    *_OF_LAYERS,
    *(
        Quantity(
            key=metric.key,
            label=metric.label,
            help=metric.help,
            of_run=_measure(metric.key),
            share=metric.share,
        )
        for metric in METRICS.values()
    ),
)
"""Quantities of runs, of layers, and further metrics of the validation part (of runs that ask for them)."""


def number(value: float | None) -> float:
    """`value`, NaN for none."""
    return math.nan if value is None else float(value)
