"""Every word that the live panel shows, by language-neutral key.

The panel's JavaScript holds no text of its own. `{gaps}` are filled in the browser.
"""

from __future__ import annotations

from core.choices.metrics import METRICS
from core.message import Translate


def panel_words(_: Translate) -> dict[str, str]:
    """The panel's texts in the language of `_`."""
    return (
        _head(_)
        | _past(_)
        | _measures(_)
        | _pictures(_)
        | _over_time(_)
        | _maps(_)
        | _normalization(_)
        | _data(_)
    )


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
        "status_past": _("Earlier step shown"),
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
        "view_feature_maps": _("Feature maps"),
        "view_normalization": _("Norm and dropout"),
        "view_metrics": _("Metrics"),
        "view_data": _("Data"),
    }


def _past(_: Translate) -> dict[str, str]:
    return {
        "past": _("Past of this run"),
        "past_help": _("Every picture as it was: drag, or press the arrow keys. Space plays."),
        "past_back": _("Previous frame"),
        "past_play": _("Play"),
        "past_pause": _("Hold"),
        "past_forth": _("Next frame"),
        "past_speed": _("Frames a second"),
        "past_at": _("Epoch {epoch}, step {step}"),
        "past_newest": _("Newest"),
        "past_newest_help": _("Back to the newest frame"),
        "past_branch": _("Branch from here"),
        "past_branch_help": _(
            "Train on from this very step as a new run, with a change if you like: all before it is the same."
        ),
    }


def _measures(_: Translate) -> dict[str, str]:
    names = {key: _(metric.label) for key, metric in METRICS.items()}
    titles = {f"{key}_title": names[key] for key, metric in METRICS.items() if not metric.share}
    return (
        titles
        | {f"measure_{key}": name for key, name in names.items()}
        | {
            "error_of": _("Mean absolute error of {name}"),
            "scaled_error_of": _("Mean absolute error of {name}, in its standard deviations"),
            "errors_title": _("Error of each target"),
            "errors_caption": _("Mean absolute, as the network is given the target: all should fall."),
            "own_measures_title": _("Further numbers"),
            "own_measures_caption": _("As the program calls them that recorded the run."),
            "rate_now": _("Learning rate now"),
            "metrics_title": _("Metrics of the validation part"),
            "metrics_caption": _("Each is a share: the closer to 100%, the better."),
            "rmse_caption": _("In the unit of the target, of several in standard deviations: should fall."),
            "measure_predictive_deviation": _("Standard deviation of a prediction over batches"),
            "predictive_deviation_title": _("Standard deviation of a prediction over batches"),
            "predictive_deviation_caption": _("How much a row's prediction depends on the rows beside it."),
            "r2_caption": _("Should rise towards 1; below 0 the mean alone would be better."),
        }
    )


def _pictures(_: Translate) -> dict[str, str]:
    return {
        "training": _("Training"),
        "validation": _("Validation"),
        "epoch": _("Epoch"),
        "weights_of_epoch": _("Weights of epoch {epoch}"),
        "at_epoch": _("Epoch {epoch}"),
        "best_epoch": _("Best epoch: {epoch}"),
        "warm_up_ends": _("Warm-up ends: {epoch}"),
        "patience_ends": _("Patience ends: {epoch}"),
        "linear": _("Linear"),
        "logarithmic": _("Log"),
        "loss_scale": _("Scale of the loss"),
        "save_picture": _("Save this picture as a file"),
        "plane_title": _("Output on the plane"),
        "plane_caption": _("Does the colour follow the points?"),
        "show_validation": _("Validation"),
        "sharp": _("Discretize"),
        "output_here": _("Output {value}"),
        "class_here": _("{name}, {share} sure"),
        "line_title": _("The network as a curve"),
        "line_caption": _(
            "Thin lines: what each unit of the last hidden layer adds to the bias (dashed). Their sum is the "
            "curve."
        ),
        "line_rows_title": _("Data: one input, one target"),
        "line_curve": _("Answer"),
        "line_shares": _("Bias + one unit"),
        "line_answer": _("{name}: {value} by the network"),
        "loss_title": _("Loss"),
        "loss_caption": _("Both stay high: underfitting. A growing gap: overfitting."),
        "accuracy_title": _("Accuracy"),
        "accuracy_caption": _("The share of rows that are classified correctly."),
        "error_title": _("Mean absolute error"),
        "error_caption": _("How far predictions are off, on average."),
        "scaled_error": _("In standard deviations of the target."),
        "own_error": _("In the target's own unit: Keras's error times its standard deviation, {deviation}."),
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


def _normalization(_: Translate) -> dict[str, str]:
    return {
        "moving_mean_title": _("Means before batch normalization"),
        "moving_mean_caption": _(
            "Root mean square over the units. Training uses the batch's own, prediction the moving average."
        ),
        "moving_variance_title": _("Variances before batch normalization"),
        "moving_variance_caption": _(
            "Mean over the units. As long as the lines lie apart, validation sees another network than "
            "training."
        ),
        "moving_average": _("Moving average"),
        "of_the_batch": _("The next batch's own"),
        "moving_of": _("{layer}, moving average"),
        "batch_of": _("{layer}, the batch's own"),
        "dropped_title": _("Dropped units at the next step"),
        "dropped_caption": _(
            "Each line of cells is a row of the batch, each column a unit; grey cells are set to 0."
        ),
        "dropped_share": _("{share} off (rate {rate})"),
        "dropped_where": _("{layer}, unit {unit}, row {row} of the batch"),
        "dropped_off": _("Off: set to 0 at this step"),
        "dropped_on": _("On: multiplied by {factor}"),
        "inverted_dropout": _(
            "Inverted dropout, as in Keras: while training, what stays is multiplied by 1 / (1 − rate), so "
            "that sums keep their size on average; for predictions nothing is dropped and nothing scaled. In "
            "the paper (Srivastava et al. 2014) it is the other way round: predictions multiply the weights "
            "by 1 − rate. Notes that tell this of Keras mean the paper's version; on average both agree."
        ),
    }


def _maps(_: Translate) -> dict[str, str]:
    return {
        "maps_title": _("Filters and feature maps"),
        "maps_caption": _("Of one training row. Press on a pixel of a map to take it apart."),
        "maps_row": _("Training row"),
        "maps_row_waits": _("Asking for row {row} …"),
        "maps_row_help": _(
            "Which row is sent through the network, counted from 1. The first one is kept with the run's "
            "past; another one is looked at while the newest weights are shown."
        ),
        "maps_layer": _("Layer {layer}: {shown} of {filters} filters, {size} × {size}"),
        "maps_scale": _("weights ±{weights}, maps ±{outputs}"),
        "maps_input": _("Input"),
        "maps_kernel": _("Kernels"),
        "maps_map": _("Maps"),
        "maps_pooled_max": _("Max pooling"),
        "maps_pooled_average": _("Average pooling"),
        "maps_kernel_of": _("Kernel of filter {filter}, layer {layer}"),
        "maps_map_of": _("Feature map of filter {filter}, layer {layer}"),
        "maps_pooled_of": _("What pooling leaves of filter {filter}, layer {layer}"),
        "trace_title": _("One pixel, product by product"),
        "trace_caption": _("Inputs under the filter times its kernel: their sum is the pixel."),
        "trace_where": _("Layer {layer}, filter {filter}, row {row}, column {column}"),
        "trace_input": _("Input"),
        "trace_channel": _("Channel {channel}"),
        "trace_others": _("The other channels ({count}) add {sum}."),
        "trace_products": _("Sum of {count} products"),
        "trace_bias": _("Bias"),
        "trace_z": _("z, sum and bias"),
        "trace_sum": _("Sum and bias"),
        "trace_normalized": _("z, normalized"),
        "trace_output": _("a = {activation}(z)"),
        "trace_pooled_max": _("Largest of its {size} × {size} pixels"),
        "trace_pooled_average": _("Mean of its {size} × {size} pixels"),
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
