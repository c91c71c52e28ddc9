"""The explorer of activation functions."""

from __future__ import annotations

from core.choices.activations import ACTIVATIONS
from core.choices.fields import Number, Words
from core.choices.registry import Menu
from core.explorers.explorer import Explorer
from core.message import N_

NONE = "none"
"""No function beside the first."""

ACTIVATION_EXPLORER = Explorer(
    key="activations",
    label=N_("Activation functions"),
    help=N_(
        "Value and slope of an activation function, what it makes of normal inputs, and of those through "
        "many layers."
    ),
    fields=(
        Menu(
            key="activation",
            label=N_("Activation"),
            help=N_("The function that each unit applies to its weighted sum."),
            registry=ACTIVATIONS,
            default="sigmoid",
        ),
        Words(
            key="beside",
            label=N_("Beside it"),
            help=N_("A second function, to compare with the first."),
            options={NONE: N_("None"), **{key: entry.label for key, entry in ACTIVATIONS.items()}},
            default="relu",
        ),
        Number(
            key="z",
            label=N_("z"),
            help=N_("The weighted sum at which value and slope are read; drag in the picture, too."),
            default=1.0,
            low=-6.0,
            high=6.0,
        ),
        Number(
            key="mean",
            label=N_("Mean of z"),
            help=N_("Mean of the normal distribution that goes in."),
            default=0.0,
            low=-4.0,
            high=4.0,
        ),
        Number(
            key="deviation",
            label=N_("Standard deviation of z"),
            help=N_("Spread of the normal distribution that goes in."),
            default=1.0,
            low=0.05,
            high=5.0,
        ),
        Number(
            key="gain",
            label=N_("Weight gain σw"),
            help=N_(
                "Standard deviation of a weight times the root of the number of inputs: 1 as LeCun, about "
                "1.41 as He."
            ),
            default=1.0,
            low=0.1,
            high=4.0,
        ),
        Number(
            key="layers",
            label=N_("Layers"),
            help=N_("How many layers of the kind follow each other."),
            default=10,
            low=1,
            high=30,
            integer=True,
        ),
    ),
)
