"""Every word of the page, by language-neutral key; `{gaps}` are filled in the browser."""

from __future__ import annotations

from collections.abc import Callable

from ui.live.words import panel_words

Translate = Callable[[str], str]

_SHARED = (
    *("layer", "output", "output_layer", "layer_units", "between", "below", "above", "not_finite"),
    *("share_of", "std", "unreachable", "saturated", "dead", "activations_title"),
)
"""What pictures of the live panel say, too."""


def initialization_words(_: Translate) -> dict[str, str]:
    """The texts in the language of `_`."""
    shared = panel_words(_)
    return {key: shared[key] for key in _SHARED} | _controls(_) | _kinds(_) | _pictures(_)


def _controls(_: Translate) -> dict[str, str]:
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
        "new_seed": _("Draw other weights"),
        "train": _("Train this"),
        "train_help": _("Open the Train page with these choices."),
        "bad_number": _("Please give a number above 0, for example 0.05."),
    }


def _kinds(_: Translate) -> dict[str, str]:
    """A word for each kind of `ui.initialization.verdict.Verdict`."""
    return {
        "healthy": _("Healthy"),
        "vanishing": _("Vanishing"),
        "exploding": _("Exploding"),
        "saturated_kind": _("Saturated"),
        "dead_kind": _("Dead"),
        "symmetric": _("Symmetric"),
        "overflow": _("Overflow"),
    }


def _pictures(_: Translate) -> dict[str, str]:
    return {
        "measured": _("Measured"),
        "predicted": _("Theory"),
        "range": _("{low} to {high} over {seeds} networks"),
        "measured_value": _("Measured {value}"),
        "predicted_value": _("Theory {value}"),
        "activations_caption": _("One range for all layers: see them narrow, widen or pile up at the ends."),
        "activation_title": _("Spread of activations (std)"),
        "activation_caption": _("Level: the signal gets through. Falling: it fades. Rising: it grows."),
        "preactivation_title": _("Spread of weighted sums z (std)"),
        "preactivation_caption": _("What the activation function gets: far above 1, S-shaped ones saturate."),
        "gradient_title": _("Gradient dL/dz, relative to the last layer"),
        "gradient_caption": _("Falling to the left: it vanishes on its way back. Rising: it explodes."),
        "weight_gradient_title": _("Gradient dL/dW, relative to the last layer"),
        "weight_gradient_caption": _("It can look healthy while dL/dz vanishes: compare the two."),
        "units_title": _("Units out of action"),
        "units_caption": _("Saturated outputs hardly pass gradients on; dead units pass none."),
        "units_none": _("Units of this activation function neither saturate nor die."),
    }
