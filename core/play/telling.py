"""What a browser is told about a played network besides its scenes, in the viewer's language."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from core.choices.activations import ACTIVATIONS
from core.data.features import FEATURES
from core.diagnosis.findings import DIVERGED, Found
from core.message import Translate
from core.play.player import Greeting
from core.play.post import Standing
from core.wire import PLANE_EXTENT, layer_layout, number, numbers, plane_of, value_range

if TYPE_CHECKING:
    from core.engine.editing.live_network import LiveNetwork

HISTORY = ("epoch", "loss", "val_loss", "metric", "val_metric")


def hello(id: str, greeting: Greeting, translate: Translate) -> dict[str, Any]:
    """Everything that does not change with each scene, and the past.

    Arguments:
        id: of the network.
        translate: the viewer's language.
    """
    played = greeting.played
    experiment, layout = played.experiment, played.trainer.layout
    plane = plane_of(experiment)
    past = np.array(greeting.history, np.float64).reshape(-1, len(HISTORY))
    names = played.trainer.bundle.feature_names
    return {
        "play": id,
        "number": greeting.number,
        "experiment": experiment.flat(),
        "inputs": list(experiment.features) if plane else list(names),
        "input_labels": [translate(FEATURES[key].label) for key in experiment.features]
        if plane
        else list(names),
        "layers": _layers(played),
        "task": experiment.task,
        "metric": layout.metric,
        "classes": [translate(name) for name in experiment.class_names],
        "range": list(value_range(experiment)),
        "points": plane and {name: plane[name] for name in ("x", "y", "label", "part")},
        "extent": PLANE_EXTENT,
        "plane": plane is not None,
        "steps_per_epoch": layout.steps_per_epoch,
        "dies": any(ACTIVATIONS[picked.name].dead_at is not None for picked in played.plan.activations),
        "history": {name: numbers(column) for name, column in zip(HISTORY, past.T, strict=True)},
        "undo": greeting.undo,
    }


def _layers(played: LiveNetwork) -> list[dict[str, Any]]:
    plan = played.plan
    names = [*(picked.name for picked in plan.activations), plan.output_activation]
    told = []
    for layer, name in zip(played.trainer.layout.layers, names, strict=True):
        entry = ACTIVATIONS.get(name)
        low, high = (entry.low, entry.high) if entry else (0.0, 1.0)  # softmax is no choice of a hidden layer
        ends = {
            "low": low if math.isfinite(low) else None,
            "high": high if math.isfinite(high) else None,
        }
        told.append({**layer_layout(layer), "activation": name, **ends})
    return told


def status(standing: Standing, translate: Translate) -> dict[str, Any]:
    """Where the network stands, and what there is to point out.

    Why it diverged, which is known in detail, stands where its remedy is.
    """
    cause = None if standing.cause is None else standing.cause.render(translate)
    diverged = any(found.key == DIVERGED for found in standing.findings)
    return {
        "status": standing.state.value,
        "speed": standing.speed,
        "cause": None if diverged else cause,
        "findings": [_found(found, standing, cause, translate) for found in standing.findings],
        "undo": standing.undo,
        "lr": number(standing.experiment.learning_rate),
    }


def _found(found: Found, standing: Standing, cause: str | None, translate: Translate) -> dict[str, Any]:
    remedy = found.remedy
    return {
        "key": found.key,
        "text": (found.key == DIVERGED and cause) or found.text.render(translate),
        "help": translate(found.finding.help),
        "remedy": remedy and remedy.label.render(translate),
        "change": remedy and remedy.applied(standing.experiment),
        "reset": remedy is not None and remedy.restart,
    }
