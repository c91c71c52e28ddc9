"""Every word that the live panel shows, by language-neutral key.

The panel's JavaScript holds no text of its own. `{gaps}` are filled in the browser.
"""

from __future__ import annotations

from core.choices.metrics import METRICS
from core.message import Translate


def panel_words(_: Translate) -> dict[str, str]:
    """The panel's texts in the language of `_`."""
    return _head(_) | _measures(_) | _pictures(_) | _over_time(_) | _data(_)


def _head(_: Translate) -> dict[str, str]:
    return {
        "status_none": _("No run yet"),
        "status_queued": _("Waiting, place {place}"),
        "status_preparing": _("Preparing"),
        "status_running": _("Training…"),
        "status_paused": _("Paused"),
        "status_finished": _("Finished"),
        "status_stopped": _("Stopped"),
        "status_failed": _("Failed"),
        "status_diverged": _("Diverged"),
        "status_interrupted": _("Interrupted"),
        "reconnecting": _("Reconnecting"),
        "unreachable": _("The server did not answer. Please try again."),
        "server_busy": _("The server is busy. This page asks again by itself."),
        "status_busy": _("Server busy, waiting"),
        "view_only": _("View only"),
        "view_only_help": _("You are watching a run that someone else started."),
        "pause": _("Pause"),
        "resume": _("Resume"),
        "step_batch": _("One batch"),
        "step_batch_help": _("Train on one batch, then pause again"),
        "step_epoch": _("One epoch"),
        "step_epoch_help": _("Train for one epoch, then pause again"),
        "stop": _("Stop"),
        "stop_help": _("Stop this run for good"),
        "again_same": _("Same weights"),
        "again_same_help": _("Start again with the same initial weights"),
        "again_new": _("New weights"),
        "again_new_help": _("Start again with new initial weights"),
        "learning_rate": _("Learning rate"),
        "learning_rate_help": _("Takes effect at the next step, while the run goes on"),
        "bad_rate": _("Please give the learning rate as a number above 0, for example 0.03."),
        "speed": _("Speed"),
        "speed_help": _("Epochs per second at most; slow enough to watch, or as fast as the machine can."),
        "speed_limit": _("up to {rate} epochs/s"),
        "speed_full": _("full speed"),
        "progress": _("Epochs done"),
        "epoch_of": _("Epoch {epoch} of {epochs}"),
        "seconds": _("{seconds} s"),
        "epochs_per_second": _("{rate} epochs/s"),
        "train_loss": _("Training loss"),
        "val_loss": _("Validation loss"),
        "train_accuracy": _("Training accuracy"),
        "val_accuracy": _("Validation accuracy"),
        "train_error": _("Training error"),
        "val_error": _("Validation error"),
        "views": _("Views"),
        "view_overview": _("Overview"),
        "view_distributions": _("Distributions"),
        "view_over_time": _("Over time"),
        "view_data": _("Data"),
    }


def _measures(_: Translate) -> dict[str, str]:
    return {f"measure_{key}": _(metric.label) for key, metric in METRICS.items()} | {
        "rate_now": _("Learning rate now"),
    }


def _pictures(_: Translate) -> dict[str, str]:
    return {
        "training": _("Training"),
        "validation": _("Validation"),
        "epoch": _("Epoch"),
        "weights_of_epoch": _("Weights of epoch {epoch}"),
        "at_epoch": _("Epoch {epoch}"),
        "best_epoch": _("Best: {epoch}"),
        "linear": _("Linear"),
        "logarithmic": _("Log"),
        "loss_scale": _("Scale of the loss"),
        "save_picture": _("Save this picture as a file"),
        "plane_title": _("Output on the plane"),
        "plane_caption": _("Does the colour follow the points?"),
        "show_validation": _("Validation"),
        "sharp": _("Sharp"),
        "output_here": _("Output {value}"),
        "class_here": _("{name}, {share} sure"),
        "loss_title": _("Loss"),
        "loss_caption": _("Both should fall; a growing gap is overfitting."),
        "accuracy_title": _("Accuracy"),
        "accuracy_caption": _("The share of rows that are classified correctly."),
        "error_title": _("Mean absolute error"),
        "error_caption": _("How far predictions are off, on average."),
        "activations_title": _("Activations by layer"),
        "activations_caption": _(
            "Healthy: similar width from layer to layer. Bars: square root, tallest bin of its row = 1."
        ),
        "gradients_title": _("Gradients dL/dz by layer"),
        "gradients_caption": _(
            "Rows that drift left toward the first layer: the gradient vanishes. Right: it explodes."
        ),
        "weights_title": _("Weights by layer"),
        "weights_caption": _("How far training moves them from where they began."),
        "weight_gradients_title": _("Gradients dL/dW by layer"),
        "weight_gradients_caption": _("These can look healthy while dL/dz vanishes: compare the two."),
        "std": _("std"),
        "rms": _("rms"),
        "norm": _("norm"),
        "output": _("out"),
        "layer": _("Layer {layer}"),
        "output_layer": _("Output layer"),
        "layer_units": _("{layer}, {units} units"),
        "between": _("{low} to {high}"),
        "below": _("below {value}"),
        "above": _("above {value}"),
        "not_finite": _("not finite"),
        "share_of": _("{share} ({count} of {total})"),
    }


def _over_time(_: Translate) -> dict[str, str]:
    return {
        "spread_title": _("Standard deviation of activations"),
        "spread_caption": _(
            "Layers that stay together pass the signal on; a fan means that it fades or grows."
        ),
        "units_title": _("Saturated and dead units"),
        "units_caption": _("Saturated outputs hardly pass gradients on; dead units pass none."),
        "saturated": _("Saturated"),
        "dead": _("Dead"),
        "flow_title": _("Size of the gradients"),
        "flow_caption": _("First layers far below the last: vanishing. Far above: exploding."),
        "dz": _("dL/dz"),
        "dw": _("dL/dW"),
        "ratio": _("Update/weight"),
        "rate_title": _("Learning rate"),
        "rate_caption": _("The rate of each step, as its schedule or you have changed it."),
        "ratio_title": _("Update to weight ratio"),
        "ratio_caption": _("About 1/1000 (dotted) is healthy; far above is unstable, far below is slow."),
    }


def _data(_: Translate) -> dict[str, str]:
    return {
        "points_title": _("Data in the plane"),
        "points_caption": _("Filled: training. Rings: validation."),
        "images_title": _("Images"),
        "images_caption": _("A few rows of the training part, with their labels."),
        "features_title": _("Features before and after scaling"),
        "features_caption": _(
            "After scaling, features should share one range, so that no weight has to be huge."
        ),
        "feature_label": _("Distribution of {name}"),
        "before": _("Before"),
        "after": _("After"),
        "rows": _("{train} rows to train on, {val} to validate"),
        "nothing_yet": _("Choose data at the left to see it here."),
    }
