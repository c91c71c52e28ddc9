"""Routes that serve the pages' own JavaScript and the installed plotly.js.

The version is part of the path, so that browsers may cache every file for good: a new release has a new path.
"""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import plotly
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ui.serving.modules import modules, needed

TRAIN, INITIALIZATION, PLAYGROUND = (
    "train/panel.js",
    "initialization/initialization.js",
    "playground/playground.js",
)
"""The entries of the pages: what a component loads."""

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


def sources(entry: str) -> list[tuple[str, str]]:
    """Name and text of the modules that a page needs, each behind those that it imports.

    For browsers that cannot reach the routes.
    """
    return [(name, modules()[name]) for name in needed(entry)]


@cache
def plotly_source() -> str:
    """The installed plotly.js as text, likewise."""
    return _PLOTLY.read_text(encoding="utf-8")


@cache
def version() -> str:
    """A short hash of everything that is served: the cache key of every asset."""
    served = "".join(f"{name}\n{text}" for name, text in modules().items()) + plotly.__version__
    return hashlib.sha256(served.encode()).hexdigest()[:12]


def paths(entry: str) -> Sequence[str]:
    """Where the modules of a page are served, relative to the app's root; the entry first."""
    return [f"lab/assets/{version()}/{name}" for name in reversed(needed(entry))]


@cache
def _asset(name: str) -> Asset:
    return Asset.of(_PLOTLY.read_bytes() if name == _PLOTLY_NAME else modules()[name].encode())


async def _serve(request: Request) -> Response:
    name = request.path_params["name"]
    # Only this fixed set of names is ever looked up.
    if name in modules():
        asset = _asset(name)
    elif name == _PLOTLY_NAME:
        asset = await run_in_threadpool(_asset, name)  # packing it takes a while
    else:
        return Response("Not found", status_code=404, media_type="text/plain")
    current = request.path_params["version"] == version()
    headers = {"Cache-Control": _FOREVER if current else "no-cache", "Vary": "Accept-Encoding"}
    body = asset.plain
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        body = asset.packed
    return Response(body, headers=headers, media_type="text/javascript; charset=utf-8")


def asset_routes() -> list[Route]:
    """Routes for `st.App(routes=…)`: modules and plotly.js under one versioned folder."""
    return [Route("/lab/assets/{version}/{name:path}", _serve, methods=["GET"])]
