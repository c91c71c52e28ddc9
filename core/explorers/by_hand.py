"""The explorer of one step by hand: a small network, and the perceptron, with every number on the table.

Weights and rows stand in choices of numbers that have room for the largest network, so that a smaller one
loses none of them and comes back as it was. At first the weights and the first row are those of Mazur 2015,
"A Step by Step Backpropagation Example", whose numbers can be looked up.
"""

from __future__ import annotations

from core.choices.activations import ACTIVATIONS
from core.choices.fields import Number, Switch, Words
from core.choices.losses import LOSSES
from core.choices.optimizers import OPTIMIZERS
from core.choices.registry import Menu, Registry
from core.choices.typed.numbers import Numbers
from core.explorers.explorer import Explorer
from core.message import N_

INPUTS, HIDDEN, OUTPUTS, ROWS = 4, 4, 2, 4
"""Sizes of the largest network, and rows of the largest batch."""
STEPS = 50
VISITS = 200
"""Rows that the perceptron is shown at most."""
LIMIT = 10.0
"""Weights, inputs and targets go from minus this to this."""

ACTIVATIONS_BY_HAND = Registry(*(entry for entry in ACTIVATIONS.values() if not entry.learns))
"""Those that have no weights of their own."""
LOSSES_BY_HAND = Registry(
    *(LOSSES[key] for key in ("mean_squared_error", "binary_crossentropy", "categorical_crossentropy"))
)
OPTIMIZERS_BY_HAND = Registry(*(entry for entry in OPTIMIZERS.values() if entry.by_entry))
"""Those that move each weight by its own gradient alone."""

QUANTITIES = (
    "loss",
    *(f"x{i}" for i in range(1, INPUTS + 1)),
    *(f"h{j}" for j in range(1, HIDDEN + 1)),
    *(f"o{k}" for k in range(1, OUTPUTS + 1)),
    *(f"b{j}" for j in range(1, HIDDEN + 1)),
    *(f"c{k}" for k in range(1, OUTPUTS + 1)),
    *(f"w{i}{j}" for i in range(1, INPUTS + 1) for j in range(1, HIDDEN + 1)),
    *(f"v{i}{k}" for i in range(1, HIDDEN + 1) for k in range(1, OUTPUTS + 1)),
)
"""What can be derived: inputs x, hidden units h (weights w, biases b), outputs o (v, c) and the loss."""


def _size(key: str, label: str, help: str, *, default: int, low: int, high: int) -> Number:
    return Number(key=key, label=label, help=help, default=default, low=low, high=high, integer=True)


def _numbers(key: str, label: str, help: str, default: tuple[float, ...]) -> Numbers:
    return Numbers(
        key=key,
        label=label,
        help=help,
        default=default,
        low=-LIMIT,
        high=LIMIT,
        most=len(default),
        elsewhere=True,
    )


_SIZES = (
    _size("inputs", N_("Inputs"), N_("Columns of the batch."), default=2, low=1, high=INPUTS),
    _size(
        "hidden",
        N_("Hidden units"),
        N_("Units of the hidden layer; 0: inputs lead to the outputs."),
        default=2,
        low=0,
        high=HIDDEN,
    ),
    _size("outputs", N_("Outputs"), N_("Units of the output layer."), default=2, low=1, high=OUTPUTS),
    _size(
        "rows",
        N_("Rows"),
        N_("Rows of the batch: the gradient of a step is the mean over them."),
        default=2,
        low=1,
        high=ROWS,
    ),
)

_FUNCTIONS = (
    Menu(
        key="activation",
        label=N_("Activation"),
        help=N_("The function that each unit applies to its weighted sum."),
        registry=ACTIVATIONS_BY_HAND,
        default="sigmoid",
    ),
    Menu(
        key="loss",
        label=N_("Loss"),
        help=N_("What a row costs: how far its outputs are from its targets."),
        registry=LOSSES_BY_HAND,
        default="mean_squared_error",
    ),
    Words(
        key="output",
        label=N_("Output of squared error"),
        help=N_("What the output units apply to their weighted sum; cross-entropy brings its own."),
        options={"activation": N_("As the hidden units"), "linear": N_("Linear")},
        default="activation",
    ),
    Menu(
        key="optimizer",
        label=N_("Optimizer"),
        help=N_("How a gradient becomes a step."),
        registry=OPTIMIZERS_BY_HAND,
        default="sgd",
    ),
    Number(
        key="learning_rate",
        label=N_("Learning rate"),
        help=N_("Factor of the gradient in every step."),
        default=0.5,
        low=1e-4,
        high=10.0,
        log=True,
        marks=(0.01, 0.1, 0.5, 1.0),
    ),
)

_NETWORK = (
    _numbers(
        "w",
        N_("Weights of the hidden units"),
        N_("Four for each input, one for each hidden unit."),
        (0.15, 0.25, -0.3, 0.45, 0.2, 0.3, 0.35, -0.1, -0.25, 0.4, 0.1, 0.3, 0.5, -0.2, 0.15, -0.4),
    ),
    _numbers("b", N_("Biases of the hidden units"), N_("One for each hidden unit."), (0.35, 0.35, 0.1, -0.1)),
    _numbers(
        "v",
        N_("Weights of the outputs"),
        N_("Two for each unit before them, one for each output."),
        (0.4, 0.5, 0.45, 0.55, -0.3, 0.2, 0.25, -0.15),
    ),
    _numbers("c", N_("Biases of the outputs"), N_("One for each output."), (0.6, 0.6)),
    _numbers(
        "x",
        N_("Inputs of the rows"),
        N_("Four for each row, one for each input."),
        (0.05, 0.1, 0.3, -0.2, 0.6, -0.4, 0.1, 0.5, -0.3, 0.8, -0.5, 0.2, 0.9, 0.7, 0.4, -0.6),
    ),
    _numbers(
        "y",
        N_("Targets of the rows"),
        N_("Two for each row, one for each output."),
        (0.01, 0.99, 0.99, 0.01, 0.01, 0.99, 0.99, 0.01),
    ),
)

BY_HAND_EXPLORER = Explorer(
    key="by_hand",
    label=N_("By hand"),
    help=N_(
        "One step of a network that is small enough for pencil and paper, every number derived, and the "
        "perceptron."
    ),
    fields=(
        Words(
            key="subject",
            label=N_("What to work out"),
            help=N_("A network with its gradients, or the perceptron with its rule."),
            options={"network": N_("Network"), "perceptron": N_("Perceptron")},
            default="network",
        ),
        *_SIZES,
        *_FUNCTIONS,
        _size(
            "step",
            N_("Step"),
            N_("Steps that have been taken on the batch."),
            default=0,
            low=0,
            high=STEPS,
        ),
        Switch(
            key="exercise",
            label=N_("Exercise"),
            help=N_("Hides the numbers: work them out and type them."),
            default=False,
        ),
        Words(
            key="gate",
            label=N_("Gate"),
            help=N_("What the perceptron is to learn."),
            options={"and": "AND", "or": "OR", "xor": "XOR"},
            default="and",
        ),
        _size(
            "visit",
            N_("Rows shown"),
            N_("How many rows the perceptron has been shown, one by one."),
            default=0,
            low=0,
            high=VISITS,
        ),
        *_NETWORK,
        Words(
            key="at",
            label=N_("What is derived"),
            help=N_("A weight, a bias, a unit or the loss."),
            options={each: each for each in QUANTITIES},
            default="w11",
            elsewhere=True,
        ),
        Number(
            key="row",
            label=N_("Row"),
            help=N_("The row whose numbers the units show."),
            default=1,
            low=1,
            high=ROWS,
            integer=True,
            elsewhere=True,
        ),
    ),
)
