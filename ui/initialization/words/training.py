"""Training the map."""

from __future__ import annotations

from core.message import Translate
from ui.train.words import panel_words

_SHARED = (
    *("stop", "seconds", "train_loss", "val_loss", "train_accuracy", "val_accuracy", "train_error"),
    *("val_error", "loss_title", "accuracy_title"),
)
"""What the live panel says, too."""


def training_words(_: Translate) -> dict[str, str]:
    """The texts in the language of `_`."""
    shared = panel_words(_)
    return {key: shared[key] for key in _SHARED} | _controls(_) | _cells(_)


def _controls(_: Translate) -> dict[str, str]:
    return {
        "trained_title": _("Which networks learn"),
        "trained_caption": _("Click a cell to open its run."),
        "trained_red": _("Red: diverged."),
        "trained_none": _("Train networks of every scale and depth, and see which of them learn."),
        "trained_differs": _("Trained with other choices: {choices}."),
        "trained_theirs": _("Someone else's map: you can look at it and open its runs."),
        "deepest": _("Deepest"),
        "deepest_help": _("Hidden layers of the deepest networks; the others are spread evenly below."),
        "shown": _("What the colours show"),
        "error_title": _("Error"),
        "train_map": _("Train the map"),
        "train_map_help": _("Trains a network for every cell, on the server."),
        "map_busy": _("Another map of yours is being trained: one at a time. Stop it first."),
        "train_anew": _("Train again"),
        "go_on": _("Go on"),
        "go_on_help": _("Train the cells that are not done yet."),
        "stop_map_help": _("Train no more cells; what has been learnt stays."),
        "cells_done": _("{done} of {total}"),
        "time_left": _("{time} left"),
        "minutes": _("{minutes} min"),
        "lost": _("The server does not answer. The map is asked for again."),
    }


def _cells(_: Translate) -> dict[str, str]:
    return {
        "cell_step": _("Step {step} of {steps}"),
        "cell_empty": _("Not trained"),
        "cell_waiting": _("Waiting for its turn"),
        "cell_training": _("Training"),
        "cell_diverged": _("Diverged: the loss is no number any more."),
        "cell_failed": _("Failed"),
        "cell_open": _("Click to open this run."),
    }
