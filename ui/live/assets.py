"""Routes that serve the live panel's own JavaScript and the installed plotly.js.

The version is part of the path, so that relative imports between the modules carry it along and browsers
may cache every file for good: a new release has a new path.
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

_MODULES = Path(__file__).parent / "js"
_PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
_FOREVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True)
class Asset:
    """One script as it goes over the wire, plain and compressed."""

    plain: bytes
    packed: bytes

    @classmethod
    def read(cls, path: Path) -> Asset:
        plain = path.read_bytes()
        return cls(plain=plain, packed=gzip.compress(plain, compresslevel=6, mtime=0))


@cache
def modules() -> dict[str, str]:
    """Source text of the panel's modules by file name, each after the modules that it imports.

    The order lets the browser link them itself when the routes cannot be reached (see `bootstrap.js`).
    """
    sources = {path.name: path.read_text(encoding="utf-8") for path in sorted(_MODULES.glob("*.js"))}
    sources.pop("bootstrap.js")
    ordered: dict[str, str] = {}
    while len(ordered) < len(sources):
        ready = {
            name: text
            for name, text in sources.items()
            if name not in ordered
            and all(other in ordered for other in sources if f'from "./{other}"' in text)
        }
        if not ready:
            raise ImportError(f"circular imports between the panel's modules: {set(sources) - set(ordered)}")
        ordered |= ready
    return ordered


@cache
def plotly_source() -> str:
    """The installed plotly.js as text, for browsers that cannot reach the routes."""
    return _PLOTLY.read_text(encoding="utf-8")


@cache
def version() -> str:
    """A short hash of everything that is served: the cache key of every asset."""
    digest = hashlib.sha256()
    for name, text in modules().items():
        digest.update(name.encode())
        digest.update(text.encode())
    digest.update(str(plotly.__version__).encode())
    return digest.hexdigest()[:12]


@cache
def _asset(name: str) -> Asset:
    return Asset.read(_PLOTLY if name == "plotly.js" else _MODULES / name)


def _serve(request: Request) -> Response:
    name = request.path_params["name"]
    # Only this fixed set of names is ever looked up, on disk or in the cache.
    if name != "plotly.js" and name not in modules():
        return Response("Not found", status_code=404, media_type="text/plain")
    asset = _asset(name)
    current = request.path_params["version"] == version()
    headers = {"Cache-Control": _FOREVER if current else "no-cache", "Vary": "Accept-Encoding"}
    body = asset.plain
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        body = asset.packed
    return Response(body, headers=headers, media_type="text/javascript; charset=utf-8")


def asset_routes() -> list[Route]:
    """Routes for `st.App(routes=…)`: the panel's modules and plotly.js under one versioned folder."""
    return [Route("/lab/assets/{version}/{name}", _serve, methods=["GET"])]
