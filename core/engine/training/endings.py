"""Why a run ended before its last epoch, in words, and what to try."""

from __future__ import annotations

from core.choices.registry import Picked
from core.choices.stopping import MONITORS
from core.experiment import Experiment
from core.frame import RunLayout
from core.message import Message

_ADAPTIVE_LIMIT, _PLAIN_LIMIT = 0.1, 1.0
_WIDE_ACTIVATIONS = 20.0


def stopped_message(picked: Picked, epoch: int, best: int) -> Message:
    """Training ended after epoch `epoch`, as `picked` says; `best` was the best one (both from 1)."""
    name = Message(MONITORS[picked["monitor"]])
    if picked.name == "target":
        return Message(
            "Stopped after epoch {epoch}: {name} has reached {value}.",
            epoch=epoch,
            name=name,
            value=picked["value"],
        )
    if picked["restore_best"]:
        return Message(
            "Stopped early after epoch {epoch}: {name} had not improved for {patience} epochs. "
            "The weights of epoch {best}, the best one, are back in place.",
            epoch=epoch,
            name=name,
            patience=picked["patience"],
            best=best,
        )
    return Message(
        "Stopped early after epoch {epoch}: {name} had not improved for {patience} epochs. "
        "Epoch {best} was the best.",
        epoch=epoch,
        name=name,
        patience=picked["patience"],
        best=best,
    )


def diverged_message(
    experiment: Experiment, layout: RunLayout, step: int, epoch: float, rate: float
) -> Message:
    """The loss is no longer a number: what happened, and the most likely remedy first."""
    return Message(
        "Diverged at step {step} (epoch {epoch}): the loss became infinite or “not a number”, because the "
        "weights grew until their products no longer fit a 32-bit number. {remedy}",
        step=step,
        epoch=f"{epoch:.1f}",
        remedy=_remedy(experiment, layout, rate),
    )


def _remedy(experiment: Experiment, layout: RunLayout, rate: float) -> Message:
    if max(layer.activations.high for layer in layout.layers) > _WIDE_ACTIVATIONS:
        return Message(
            "The activations were large from the start: try a smaller initial scale, He or Glorot "
            "initialization, or batch normalization."
        )
    if experiment.scaling.name == "none":
        return Message("The data are not scaled: try standard scaling, or a smaller learning rate.")
    limit = _PLAIN_LIMIT if experiment.optimizer.name in {"sgd", "adadelta"} else _ADAPTIVE_LIMIT
    if rate >= limit:
        return Message("The learning rate of {rate} is large: try {less}.", rate=rate, less=rate / 10)
    return Message(
        "Try a smaller learning rate ({less}), batch normalization, or weight decay.", less=rate / 10
    )
