"""The dial, the choices beside it, and the ways to look at them."""

from __future__ import annotations

from core.message import Translate


def control_words(_: Translate) -> dict[str, str]:
    return {
        "dial": _("Scale of the weights"),
        "dial_help": _("Drag, or use the arrow keys: the pictures follow."),
        "no_dial": _("This initializer has no scale to turn."),
        "weight_std": _("Weight std"),
        "weight_std_help": _(
            "Standard deviation of a weight between two hidden layers as wide as the last one."
        ),
        "sigma": _("σ_w = std × √fan-in"),
        "sigma_help": _("What decides what happens, whatever the width. Theory speaks of its square."),
        "times_he": _("× He"),
        "times_he_help": _("Times the standard deviation of He et al. 2015, √(2 / fan-in)."),
        "times_glorot": _("× Glorot"),
        "times_glorot_help": _("Times the standard deviation of Glorot & Bengio 2010, √(1 / fan-in) here."),
        "factor": _("Factor"),
        "factor_help": _("Times the weights as the initializer draws them."),
        "he": _("He"),
        "glorot": _("Glorot"),
        "critical": _("Critical"),
        "critical_help": _("By theory, gradients neither vanish nor explode here: chi = 1."),
        "go_to": _("Set the dial to {name}: {value}"),
        "depth": _("Depth"),
        "depth_help": _("How many hidden layers."),
        "width": _("Width"),
        "width_help": _("How many units each hidden layer has."),
        "mixed": _("mixed"),
        "inputs": _("Inputs"),
        "inputs_help": _(
            "Standard normal numbers as wide as the first layer, or a data set after its scaling."
        ),
        "inputs_normal": _("Normal, N(0, 1)"),
        "usual": _("{initializer} ★"),
        "usual_help": _("★ marks what is usual with this activation function."),
        "new_seed": _("Draw other weights"),
        "train": _("Train this"),
        "train_help": _("Open the Train page with these choices."),
        "views": _("What is shown"),
        "view_layers": _("Layers"),
        "view_map": _("Map"),
        "view_comparison": _("Side by side"),
        "bad_number": _("Please give a number above 0, for example 0.05."),
    }
