"""Every word of the page, by language-neutral key; `{gaps}` are filled in the browser."""

from __future__ import annotations

from core.message import Translate
from ui.explore.words.activations import activation_words
from ui.explore.words.by_hand import by_hand_words
from ui.explore.words.landscape import landscape_words
from ui.explore.words.losses import loss_words
from ui.explore.words.optimizers import optimizer_words
from ui.explore.words.scaling import scaling_words


def explore_words(_: Translate) -> dict[str, str]:
    """The texts in the language of `_`."""
    words = {
        "explorers": _("What to explore"),
        "no_number": _("Expected a number from {low} to {high}, received {got}."),
        "no_whole_number": _("Expected a whole number from {low} to {high}, received {got}."),
    }
    for part in (
        activation_words,
        landscape_words,
        optimizer_words,
        by_hand_words,
        loss_words,
        scaling_words,
    ):
        words |= part(_)
    return words
