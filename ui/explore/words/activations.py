"""Words of the explorer of activation functions."""

from __future__ import annotations

from core.message import Translate


def activation_words(_: Translate) -> dict[str, str]:
    """The texts in the language of `_`."""
    return {
        "activation_curve": _("Value and slope"),
        "activation_curve_help": _("Where the slope is nearly 0, hardly any gradient passes."),
    }
