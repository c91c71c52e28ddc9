"""What a teacher would point out about a network that trains: what is wrong, and what helps against it."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from core.choices.activations import ACTIVATIONS
from core.choices.initializers import INITIALIZERS
from core.choices.registry import Entry, Registry
from core.experiment import Experiment
from core.frame import LayerFrame
from core.message import N_, Message

MANY_DEAD = 0.5
MANY_SATURATED = 0.5
FADED = 1e-3
"""Shares above which a layer is pointed out, and the gradient of the first hidden layer over the last's."""

NOTHING = 1e-9
"""A gradient so small that no step of it can be seen."""

WELL = 0.95
"""Accuracy or R^2 from which on there is nothing to mend."""

EQUAL = 1e-6
"""Units whose weights differ by less than this share of the largest are the same unit."""


DIVERGED = "diverged"


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What can be seen of a network at one moment.

    Arguments:
        experiment: what is trained, with the learning rate of now.
        layers: statistics, first hidden layer to output layer.
        kernels: weights of each layer, shape ``(sources, units)``.
        diverged: whether the loss is no number any more.
        learnt: how well it answers for the training points: accuracy, or R^2.
    """

    experiment: Experiment
    layers: Sequence[LayerFrame]
    kernels: Sequence[npt.NDArray[np.float32]]
    diverged: bool
    learnt: float

    @property
    def hidden(self) -> Sequence[LayerFrame]:
        """Hidden layers."""
        return self.layers[:-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Entry):
    """Something that may be wrong; `help` says why it matters.

    Arguments:
        text: what is said; its gap ``{layer}`` takes the number of the first hidden layer that shows it.
        layer: the hidden layer that shows it, from 0; None when nothing does.
        remedy: label of the button against it.
        change: choices that help, as texts by path.
        reset: whether the network begins anew with them.
    """

    text: str
    layer: Callable[[Seen], int | None]
    remedy: str
    change: Callable[[Experiment], dict[str, str]]
    reset: bool = False

    def __hash__(self) -> int:
        return hash(self.key)

    def said(self, layer: int) -> Message:
        """What is said, when hidden layer `layer` (from 0) shows it."""
        return Message(self.text, layer=layer + 1)


def found(seen: Seen) -> list[tuple[Finding, int]]:
    """What there is to point out, the most pressing first, with the layer that shows it."""
    layers = ((finding, finding.layer(seen)) for finding in FINDINGS.values())
    shown = [(finding, layer) for finding, layer in layers if layer is not None]
    if seen.diverged:
        return shown[:1]
    return [] if seen.learnt >= WELL else shown  # a network that has learnt saturates, and its gradients fade


def remedied(finding: Finding, experiment: Experiment) -> dict[str, str]:
    """All choices as texts by path, with the finding's remedy."""
    change = finding.change(experiment)
    kept = {path: text for path, text in experiment.flat().items() if path.split(".")[0] not in change}
    return kept | change


def _diverged(seen: Seen) -> int | None:
    return 0 if seen.diverged else None


def _symmetric(seen: Seen) -> int | None:
    for layer, kernel in enumerate(seen.kernels[:-1]):
        apart = np.ptp(kernel, axis=1).max(initial=0.0)
        if kernel.shape[1] > 1 and apart <= EQUAL * np.abs(kernel).max(initial=0.0):
            return layer
    return None


def _dead(seen: Seen) -> int | None:
    return _first(layer.dead > MANY_DEAD for layer in seen.hidden)


def _saturated(seen: Seen) -> int | None:
    return _first(layer.saturated > MANY_SATURATED for layer in seen.hidden)


def _vanishing(seen: Seen) -> int | None:
    return 0 if _ratio(seen) < FADED else None


def _stuck(seen: Seen) -> int | None:
    return 0 if all(layer.preactivation_gradient_std <= NOTHING for layer in seen.layers) else None


def _exploding(seen: Seen) -> int | None:
    return 0 if _ratio(seen) > 1 / FADED else None


def _ratio(seen: Seen) -> float:
    """Gradient of the first hidden layer's sums over that of the last hidden layer's."""
    if len(seen.hidden) < 2:
        return 1.0
    first, last = (seen.hidden[at].preactivation_gradient_std for at in (0, -1))
    return first / last if last > 0 and math.isfinite(first) and math.isfinite(last) else 1.0


def _first(shows: Any) -> int | None:
    return next((layer for layer, yes in enumerate(shows) if yes), None)


def _slower(experiment: Experiment) -> dict[str, str]:
    return {"learning_rate": f"{max(experiment.learning_rate / 10, 1e-6):g}"}


def _suiting(experiment: Experiment) -> dict[str, str]:
    """The initializer that is usual with the activation, at its own scale."""
    return {"initializer": ACTIVATIONS[experiment.activation_of(0).name].partner}


def _suits(experiment: Experiment) -> bool:
    """Whether it has that."""
    wanted = INITIALIZERS.pick(_suiting(experiment)["initializer"])
    return experiment.initializer == wanted


def _calmer(experiment: Experiment) -> dict[str, str]:
    """Smaller initial weights; where they suit already it was the steps that were too large."""
    return _slower(experiment) if _suits(experiment) else _suiting(experiment)


def _passing(experiment: Experiment) -> dict[str, str]:
    """What lets gradients pass; sigmoid never does for long, and where the weights suit it takes more."""
    if experiment.activation_of(0).name == "sigmoid":
        return {"activation": "tanh", "layer_activations": "", "initializer": ACTIVATIONS["tanh"].partner}
    return {"batch_normalization": "1"} if _suits(experiment) else _suiting(experiment)


def _leaking(experiment: Experiment) -> dict[str, str]:
    return {"activation": "leaky_relu", "layer_activations": ""}


FINDINGS: Registry[Finding] = Registry(
    Finding(
        key=DIVERGED,
        label=N_("Diverged"),
        help=N_(
            "Each step overshot and made the next one larger, until numbers became too large to compute."
        ),
        text=N_("The loss is no longer a number: the steps were too large."),
        layer=_diverged,
        remedy=N_("Learning rate ÷ 10, begin anew"),
        change=_slower,
        reset=True,
    ),
    Finding(
        key="symmetric",
        label=N_("Symmetric units"),
        help=N_(
            "Units with equal weights get equal gradients: they stay equal, and the layer is as good as "
            "one unit."
        ),
        text=N_("All units of layer {layer} are the same, and training cannot tell them apart."),
        layer=_symmetric,
        remedy=N_("Random weights, begin anew"),
        change=_suiting,
        reset=True,
    ),
    Finding(
        key="dead",
        label=N_("Dead units"),
        help=N_("A unit that is 0 for every point passes on no gradient, so it can never change again."),
        text=N_("More than half of the units in layer {layer} are 0 for every point: they are dead."),
        layer=_dead,
        remedy=N_("Leaky ReLU"),
        change=_leaking,
    ),
    Finding(
        key="saturated",
        label=N_("Saturated units"),
        help=N_(
            "Where the activation function is flat its slope is nearly 0, and hardly any gradient gets "
            "through."
        ),
        text=N_("Most outputs of layer {layer} lie where the activation is flat: it learns slowly."),
        layer=_saturated,
        remedy=N_("Smaller weights or steps, begin anew"),
        change=_calmer,
        reset=True,
    ),
    Finding(
        key="stuck",
        label=N_("No gradient"),
        help=N_(
            "Where the output is flat or all units are dead, no step changes the loss: training stands still."
        ),
        text=N_("No gradient is left in any layer: the network cannot learn any more."),
        layer=_stuck,
        remedy=N_("Smaller weights or steps, begin anew"),
        change=_calmer,
        reset=True,
    ),
    Finding(
        key="vanishing",
        label=N_("Vanishing gradients"),
        help=N_("Each layer made the gradient smaller on its way back, so the first layers hardly learn."),
        text=N_("Gradients vanish: the first layer gets less than a thousandth of what the last one gets."),
        layer=_vanishing,
        remedy=N_("Let gradients through, begin anew"),
        change=_passing,
        reset=True,
    ),
    Finding(
        key="exploding",
        label=N_("Exploding gradients"),
        help=N_("Each layer made the gradient larger on its way back, so the first layers jump about."),
        text=N_("Gradients explode: the first layer gets over a thousand times what the last one gets."),
        layer=_exploding,
        remedy=N_("Let gradients through, begin anew"),
        change=_passing,
        reset=True,
    ),
)
"""In the order in which they are told."""
