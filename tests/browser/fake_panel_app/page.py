"""The page that mounts the panel."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import streamlit as st

sys.path.insert(0, str(Path(__file__).parent))
from fake_run import make_run, status_of
from preview import preview

from ui.live.panel import live_panel, panel_words

st.set_page_config(page_title="Panel", layout="wide", initial_sidebar_state="expanded")
chosen = st.session_state.get("again") or st.query_params.get("run", "spiral")
run = None if chosen == "none" else chosen
lang = st.query_params.get("lang", "en")
marked = bool(st.query_params.get("marked"))


def polled(name: str, after: int, greeted: bool) -> list[dict[str, Any]]:
    """What the stream would have said since frame `after`, for the fallback."""
    fake = st.session_state.setdefault("fake", make_run(name))
    events: list[dict[str, Any]] = []
    if not greeted:
        events.append({"event": "hello", "data": fake.hello()})
        events.append({"event": "status", "data": status_of(name, 0)})
    seqs = range(after + 1, after + 6)
    return events + [{"event": "frame", "data": fake.frame(seq), "id": seq} for seq in seqs]


def commanded(name: str, verb: str, value: float | None) -> None:
    st.session_state["commanded"] = f"{verb} of {name}"


words = panel_words((lambda text: f"⟦{text}⟧") if marked else str)
if os.environ.get("FAKE_WORDS"):
    words |= json.loads(Path(os.environ["FAKE_WORDS"]).read_text(encoding="utf-8"))
with st.sidebar:
    st.selectbox("Data", ["Spiral", "Circle"], key="data")
    st.slider("Noise", 0, 50, key="noise")
    st.caption(st.session_state.get("commanded", "–"))
started = live_panel(
    run=run,
    data={"lang": lang, "owner": run != "viewer", "preview": preview(chosen)},
    words=words,
    key="panel",
    events_after=polled,
    command=commanded,
)
if started:
    st.session_state["again"] = started
    st.rerun()
