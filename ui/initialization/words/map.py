"""The measured map."""

from __future__ import annotations

from core.message import Translate


def map_words(_: Translate) -> dict[str, str]:
    """The texts in the language of `_`."""
    return {
        "map_title": _("How much of the gradient reaches layer 1"),
        "map_caption": _(
            "Measured at every scale and depth. Click a cell to set the dial and the depth there."
        ),
        "map_scale": _("Scale of the weights"),
        "map_depth": _("Depth"),
        "map_cell": _("Scale {scale}, {depth} layers"),
        "map_share": _("dL/dz of layer 1 over layer {depth}: {share}"),
        "map_beyond": _("Signals or gradients are beyond the range of 32-bit numbers."),
        "map_critical": _("Critical scale"),
        "map_trainable": _("Trainable up to here (6 ξ)"),
    }
