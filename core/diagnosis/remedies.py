"""What helps against a finding: a change of the Experiment, and how its button is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.choices.activations import ACTIVATIONS
from core.choices.initializers import INITIALIZERS
from core.experiment import Experiment
from core.message import Message

SLOWEST = 1e-6
"""A learning rate is not divided any further."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """A change that helps.

    Arguments:
        label: of its button.
        change: choices, as texts by path.
        restart: whether the network has to begin from its initial weights for it.
    """

    label: Message
    change: Mapping[str, str]
    restart: bool = True

    def applied(self, experiment: Experiment) -> dict[str, str]:
        """All choices of `experiment` as texts by path, with this change."""
        kept = {
            path: text for path, text in experiment.flat().items() if path.split(".")[0] not in self.change
        }
        return kept | dict(self.change)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values, in no language yet (see `from_json`)."""
        return {
            "label": self.label.to_json(),
            "change": dict(self.change),
            "restart": self.restart,
        }

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Remedy:
        """Read what `to_json` gave."""
        return cls(Message.from_json(body["label"]), body["change"], body["restart"])


def slower(experiment: Experiment) -> Remedy:
    """A tenth of the learning rate."""
    rate = f"{max(experiment.learning_rate / 10, SLOWEST):g}"
    return Remedy(Message("Learning rate ÷ 10, restart"), {"learning_rate": rate})


def suiting_weights(experiment: Experiment) -> Remedy:
    """The initializer that is usual with the activation function, at its published scale."""
    partner = _partner(experiment)
    label = Message("{initializer} weights, restart", initializer=Message(INITIALIZERS[partner].label))
    return Remedy(label, {"initializer": partner})


def calmer(experiment: Experiment) -> Remedy:
    """Weights that suit; where they do already it was the steps that were too large."""
    return slower(experiment) if _suits(experiment) else suiting_weights(experiment)


def passing(experiment: Experiment) -> Remedy | None:
    """What lets gradients pass; sigmoid never does for long, and where the weights suit it takes more."""
    if experiment.activation_of(0).name == "sigmoid":
        return _tanh()
    return suiting_weights(experiment) if not _suits(experiment) else normalized(experiment)


def normalized(experiment: Experiment) -> Remedy | None:
    """Batch normalization, unless it is there."""
    if experiment.batch_normalization:
        return None
    return Remedy(Message("Batch normalization, restart"), {"batch_normalization": "1"})


def leaking(experiment: Experiment) -> Remedy:
    """An activation function whose units cannot die."""
    leaky = ACTIVATIONS["leaky_relu"]
    return Remedy(Message(leaky.label), {"activation": "leaky_relu", "layer_activations": ""}, restart=False)


def scaled_data(experiment: Experiment) -> Remedy:
    """Features of mean 0 and variance 1."""
    return Remedy(Message("Standard scaling, restart"), {"scaling": "standard"})


def _tanh() -> Remedy:
    tanh = ACTIVATIONS["tanh"]
    label = Message(
        "{activation} with {initializer} weights, restart",
        activation=Message(tanh.label),
        initializer=Message(INITIALIZERS[tanh.partner].label),
    )
    return Remedy(label, {"activation": "tanh", "layer_activations": "", "initializer": tanh.partner})


def _partner(experiment: Experiment) -> str:
    return ACTIVATIONS[experiment.activation_of(0).name].partner


def _suits(experiment: Experiment) -> bool:
    return experiment.initializer == INITIALIZERS.pick(_partner(experiment))
