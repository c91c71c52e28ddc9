"""The network in the middle: inputs, links, units, and editing them."""

from __future__ import annotations

from core.message import Translate


def network_words(_: Translate) -> dict[str, str]:
    """The texts in the language of `_`."""
    return _heads(_) | _parts(_) | _editing(_)


def _heads(_: Translate) -> dict[str, str]:
    return {
        "d_inputs": _("Inputs"),
        "d_layers": _("Hidden layers"),
        "d_layers_short": _("Layers"),
        "d_output": _("Output"),
        "d_less": _("One less: {what}"),
        "d_more": _("One more: {what}"),
        "d_units_of": _("Units of layer {layer}"),
        "d_activation_of": _("Activation of layer {layer}"),
    }


def _parts(_: Translate) -> dict[str, str]:
    return {
        "d_network": _("The network"),
        "d_network_help": _(
            "Arrow keys go from unit to unit, Enter changes the bias or switches an input, Escape shows the "
            "output again."
        ),
        "c_diagram_title": _("Network"),
        "c_diagram": _(
            "Each small picture shows the output of one unit everywhere in the plane: orange is "
            "negative, blue is positive. Lines are weights: the thicker, the larger; orange is negative, "
            "blue is positive. The small square at a unit is its bias. Point at a unit to see it large; "
            "press a line or a bias to change its number."
        ),
        "d_input": _("Input {name}"),
        "d_unit": _("Layer {layer}, unit {unit}"),
        "d_output_of": _("Output for {class}"),
        "d_link": _("{from} → {to}"),
        "d_bias_of": _("Bias of {unit}"),
        "d_bias_value": _("Bias {value}"),
        "d_click_edit": _("Press to change it."),
        "d_click_keep": _("Press to keep it in view."),
        "d_click_free": _("Press to show the output again."),
        "d_click_input": _("Press to use it, or not."),
        "d_anew": _("The server has forgotten this network, so it restarts."),
        "d_one_input": _("Expected at least one input. Choose another one first."),
    }


def _editing(_: Translate) -> dict[str, str]:
    return {
        "d_edit": _("Change a weight"),
        "d_edit_which": _("Which number"),
        "d_edit_value": _("Value"),
        "d_edit_number": _("Expected a number such as 0.5."),
        "d_bias": _("Bias"),
        "d_weight_from": _("Weight from {unit}"),
        "d_close": _("Close"),
    }
