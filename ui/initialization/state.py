"""The setting of the page: as the browser knows it, and as it stands in an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.choices.initializers import INITIALIZERS
from core.choices.optimizers import OPTIMIZERS
from core.data.catalogue import DATASETS
from core.experiment import DEFAULT, DENSE_ONLY, Experiment
from core.message import Message
from core.propagation.columns import (
    MAX_LENGTH,
    MOST_COLUMNS,
    column_of,
    columns_from_text,
    columns_in,
    columns_to_text,
    read_columns,
)
from core.propagation.question import DATA, INPUTS, NORMAL
from ui import address, form
from ui.setting import PageSetting, read_experiment

START = Experiment(
    dataset=DATASETS.pick("digits"),
    layers=(128,) * 10,
    initializer=INITIALIZERS.pick("normal", scale=0.04),
    optimizer=OPTIMIZERS.pick("sgd"),
    learning_rate=0.03,
    batch_size=128,
)
"""Where the page begins: ten tanh layers whose gradients visibly vanish, and a critical scale in reach.

Trained as a map, its data and plain gradient descent show within a minute which scales and depths learn; with
Adam, or data in the plane, that border blurs.
"""

VIEWS = LAYERS, MAP, COMPARISON = ("layers", "map", "comparison")
"""Ways to look at it."""

_NAMES = ("inputs", "view", "columns", "map")
"""What the address of this page holds besides the choices."""

_MAX_ID = 100


@dataclass(frozen=True, slots=True)
class Setting:
    """What the page shows.

    Arguments:
        experiment, inputs: see `core.propagation.question.Question`.
        view: one of `VIEWS`.
        columns: what stands side by side, see `core.propagation.columns`; `experiment` is one of them.
        sweep: id of the trained map that is looked at; "" for the visitor's latest.
    """

    experiment: Experiment
    inputs: str = NORMAL
    view: str = LAYERS
    columns: tuple[Experiment, ...] = ()
    sweep: str = ""

    def __post_init__(self) -> None:
        if self.experiment not in self.columns:
            object.__setattr__(self, "columns", (self.experiment, *self.columns)[:MOST_COLUMNS])

    def to_json(self) -> dict[str, Any]:
        """As the browser knows it: ``{"experiment", "inputs", "view", "columns", "at", "sweep"}``, choices
        as texts by path; `at` says which of the columns the experiment is."""
        return {
            "experiment": self.experiment.flat(),
            "inputs": self.inputs,
            "view": self.view,
            "columns": [column_of(one) for one in self.columns],
            "at": self.columns.index(self.experiment),
            "sweep": self.sweep,
        }

    def changed(self, body: Mapping[str, Any]) -> Setting:
        """The setting that the controls of the page say, see `to_json`.

        What is wrong is told beside the controls; this one stays then.
        """
        experiment, errors = Experiment.lenient(body["experiment"])
        if errors or body["inputs"] not in INPUTS:
            return self
        view, sweep = body.get("view"), body.get("sweep")
        return Setting(
            experiment,
            body["inputs"],
            view if view in VIEWS else self.view,
            read_columns(experiment, body.get("columns")),
            sweep if isinstance(sweep, str) and len(sweep) <= _MAX_ID else "",
        )


def to_address(setting: Setting) -> dict[str, str]:
    """The setting as it stands in an address."""
    texts = {"inputs": setting.inputs, **setting.experiment.changes()}
    if setting.view != LAYERS:
        texts["view"] = setting.view
    if len(setting.columns) > 1:
        texts["columns"] = columns_to_text(setting.columns)
    if setting.sweep:
        texts["map"] = setting.sweep
    return texts


def from_address(texts: Mapping[str, str]) -> tuple[Setting, list[Message]]:
    """The setting of an address, and what of it cannot be used."""
    choices, errors = address.cut({name: text for name, text in texts.items() if name not in _NAMES})
    experiment, wrong = read_experiment(DEFAULT, choices)
    if experiment.dense != experiment:
        experiment = experiment.dense
        errors.append(address.about("convolutions", DENSE_ONLY))
    columns = columns_from_text(experiment, texts.get("columns", ""))
    if (lost := _lost_columns(texts.get("columns", ""), columns)) is not None:
        errors.append(address.about("columns", lost))
    inputs, view, sweep = texts.get("inputs"), texts.get("view"), texts.get("map", "")
    setting = Setting(
        experiment,
        inputs if inputs in INPUTS else NORMAL,
        view if view in VIEWS else LAYERS,
        columns,
        sweep if len(sweep) <= _MAX_ID else "",
    )
    return setting, [*wrong.values(), *errors]


def _lost_columns(text: str, columns: Sequence[Experiment]) -> Message | None:
    """What of the columns in an address is not shown; None when all are."""
    if len(text) > MAX_LENGTH:
        return Message(
            "Expected at most {limit} characters, received {got}. What stood side by side was left out: "
            "choose it again, with shorter formulas.",
            limit=MAX_LENGTH,
            got=len(text),
        )
    asked = columns_in(text)
    if asked > len(columns):
        return Message(
            "Expected at most {limit} columns of right choices, received {got}, of which {right} are shown. "
            "Add the others again.",
            limit=MOST_COLUMNS,
            got=asked,
            right=len(columns),
        )
    return None


def start() -> Setting:
    """The choices of the Train page if there are any, else `START`."""
    chosen = form.experiment().dense
    return Setting(START) if chosen == DEFAULT else Setting(chosen, DATA)


PAGE = PageSetting(key="initialization:setting", read=from_address, write=to_address, start=start)
