"""The public side of a network that is changed while it trains: its newest scene and where it stands."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from core.bundle import prepare
from core.choices.activations import ACTIVATIONS
from core.container import Contents
from core.data.features import FEATURES
from core.diagnosis.findings import Found
from core.diagnosis.registry import DIVERGED
from core.experiment import Experiment
from core.json_numbers import number
from core.live.protocol.status import RunStatus
from core.live.protocol.trainer import Greeting
from core.live.sessions.channel import Channel
from core.live.sessions.messages import COLUMNS, layer_layout
from core.message import Message, Translate
from core.model.plan import output_activation
from core.plane import PLANE_EXTENT, plane_of, value_range

HISTORY = ("epoch", "loss", "val_loss", "metric", "val_metric")


class NetworkChannel(Channel):
    """What the viewers of a live network see. Safe to use from any thread.

    Arguments:
        session: its id.
        speed: key of `core.live.protocol.speeds.SPEEDS`.
    """

    def __init__(self, session: str, speed: str) -> None:
        super().__init__(recent=1)
        self.session = session
        self._speed = speed
        self._state = RunStatus.PREPARING
        self._cause: Message | None = None
        self._told: Greeting | None = None
        self._notes: Mapping[str, Any] = {"findings": [], "undo": 0}

    @property
    def speed(self) -> str:
        """How fast it trains, as its owner wishes."""
        return self._speed

    @property
    def state(self) -> RunStatus:
        """Where it stands."""
        return self._state

    def set_speed(self, speed: str) -> None:
        """It trains at another speed."""
        with self._lock:
            self._speed = speed
            self.refresh()

    def set_status(self, status: RunStatus, cause: Message | None) -> None:
        """It stands elsewhere."""
        with self._lock:
            if (status, cause) != (self._state, self._cause):
                self._state, self._cause = status, cause
                self._over = status.over
                self.refresh()

    def set_notes(self, notes: Mapping[str, Any]) -> None:
        """Something else is to be said of it."""
        with self._lock:
            self._notes = notes
            self.refresh()

    def set_greeting(self, greeting: Greeting) -> None:
        """Something else is the same from now on; the scene that belongs to it comes next."""
        with self._lock:
            self._told = greeting
            self._recent.clear()
            self.greet()

    @property
    def _ready(self) -> bool:
        return super()._ready and bool(self._recent)

    def hello(self, translate: Translate, *, owner: bool) -> Contents:
        greeting = self._told
        assert greeting is not None
        experiment, layout = greeting.experiment, greeting.layout
        plane = plane_of(experiment)
        names = prepare(experiment).feature_names
        labels = [translate(FEATURES[key].label) for key in experiment.features] if plane else list(names)
        past = np.array(greeting.history, np.float64).reshape(-1, len(HISTORY))
        values = {
            "play": self.session,
            "number": greeting.number,
            "experiment": experiment.flat(),
            "inputs": list(experiment.features) if plane else list(names),
            "input_labels": labels,
            "layers": _layers(greeting),
            "columns": COLUMNS,
            "task": experiment.task,
            "metric": layout.metric,
            "classes": [translate(name) for name in experiment.class_names],
            "range": list(value_range(experiment)),
            "points": plane and {name: plane[name] for name in ("x", "y", "label", "part")},
            "extent": PLANE_EXTENT,
            "plane": plane is not None,
            "steps_per_epoch": layout.steps_per_epoch,
            "dies": any(ACTIVATIONS[each.name].dead_at is not None for each in experiment.activations),
            "history": {"run": HISTORY},
            "undo": self._notes["undo"],
        }
        return Contents(values, {"run": past})

    def status(self, translate: Translate) -> dict[str, Any]:
        """Where it stands, and what there is to point out.

        Why it diverged, which is known in detail, stands where its remedy is.
        """
        with self._lock:
            state, cause, notes, greeting = self._state, self._cause, self._notes, self._told
        said = None if cause is None else cause.render(translate)
        experiment = greeting.experiment if greeting else None
        findings = [Found.from_json(each) for each in notes["findings"]] if experiment else []
        diverged = any(found.key == DIVERGED for found in findings)
        return {
            "status": state.value,
            "speed": self._speed,
            "cause": None if diverged else said,
            "findings": [_finding(found, experiment, said, translate) for found in findings if experiment],
            "undo": notes["undo"],
            "lr": number(experiment.learning_rate) if experiment else None,
        }


def _finding(found: Found, experiment: Experiment, cause: str | None, translate: Translate) -> dict[str, Any]:
    remedy = found.remedy
    return {
        "key": found.key,
        "text": (found.key == DIVERGED and cause) or found.said.render(translate),
        "help": translate(found.finding.help),
        "remedy": remedy and remedy.label.render(translate),
        "change": remedy and remedy.applied(experiment),
        "reset": remedy is not None and remedy.restart,
    }


def _layers(greeting: Greeting) -> list[dict[str, Any]]:
    experiment = greeting.experiment
    names = [*(each.name for each in experiment.activations), output_activation(experiment)]
    told = []
    for layer, name in zip(greeting.layout.layers, names, strict=True):
        entry = ACTIVATIONS.get(name)
        low, high = (entry.low, entry.high) if entry else (0.0, 1.0)  # softmax is no choice of a hidden layer
        ends = {
            "low": low if math.isfinite(low) else None,
            "high": high if math.isfinite(high) else None,
        }
        told.append({**layer_layout(layer), "activation": name, **ends})
    return told
