"""The choices of the page: in the session and in the page's address, so that a link opens the same."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from core.choices.initializers import INITIALIZERS
from core.experiment import DEFAULT, Experiment
from core.message import Message
from ui import address, form
from ui.initialization.question import DATA, INPUTS, NORMAL

START = Experiment(layers=(256,) * 10, initializer=INITIALIZERS.pick("normal", scale=0.03))
"""Where the page begins: ten tanh layers whose gradients visibly vanish, and a critical scale in reach."""

_KEY = "initialization:setting"
_INPUTS = "inputs"


@dataclass(slots=True)
class Setting:
    """What the page shows.

    Arguments:
        experiment, inputs: see `ui.initialization.question.Question`.
        ignored: what the address asked for in vain.
        opened: number of this opening; it changes when the choices come from anywhere but the page's own
            controls, which know them already.
    """

    experiment: Experiment
    inputs: str = NORMAL
    ignored: list[Message] = field(default_factory=list)
    opened: int = 0


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


def take(setting: Setting, chosen: Mapping[str, Any]) -> None:
    """Keep what the controls of the page say, ``{"experiment": {path: text}, "inputs"}``."""
    experiment, errors = Experiment.lenient(chosen["experiment"])
    # What is wrong is told beside the controls; the last choices that were right stay.
    if not errors and chosen["inputs"] in INPUTS:
        setting.experiment, setting.inputs, setting.ignored = experiment, chosen["inputs"], []


def keep(setting: Setting) -> None:
    """Bring the address up to date."""
    address.keep({_INPUTS: setting.inputs, **setting.experiment.changes()}, watching=False)


def _from_address(query: Mapping[str, str]) -> Setting:
    inputs = query.get(_INPUTS, NORMAL)
    choices = address.read({name: value for name, value in query.items() if name != _INPUTS})
    return Setting(
        choices.check()[0],
        inputs if inputs in INPUTS else NORMAL,
        list(choices.ignored.values()),
    )
