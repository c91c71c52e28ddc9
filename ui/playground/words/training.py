"""The first row: training, its speed, and where it stands."""

from __future__ import annotations

from core.message import Translate


def training_words(_: Translate) -> dict[str, str]:
    """The texts in the language of `_`."""
    return _buttons(_) | _standing(_) | _hints(_)


def _buttons(_: Translate) -> dict[str, str]:
    return {
        "c_training": _("Training the network"),
        "c_reset": _("Reset"),
        "c_reset_help": _("Back to the same initial weights, and to epoch 0 (key R)"),
        "c_play": _("Play"),
        "c_play_help": _("Train the network (space bar)"),
        "c_pause": _("Pause"),
        "c_pause_help": _("Hold the training where it is (space bar)"),
        "c_step_batch": _("One batch"),
        "c_step_batch_help": _("Train on one batch: the weights change once (key B)"),
        "c_step_epoch": _("One epoch"),
        "c_step_epoch_help": _("Train for one epoch: every training point is used once (key S)"),
        "c_new_weights": _("New weights"),
        "c_new_weights_help": _("Draw other initial weights, and restart"),
        "c_undo": _("Undo"),
        "c_undo_help": _("Take back the last change: a choice, an edited weight, a reset (Ctrl Z)"),
    }


def _standing(_: Translate) -> dict[str, str]:
    return {
        "c_epoch": _("Epoch"),
        "c_epoch_batch": _("Epoch, batch {batch} of {batches}"),
        "c_epoch_help": _("How often the network has gone through all training points."),
        "c_speed": _("Speed"),
        "c_speed_help": _(
            "How fast it trains: slow enough to watch each batch, or as fast as the machine can."
        ),
        "c_state_none": _("Connecting"),
        "c_state_preparing": _("Preparing"),
        "c_state_running": _("Training…"),
        "c_state_paused": _("Paused"),
        "c_state_ended": _("Ended"),
        "c_state_failed": _("Failed"),
    }


def _hints(_: Translate) -> dict[str, str]:
    return {
        "c_hint_wait": _("The network is being made."),
        "c_hint_points": _("Draw points of two classes into the large picture, then press Play."),
        "c_hint_start": _("Press Play, and watch the large picture follow the points."),
        "c_hint_binary": _(
            "Blue and orange show what the network predicts everywhere; strong colours mean that it is sure."
        ),
        "c_hint_multiclass": _(
            "Each colour is the class that the network predicts there; strong colours mean that it is sure."
        ),
        "c_hint_regression": _("The colour shows the number that the network predicts everywhere."),
        "c_hint_loaded": _(
            "Opened with the weights that it had learnt when it was saved; epochs count from 0 again."
        ),
        "c_more_warning": _("1 more warning"),
        "c_more_warnings": _("{count} more warnings"),
        "c_more_notices": _("More messages"),
    }
