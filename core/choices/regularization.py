"""Penalties on biases and activations, noise between layers, constraints on kernels: Keras's definitions."""

from __future__ import annotations

from core.choices.fields import Number
from core.choices.registry import Entry, KerasEntry, Registry
from core.choices.typed.per_layer import PerLayer
from core.message import N_

_L1 = PerLayer(
    key="l1",
    label=N_("L1 strength"),
    help=N_("Times the sum of absolute values; a number for all layers, or one for each such as 0.01, 0x2."),
    default=(0.01,),
    low=0.0,
    high=10.0,
)
_L2 = PerLayer(
    key="l2",
    label=N_("L2 strength"),
    help=N_("Times the sum of squares; a number for all layers, or one for each such as 0.01, 0x2."),
    default=(0.01,),
    low=0.0,
    high=10.0,
)

PENALTIES: Registry[Entry] = Registry(
    Entry(key="none", label=N_("None"), help=N_("Nothing is added to the loss.")),
    Entry(
        key="l1",
        label=N_("L1"),
        help=N_("Absolute values are added to the loss: many become exactly 0, or nearly so."),
        parameters=(_L1,),
    ),
    Entry(
        key="l2",
        label=N_("L2"),
        help=N_("Squares are added to the loss: large values become smaller."),
        parameters=(_L2,),
    ),
    Entry(
        key="l1_l2",
        label=N_("L1 and L2"),
        help=N_("Absolute values and squares are added to the loss, each with its own strength."),
        parameters=(_L1, _L2),
    ),
)

NOISES: Registry[KerasEntry] = Registry(
    KerasEntry(
        key="none",
        label=N_("None"),
        help=N_("Each layer is given exactly what the one before puts out."),
        class_name="",
    ),
    KerasEntry(
        key="gaussian_noise",
        label=N_("Gaussian noise"),
        help=N_("Adds normal numbers of mean 0 to the outputs of every hidden layer, while training alone."),
        class_name="GaussianNoise",
        parameters=(
            PerLayer(
                key="stddev",
                label=N_("Standard deviation"),
                help=N_("Of the noise; a number for all hidden layers, or one for each such as 0.1, 0x2."),
                default=(0.1,),
                low=0.0,
                high=10.0,
            ),
        ),
    ),
    KerasEntry(
        key="gaussian_dropout",
        label=N_("Gaussian dropout"),
        help=N_(
            "Multiplies the outputs of every hidden layer by normal numbers of mean 1, while training alone: "
            "with the same rate they vary as much as with dropout."
        ),
        class_name="GaussianDropout",
        parameters=(
            PerLayer(
                key="rate",
                label=N_("Rate"),
                help=N_(
                    "The factors have a standard deviation of √(rate / (1 - rate)); a number for all hidden "
                    "layers, or one for each."
                ),
                default=(0.2,),
                low=0.0,
                high=0.9,
            ),
        ),
    ),
)

CONSTRAINTS: Registry[KerasEntry] = Registry(
    KerasEntry(
        key="none", label=N_("None"), help=N_("Weights may become as large as they like."), class_name=""
    ),
    KerasEntry(
        key="max_norm",
        label=N_("Max-norm"),
        help=N_(
            "After each step the weights that lead to a unit are shrunk to this norm where theirs is larger; "
            "usual together with dropout."
        ),
        class_name="MaxNorm",
        parameters=(
            Number(
                key="max_value",
                label=N_("Largest norm"),
                help=N_("Root of the sum of squares of the weights that lead to a unit."),
                default=2.0,
                low=0.01,
                high=100.0,
                log=True,
                marks=(0.5, 1.0, 2.0, 3.0, 4.0),
            ),
        ),
    ),
    KerasEntry(
        key="unit_norm",
        label=N_("Unit norm"),
        help=N_("After each step the weights that lead to a unit are brought to norm 1: they only turn."),
        class_name="UnitNorm",
    ),
)
