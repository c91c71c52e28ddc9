"""The choices of the page: in the session and in the page's address, so that a link opens the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from core.choices.initializers import INITIALIZERS
from core.choices.optimizers import OPTIMIZERS
from core.data.catalogue import DATASETS
from core.experiment import DEFAULT, Experiment
from core.message import Message
from core.propagation.columns import MOST_COLUMNS, column_of, columns_from_text, columns_to_text, read_columns
from core.propagation.question import DATA, INPUTS, NORMAL
from ui import address, form

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

_KEY = "initialization:setting"
_NAMES = ("inputs", "view", "columns", "map")
"""What the address of this page holds besides the choices."""

_MAX_ID = 100


@dataclass(slots=True)
class Setting:
    """What the page shows.

    Arguments:
        experiment, inputs: see `core.propagation.question.Question`.
        view: one of `VIEWS`.
        columns: what stands side by side, see `core.propagation.columns`; `experiment` is one of them.
        sweep: id of the trained map that is looked at; "" for the visitor's latest.
        ignored: what the address asked for in vain.
        opened: number of this opening; it changes when the choices come from anywhere but the page's own
            controls, which know them already.
    """

    experiment: Experiment
    inputs: str = NORMAL
    view: str = LAYERS
    columns: tuple[Experiment, ...] = ()
    sweep: str = ""
    ignored: list[Message] = field(default_factory=list)
    opened: int = 0

    def __post_init__(self) -> None:
        if self.experiment not in self.columns:
            self.columns = (self.experiment, *self.columns)[:MOST_COLUMNS]

    def told(self) -> dict[str, Any]:
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


def follow() -> Setting:
    """The session's setting; from the address when it was opened, or gone back to.

    At the first visit without an address: the choices of the Train page if there are any, else `START`.
    """
    kept: Setting | None = st.session_state.get(_KEY)
    opened = kept.opened + 1 if kept else 0
    query = st.query_params.to_dict()
    if address.arrived() and query.keys() - address.RESERVED:
        kept = _from_address(query)
        kept.opened = opened
    elif kept is None:
        chosen = form.experiment()
        kept = Setting(START) if chosen == DEFAULT else Setting(chosen, DATA)
    st.session_state[_KEY] = kept
    return kept


def take(setting: Setting, chosen: Mapping[str, Any]) -> Setting:
    """The setting that the controls of the page say, see `Setting.told`.

    What is wrong is told beside the controls; the last choices that were right stay.
    """
    experiment, errors = Experiment.lenient(chosen["experiment"])
    if errors or chosen["inputs"] not in INPUTS:
        return setting
    view, sweep = chosen.get("view"), chosen.get("sweep")
    kept = Setting(
        experiment,
        chosen["inputs"],
        view if view in VIEWS else setting.view,
        read_columns(experiment, chosen.get("columns")),
        sweep if isinstance(sweep, str) and len(sweep) <= _MAX_ID else "",
        opened=setting.opened,
    )
    st.session_state[_KEY] = kept
    return kept


def keep(setting: Setting) -> None:
    """Bring the address up to date."""
    told = {"inputs": setting.inputs, **setting.experiment.changes()}
    if setting.view != LAYERS:
        told["view"] = setting.view
    if len(setting.columns) > 1:
        told["columns"] = columns_to_text(setting.columns)
    if setting.sweep:
        told["map"] = setting.sweep
    address.keep(told, watching=False)


def _from_address(query: Mapping[str, str]) -> Setting:
    choices = address.read({name: value for name, value in query.items() if name not in _NAMES})
    experiment = choices.check()[0]
    inputs, view, sweep = query.get("inputs"), query.get("view"), query.get("map", "")
    return Setting(
        experiment,
        inputs if inputs in INPUTS else NORMAL,
        view if view in VIEWS else LAYERS,
        columns_from_text(experiment, query.get("columns", "")),
        sweep if len(sweep) <= _MAX_ID else "",
        ignored=list(choices.ignored.values()),
    )
