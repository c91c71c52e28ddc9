"""Words of the explorer of activation functions."""

from __future__ import annotations

from core.message import Translate
from ui.train.words import panel_words

_SHARED = (
    "layer",
    "output",
    "output_layer",
    "layer_units",
    "between",
    "below",
    "above",
    "not_finite",
    "share_of",
    "std",
)
"""What pictures of the live panel say, too."""


def activation_words(_: Translate) -> dict[str, str]:
    """The texts in the language of `_`."""
    shared = panel_words(_)
    return {key: shared[key] for key in _SHARED} | {
        "activation_curve": _("Value φ(z) and slope φ'(z)"),
        "activation_curve_help": _(
            "Where the slope is nearly 0, hardly any gradient passes: saturated or dead. Drag to read a "
            "value."
        ),
        "value_key": _("value"),
        "slope_key": _("slope"),
        "flat_key": _("saturated"),
        "dead_key": _("output 0"),
        "activation_spread": _("What goes in, and what comes out"),
        "activation_spread_help": _(
            "Normally distributed z, and how φ(z) is distributed. A spike: many inputs give the same output."
        ),
        "input_key": _("z"),
        "output_key": _("φ(z)"),
        "spread_across": _("value"),
        "activation_layers": _("Activations through the layers: {activation}"),
        "activation_layers_help": _(
            "Very wide layers with random weights. Rows that shrink to a spike carry no more information."
        ),
        "activation_gradient": _("Gradient that reaches each layer"),
        "activation_gradient_help": _(
            "dL/dz as a multiple of the last layer's, before training. A line that falls to the left is a "
            "gradient that vanishes."
        ),
        "layer_across": _("layer"),
        "readings": _("In numbers"),
        "value_at": _("φ(z)"),
        "value_at_help": _("The value where the picture is read."),
        "slope_at": _("φ'(z)"),
        "slope_at_help": _("The slope there: what a gradient is multiplied by on its way back."),
        "steepest": _("Largest slope"),
        "steepest_help": _(
            "Of the sigmoid it is 1/4: each layer takes three quarters of a gradient at least."
        ),
        "mean_out": _("Mean of φ(z)"),
        "mean_out_help": _("0 is centred, as tanh is for centred inputs; sigmoid and ReLU never are."),
        "deviation_out": _("Standard deviation of φ(z)"),
        "deviation_out_help": _("How much outputs differ from input to input."),
        "flat_share": _("Saturated"),
        "flat_share_help": _("Share of inputs for which the function is nearly flat."),
        "dead_share": _("Output 0"),
        "dead_share_help": _(
            "Share of inputs for which the unit is silent and passes no gradient. At 100% it is dead."
        ),
        "gradient_left": _("Gradient at layer 1"),
        "gradient_left_help": _("As a multiple of the last layer's, with this weight gain."),
    }
