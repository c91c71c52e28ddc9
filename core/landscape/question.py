"""Which network, which optimizers, and where to look."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.choices.fields import shown
from core.choices.optimizers import OPTIMIZERS
from core.choices.registry import Picked
from core.experiment import Experiment
from core.explorers.landscape import ALL_ROWS, LANDSCAPE_EXPLORER, NONE, RANDOM
from core.message import Invalid, Message

EXAMPLE = '{"chosen": {"layers": "8-8", "optimizer": "sgd"}}'
MOST_UNITS = 128
MOST_LAYERS = 8
MOST_STEPS = 20_000
"""Of one run: some seconds on two cores."""


@dataclass(frozen=True, slots=True)
class Racer:
    """One of the runs: its optimizer and the rate."""

    optimizer: Picked
    learning_rate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """What is trained, and which plane of weights is looked at.

    Arguments:
        experiments: one or two, alike but for optimizer and learning rate.
        random: whether the plane is of random directions, else through the runs.
        direction_seed: of these.
    """

    experiments: tuple[Experiment, ...]
    random: bool = False
    direction_seed: int = 0

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Race:
        """What a browser asks: ``{"chosen": {path: text}}``, choices of the explorer.

        Raises:
            Invalid: something about it is wrong, or takes too long.
        """
        chosen = body.get("chosen")
        if not isinstance(chosen, dict) or not all(isinstance(each, str) for each in chosen.values()):
            raise Invalid(Message("Expected JSON such as {example}.", example=EXAMPLE))
        texts, errors = LANDSCAPE_EXPLORER.read(chosen)
        for path, message in errors.items():
            raise Invalid(Message("{choice}: {reason}", choice=shown(path), reason=message))
        base = _base(texts)
        _check(base)
        own = {path.partition(".")[2]: text for path, text in texts.items() if path.startswith("optimizer.")}
        racers = [Racer(OPTIMIZERS.pick(texts["optimizer"], **own), float(texts["learning_rate"]))]
        if texts["beside"] != NONE:
            racers.append(Racer(OPTIMIZERS.pick(texts["beside"]), float(texts["beside_rate"])))
        experiments = (
            base.model_copy(update={"optimizer": each.optimizer, "learning_rate": each.learning_rate})
            for each in racers
        )
        return cls(
            experiments=tuple(experiments),
            random=texts["plane"] == RANDOM,
            direction_seed=int(texts["direction_seed"]),
        )


def _base(texts: Mapping[str, str]) -> Experiment:
    """What both runs share; few rows, so that the loss of a thousand networks is soon there."""
    given = {
        **{key: texts[key] for key in ("dataset", "layers", "activation", "weight_seed", "epochs")},
        "dataset.samples": "300",
        "initializer": "glorot_uniform",
        "batch_size": "32" if texts["batch"] == ALL_ROWS else texts["batch"],
    }
    experiment, errors = Experiment.lenient(given)
    for path, message in errors.items():
        raise Invalid(Message("{choice}: {reason}", choice=shown(path), reason=message))
    if texts["batch"] != ALL_ROWS:
        return experiment
    return experiment.model_copy(update={"batch_size": 4096, "shuffle": False})


def _check(experiment: Experiment) -> None:
    if len(experiment.layers) > MOST_LAYERS or any(units > MOST_UNITS for units in experiment.layers):
        raise Invalid(
            Message(
                "Expected at most {layers} hidden layers of at most {units} units here, received "
                "{got}. On the Train page they may be larger.",
                layers=MOST_LAYERS,
                units=MOST_UNITS,
                got=shown("-".join(map(str, experiment.layers))),
            )
        )
