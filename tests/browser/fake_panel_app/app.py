"""The panel against a fake run: `uvicorn app:app` in this folder (the project's root on PYTHONPATH).

Query parameters of the page: `run` (spiral, deep, bad, viewer, none), `lang`, `marked=1` (every word in
⟦brackets⟧). Environment: FAKE_RATE frames a second, FAKE_NO_ROUTES=1 to withhold the custom routes,
FAKE_WORDS a JSON file with other words.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).parent))
from fake_routes import routes

from ui.serving.assets import asset_routes

app = st.App(
    str(Path(__file__).parent / "page.py"),
    routes=[] if os.environ.get("FAKE_NO_ROUTES") else [*routes, *asset_routes()],
)
