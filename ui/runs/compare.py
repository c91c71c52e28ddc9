"""Runs drawn over each other, and the choices in which they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import streamlit as st

from core.live.listed import ListedRun
from core.live.records.labels import Labels
from core.live.records.run import RunRecord
from core.run_curves import RunNumbers
from ui.distinct import distinct
from ui.language import _
from ui.runs import choices_view, curves_view, distributions_view, layers_view
from ui.runs.asked import known, tell
from ui.runs.compared import KEY, Compared, change, named
from ui.runs.setting import CHOICES, CURVES, DISTRIBUTIONS, LAYERS, MOST_COMPARED, SHOWN, RunsSetting
from ui.services import runs
from ui.watching import owner

MOST_FRAMES = 2000
"""Of a run that are read, evenly; smoothing goes over these."""

_VIEWS = {
    CURVES: curves_view.draw,
    LAYERS: layers_view.draw,
    DISTRIBUTIONS: distributions_view.draw,
    CHOICES: choices_view.draw,
}


def draw(setting: RunsSetting, listed: Sequence[ListedRun]) -> None:
    """The view: which runs, what of them is compared, and the choices that differ."""
    records, problems = known(setting.runs, owner())
    tell(problems)
    offered = {each.record.id: each.record for each in listed} | {record.id: record for record in records}
    said = runs().labels_of(owner(), list(offered))
    _menu(records, offered, said)
    if not records:
        st.info(_("Choose runs to compare, here or in the table."), icon=":material/stacked_line_chart:")
        return
    name = distinct([record.id for record in records], lambda run: named(offered[run], said.get(run)))
    over_time = setting.show in (CURVES, LAYERS)
    found = [
        Compared(
            name(record.id),
            record,
            said.get(record.id, Labels()),
            numbers_of(record, MOST_FRAMES if over_time else 0),
        )
        for record in records
    ]
    _show_menu(setting)
    if over_time:
        found = _between(setting, found)
    _VIEWS[setting.show](setting, found)
    choices_view.differences(found)


def numbers_of(record: RunRecord, at_most: int) -> RunNumbers:
    """The numbers of so many of a run's frames."""
    layers = () if record.layout is None else tuple(layer.name for layer in record.layout.layers)
    frames = runs().packed_frames(record.id, at_most) if layers and at_most else []
    return RunNumbers.of(frames, layers, record.unit)


def _menu(found: Sequence[RunRecord], offered: Mapping[str, RunRecord], said: Mapping[str, Labels]) -> None:
    key = f"{KEY}:runs"
    st.session_state[key] = [record.id for record in found]
    st.multiselect(
        _("Runs"),
        list(offered),
        format_func=distinct(list(offered), lambda run: named(offered[run], said.get(run))),
        key=key,
        placeholder=_("Choose runs"),
        max_selections=MOST_COMPARED,
        on_change=lambda: change(runs=tuple(st.session_state[key])),
    )


def _show_menu(setting: RunsSetting) -> None:
    key = f"{KEY}:show"
    st.session_state[key] = setting.show
    st.segmented_control(
        _("Compare"),
        list(SHOWN),
        format_func=lambda shown: _(SHOWN[shown]),
        key=key,
        on_change=lambda: change(show=st.session_state[key]),
        required=True,
        label_visibility="collapsed",
    )


def _between(setting: RunsSetting, found: Sequence[Compared]) -> list[Compared]:
    """The runs in the range of steps that is chosen here, or was before."""
    steps = [each.numbers.get("step") for each in found]
    top = int(max((float(np.max(each)) for each in steps if each is not None and len(each)), default=0))
    if not top:
        return list(found)
    key = f"{KEY}:steps"
    last = top if setting.last is None else min(setting.last, top)
    st.session_state[key] = (min(setting.first, last), last)

    def choose() -> None:
        low, high = st.session_state[key]
        change(first=low, last=None if high == top else high)

    st.slider(_("Steps"), 0, top, key=key, on_change=choose)
    return [replace(each, numbers=each.numbers.between(setting.first, setting.last)) for each in found]
