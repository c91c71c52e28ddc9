"""The server: ``streamlit run app.py`` or ``uvicorn app:app``."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from ui.live.assets import asset_routes
from ui.owner import OwnerCookie
from ui.routes import lab_routes
from ui.services import lifespan

app = st.App(
    Path(__file__).resolve().parent / "pages" / "router.py",
    routes=[*asset_routes(), *lab_routes()],
    middleware=[Middleware(OwnerCookie)],
    lifespan=lifespan,
)
