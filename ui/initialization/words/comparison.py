"""Settings side by side."""

from __future__ import annotations

from core.message import Translate


def comparison_words(_: Translate) -> dict[str, str]:
    """The texts in the language of `_`."""
    return {
        "examples": _("Example comparisons"),
        "comparison_help": _(
            "Click a column to change it with the controls above. All have the same shape, inputs and seed."
        ),
        "add_column": _("Add a column like the one that is picked"),
        "remove_column": _("Remove this column"),
        "activations_row": _("Activations"),
        "gradient_row": _("Gradient dL/dz"),
        "weight_gradient_row": _("Gradient dL/dW"),
    }
