"""Curves, what flows through the layers, and answers beside the truth."""

from __future__ import annotations

from core.message import Translate


def picture_words(_: Translate) -> dict[str, str]:
    """The texts in the language of `_`."""
    return _curves(_) | _layers(_) | _answers(_)


def _curves(_: Translate) -> dict[str, str]:
    return {
        "c_curves_title": _("Loss and accuracy"),
        "c_loss_title": _("Loss"),
        "c_loss": _(
            "How wrong the network is: training makes this number small. Solid: the training points. Dashed: "
            "the validation points, from which it does not learn. Both should fall. When the dashed line "
            "turns up while the solid one falls, the network learns by heart (overfitting). "
            "Pale lines: the network before this one."
        ),
        "c_accuracy_title": _("Accuracy"),
        "c_accuracy": _(
            "The share of points whose class is right. Unlike the loss, it does not say how sure the network "
            "was."
        ),
        "c_error_title": _("Mean error"),
        "c_error": _("How far predictions are off, on average, without their sign."),
    }


def _layers(_: Translate) -> dict[str, str]:
    return {
        "c_strips_title": _("What flows through the layers"),
        "c_flows": _("What is shown"),
        "c_weights": _("Weights"),
        "c_activations_help": _(
            "Outputs of the units of each layer, and how often each value occurs. Layers should look "
            "alike. Shrinking to a thin line from layer to layer: the signal fades. Piling up at both "
            "ends: the units are saturated and hardly learn."
        ),
        "c_gradients_help": _(
            "How strongly the loss reacts to each unit, on a scale of powers of ten. Training needs these "
            "numbers. When the rows move left toward the first layer, the gradient vanishes, and the first "
            "layers hardly learn; when they move right, it explodes."
        ),
        "c_weight_gradients_help": _(
            "How strongly the loss reacts to each weight: what the optimizer works with. It can look healthy "
            "while dL/dz vanishes."
        ),
        "c_weights_help": _("All weights of each layer. Watch them spread from where they began."),
    }


def _answers(_: Translate) -> dict[str, str]:
    return {
        "c_matrix_title": _("Confusion matrix"),
        "c_matrix": _(
            "Rows: the true class. Columns: the predicted class. Counts on the diagonal are right "
            "predictions; the others show which classes are taken for which."
        ),
        "c_matrix_part": _("Which points"),
        "c_matrix_cell": _("{truth}, predicted as {answer}"),
        "c_truth": _("truth"),
        "c_answer": _("prediction"),
        "c_r2_title": _("R²"),
        "c_r2": _(
            "Coefficient of determination: the share of the differences between points that the network "
            "explains. 1: every prediction is exact. 0: no better than always predicting the mean. Below "
            "0: worse than that."
        ),
        "c_r2_scale": _("1: exact. 0: no better than the mean."),
    }
