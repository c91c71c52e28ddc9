"""Words of the explorer of losses and outputs."""

from __future__ import annotations

from core.message import Translate


def loss_words(_: Translate) -> dict[str, str]:
    """The texts in the language of `_`."""
    return {**_curve(_), **_entropy(_), **_softmax(_), **_smoothing(_), **_outlier(_)}


def _curve(_: Translate) -> dict[str, str]:
    return {
        "loss_curve": _("Loss while the prediction moves"),
        "loss_curve_help": _(
            "Drag the prediction. The dashed line is the slope there; the other picture draws it everywhere."
        ),
        "loss_slope": _("Gradient: how hard the loss pulls"),
        "loss_slope_help": _(
            "Where it is nearly 0 although the loss is large, training stands still: compare cross-entropy "
            "with squared error at z = −6."
        ),
        "loss_slope_of_number": _(
            "Where it stays level, an error pulls no harder however large it is: outliers have less of a say."
        ),
        "loss_sum": _("Weighted sum z"),
        "loss_output": _("Output of the network"),
        "loss_targets": _("target y"),
        "loss_outputs": _("output ({activation})"),
        "loss_value": _("loss"),
        "loss_gradient": _("gradient"),
    }


def _entropy(_: Translate) -> dict[str, str]:
    return {
        "loss_by_hand": _("Cross-entropy of each row"),
        "loss_surprise": _("−ln p: how surprised by the right class"),
        "loss_surprise_help": _(
            "Drag a dot: each is a row. From sure to half sure costs little, from unlikely to impossible "
            "a lot."
        ),
        "loss_row": _("Row"),
        "loss_probability": _("p of class {class}"),
        "loss_right": _("Right class"),
        "loss_one_hot": _("One-hot"),
        "loss_row_sum": _("Sum"),
        "loss_row_loss": _("Loss"),
        "loss_more_rows": _("Add a row"),
        "loss_fewer_rows": _("Remove a row"),
        "loss_classes": _("{classes} classes"),
        "loss_mean": _("Sum: {terms} = {sum}; mean: {sum} / {rows} = {mean}"),
        "loss_codings": _("The same number from each coding of the targets"),
        "loss_codings_differ": _("Sparse and categorical agree; binary asks something else"),
        "loss_coding": _("Loss in Keras"),
        "loss_keras_targets": _("Targets it is given"),
        "loss_keras_outputs": _("Outputs it is given"),
        "loss_columns": _("{classes} columns (softmax)"),
        "loss_one_column": _("{column} (sigmoid)"),
        "loss_mean_name": _("Mean loss"),
        "loss_sparse": _("Sparse categorical"),
        "loss_categorical": _("Categorical"),
        "loss_binary": _("Binary"),
        "loss_each_column": _("one-hot, each column by itself"),
        "loss_uniform": _("Equal probabilities for {classes} classes would cost ln {classes} = {value}."),
        "loss_no_shares": _("A row whose probabilities are all 0 has no loss."),
        "loss_not_one": _("Where a row does not add up to 1, Keras divides by its sum first."),
        "loss_clipped": _(
            "Keras keeps probabilities between 10⁻⁷ and 1 − 10⁻⁷, so that no logarithm is infinite."
        ),
        "loss_binary_differs": _(
            "Binary cross-entropy of more than two classes is another loss: it asks of each column by itself "
            "whether it is right."
        ),
        "loss_right_probability": _("p of the right class"),
    }


def _softmax(_: Translate) -> dict[str, str]:
    return {
        "loss_softmax": _("Softmax step by step"),
        "loss_class": _("Class"),
        "loss_minus_largest": _("minus the largest"),
        "loss_more_classes": _("Add a class"),
        "loss_fewer_classes": _("Remove a class"),
        "loss_large": _("Very large logits"),
        "loss_bars": _("Logits, and what softmax makes of them"),
        "loss_bars_help": _(
            "Drag a bar. Only differences count: all of them moved up together change nothing."
        ),
        "loss_temperature": _("Probabilities over the temperature"),
        "loss_temperature_help": _(
            "Drag the temperature. Cold: nearly all for the largest logit. Hot: nearly equal. The order "
            "never changes."
        ),
        "loss_temperature_axis": _("Temperature T (logarithmic)"),
        "loss_ways": _("The loss from logits and from probabilities"),
        "loss_way": _("What the loss is given"),
        "loss_pull": _("Gradient of the right logit"),
        "loss_from_logits": _("logits, from_logits=True"),
        "loss_from_shares": _("probabilities, from_logits=False"),
        "loss_twice": _("probabilities, from_logits=True (a mistake)"),
        "loss_argmax": _("The predicted class is the one with the largest logit (argmax): {class}."),
        "loss_overflow": _(
            "exp({z}) is infinite in single precision, and infinite by infinite is no number: so softmax "
            "takes the largest logit away first."
        ),
        "loss_share_clipped": _(
            "Here the probability is clipped: the loss from probabilities is held, and its gradient is gone. "
            "From logits both are exact."
        ),
        "loss_twice_note": _(
            "Called logits, probabilities pass softmax a second time: the loss cannot come near 0 any more."
        ),
    }


def _smoothing(_: Translate) -> dict[str, str]:
    return {
        "loss_smoothed": _("Targets with label smoothing"),
        "loss_smoothed_help": _(
            "A little of the right class's share goes to all classes alike, its own included."
        ),
        "loss_smoothed_curve": _("Cross-entropy over the logit of the right class"),
        "loss_smoothed_curve_help": _(
            "Without smoothing it falls for ever, and logits grow for ever. With it there is a best logit, "
            "and going beyond costs."
        ),
        "loss_smoothing_formula": _("Keras, {classes} classes: y (1 − a) + a / K = {targets}"),
        "loss_smoothing_steps": _(
            "Right class: 1 − {a} + {a} / {classes} = {right}; each other: {a} / {classes} = {other}"
        ),
        "loss_smoothing_pair": _("Binary, y (1 − a) + a / 2: 0 becomes {none}, 1 becomes {one}"),
        "loss_mixed_up": _(
            "A note that circulates says that a = 0.15 makes (0.85, 0.05, 0.05, 0.05) of four classes. It is "
            "easy to mix up: the right class gets its part of what is spread, too. See both:"
        ),
        "loss_right_logit": _("Logit of the right class, the others 0"),
        "loss_best": _("best: z = {z}, p = {p}, loss {loss}"),
        "loss_best_nowhere": _("no best logit: always larger"),
    }


def _outlier(_: Translate) -> dict[str, str]:
    return {
        "loss_fits": _("The best fit by each loss"),
        "loss_fits_help": _("Drag the red point: see which lines follow it, and which stay with the others."),
        "loss_pulls": _("How hard a point pulls at the fit, by its error"),
        "loss_pulls_help": _(
            "Squared error: the farther, the harder. The others: no harder than a limit, however far."
        ),
        "loss_error": _("Error ŷ − y (dots: the red point's)"),
        "loss_name": _("Loss"),
        "loss_line": _("Best fit"),
        "loss_moved": _("Moved by the red point (at x = 5; slope)"),
        "loss_outlier_error": _("Its error"),
        "loss_outlier_pull": _("Its pull"),
    }
