"""The server: ``streamlit run app.py`` or ``uvicorn app:app``."""

from collections.abc import Sequence
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from ui.delivery import NoDelay, Preload
from ui.lifespan import lifespan
from ui.on_demand import OnDemand
from ui.owner import OwnerCookie
from ui.serving.assets import asset_routes
from ui.static_files import StaticFiles


def _lab_routes() -> Sequence[BaseRoute]:
    import core  # noqa: F401  # as a whole first: see `ui.lifespan`
    from ui.play_routes import play_routes
    from ui.propagation_routes import propagation_routes
    from ui.routes import lab_routes  # brings NumPy and the database
    from ui.sweep_routes import sweep_routes

    return [*lab_routes(), *sweep_routes(), *propagation_routes(), *play_routes()]


app = st.App(
    Path(__file__).resolve().parent / "pages" / "router.py",
    routes=asset_routes(),
    middleware=[
        Middleware(NoDelay),
        Middleware(
            OnDemand,
            ("/lab/runs/", "/lab/sweeps", "/lab/propagation", "/lab/play", "/lab/health"),
            _lab_routes,
        ),
        Middleware(StaticFiles),
        Middleware(OwnerCookie),
        Middleware(Preload),
    ],
    lifespan=lifespan,
)
