"""What viewers get: messages, each a container (`core.container`) whose values name its kind.

A frame (`core.packed`) or a scene (`core.scene`) is sent as it is, and names none.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

from core.choices.activations import ACTIVATIONS
from core.choices.registry import Menu
from core.container import Contents, pack
from core.diagnosis.findings import Found
from core.experiment import FIELDS, Experiment
from core.frame import Edges, LayerLayout
from core.json_numbers import number
from core.live.protocol.status import RunStatus
from core.live.records.run import RunRecord
from core.live.sessions.history import MOST_ROWS, NUMBERS, STATISTICS, History
from core.message import Message, Translate
from core.packed import LAYER_NUMBERS, RUN_NUMBERS

COLUMNS = {"run": RUN_NUMBERS, "layers": LAYER_NUMBERS}
"""What the columns of a frame's arrays are; frames do not repeat it."""
HISTORY_POINTS = MOST_ROWS
"""Frames that are enough for the past of a run."""

ADVICE: dict[RunStatus, Message] = {
    RunStatus.QUEUED: Message("It starts by itself as soon as another run ends."),
    RunStatus.FAILED: Message("Change a choice and start again."),
    RunStatus.INTERRUPTED: Message("Press play to go on from where it was last saved."),
}
"""What can be done about a state that nobody chose."""


def message(kind: str, contents: Contents) -> bytes:
    """A message of `kind`: ``hello``, ``status`` or ``end``."""
    return pack({"kind": kind, **contents.values}, contents.arrays)


def hello(
    record: RunRecord, history: History, plane: dict[str, Any] | None, *, owner: bool, translate: Translate
) -> Contents:
    """Everything about a run that does not change with each frame, and its past, row by row.

    Arguments:
        record: the run; its layout is known.
        history: its frames so far.
        plane: see `plane_of`.
        owner: whether the viewer may steer it.
        translate: the viewer's language.
    """
    experiment, layout = record.experiment, record.layout
    assert layout is not None
    values = {
        "id": record.id,
        "owner": owner,
        "experiment": experiment.changes(),
        "title": title(experiment, translate),
        "task": experiment.task,
        "metric": layout.metric,
        "dies": any(ACTIVATIONS[each.name].dead_at is not None for each in experiment.activations),
        "epochs": experiment.epochs,
        "steps_per_epoch": layout.steps_per_epoch,
        "layers": [layer_layout(layer) for layer in layout.layers],
        "columns": COLUMNS,
        "plane": plane and {**plane, "classes": [translate(name) for name in plane["classes"]]},
        "history": {"run": NUMBERS, "layers": STATISTICS},
    }
    return Contents(values, {"run": history.numbers, "layers": history.layers})


def status(
    record: RunRecord, *, place: int | None, trouble: Message | None, translate: Translate
) -> dict[str, Any]:
    """Where the run stands, in the viewer's language.

    Arguments:
        place: place in the queue, from 1.
        trouble: what is wrong with the store.
    """

    def said(message: Message | None) -> str | None:
        return None if message is None else message.render(translate)

    notes = record.notes or {"findings": [], "best": None, "measured": None}
    return {
        "status": record.status.value,
        "place": place,
        "lr": number(record.learning_rate),
        "speed": number(record.speed),
        "cause": said(record.cause),
        "advice": said(ADVICE.get(record.status)),
        "store": said(trouble),
        "findings": [_finding(Found.from_json(each), translate) for each in notes["findings"]],
        "best": notes["best"],
        "measured": notes["measured"],
    }


def _finding(found: Found, translate: Translate) -> dict[str, Any]:
    """What is said, and what its button changes: texts by path; null where nothing is known to help."""
    remedy = found.remedy
    return {
        "key": found.key,
        "text": found.said.render(translate),
        "help": translate(found.finding.help),
        "remedy": remedy and {"label": remedy.what.render(translate), "change": dict(remedy.change)},
    }


def title(experiment: Experiment, translate: Translate) -> str:
    """The run in a few words: data, layers, activation, initializer, optimizer and rate."""
    flat = experiment.flat()
    names = [
        translate(registry_entry.label)
        for registry_entry in (
            experiment.dataset_entry,
            *(_picked(experiment, key) for key in ("initializer", "optimizer")),
        )
    ]
    data, initializer, optimizer = names
    activation = activation_names(experiment, translate)
    parts = (data, flat["layers"], activation, initializer, f"{optimizer} {experiment.learning_rate:g}")
    return " · ".join(parts)


def activation_names(experiment: Experiment, translate: Translate) -> str:
    """The activation of all hidden layers, or of each where they differ: "Tanh, ReLU × 2"."""
    if experiment.one_activation:
        return translate(ACTIVATIONS[experiment.one_activation.name].label)
    groups = [(key, len(list(same))) for key, same in groupby(each.name for each in experiment.activations)]
    told = [(translate(ACTIVATIONS[key].label), times) for key, times in groups]
    return ", ".join(f"{label} × {times}" if times > 1 else label for label, times in told)


def _picked(experiment: Experiment, key: str) -> Any:
    menu = FIELDS[key]
    assert isinstance(menu, Menu)
    return menu.registry[getattr(experiment, key).name]


def layer_layout(layer: LayerLayout) -> dict[str, Any]:
    """Name and units of a layer, and the edges of its histograms, in the order of a frame's counts."""

    def edges(edges: Edges) -> list[float]:
        return [edges.low, edges.high, edges.bins]

    return {
        "name": layer.name,
        "units": layer.units,
        "edges": {
            "a": edges(layer.activations),
            "g": edges(layer.preactivation_gradients),
            "dw": edges(layer.weight_gradients),
            "w": edges(layer.weights),
        },
    }
