"""The page that mounts the panel."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.routing import Router

sys.path.insert(0, str(Path(__file__).parent))
from fake_routes import routes
from preview import preview

from ui.routes.tunnel import answered
from ui.train.panel import live_panel, panel_words

st.set_page_config(page_title="Panel", layout="wide", initial_sidebar_state="expanded")
chosen = st.session_state.get("again") or st.query_params.get("run", "spiral")
run = None if chosen == "none" else chosen
lang = st.query_params.get("lang", "en")
marked = bool(st.query_params.get("marked"))


def tunnel(asked: Mapping[str, Any]) -> dict[str, Any]:
    return answered(asked, "v" * 43, Router(routes))


words = panel_words((lambda text: f"⟦{text}⟧") if marked else str)
if os.environ.get("FAKE_WORDS"):
    words |= json.loads(Path(os.environ["FAKE_WORDS"]).read_text(encoding="utf-8"))
with st.sidebar:
    st.selectbox("Data", ["Spiral", "Circle"], key="data")
    st.slider("Noise", 0, 50, key="noise")
told = live_panel(
    run=run,
    data={"lang": lang, "owner": run != "viewer", "preview": preview(chosen)},
    words=words,
    key="panel",
    tunnel=tunnel,
)
if told.started:
    st.session_state["again"] = told.started
    st.rerun()
