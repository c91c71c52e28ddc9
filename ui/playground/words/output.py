"""The large picture at the right, and painting points of one's own into it."""

from __future__ import annotations

from core.message import Translate


def output_words(_: Translate) -> dict[str, str]:
    """The texts in the language of `_`."""
    return _picture(_) | _painting(_)


def _picture(_: Translate) -> dict[str, str]:
    return {
        "d_output_caption": _("Colour: what the network predicts there. Points: the data."),
        "d_picture_title": _("The large picture"),
        "d_picture": _(
            "The colour at each place is what the network predicts there: orange for one class or low "
            "values, blue for the other or high values, pale where it is unsure.\nFilled points are for "
            "training, rings for validation. The network has learnt when points lie on their own "
            "colour.\nPoint at a unit of the network to see the output of that unit."
        ),
        "d_validation": _("Validation points"),
        "d_validation_help": _(
            "Rings: points that the network does not learn from. They tell whether it generalizes."
        ),
        "d_discretize": _("Discretize"),
        "d_discretize_help": _("Show only which side wins, not how sure the network is."),
        "d_activation_here": _("Activation {value}"),
        "d_probability_here": _("Probability {value}"),
    }


def _painting(_: Translate) -> dict[str, str]:
    return {
        "d_painting": _("Paint points"),
        "d_brush": _("Class {class}"),
        "d_brush_size": _("Size of the brush"),
        "d_brush_small": _("Small"),
        "d_brush_medium": _("Medium"),
        "d_brush_large": _("Large"),
        "d_eraser": _("Eraser"),
        "d_points_full": _("Expected at most {most} points. Erase some to paint others."),
        "d_paste_title": _("Paste points"),
        "d_paste_help": _(
            "One point in each line: x1, x2 and its class (0 to 5, or a name). Both coordinates lie between "
            "-6 and 6."
        ),
        "d_paste_use": _("Use these points"),
    }
