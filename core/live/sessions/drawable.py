"""What network can be played with: what its diagram can show."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.experiment import Experiment
from core.message import Invalid, Message

MOST_LAYERS, MOST_UNITS = 12, 32

MADE = "expansion", "decomposition"
"""Choices that make other inputs of the features."""
UNDRAWN = Message(
    "Expected none: this page draws the features of a point, and nothing that is made of them. Train it on "
    "the Train page."
)


class Wrong(Invalid):
    """Choices that cannot be played with; `errors` maps each path to what is wrong with it."""

    def __init__(self, errors: Mapping[str, Message]) -> None:
        super().__init__(next(iter(errors.values())))
        self.errors = dict(errors)


def checked(texts: Any) -> Experiment:
    """The experiment that `texts` (see `Experiment.flat`) describe.

    Raises:
        Wrong: choices that are wrong, or cannot be drawn.
    """
    if not isinstance(texts, Mapping):
        raise Wrong({"": Message("Expected choices by name, received something else.")})
    experiment, errors = Experiment.lenient(texts)
    if errors or (errors := undrawable(experiment)):
        raise Wrong(errors)
    return experiment


def undrawable(experiment: Experiment) -> dict[str, Message]:
    """What cannot be drawn, by path."""
    if experiment.dataset.name == "table":
        return {"dataset": Message("A table of one's own is trained on the Train page.")}
    if experiment.outputs > 1 and experiment.task == "regression":
        return {"dataset": Message("Several targets at once are trained on the Train page.")}
    made = {key: UNDRAWN for key in MADE if getattr(experiment, key).name != "none"}
    if made:
        return made
    if experiment.convolutions.name != "none":
        return {
            "convolutions": Message(
                "Expected none: this page draws Dense layers alone. Convolutional layers are shown "
                "on the Train page."
            )
        }
    layers = experiment.layers
    if len(layers) > MOST_LAYERS:
        return {
            "layers": Message(
                "Expected at most {limit} hidden layers, received {got}. Remove some, or train it on the "
                "Train page.",
                limit=MOST_LAYERS,
                got=len(layers),
            )
        }
    if max(layers, default=0) > MOST_UNITS:
        return {
            "layers": Message(
                "Expected at most {limit} units in a layer, received {got}. Remove some, or train it on the "
                "Train page.",
                limit=MOST_UNITS,
                got=max(layers),
            )
        }
    return {}
