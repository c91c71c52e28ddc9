"""Presets, the examples to begin with: named experiments, each with a sentence on what to watch.

A newcomer picks one and sees something happen; what it consists of can be read off the form.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from core.choices.registry import Entry, Registry
from core.experiment import Experiment
from core.message import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset(Entry):
    """A named experiment; `help` says what to watch.

    Arguments:
        choices: fields of `Experiment` that differ from the defaults.
    """

    choices: Mapping[str, Any] = field(default_factory=dict)

    def experiment(self) -> Experiment:
        """The experiment that it sets."""
        return Experiment(**self.choices)

    def __hash__(self) -> int:
        return hash(self.key)


_DEEP = {"dataset": "digits", "layers": (64,) * 10, "learning_rate": 0.03, "epochs": 200}
_PERCEPTRON = {
    "layers": (),
    "loss": "perceptron",
    "optimizer": "sgd",
    "learning_rate": 1.0,
    "batch_size": 1,
    "epochs": 100,
}
_THIRTY = {
    "dataset": "digits",
    "layers": (32,) * 30,
    "initializer": {"name": "normal", "scale": 0.05},
    "optimizer": "sgd",
    "learning_rate": 0.01,
    "epochs": 100,
}
_FEW = {
    "dataset": {"name": "circle", "samples": 80, "noise": 25.0},
    "validation_split": 0.5,
    "layers": (64, 64, 64),
    "activation": "relu",
    "initializer": "he_normal",
}

# TensorFlow Playground as it opens; `tests/engine/test_classic.py` holds the lab's loss curves to its
# arithmetic (https://github.com/tensorflow/playground, src/nn.ts and src/playground.ts). Where the two part:
# - Where the batch size does not divide the rows, Playground carries the gradients of the rows that are left
#   over into the next epoch's first step; here, as in Keras, those rows make a step of their own.
# - Its L2 penalty is half the square of a weight: its rate r is r / 2 here. Its L1 rate is the same, but a
#   weight that L1 takes past 0 stays at 0 for good there.
# - Where 10 or 20 percent are for training, Keras's rounding gives them one row less.
# - Its numbers have 64 bits, here they have 32.
_CLASSIC = {
    "dataset": {"name": "circle", "samples": 500, "noise": 0.0},
    "validation_split": 0.5,
    "scaling": "none",
    "stratify": False,
    "scale_target": False,  # for its regression
    "layers": (4, 2),
    "activation": "tanh",
    "initializer": {"name": "uniform", "scale": 0.5},
    "bias": 0.1,
    "loss": "half_squared_error",
    "optimizer": "sgd",
    "learning_rate": 0.03,
    "batch_size": 10,
    "shuffle": False,  # shuffled once, when the data are drawn
    "epochs": 1_000_000,
}

PRESETS: Registry[Preset] = Registry(
    Preset(
        key="spiral",
        label=N_("Spiral, tanh"),
        help=N_("Watch the boundary wind itself into the spiral, and the loss fall in steps."),
    ),
    Preset(
        key="xor",
        label=N_("XOR, the smallest hard problem"),
        help=N_(
            "Four units are enough: watch two edges of the decision boundary meet and part the quarters."
        ),
        choices={"dataset": "xor", "layers": (4,), "learning_rate": 0.03, "epochs": 300},
    ),
    Preset(
        key="perceptron_and",
        label=N_("Perceptron on AND"),
        help=N_(
            "A single unit, without hidden layers: its border is a straight line, which moves until all four "
            "corners are right. Then choose XOR as gate."
        ),
        choices={**_PERCEPTRON, "dataset": {"name": "gate", "gate": "and", "noise": 20.0}},
    ),
    Preset(
        key="perceptron_xor",
        label=N_("Perceptron on XOR"),
        help=N_(
            "No straight line has both blue corners on one side: it turns and turns, and never more than "
            "three corners of four, about 75%, are right."
        ),
        choices={**_PERCEPTRON, "dataset": {"name": "gate", "gate": "xor", "noise": 20.0}},
    ),
    Preset(
        key="hidden_xor",
        label=N_("XOR with a hidden layer"),
        help=N_(
            "The same corners with four hidden units: each draws a line of its own, and together they part "
            "all four corners."
        ),
        choices={
            "dataset": {"name": "gate", "gate": "xor", "noise": 20.0},
            "layers": (4,),
            "learning_rate": 0.03,
            "epochs": 200,
        },
    ),
    Preset(
        key="circle",
        label=N_("Circle, ReLU"),
        help=N_("Each ReLU unit adds one straight edge: watch a polygon close around the inner class."),
        choices={
            "dataset": "circle",
            "layers": (6,),
            "activation": "relu",
            "initializer": "he_normal",
            "learning_rate": 0.03,
            "epochs": 300,
        },
    ),
    Preset(
        key="classic",
        label=N_("TensorFlow Playground"),
        help=N_("As it opens: four and two tanh units close around the disc within a hundred epochs."),
        choices=_CLASSIC,
    ),
    Preset(
        key="curve",
        label=N_("A curve from bumps"),
        help=N_(
            "Each hidden unit adds a step to the curve: watch twelve of them slide over the points until "
            "their sum is a sine."
        ),
        choices={
            "dataset": {"name": "sine", "noise": 10.0},
            "layers": (12,),
            "initializer": {"name": "normal", "scale": 2.0},
            "bias_scale": 2.0,
            "learning_rate": 0.02,
            "epochs": 500,
        },
    ),
    Preset(
        key="two_targets",
        label=N_("Two targets at once"),
        help=N_(
            "One angle in, its cosine and its sine out: two outputs share the hidden units, and the loss is "
            "the mean over both."
        ),
        choices={"dataset": {"name": "angle", "noise": 5.0}, "layers": (16,), "epochs": 300},
    ),
    Preset(
        key="digits",
        label=N_("Digits, ReLU with He"),
        help=N_(
            "A healthy network: gradients of similar size in all layers, and accuracy rises within seconds."
        ),
        choices={
            "dataset": "digits",
            "layers": (64, 64),
            "activation": "relu",
            "initializer": "he_normal",
            "learning_rate": 0.001,
            "epochs": 100,
        },
    ),
    Preset(
        key="convolutional",
        label=N_("Convolutional net on digits"),
        help=N_(
            "Watch filters become edges and strokes under Feature maps, and press on a pixel to see its "
            "products."
        ),
        choices={
            "dataset": "digits",
            "convolutions": {"name": "conv2d", "filters": "8, 16"},
            "layers": (32,),
            "activation": "relu",
            "initializer": "he_normal",
            "learning_rate": 0.003,
            "epochs": 60,
        },
    ),
    Preset(
        key="vanishing",
        label=N_("Vanishing gradients"),
        help=N_("Ten tanh layers, weights too small: each passes on less, and the loss stays at 2.3."),
        choices={**_DEEP, "initializer": {"name": "normal", "scale": 0.01}, "optimizer": "sgd"},
    ),
    Preset(
        key="vanishing_rescued",
        label=N_("Vanishing gradients, rescued by Glorot"),
        help=N_(
            "The same layers with weights scaled to their width: every layer gets a gradient and learns."
        ),
        choices={**_DEEP, "initializer": "glorot_normal", "optimizer": "sgd"},
    ),
    Preset(
        key="batch_normalization",
        label=N_("Vanishing gradients, rescued by batch norm"),
        help=N_("Weights still too small, but each layer is rescaled: their scale hardly matters any more."),
        choices={
            **_DEEP,
            "initializer": {"name": "normal", "scale": 0.01},
            "optimizer": "sgd",
            "normalization": "batch",
        },
    ),
    Preset(
        key="thirty_layers",
        label=N_("30 layers without residual connections"),
        help=N_(
            "Hardly any gradient gets back to the first of thirty layers, and the loss stays at 2.3. Then "
            "switch residual connections on."
        ),
        choices=_THIRTY,
    ),
    Preset(
        key="thirty_layers_residual",
        label=N_("30 layers with residual connections"),
        help=N_(
            "The same thirty layers, each of which adds what it is given to what it gives: the gradient gets "
            "back to the first, and the network learns."
        ),
        choices={**_THIRTY, "residual": True},
    ),
    Preset(
        key="exploding",
        label=N_("Exploding gradients"),
        help=N_("Ten ReLU layers, weights too large: signals grow until the loss is no longer a number."),
        choices={
            **_DEEP,
            "activation": "relu",
            "initializer": {"name": "normal", "scale": 0.5},
            "optimizer": "sgd",
        },
    ),
    Preset(
        key="exploding_rescued",
        label=N_("Exploding gradients, rescued by He"),
        help=N_(
            "The same layers with He weights: the standard deviation of activations stays level to the last."
        ),
        choices={**_DEEP, "activation": "relu", "initializer": "he_normal", "optimizer": "sgd"},
    ),
    Preset(
        key="learning_rate",
        label=N_("Learning rate too large"),
        help=N_("Each step overshoots the valley: the loss jumps about and never settles. Then try 0.1."),
        choices={"dataset": "circle", "optimizer": "sgd", "learning_rate": 10.0, "epochs": 300},
    ),
    Preset(
        key="underfitting",
        label=N_("Underfitting"),
        help=N_(
            "A single unit cannot wind into a spiral: both losses stay high, side by side. Give it more "
            "units."
        ),
        choices={"layers": (1,), "epochs": 300},
    ),
    Preset(
        key="overfitting",
        label=N_("Overfitting"),
        help=N_(
            "A large network, 40 noisy points: training loss falls to 0, validation loss turns and climbs."
        ),
        choices={**_FEW, "epochs": 500},
    ),
    Preset(
        key="early_stopping",
        label=N_("Overfitting, stopped early"),
        help=N_(
            "The same, but training ends 20 epochs after the best validation loss, whose weights come back."
        ),
        choices={**_FEW, "epochs": 500, "stopping": {"name": "early", "patience": 20}},
    ),
    Preset(
        key="dying_relu",
        label=N_("Dying ReLU"),
        help=N_("Ten ReLU layers of 2 units: somewhere both units are never positive, and nothing passes."),
        choices={
            "dataset": "circle",
            "layers": (2,) * 10,
            "activation": "relu",
            "initializer": "he_normal",
            "optimizer": "sgd",
            "learning_rate": 0.03,
            "epochs": 200,
        },
    ),
    Preset(
        key="symmetry",
        label=N_("Zeros: units that stay the same"),
        help=N_(
            "All weights start at 0, so no gradient reaches the hidden layers: only the last bias moves."
        ),
        choices={"dataset": "circle", "layers": (8, 8), "initializer": "zeros", "epochs": 100},
    ),
    Preset(
        key="unscaled",
        label=N_("Without scaling"),
        help=N_(
            "One measurement is a thousand times larger than others: tanh saturates. Then switch scaling on."
        ),
        choices={
            "dataset": "wine",
            "scaling": "none",
            "layers": (16, 16),
            "optimizer": "sgd",
            "epochs": 300,
        },
    ),
    Preset(
        key="mnist",
        label=N_("MNIST"),
        help=N_(
            "6,000 handwritten digits of 784 pixels: more than nine in ten are right after a few epochs."
        ),
        choices={
            "dataset": "mnist",
            "layers": (128, 128),
            "activation": "relu",
            "initializer": "he_normal",
            "learning_rate": 0.001,
            "batch_size": 64,
            "epochs": 30,
        },
    ),
)
