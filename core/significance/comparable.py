"""Whether a number of two experiments means the same."""

from __future__ import annotations

from core.choices.registry import Picked
from core.experiment import FIELDS, Experiment
from core.message import Message
from core.significance.seeds import over_seeds

SAME_ROWS = ("dataset", "split", "validation_split", "test_split", "validation_steps", "stratify")
"""Choices that decide over the rows of the validation part."""

SAME_LOSS = (
    "loss", "label_smoothing", "l1", "l2", "layer_l1", "layer_l2", "bias_regularizer", "activity_regularizer",
)  # fmt: skip
"""Choices that decide over what a loss is, which holds penalties too, as in Keras."""


def incomparable(one: Experiment, other: Experiment, measure: str) -> Message | None:
    """Why a number of both cannot be compared, and what to do; None where it can.

    Arguments:
        measure: ``"val_loss"`` or ``"val_metric"`` of a frame, at the end of both.
    """
    alike = range(1)
    if over_seeds(one, alike) == over_seeds(other, alike):
        return Message(
            "Both runs have the same choices, apart from their seeds, so only chance makes them differ. "
            "Choose another run."
        )
    keys = [*SAME_ROWS, *(SAME_LOSS if measure == "val_loss" else ())]
    if one.task == "regression":
        keys.append("scale_target")
    for key in keys:
        if getattr(one, key) != getattr(other, key):
            return Message(
                "The runs have different choices for “{choice}”, {one} and {other}, so their numbers mean "
                "different things. Choose another run, or another number to compare them by.",
                choice=Message(FIELDS[key].label),
                one=_written(one, key),
                other=_written(other, key),
            )
    for each in (one, other):
        if each.epochs % each.validation_freq:
            return Message(
                "One of the runs has {epochs} epochs and validates every {every} epochs, so its last epoch "
                "is not validated. Choose another run.",
                epochs=each.epochs,
                every=each.validation_freq,
            )
    return None


def _written(experiment: Experiment, key: str) -> object:
    value = getattr(experiment, key)
    if isinstance(value, Picked):
        return Message(FIELDS[key].registry[value.name].label)  # type: ignore[attr-defined]
    return FIELDS[key].write(value) or "–"
