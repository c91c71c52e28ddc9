"""The server: ``streamlit run app.py`` or ``uvicorn app:app``."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from ui import services
from ui.lifespan import lifespan
from ui.owner import OwnerCookie
from ui.routes import PREFIXES, lab_routes
from ui.serving.assets import asset_routes
from ui.serving.delivery import NoDelay, Preload
from ui.serving.headers import Headers, Reach, ServedHosts
from ui.serving.in_turn import InTurn
from ui.serving.on_demand import OnDemand
from ui.serving.static_files import StaticFiles
from ui.serving.uploads import Uploads

reach = Reach.from_environment()

app = st.App(
    Path(__file__).resolve().parent / "pages" / "router.py",
    routes=asset_routes(),
    middleware=[
        Middleware(Headers, reach.embedded_by),
        Middleware(ServedHosts, reach.hosts),
        Middleware(NoDelay),
        Middleware(InTurn, services.request_rates),
        Middleware(OnDemand, PREFIXES, lab_routes),
        Middleware(StaticFiles),
        Middleware(OwnerCookie, services.owns_something),
        Middleware(Preload),
        Middleware(Uploads, services.upload_bytes),
    ],
    lifespan=lifespan,
)
