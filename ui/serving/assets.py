"""Routes that serve the pages' own JavaScript and the installed plotly.js.

The version is part of the path, so that browsers may cache every file for good: a new release has a new path.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import plotly
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ui.serving.bundle import bundle
from ui.serving.modules import modules
from ui.serving.pieces import InPieces

TRAIN, INITIALIZATION, PLAYGROUND = "train.js", "initialization.js", "playground.js"
EXPLORE = "explore.js"
LEARN = "learn.js"
"""The scripts of the pages: what a component loads."""

ENTRIES = {
    TRAIN: "train/panel.js",
    INITIALIZATION: "initialization/initialization.js",
    PLAYGROUND: "playground/playground.js",
    EXPLORE: "explore/explore.js",
    LEARN: "learn/learn.js",
}
"""The module of ``ui/js`` that a page's script begins with."""

_PLOTLY_NAME = "plotly.js"
_PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
_FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One script as it goes over the wire, plain and compressed."""

    plain: bytes
    packed: bytes

    @classmethod
    def of(cls, plain: bytes) -> Asset:
        return cls(plain=plain, packed=gzip.compress(plain, compresslevel=6, mtime=0))


@cache
def source(script: str) -> str:
    """The script of a page, one of `ENTRIES`."""
    return bundle(ENTRIES[script], modules())


@cache
def plotly_source() -> str:
    """The installed plotly.js as text, for browsers that cannot reach the routes."""
    return _PLOTLY.read_text(encoding="utf-8")


@cache
def version() -> str:
    """A short hash of everything that is served: the cache key of every asset."""
    served = "".join(source(script) for script in ENTRIES) + plotly.__version__
    return hashlib.sha256(served.encode()).hexdigest()[:12]


def path(script: str) -> str:
    """Where a page's script is served, relative to the app's root."""
    return f"lab/assets/{version()}/{script}"


@cache
def _asset(name: str) -> Asset:
    return Asset.of(_PLOTLY.read_bytes() if name == _PLOTLY_NAME else source(name).encode())


def _serve(request: Request) -> Response:
    name = request.path_params["name"]
    # Only this fixed set of names is ever looked up.
    if name not in {*ENTRIES, _PLOTLY_NAME}:
        return Response("Not found", status_code=404, media_type="text/plain")
    asset = _asset(name)
    current = request.path_params["version"] == version()
    headers = {"Cache-Control": _FOREVER if current else "no-cache", "Vary": "Accept-Encoding"}
    body = asset.plain
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        body = asset.packed
    return InPieces(body, headers=headers, media_type="text/javascript; charset=utf-8")


def asset_routes() -> list[Route]:
    """Routes for `st.App(routes=…)`: pages' scripts and plotly.js under one versioned folder."""
    return [Route("/lab/assets/{version}/{name:path}", _serve, methods=["GET"])]
