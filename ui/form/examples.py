"""The menu of examples: one pick fills the whole form."""

from __future__ import annotations

from functools import cache

import streamlit as st

from core.experiment import Experiment
from core.presets import PRESETS
from ui.form import state
from ui.form.choices import Choices
from ui.language import _
from ui.table_names import own_name

_KEY = "example"


def example(experiment: Experiment | None) -> None:
    """Draw the menu; it shows the example that the choices agree with, and what to watch in it."""
    picked = _picked(experiment)
    state.show(_KEY, picked)
    st.selectbox(
        _("Example"),
        list(PRESETS),
        index=None if picked is None else list(PRESETS).index(picked),
        format_func={key: _(preset.label) for key, preset in PRESETS.items()}.__getitem__,
        key=_KEY,
        placeholder=_("Your own choices"),
        help=_("An example sets all choices at once. Press Train, then change one thing and compare."),
        on_change=_take,
    )
    st.caption(
        _(PRESETS[picked].help)
        if picked
        else _("No example, but your own choices. The address of this page opens them again.")
    )


def label_of(experiment: Experiment) -> str:
    """What is trained, in short: the example, or else the data."""
    picked = _picked(experiment)
    return _(PRESETS[picked].label) if picked else own_name(experiment) or _(experiment.dataset_entry.label)


def _picked(experiment: Experiment | None) -> str | None:
    return next((key for key, example in _experiments().items() if example == experiment), None)


@cache
def _experiments() -> dict[str, Experiment]:
    """The experiment of every example: the table of runs asks for all of them with each of its rows."""
    return {key: preset.experiment() for key, preset in PRESETS.items()}


def _take() -> None:
    picked = state.shown(_KEY)
    if picked in PRESETS:
        state.replace(Choices(PRESETS[picked].experiment().flat()))
