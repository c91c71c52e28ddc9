"""The second row: how the network learns, from what weights, and all other choices."""

from __future__ import annotations

from core.message import Translate


def choice_words(_: Translate) -> dict[str, str]:
    """The texts in the language of `_`."""
    return _learning(_) | _problem(_) | _others(_)


def _learning(_: Translate) -> dict[str, str]:
    return {
        "c_preset": _("Example"),
        "c_preset_help": _("Examples to choose from: each shows something worth seeing."),
        "c_preset_own": _("My own"),
        "c_mixed": _("Mixed"),
        "c_mixed_help": _("The layers have different activation functions: see the menus above them."),
        "c_regularization": _("Regularization"),
        "c_regularization_help": _(
            "A price on large weights, added to the loss, so that the network fits the noise less."
        ),
        "c_regularization_none": _("None"),
        "c_regularization_l1": _("L1"),
        "c_regularization_l2": _("L2"),
        "c_regularization_both": _("L1 and L2"),
        "c_regularization_rate": _("Rate"),
        "c_regularization_rate_help": _(
            "How much the price on large weights counts. Too high, and the network learns nothing else."
        ),
        "c_scale": _("Scale of the weights"),
        "c_scale_help": _(
            "Turn it and see activations and gradients shrink or grow from layer to layer. The network "
            "restarts."
        ),
        "c_usual": _("{initializer} ★"),
        "c_usual_help": _("★ marks what is usual with this activation function."),
    }


def _problem(_: Translate) -> dict[str, str]:
    return {
        "c_problem": _("Problem"),
        "c_problem_help": _("What the network is to predict for a point: its class, or a number."),
        "c_classification": _("Classification"),
        "c_classification_help": _("Predict the class of each point."),
        "c_regression": _("Regression"),
        "c_regression_help": _("Predict a number for each point."),
    }


def _others(_: Translate) -> dict[str, str]:
    return {
        "c_more": _("More"),
        "c_more_help": _("All other choices: dropout, normalization, biases, loss, scaling, stopping, seeds"),
        "c_more_title": _("More choices"),
        "c_group_network": _("Network"),
        "c_group_regularization": _("Regularization"),
        "c_group_weights": _("Initial weights"),
        "c_group_learning": _("Learning"),
        "c_group_stopping": _("When to stop"),
        "c_group_data": _("Data"),
        "c_group_seeds": _("Seeds"),
        "c_glossary": _("Help"),
        "c_glossary_help": _("What each control does"),
        "c_explain": _("What is this?"),
        "c_close": _("Close"),
    }
