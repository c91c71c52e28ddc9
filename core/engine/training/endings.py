"""Why a run stopped before its last epoch, in words; why one diverged, `core.diagnosis.divergence` says."""

from __future__ import annotations

from core.choices.registry import Picked
from core.choices.stopping import MONITORS
from core.message import Message


def restored_message(ending: Message, best: int) -> Message:
    """`ending`, and whose weights are shown: those of epoch `best`, counted from 1."""
    return Message(
        "{ending} The weights of epoch {best}, the best one, are back in place.", ending=ending, best=best
    )


def stopped_message(picked: Picked, epoch: int, best: int, *, short: bool = False) -> Message:
    """Training ended after epoch `epoch`, as `picked` says; `best` was the best one (both from 1).

    Arguments:
        short: whether even that one has not got past the baseline.
    """
    name = Message(MONITORS[picked["monitor"]])
    if picked.name == "target":
        return Message(
            "Stopped after epoch {epoch}: {name} has reached {value}.",
            epoch=epoch,
            name=name,
            value=picked["value"],
        )
    if short:
        stopped = Message(
            "Stopped early after epoch {epoch}: for {patience} epochs {name} had not got past the baseline "
            "of {baseline}.",
            epoch=epoch,
            name=name,
            patience=picked["patience"],
            baseline=picked["baseline"],
        )
        return restored_message(stopped, best) if picked["restore_best"] else stopped
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
