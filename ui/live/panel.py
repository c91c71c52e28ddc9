"""The live panel: one browser component that draws a run while it trains.

Streamlit only mounts it. The run's frames reach the browser over the event stream (`/lab/runs/<id>/events`),
so that an update costs no rerun of the page and no chart is ever mounted anew. Where a proxy does not pass
our routes, the panel notices and asks for the same events over Streamlit's own channel instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from ui.live.component import component_data, declared, noticed
from ui.live.words import panel_words
from ui.serving import assets

__all__ = ["live_panel", "panel_words"]

_mount = declared("gradient_lab_live", "shared")

Event = Mapping[str, Any]


def live_panel(
    *,
    run: str | None,
    data: Mapping[str, Any],
    words: Mapping[str, str],
    key: str,
    events_after: Callable[[str, int, bool], Sequence[Event]] | None = None,
    command: Callable[[str, str, float | None], None] | None = None,
    announce: bool = False,
) -> str | None:
    """Mount the panel.

    Arguments:
        run: id of the run to follow, or None to show the data only.
        data: ``{"lang", "owner", "preview", "base"?}``; `preview` is what the Data view shows (or None).
        words: `panel_words(_)`.
        key: Streamlit key, the same at every rerun.
        events_after: for proxies that do not pass our routes: ``(run, seq, greeted)`` gives the events
            ``{"event", "data"}`` after frame `seq`, with a ``hello`` first unless `greeted`.
        command: likewise, ``(run, verb, value)`` carries out what was pressed.
        announce: run the page again as soon as the browser has drawn the panel.

    Returns:
        The id of a run that was started from the panel ("start again") and is to be shown from now on,
        or None. It is there for one rerun only.
    """
    asked = st.session_state.get(key) or {}
    if run and command and asked.get("command"):
        command(run, asked["command"]["verb"], asked["command"].get("value"))
    payload: dict[str, Any] = {**data, "run": run, "words": dict(words), "announce": announce}
    poll = asked.get("poll")
    if run and events_after and poll:
        events = events_after(run, poll["after"], poll["greeted"])
        payload["answer"] = {"ask": poll["ask"], "events": [dict(event) for event in events]}
    if asked.get("source"):
        payload["plotly"] = assets.plotly_source()
    result = _mount(
        key=key,
        data=component_data(key, assets.TRAIN, payload),
        on_run_change=noticed,
        on_poll_change=noticed,
        on_command_change=noticed,
        on_source_change=noticed,
        on_shown_change=noticed,
    )
    started: str | None = result.run
    return started
