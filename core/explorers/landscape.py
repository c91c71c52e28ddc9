"""The explorer of the loss of a real network: the race of two optimizers on it, and how sharp it is on the
way."""

from __future__ import annotations

from core.choices.activations import ACTIVATIONS
from core.choices.fields import Number, Widths, Words
from core.choices.optimizers import OPTIMIZERS
from core.choices.registry import Menu
from core.data.catalogue import DATASETS
from core.explorers.explorer import Explorer
from core.message import N_

NONE = "none"
"""No second optimizer."""
ALL_ROWS = "all"
"""A batch of the whole training part."""
ENDS, RANDOM = "ends", "random"
"""Planes of weights: through the beginning and the ends of the runs, or of two random directions."""

_SETS = ("moons", "circle", "xor", "spiral", "gauss")


def _rate(key: str, label: str, default: float) -> Number:
    return Number(
        key=key,
        label=label,
        help=N_("How far each step goes along the gradient."),
        default=default,
        low=1e-5,
        high=10.0,
        log=True,
        marks=(0.001, 0.01, 0.1, 1.0),
    )


LANDSCAPE_EXPLORER = Explorer(
    key="landscape",
    label=N_("Loss landscape"),
    help=N_(
        "Two optimizers from the same weights of a real network, on a plane through its loss, and "
        "how sharp the loss is on their way."
    ),
    fields=(
        Words(
            key="dataset",
            label=N_("Data set"),
            help=N_("What the network learns."),
            options={key: DATASETS[key].label for key in _SETS},
            default="spiral",
        ),
        Widths(
            key="layers",
            label=N_("Hidden layers"),
            help=N_("Units of each hidden layer, such as 8-8."),
            default=(32, 32),
        ),
        Words(
            key="activation",
            label=N_("Activation"),
            help=N_("The function that each unit applies to its weighted sum."),
            options={key: entry.label for key, entry in ACTIVATIONS.items()},
            default="tanh",
        ),
        Words(
            key="batch",
            label=N_("Batch size"),
            help=N_("Rows of each step. All rows: plain gradient descent, without chance."),
            options={ALL_ROWS: N_("All rows"), "32": "32", "10": "10"},
            default=ALL_ROWS,
        ),
        Menu(
            key="optimizer",
            label=N_("Optimizer"),
            help=N_("The first of the two that race."),
            registry=OPTIMIZERS,
            default="sgd",
        ),
        _rate("learning_rate", N_("Learning rate"), 0.5),
        Words(
            key="beside",
            label=N_("Against"),
            help=N_("The second one, from the same weights."),
            options={NONE: N_("None"), **{key: entry.label for key, entry in OPTIMIZERS.items()}},
            default="adam",
        ),
        _rate("beside_rate", N_("Its learning rate"), 0.005),
        Number(
            key="epochs",
            label=N_("Epochs"),
            help=N_("Passes over the training part."),
            default=1000,
            low=1,
            high=2000,
            log=True,
            integer=True,
            marks=(10, 50, 100, 200, 500, 1000),
        ),
        Number(
            key="weight_seed",
            label=N_("Seed of the weights"),
            help=N_("Which initial weights are drawn, for both the same."),
            default=0,
            low=0,
            high=99,
            integer=True,
        ),
        Words(
            key="plane",
            label=N_("Plane"),
            help=N_(
                "Through beginning and ends of the runs, or along two random directions that are "
                "scaled like the network's units (filter-normalized, Li et al. 2018)."
            ),
            options={ENDS: N_("Through the runs"), RANDOM: N_("Random directions")},
            default=ENDS,
        ),
        Number(
            key="direction_seed",
            label=N_("Seed of the directions"),
            help=N_("Which random directions are drawn."),
            default=0,
            low=0,
            high=99,
            integer=True,
        ),
    ),
)
