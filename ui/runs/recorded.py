"""A run of somebody's own program, drawn on the page "Runs" as the Train page draws its own.

Whoever has its address may watch it, as with all runs: what its panel shows, and the numbers behind it. The
rest is its owner's.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import streamlit as st

from core.live.protocol.command import Command, Verb
from core.live.records.foreign import Foreign
from core.live.records.run import NotOwner, RunRecord, UnknownRun
from ui import address
from ui.language import _, language, plain
from ui.runs.asked import gone, tell
from ui.runs.setting import PAGE
from ui.services import runs
from ui.take_home import frames_of, link
from ui.train.panel import live_panel, panel_words
from ui.watching import owner, tunnel, visitor

REFRESH_SECONDS = 2.0


def draw(run: str) -> None:
    """What is known of the run that is opened, its pictures, and what can be saved of it."""
    try:
        record = runs().record(run)
    except UnknownRun:
        _close()
        tell([gone(run)])
        return
    if record.foreign is None:  # it has a page of its own
        _close()
        return
    mine = record.owned_by(owner())
    st.fragment(_bar, run_every=None if record.status.over else REFRESH_SECONDS)(record, mine=mine)
    if mine:
        st.caption(plain(" · ".join(facts(record.foreign))))
    else:
        st.caption(_("Somebody else recorded this run: you can watch it, and change nothing."))
    live_panel(
        run=record.id,
        data={
            "lang": language(),
            "visitor": visitor(),
            "owner": mine,
            "preview": None,
            "title": None,
            "recorded": True,
        },
        words=panel_words(_),
        key="recorded",
        tunnel=tunnel,
    )
    _below(record, mine=mine)


def _close() -> None:
    PAGE.take(replace(PAGE.now().setting, opened=""))


def _bar(opened: RunRecord, *, mine: bool) -> None:
    """Its name, and what can be done with it now."""
    try:
        record = runs().record(opened.id)
    except UnknownRun:  # another page has deleted it
        record = opened
    assert record.foreign is not None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"##### {plain(record.foreign.name)}", width="stretch")
        if mine and not record.status.over:
            st.button(
                _("Stop watching"),
                icon=":material/stop:",
                key="recorded:stop",
                help=_("Nothing more of this run is taken. Your program trains on."),
                on_click=_stop,
                args=(record.id,),
            )
        if st.button(_("Close"), icon=":material/close:", key="recorded:close"):
            PAGE.open(replace(PAGE.now().setting, opened=""))
            st.rerun()


def _stop(run: str) -> None:
    with suppress(UnknownRun, NotOwner):  # it has ended, and is gone, meanwhile
        runs().command(run, owner(), Command(Verb.STOP))


def facts(foreign: Foreign) -> list[str]:
    """What a program said of its model, each in a few words."""
    model = f"{foreign.model} ({foreign.kind})" if foreign.model and foreign.kind else foreign.model
    found = [model or foreign.kind]
    if foreign.parameters:
        found.append(_("{count} parameters").format(count=f"{foreign.parameters:,}"))
    if foreign.optimizer:
        found.append(f"{_('Optimizer')} {foreign.optimizer}")
    if foreign.loss:
        found.append(f"{_('Loss')} {foreign.loss}")
    if foreign.keras:
        found.append(f"Keras {foreign.keras}" + (f" ({foreign.backend})" if foreign.backend else ""))
    return [each for each in found if each]


def _below(record: RunRecord, *, mine: bool) -> None:
    import pandas as pd

    assert record.foreign is not None
    st.caption(
        _(
            "The lab has this run's frames, not its data and choices: there is no code, no prediction and no "
            "training on from here."
        )
    )
    with st.container(horizontal=True, gap="small"):
        frames_of(record, "recorded")
    if not mine:
        return
    link(address.link_to_recording(record.id), "recorded")
    if record.foreign.layers:
        with st.expander(_("Layers of the model"), icon=":material/layers:", key="recorded:layers"):
            rows = [(layer.name, layer.kind) for layer in record.foreign.layers]
            st.dataframe(pd.DataFrame(rows, columns=[_("Layer"), _("Class")]), hide_index=True)
