"""What helps a network that learns too little of its rows, or learns them by heart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import core.hyperparameters as given
from core.choices.fields import Number
from core.diagnosis import fitting, pace, steps
from core.diagnosis.causes import Cause
from core.diagnosis.evidence import Evidence
from core.diagnosis.remedies import HEALTHY_UPDATE, Remedy, faster, together, weaker_penalty
from core.experiment import Experiment
from core.message import N_, Message

PENALTY, DROPPED = 0.01, 0.5
"""An L2 penalty and a dropout rate that are strong, and usual."""
LONGER, MORE_ROWS = 5, 10
"""Factors for epochs and rows."""
WIDER, NARROWER = 4, 8
"""Factors for the units of layers that are too narrow, and too wide."""
FAR_BELOW = 10
"""At a learning rate of the usual one divided by that, or less, it is raised before the network is made
larger."""
FEWEST_UNITS, ENOUGH_UNITS, MOST_UNITS = 4, 8, 256
MOST_LAYERS = 4


def best_epoch(evidence: Evidence) -> int:
    """The epoch of the lowest validation loss."""
    assert evidence.fit is not None
    return round(evidence.fit.best[0])


def baseline(evidence: Evidence) -> Message:
    """What the nearest neighbours reach in the validation part."""
    assert evidence.fit is not None
    reached = evidence.fit.baseline()
    if evidence.experiment.task == "regression":
        return Message("R² {value}", value=f"{reached:.2f}")
    return Message("{share}% right", share=round(100 * reached))


def against_overfitting(experiment: Experiment) -> Remedy | None:
    """What is not tried yet, the least work first."""
    return next((remedy for make in AGAINST.values() if (remedy := make(experiment)) is not None), None)


def stop_early(experiment: Experiment) -> Remedy | None:
    """The weights of the lowest validation loss."""
    if experiment.stopping.name == "early":
        return None
    return Remedy(Message(given.STOP_EARLY.label), {"stopping": "early"})


def penalize(experiment: Experiment) -> Remedy | None:
    """Small weights."""
    if steps.penalized(experiment):
        return None
    return _number(given.L2.label, "l2", PENALTY)


def drop_units(experiment: Experiment) -> Remedy | None:
    """Units that cannot rely on each other."""
    if not experiment.layers or _dropped(experiment):
        return None
    return _number(given.DROPOUT.label, "dropout", DROPPED)


def smaller_network(experiment: Experiment) -> Remedy | None:
    """One layer, of an eighth of the units."""
    units = max(FEWEST_UNITS, max(experiment.layers, default=0) // NARROWER)
    if not experiment.layers or experiment.layers == (units,):
        return None
    return _layers((units,))


def more_rows(experiment: Experiment) -> Remedy | None:
    """Ten times as many, of data that have them."""
    rows = experiment.dataset.get("samples")
    field = next((each for each in experiment.dataset_entry.parameters if each.key == "samples"), None)
    if rows is None or not isinstance(field, Number):
        return None
    more = int(min(MORE_ROWS * rows, field.high))
    return None if more <= rows else _number(field.label, "dataset.samples", more)


AGAINST: Mapping[str, Callable[[Experiment], Remedy | None]] = {
    "stopping": stop_early,
    "penalty": penalize,
    "dropout": drop_units,
    "smaller": smaller_network,
    "rows": more_rows,
}
"""What helps against overfitting, the least work first."""


def causes(evidence: Evidence) -> tuple[Cause, ...]:
    """Why too little is learnt, as far as choices and losses tell."""
    return tuple(_causes(evidence))[:1]


def _causes(evidence: Evidence) -> Iterator[Cause]:
    experiment = evidence.experiment
    assert evidence.fit is not None
    held_back = [
        *([weaker_penalty(experiment, 0)] if steps.penalized(experiment) else []),
        *([_no_dropout(experiment)] if _dropped(experiment) else []),
    ]
    if held_back:
        yield Cause(Message("Regularization holds it back."), together(held_back))
    if _short_steps(evidence) and (remedy := faster(experiment, evidence.update)) is not None:
        text = Message(
            "The learning rate is low, and a step changes the weights by less than 1/{part} of their size.",
            part=pace.part(evidence),
        )
        yield Cause(text, remedy)
    if evidence.fit.over and not fitting.flat(evidence.fit.history) and _longer(experiment):
        epochs = min(LONGER * experiment.epochs, int(given.EPOCHS.high))
        text = Message("The loss was still falling when training ended.")
        yield Cause(text, _number(given.EPOCHS.label, "epochs", epochs))


def _short_steps(evidence: Evidence) -> bool:
    """Whether steps are shorter than healthy, at a rate far below the usual one: a larger network would take
    such steps, too."""
    experiment = evidence.experiment
    low = steps.summed_rate(experiment) * FAR_BELOW <= steps.usual_rate(experiment)
    return low and 0 < evidence.update < HEALTHY_UPDATE and experiment.schedule.name == "none"


def larger(experiment: Experiment) -> Remedy | None:
    """More units in each layer, and a layer more."""
    wide = max(experiment.layers, default=0)
    units = max(ENOUGH_UNITS, min(WIDER * wide, MOST_UNITS))
    depth = min(max(len(experiment.layers), 1) + 1, MOST_LAYERS)
    layers = (max(units, wide),) * max(depth, len(experiment.layers))
    if layers == experiment.layers:
        return None
    grown = _layers(layers)
    if experiment.loss.name != "perceptron":
        return grown
    # The criterion of Rosenblatt's perceptron is one for a single unit, and so is its learning rate.
    change = {"loss": "auto", "optimizer": "adam", "learning_rate": f"{given.LEARNING_RATE.default:g}"}
    return Remedy(grown.what, {**grown.change, **change})


def _longer(experiment: Experiment) -> bool:
    return experiment.epochs < given.EPOCHS.high


def _dropped(experiment: Experiment) -> bool:
    return bool(experiment.dropout or any(experiment.layer_dropout)) or experiment.noise.name != "none"


def _no_dropout(experiment: Experiment) -> Remedy:
    change = {
        **(
            {"dropout": "0", "layer_dropout": ""}
            if experiment.dropout or any(experiment.layer_dropout)
            else {}
        ),
        **({"noise": "none"} if experiment.noise.name != "none" else {}),
    }
    return Remedy(Message(_WITHOUT_NOISE), change)


_WITHOUT_NOISE = N_("No dropout or noise")


def _layers(units: tuple[int, ...]) -> Remedy:
    text = "-".join(map(str, units))
    return Remedy(
        Message("{choice} {value}", choice=Message(given.LAYERS.label), value=text),
        {"layers": text, "layer_activations": "", "layer_l1": "", "layer_l2": "", "layer_dropout": ""},
    )


def _number(label: str, path: str, value: float) -> Remedy:
    return Remedy(
        Message("{choice} {value}", choice=Message(label), value=f"{value:g}"), {path: f"{value:g}"}
    )
