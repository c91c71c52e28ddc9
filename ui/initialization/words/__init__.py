"""Every word of the page, by language-neutral key; `{gaps}` are filled in the browser."""

from __future__ import annotations

from core.message import Translate
from ui.initialization.words.comparison import comparison_words
from ui.initialization.words.controls import control_words
from ui.initialization.words.layers import layer_words
from ui.initialization.words.map import map_words
from ui.initialization.words.training import training_words
from ui.train.words import panel_words

__all__ = ["initialization_words"]

_SHARED = (
    *("layer", "output", "output_layer", "layer_units", "between", "below", "above", "not_finite"),
    *("share_of", "std", "unreachable", "server_busy", "saturated", "dead", "activations_title"),
)
"""What pictures of the live panel say, too."""


def initialization_words(_: Translate) -> dict[str, str]:
    """The texts in the language of `_`."""
    shared = panel_words(_)
    parts = (control_words, layer_words, map_words, training_words, comparison_words)
    words = {key: shared[key] for key in _SHARED}
    for part in parts:
        words |= part(_)
    return words
