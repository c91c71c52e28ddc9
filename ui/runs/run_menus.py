"""Menus of the views that train runs anew: which run, and what runs are compared by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from core.experiment import Experiment
from core.live.records.run import RunRecord
from ui.distinct import distinct
from ui.language import _
from ui.runs.compared import change, named
from ui.runs.measures import measure_name
from ui.runs.setting import MEASURES
from ui.services import runs
from ui.watching import owner


def names_of(by_id: Mapping[str, RunRecord]) -> Callable[[str], str]:
    """The name of each of these runs by its id, their own names included, no two of them the same."""
    labels = runs().labels_of(owner(), list(by_id))
    return distinct(list(by_id), lambda run: named(by_id[run], labels.get(run)))


def run_menu(
    place: Any,
    key: str,
    label: str,
    name: Callable[[str], str],
    ids: list[str],
    *,
    also: Mapping[str, str] | None = None,
    **now: str,
) -> None:
    """Choose a run.

    Arguments:
        place: where it is drawn.
        key: of the view, for Streamlit.
        name: see `names_of`.
        also: other parts of the page's setting, which stay as they are shown.
        now: the part that it sets, with what that is; "" while none is chosen.
    """
    ((part, run),) = now.items()
    full = f"{key}:{part}"
    st.session_state[full] = run or None

    def choose() -> None:
        change(**{**(also or {}), part: st.session_state[full]})

    place.selectbox(
        label,
        ids,
        index=0 if run else None,
        format_func=name,
        key=full,
        placeholder=_("Choose a run"),
        on_change=choose,
    )


def measure_menu(place: Any, key: str, experiment: Experiment, now: str) -> None:
    """Choose what runs are compared by: the ``measure`` of the page's setting.

    Arguments:
        experiment: of one of the runs, all of which have the same task.
        now: one of `MEASURES`.
    """
    full = f"{key}:measure"
    st.session_state[full] = now
    place.selectbox(
        _("Compared by"),
        list(MEASURES),
        format_func=lambda measure: measure_name(measure, experiment),
        key=full,
        on_change=lambda: change(measure=st.session_state[full]),
    )
