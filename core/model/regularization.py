"""What keeps a network from fitting too closely, layer by layer: the part of a plan that regularizes."""

from __future__ import annotations

from dataclasses import dataclass

from core.choices.registry import Picked
from core.choices.typed.per_layer import of_layer
from core.experiment import Experiment, Penalty


@dataclass(frozen=True, slots=True)
class Noise:
    """A Keras layer that disturbs what a hidden layer passes on.

    Arguments:
        kind: key of `core.choices.regularization.NOISES`.
        strength: standard deviation, or rate.
    """

    kind: str
    strength: float


@dataclass(frozen=True, slots=True)
class Regularization:
    """One entry per layer, first to last. What has no effect is written in one way: equal plans are equal.

    Arguments:
        kernels, biases: penalties, as `keras.regularizers.L1L2` defines them, those of the output layer last.
        activities: penalties on the outputs of hidden layers, as Keras's `activity_regularizer`.
        dropouts, noises: of hidden layers; 0 and None where there is none.
        constraint: on the kernels of hidden layers, after each step; None where there is none.
    """

    kernels: tuple[Penalty, ...]
    biases: tuple[Penalty, ...]
    activities: tuple[Penalty, ...]
    dropouts: tuple[float, ...]
    noises: tuple[Noise | None, ...]
    constraint: Picked | None

    @property
    def random(self) -> bool:
        """Whether training draws random numbers."""
        return any(self.dropouts) or any(self.noises)


def regularization_of(experiment: Experiment) -> Regularization:
    """What `experiment` says of regularization."""
    hidden, constraint = len(experiment.hidden_widths), experiment.kernel_constraint
    return Regularization(
        kernels=experiment.kernel_penalties,
        biases=_penalties(experiment.bias_regularizer, hidden + 1),
        activities=_penalties(experiment.activity_regularizer, hidden),
        dropouts=experiment.dropouts,
        noises=tuple(_noise(experiment.noise, layer) for layer in range(hidden)),
        constraint=None if constraint.name == "none" else constraint,
    )


def _penalties(picked: Picked, layers: int) -> tuple[Penalty, ...]:
    l1, l2 = picked.get("l1", (0.0,)), picked.get("l2", (0.0,))
    return tuple(Penalty(of_layer(l1, layer), of_layer(l2, layer)) for layer in range(layers))


def _noise(picked: Picked, layer: int) -> Noise | None:
    if picked.name == "none":
        return None
    strength = of_layer(picked.parameters[0][1], layer)
    return Noise(picked.name, strength) if strength else None
