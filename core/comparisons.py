"""Comparisons ready to press: the same network, initialized in different ways.

What each shows is there before the first step of training; fed with standard normal numbers, as wide as the
first layer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.choices.registry import Entry, Registry
from core.experiment import Experiment
from core.message import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison(Entry):
    """A named comparison; `help` says what to see.

    Arguments:
        choices: fields of `Experiment`, apart from the defaults, that all columns share.
        columns: fields that each has for itself.
    """

    choices: Mapping[str, Any] = field(default_factory=dict)
    columns: tuple[Mapping[str, Any], ...]

    def experiments(self) -> tuple[Experiment, ...]:
        """What stands side by side, first to last."""
        return tuple(Experiment(**self.choices, **column) for column in self.columns)

    def __hash__(self) -> int:
        return hash(self.key)


def _normal(scale: float, **more: Any) -> dict[str, Any]:
    return {"initializer": {"name": "normal", "scale": scale}, **more}


_TEN = {"layers": (256,) * 10}
_SCALES = (0.01, 0.05)

COMPARISONS: Registry[Comparison] = Registry(
    Comparison(
        key="scale_tanh",
        label=N_("Scale, tanh"),
        help=N_(
            "Small weights: signals fade on their way forward, gradients on their way back. He keeps both."
        ),
        choices=_TEN,
        columns=(*map(_normal, _SCALES), {"initializer": "he_normal"}),
    ),
    Comparison(
        key="scale_relu",
        label=N_("Scale, ReLU"),
        help=N_("The same with ReLU, which sets half of the signal to 0: small weights fade faster still."),
        choices=_TEN,
        columns=(
            *(_normal(scale, activation="relu") for scale in _SCALES),
            {"activation": "relu", "initializer": "he_normal"},
        ),
    ),
    Comparison(
        key="sigmoid",
        label=N_("Sigmoid or ReLU"),
        help=N_(
            "The slope of sigmoid is at most 1/4: in depth it loses the gradient that tanh and ReLU keep."
        ),
        choices=_TEN,
        columns=(
            {"activation": "sigmoid", "initializer": "glorot_normal"},
            {"activation": "tanh", "initializer": "glorot_normal"},
            {"activation": "relu", "initializer": "he_normal"},
        ),
    ),
    Comparison(
        key="symmetry",
        label=N_("Symmetry"),
        help=N_(
            "Zeros or one number for all: the units of a layer are, and stay, equal. Only chance parts them."
        ),
        choices={"layers": (64,) * 5},
        columns=(
            {"initializer": "zeros"},
            {"initializer": {"name": "constant", "value": 0.02}},
            {"initializer": "glorot_normal"},
        ),
    ),
    Comparison(
        key="glorot_he",
        label=N_("Glorot or He"),
        help=N_("30 ReLU layers: with Glorot each halves the variance of the signal, with He it stays."),
        choices={"layers": (128,) * 30},
        columns=(
            {"activation": "relu", "initializer": "glorot_normal"},
            {"activation": "relu", "initializer": "he_normal"},
        ),
    ),
    Comparison(
        key="orthogonal",
        label=N_("Orthogonal"),
        help=N_(
            "100 linear layers. Normal weights keep sizes on average but drift in each network, see the "
            "band. Rotations keep them exactly."
        ),
        choices={"layers": (32,) * 100},
        columns=(
            {"activation": "linear", "initializer": "lecun_normal"},
            {"activation": "linear", "initializer": "orthogonal"},
        ),
    ),
    Comparison(
        key="batch_normalization",
        label=N_("Batch norm"),
        help=N_(
            "Too small or too large: batch normalization rescales every layer, and the gradient is kept."
        ),
        choices=_TEN,
        columns=(
            _normal(0.01),
            _normal(0.01, normalization="batch"),
            _normal(0.3),
            _normal(0.3, normalization="batch"),
        ),
    ),
    Comparison(
        key="trap",
        label=N_("The trap"),
        help=N_(
            "Gradients of the weights look alike in all layers, left too, while dL/dz vanishes there "
            "(Glorot & Bengio 2010)."
        ),
        choices=_TEN,
        columns=(
            {"initializer": {"name": "uniform", "scale": 256**-0.5}},
            {"initializer": "glorot_uniform"},
        ),
    ),
    Comparison(
        key="one_layer",
        label=N_("One weak layer"),
        help=N_(
            "Small weights in layer 5 alone keep the gradient from all layers before it. LSUV measures and "
            "rescales every layer."
        ),
        choices=_TEN,
        columns=(
            {"activation": "relu", "initializer": "he_normal"},
            {"activation": "relu", "initializer": {"name": "per_layer", "spread": "1.4x4, 0.05, 1.4"}},
            {"activation": "relu", "initializer": "lsuv"},
        ),
    ),
)
