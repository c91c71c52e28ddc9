"""The live panel: one browser component that draws a run while it trains.

Streamlit only mounts it. The run's frames reach the browser over the event stream (`/lab/runs/<id>/events`),
so that an update costs no rerun of the page and no chart is ever mounted anew. Where a proxy does not pass
our routes, the panel notices and asks for the same events over Streamlit's own channel instead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from ui.live import assets
from ui.live.words import panel_words

__all__ = ["live_panel", "panel_words"]

_HERE = Path(__file__).parent
_mount = st.components.v2.component(
    "gradient_lab_live",
    js=(_HERE / "js" / "bootstrap.js").read_text(encoding="utf-8"),
    css=(_HERE / "panel.css").read_text(encoding="utf-8"),
    isolate_styles=True,
)

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
    payload = {
        "base": st.get_option("server.baseUrlPath").strip("/"),
        **data,
        "run": run,
        "words": dict(words),
        "version": assets.version(),
        "announce": announce,
    }
    payload["base"] = f"/{payload['base'].strip('/')}" if payload["base"] else ""
    poll = asked.get("poll")
    if run and events_after and poll:
        events = events_after(run, poll["after"], poll["greeted"])
        payload["answer"] = {"ask": poll["ask"], "events": [dict(event) for event in events]}
    if asked.get("source"):
        payload |= {"source": assets.panel_source(), "plotly": assets.plotly_source()}
    result = _mount(
        key=key,
        data=[payload],  # in a list: Streamlit would load pandas to look for tables in a mapping
        on_run_change=_noticed,
        on_poll_change=_noticed,
        on_command_change=_noticed,
        on_source_change=_noticed,
        on_shown_change=_noticed,
    )
    started: str | None = result.run
    return started


def _noticed() -> None:
    """Triggers exist only where a callback is given; what they say is read when the page runs."""
