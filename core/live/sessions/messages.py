"""What viewers get: messages, each a container (`core.container`) whose values name its kind.

A frame (`core.packed`) or a scene (`core.scene`) is sent as it is, and names none.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

import numpy as np

from core.choices.activations import ACTIVATIONS
from core.choices.convolutions import CONVOLUTIONS, filters_of
from core.choices.registry import Menu
from core.container import Array, Contents, pack
from core.diagnosis.findings import Found
from core.diagnosis.nonfinite import NonFinite
from core.experiment import FIELDS, Experiment
from core.feature_maps import shown_layers
from core.frame import Edges, LayerLayout
from core.json_numbers import number
from core.live.protocol.status import RunStatus
from core.live.records.foreign import Foreign
from core.live.records.run import RunRecord
from core.live.sessions.history import MOST_ROWS, NUMBERS, STATISTICS, History
from core.message import N_, Message, Translate, plain_number, written_out
from core.packed import LAYER_NUMBERS, RUN_NUMBERS

COLUMNS = {"run": RUN_NUMBERS, "layers": LAYER_NUMBERS}
"""What the columns of a frame's arrays are; frames do not repeat it."""
HISTORY_POINTS = MOST_ROWS
"""Frames that are enough for the past of a run."""

LONGEST_TITLE, LONGEST_DATA = 90, 32
"""Letters of a run's title, and of the name of its data in it, at most."""

ADVICE: dict[RunStatus, Message] = {
    RunStatus.QUEUED: Message("It starts by itself as soon as another run ends."),
    RunStatus.FAILED: Message("Change a choice and start again."),
    RunStatus.INTERRUPTED: Message("Press Resume to go on from where it was last saved."),
}
"""What can be done about a state that nobody chose."""


def message(kind: str, contents: Contents) -> bytes:
    """A message of `kind`: ``hello``, ``status`` or ``end``."""
    return pack({"kind": kind, **contents.values}, contents.arrays)


def hello(
    record: RunRecord,
    history: History,
    plane: dict[str, Any] | None,
    line: dict[str, Any] | None = None,
    *,
    owner: bool,
    translate: Translate,
) -> Contents:
    """Everything about a run that does not change with each frame, and its past, row by row.

    Arguments:
        record: the run; its layout is known.
        history: its frames so far.
        plane, line: see `plane_of`, `line_of`.
        owner: whether the viewer may steer it.
        translate: the viewer's language.
    """
    experiment, layout = record.experiment, record.layout
    assert layout is not None
    values: dict[str, Any] = {
        "id": record.id,
        "owner": owner,
        "experiment": experiment.changes(),
        "title": title(experiment, translate),
        "task": experiment.task,
        "metric": layout.metric,
        "targets": [name and translate(name) for name in experiment.target_names],
        "dies": any(ACTIVATIONS[each.name].dead_at is not None for each in experiment.activations),
        "epochs": experiment.epochs,
        "steps_per_epoch": layout.steps_per_epoch,
        "layers": [layer_layout(layer) for layer in layout.layers],
        "columns": COLUMNS,
        "plane": plane and {**plane, "classes": [translate(name) for name in plane["classes"]]},
        "line": line,
    }
    arrays = _past(history, values)
    if experiment.standardizes_target:
        values["scaled_target"] = True
        values["target_std"] = layout.target_std
    if any(experiment.dropouts):
        values["dropouts"] = experiment.dropouts
    if experiment.stopping.name == "early":
        names = ("monitor", "patience", "start_from_epoch", "baseline")
        values["stopping"] = {name: experiment.stopping[name] for name in names}
    if experiment.convolution_layers:
        shown = shown_layers(experiment.convolution_layers, experiment.normalization)
        values["maps"] = [
            {**layer.to_json(), "activation": translate(ACTIVATIONS[activation.name].label)}
            for layer, activation in zip(shown, experiment.activations, strict=False)
        ]
    return Contents(values, arrays)


def hello_of_foreign(record: RunRecord, foreign: Foreign, history: History, *, owner: bool) -> Contents:
    """The same of a run of somebody's own program: ``recorded`` says that nothing can be asked of it."""
    layout = record.layout
    assert layout is not None
    values: dict[str, Any] = {
        "id": record.id,
        "recorded": True,
        "owner": owner,
        "experiment": {},
        "title": _cut(foreign.title, LONGEST_TITLE),
        "task": "classification" if record.classes else "regression",
        "metric": layout.metric,
        "targets": [],
        "dies": bool((history.layers[..., STATISTICS.index("dead")] > 0).any()),
        "epochs": foreign.epochs,
        "steps_per_epoch": layout.steps_per_epoch,
        "layers": [layer_layout(layer) for layer in layout.layers],
        "columns": COLUMNS,
        "plane": None,
        "line": None,
    }
    return Contents(values, _past(history, values))


def _past(history: History, values: dict[str, Any]) -> dict[str, Array]:
    """The arrays of a run's past; `values` come to say what they are."""
    values["history"] = {"run": NUMBERS, "layers": STATISTICS}
    arrays: dict[str, Array] = {"run": history.numbers, "layers": history.layers}
    if history.measures:
        values["history"]["measures"] = history.measures
        arrays["measures"] = np.ascontiguousarray(history.measured)
    if history.moments.size:
        arrays["moments"] = np.ascontiguousarray(history.moments)
    return arrays


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
    broke = notes.get("nonfinite")
    told = {} if broke is None else {"nonfinite": said(NonFinite.from_json(broke).said)}
    return told | {
        "status": record.status.value,
        "place": place,
        "lr": number(record.learning_rate),
        "speed": number(record.speed),
        "cause": said(record.cause),
        "advice": said(None if record.foreign else ADVICE.get(record.status)),
        "store": said(trouble),
        "findings": [_finding(Found.from_json(each), translate) for each in notes["findings"]],
        "best": notes["best"],
        "measured": notes["measured"],
    }


def _finding(found: Found, translate: Translate) -> dict[str, Any]:
    """What is said, and what its button changes in a new run: texts by path; null where nothing is known to
    help."""
    remedy = found.remedy
    label = remedy and Message("New run: {change}", change=remedy.what).render(translate)
    return {
        "key": found.key,
        "text": found.said.render(translate),
        "help": translate(found.finding.help),
        "remedy": remedy and {"label": label, "change": dict(remedy.change)},
    }


def title(experiment: Experiment, translate: Translate, table: str | None = None) -> str:
    """The run in a line: data, layers and what stands between them, activation, initializer, optimizer, rate.

    Of a long one the initializer is left out, then the activation.

    Arguments:
        table: what the reader calls the table of one's own that is trained on, if that is known.
    """
    data = _cut(table or translate(experiment.dataset_entry.label), LONGEST_DATA)
    of_network = [data, layer_widths(experiment, translate), *_between(experiment, translate)]
    activation = [activation_names(experiment, translate)] if experiment.hidden_widths else []
    initializer, optimizer = (
        translate(_picked(experiment, key).label) for key in ("initializer", "optimizer")
    )
    step = f"{optimizer} {plain_number(experiment.learning_rate)}"
    tries = ([*activation, initializer, step], [*activation, step], [step])
    lines = [" · ".join((*of_network, *rest)) for rest in tries]
    return next((line for line in lines if len(line) <= LONGEST_TITLE), _cut(lines[-1], LONGEST_TITLE))


def _between(experiment: Experiment, translate: Translate) -> list[str]:
    """What stands between the layers and holds them back, as far as it is chosen."""
    found = [translate(FIELDS["residual"].label)] if experiment.residual else []
    if experiment.normalization.name != "none":
        found.append(translate(experiment.normalization_entry.label))
    for key in ("dropout", "l1", "l2"):
        by_layer = getattr(experiment, f"layer_{key}")
        value = FIELDS[f"layer_{key}" if by_layer else key].write(by_layer or getattr(experiment, key))
        if any(by_layer) if by_layer else getattr(experiment, key):
            found.append(f"{_PENALTIES.get(key) or translate(FIELDS[key].label)} {written_out(value)}")
    return found


_PENALTIES = {"l1": "L1", "l2": "L2"}
"""Short names, the same in every language."""


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def layer_widths(experiment: Experiment, translate: Translate) -> str:
    """Units of the hidden layers in short, filters of convolutional ones first: "Conv2D 8, 16 · 64x2"."""
    dense, picked = FIELDS["layers"].write(experiment.layers), experiment.convolutions
    if not experiment.convolution_layers:
        return dense if experiment.layers else translate(N_("No hidden layer"))
    filters = ", ".join(map(str, filters_of(picked)))
    found = f"{CONVOLUTIONS[picked.name].label} {filters}"
    return f"{found} · {dense}" if experiment.layers else found


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
