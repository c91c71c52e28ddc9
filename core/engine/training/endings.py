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
