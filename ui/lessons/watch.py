"""The lab's live panel in a lesson."""

from __future__ import annotations

import streamlit as st

from core.lessons.blocks import Trial
from core.live.protocol.command import SPEED
from core.live.records.run import RunRecord, UnknownRun
from core.message import Invalid
from ui.language import _, language, plain, say
from ui.services import runs
from ui.train.data import data_view
from ui.train.panel import live_panel, panel_words
from ui.watching import asker, owner, tunnel, visitor


def watch(trial: Trial, key: str) -> None:
    """A button that starts the run, and the panel that follows it."""
    kept, view = f"{key}:run", data_view(trial.experiment, language())
    record = _record(st.session_state.get(kept))
    if st.button(
        _("Train and watch: {name}").format(name=plain(trial.label)),
        icon=":material/play_arrow:",
        key=f"{key}-begin",
        disabled=view.missing,
    ):
        try:
            st.session_state[kept] = runs().start(
                trial.experiment, owner(), speed=SPEED.default, address=asker()
            )
        except Invalid as error:
            st.error(plain(say(error.message)))
        else:
            st.rerun()
    if view.notice is not None:
        st.caption(plain(say(view.notice)))
    told = live_panel(
        run=record.id if record else None,
        data={
            "lang": language(),
            "visitor": visitor(),
            "owner": record is not None and record.owned_by(owner()),
            "preview": view.preview,
            "title": plain(trial.label) if record is None else None,
        },
        words=panel_words(_),
        key=f"{key}-panel",
        tunnel=tunnel,
    )
    if told.started is not None:
        st.session_state[kept] = told.started
        st.rerun()


def _record(run: str | None) -> RunRecord | None:
    try:
        return None if run is None else runs().record(run)
    except UnknownRun:
        return None
