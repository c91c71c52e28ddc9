"""What helps against a finding: a change of the Experiment, and how its button is called."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import core.hyperparameters as given
from core.choices.activations import ACTIVATIONS
from core.choices.fields import Field
from core.choices.initializers import INITIALIZERS, scale_of
from core.choices.losses import DEFAULT_LOSS, LOSSES
from core.choices.normalizations import NORMALIZATIONS
from core.diagnosis.steps import USUAL_MOMENTUM, large_rate, momentum_of, usual_rate
from core.experiment import Experiment
from core.message import Message

SLOWEST = given.LEARNING_RATE.low
"""A learning rate is not divided any further."""

HEALTHY_UPDATE, BRISK_UPDATE = 1e-3, 3e-3
"""Parts of its size by which a step changes the weights of a layer that learns well (Karpathy, CS231n,
"Neural Networks Part 3": about 1e-3), and quickly."""

WEAK_PENALTY = 0.001
"""A penalty that leaves a network its weights."""

USUAL_BATCH = 32

SHALLOW = frozenset({"sigmoid", "hard_sigmoid", "sparse_sigmoid"})
"""Activation functions whose slope is small everywhere: no weights make up for it in the long run."""


@dataclass(frozen=True, slots=True)
class Remedy:
    """A change that helps.

    Arguments:
        what: what is changed, as its button says it.
        change: choices, as texts by path.
        restart: whether the network has to begin from its initial weights for it.
    """

    what: Message
    change: Mapping[str, str]
    restart: bool = True

    @property
    def label(self) -> Message:
        """Of its button."""
        return Message("{change}, restart", change=self.what) if self.restart else self.what

    def applied(self, experiment: Experiment) -> dict[str, str]:
        """All choices of `experiment` as texts by path, with this change."""
        return applied(self.change, experiment)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values, in no language yet (see `from_json`)."""
        return {"what": self.what.to_json(), "change": dict(self.change), "restart": self.restart}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Remedy:
        """Read what `to_json` gave."""
        return cls(Message.from_json(body["what"]), body["change"], body["restart"])


def applied(change: Mapping[str, str], experiment: Experiment) -> dict[str, str]:
    """All choices of `experiment` as texts by path, with those of `change`; of a menu that is changed, none
    but these."""
    kept = {path: text for path, text in experiment.flat().items() if path.split(".")[0] not in change}
    return kept | dict(change)


def together(remedies: Sequence[Remedy]) -> Remedy:
    """One remedy that does what several do, one at least."""
    return reduce(_both, remedies)


def slower(experiment: Experiment) -> Remedy:
    """Steps that are at most a tenth as large, and no larger than usual."""
    momentum, rate = momentum_of(experiment), experiment.learning_rate
    changes = []
    if momentum > USUAL_MOMENTUM:
        momentum = USUAL_MOMENTUM
        changes.append(_set(given.OPTIMIZER, "momentum", f"{momentum:g}"))
    if not changes or rate / (1 - momentum) >= large_rate(experiment):
        less = max(min(rate / 10, usual_rate(experiment) * (1 - momentum)), SLOWEST)
        changes.append(_set(given.LEARNING_RATE, "", f"{less:g}"))
    return together(changes)


def faster(experiment: Experiment, update: float) -> Remedy | None:
    """Steps that are ten times as large, or more: as large as is healthy, if that is no more than usual.

    Arguments:
        update: the part of its size by which a step changes the weights of a layer.
    """
    rate = experiment.learning_rate
    usual = usual_rate(experiment) * (1 - momentum_of(experiment))
    healthy = rate * BRISK_UPDATE / update if 0 < update < math.inf else usual
    more = min(max(10 * rate, min(healthy, usual)), given.LEARNING_RATE.high)
    return None if more <= rate else _set(given.LEARNING_RATE, "", f"{more:.1g}")


def weaker_penalty(experiment: Experiment, weak: float = WEAK_PENALTY) -> Remedy:
    """Penalties that leave a network its weights: of `weak`, those that are no stronger of 0."""
    optimizer = experiment.optimizer
    strengths = (
        *(
            (field, "", strength)
            for field, strength in (
                (given.L1, experiment.l1),
                (given.L2, experiment.l2),
                (given.LAYER_L1, max(experiment.layer_l1, default=0.0)),
                (given.LAYER_L2, max(experiment.layer_l2, default=0.0)),
            )
        ),
        (given.OPTIMIZER, "weight_decay", float(optimizer["weight_decay"])),
    )
    return together(
        [
            _set(field, parameter, f"{weak if strength > weak else 0:g}")
            for field, parameter, strength in strengths
            if strength
        ]
    )


def suiting_weights(experiment: Experiment) -> Remedy:
    """The initializer that is usual with the activation function, at its published scale."""
    partner = partner_of(experiment)
    what = Message("{initializer} weights", initializer=Message(INITIALIZERS[partner].label))
    return Remedy(what, {"initializer": partner})


def no_bias(experiment: Experiment) -> Remedy:
    """Biases that begin at 0."""
    change = {key: "0" for key in ("bias", "bias_scale") if getattr(experiment, key)}
    return Remedy(Message("Bias 0"), change)


def passing(experiment: Experiment) -> Remedy | None:
    """What lets gradients pass; sigmoid never does for long, and where the weights suit it takes more."""
    if experiment.activation_of(0).name in SHALLOW:
        return _tanh()
    return suiting_weights(experiment) if not suits(experiment) else normalized(experiment)


def normalized(experiment: Experiment) -> Remedy | None:
    """Normalization, unless it is there; over a layer where a batch has a single row."""
    if experiment.normalization.name != "none":
        return None
    return _normalization("layer" if experiment.batch_size == 1 else "batch")


def over_layers() -> Remedy:
    """Normalization over all units of a layer."""
    return _normalization("layer")


def leaking(*, restart: bool) -> Remedy:
    """An activation function whose units cannot die."""
    leaky = ACTIVATIONS["leaky_relu"]
    change = {"activation": "leaky_relu", "layer_activations": ""}
    return Remedy(Message(leaky.label), change, restart)


def scaled_data() -> Remedy:
    """Features of mean 0 and variance 1."""
    return Remedy(Message("Standard scaling"), {"scaling": "standard"})


def as_meant(field: Field, path: str, problem: Message) -> Remedy | None:
    """What was meant, of a choice that is wrong; None where its message does not say."""
    meant = dict(problem.values).get("meant")
    if meant is None:
        return None
    what = Message("{choice} {value}", choice=Message(field.label), value=meant)
    return Remedy(what, {path: str(meant)}, restart=False)


def scaled_target(experiment: Experiment) -> Remedy:
    """A target of mean 0 and variance 1, with a loss that takes numbers below 0."""
    scaled = Remedy(Message(given.SCALE_TARGET.label), {"scale_target": "1"})
    return _both(scaled, usual_loss(experiment)) if experiment.loss_entry.of_amounts else scaled


def usual_loss(experiment: Experiment) -> Remedy:
    """The loss that is usual for the task."""
    return Remedy(Message(LOSSES[DEFAULT_LOSS[experiment.task]].label), {"loss": "auto"})


def larger_batches() -> Remedy:
    """As many rows in a batch as is usual."""
    return _set(given.BATCH_SIZE, "", str(USUAL_BATCH))


def smaller_batches(experiment: Experiment) -> Remedy:
    """A quarter of the rows in a batch, and no more than is usual."""
    return _set(given.BATCH_SIZE, "", str(min(experiment.batch_size // 4, USUAL_BATCH)))


def partner_of(experiment: Experiment) -> str:
    """The initializer that is usual with the activation function."""
    return ACTIVATIONS[experiment.activation_of(0).name].partner


def suits(experiment: Experiment) -> bool:
    """Whether weights are as large as is usual with the activation function: drawn by its partner, or by the
    one of the same name that is spread in another way."""
    drawn, partner = experiment.initializer, partner_of(experiment)
    alike = drawn.name.partition("_")[0] in {partner.partition("_")[0], "lsuv"}
    return alike and scale_of(drawn) == 1


def _both(one: Remedy, other: Remedy) -> Remedy:
    return Remedy(
        Message("{first} + {second}", first=one.what, second=other.what),
        {**one.change, **other.change},
        one.restart or other.restart,
    )


def _set(field: Field, parameter: str, text: str) -> Remedy:
    """A number, by the name that it has on the form."""
    if not parameter:
        label, path = field.label, field.key
    else:
        label, path = _LABELS[parameter], f"{field.key}.{parameter}"
    return Remedy(Message("{choice} {value}", choice=Message(label), value=text), {path: text})


def _normalization(key: str) -> Remedy:
    return Remedy(Message(NORMALIZATIONS[key].label), {"normalization": key})


def _tanh() -> Remedy:
    tanh = ACTIVATIONS["tanh"]
    what = Message(
        "{activation} with {initializer} weights",
        activation=Message(tanh.label),
        initializer=Message(INITIALIZERS[tanh.partner].label),
    )
    return Remedy(what, {"activation": "tanh", "layer_activations": "", "initializer": tanh.partner})


_LABELS = {"momentum": "Momentum", "weight_decay": "Weight decay"}
"""Of parameters of optimizers (`core.choices.optimizers`)."""
