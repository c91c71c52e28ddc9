"""Every word of the page, by language-neutral key; `{gaps}` are filled in the browser.

Keys that begin with ``c_`` are of the controls around the network, those with ``d_`` of the network itself.
"""

from __future__ import annotations

from core.message import Translate
from ui.playground.words.choices import choice_words
from ui.playground.words.data import data_words
from ui.playground.words.network import network_words
from ui.playground.words.output import output_words
from ui.playground.words.pictures import picture_words
from ui.playground.words.sharing import sharing_words
from ui.playground.words.training import training_words
from ui.train.words import panel_words

__all__ = ["picture_captions", "playground_words"]

_SHARED = (
    *("training", "validation", "at_epoch", "linear", "logarithmic", "loss_scale", "std", "rms", "norm"),
    *(
        "output",
        "output_layer",
        "layer",
        "layer_units",
        "between",
        "below",
        "above",
        "not_finite",
        "share_of",
    ),
    *(
        "unreachable",
        "server_busy",
        "dz",
        "dw",
        "activations_title",
        "activations_caption",
        "gradients_title",
        "gradients_caption",
    ),
    *("weight_gradients_title", "weight_gradients_caption", "weights_title", "weights_caption"),
    *("class_here", "output_here"),
)
"""What pictures of the live panel say, too."""

_EXPLAINED = ("c_data", "c_diagram", "d_picture", "c_loss", "c_accuracy", "c_error", "c_matrix", "c_r2")


def playground_words(_: Translate) -> dict[str, str]:
    """The texts in the language of `_`."""
    shared = panel_words(_)
    words = {key: shared[key] for key in _SHARED}
    for part in (
        training_words,
        choice_words,
        data_words,
        network_words,
        output_words,
        picture_words,
        sharing_words,
    ):
        words |= part(_)
    return words


def picture_captions(_: Translate) -> dict[str, str]:
    """Title and explanation of each picture of the page, as `ui.explained.pictures` takes them."""
    words = playground_words(_)
    titles = {f"{key}_title": words[f"{key}_title"] for key in _EXPLAINED}
    return titles | {f"{key}_caption": words[key].replace("\n", " ") for key in _EXPLAINED}
