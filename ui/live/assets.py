"""Routes that serve the components' own JavaScript and the installed plotly.js.

The version is part of the path, so that browsers may cache every file for good: a new release has a new path.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import plotly
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

PANEL, INITIALIZATION, PLAYGROUND = "panel.js", "initialization.js", "playground.js"
"""What components load: the modules that the entry of that name needs, as one."""

_PLOTLY_NAME = "plotly.js"
_COMPONENTS = (PANEL, INITIALIZATION, PLAYGROUND)
_UI = Path(__file__).parent.parent
_FOLDERS = tuple(_UI / folder / "js" for folder in ("live", "initialization", "playground"))
_PLOTLY = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
_FOREVER = "public, max-age=31536000, immutable"
_IMPORT = re.compile(r'^import (\{\s*\w+(?:\s*,\s*\w+)*\s*,?\s*\}) from "\./(\w+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:function|class|const) (\w+))", re.MULTILINE)
_LEFT = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Asset:
    """One script as it goes over the wire, plain and compressed."""

    plain: bytes
    packed: bytes

    @classmethod
    def of(cls, plain: bytes) -> Asset:
        return cls(plain=plain, packed=gzip.compress(plain, compresslevel=6, mtime=0))


def bundle(sources: dict[str, str], entry: str) -> str:
    """JavaScript modules as one, so that a browser asks once instead of once for each.

    Every module becomes a function that is called once and returns what the module exports.

    Arguments:
        sources: text by name (without ``.js``). They may use ``import { a, b } from "./name.js";`` and
            ``export`` before a function, class or const.
        entry: name of the module whose exports are those of the whole.

    Raises:
        ImportError: modules import each other in a circle or from elsewhere, or say it in another way.
    """
    parts: dict[str, str] = {}
    while len(parts) < len(sources):
        ready = [
            name
            for name, text in sources.items()
            if name not in parts and all(other in parts for _names, other in _IMPORT.findall(text))
        ]
        if not ready:
            raise ImportError(
                f"Expected modules that can be put in order, received {set(sources) - set(parts)}."
            )
        for name in ready:
            exports = ", ".join(_EXPORT.findall(sources[name]))
            body = _IMPORT.sub(r"const \1 = $\2;", _EXPORT.sub("", sources[name]))
            if left := _LEFT.search(body):
                raise ImportError(f"Expected a plain import or export in {name}.js, received {left[0]!r}.")
            parts[name] = f"const ${name} = (() => {{\n{body}\nreturn {{ {exports} }};\n}})();\n"
    exported = ", ".join(_EXPORT.findall(sources[entry]))
    return f"{''.join(parts.values())}export const {{ {exported} }} = ${entry};\n"


@cache
def source(name: str) -> str:
    """The modules of a component, `PANEL`, `INITIALIZATION` or `PLAYGROUND`, as one."""
    found = {path.stem: path for folder in _FOLDERS for path in sorted(folder.glob("*.js"))}
    entry = name.removesuffix(".js")
    sources: dict[str, str] = {}
    wanted = [entry]
    while wanted:
        module = wanted.pop()
        if module in found and module not in sources:
            sources[module] = found[module].read_text(encoding="utf-8")
            wanted += [other for _names, other in _IMPORT.findall(sources[module])]
    return bundle(dict(sorted(sources.items())), entry)


def panel_source() -> str:
    """The live panel's modules as one."""
    return source(PANEL)


@cache
def plotly_source() -> str:
    """The installed plotly.js as text, for browsers that cannot reach the routes."""
    return _PLOTLY.read_text(encoding="utf-8")


@cache
def version() -> str:
    """A short hash of everything that is served: the cache key of every asset."""
    served = "".join(source(name) for name in _COMPONENTS) + plotly.__version__
    return hashlib.sha256(served.encode()).hexdigest()[:12]


def panel_path() -> str:
    """Where the panel is served, relative to the app's root."""
    return f"lab/assets/{version()}/{PANEL}"


@cache
def _asset(name: str) -> Asset:
    return Asset.of(_PLOTLY.read_bytes() if name == _PLOTLY_NAME else source(name).encode())


def _serve(request: Request) -> Response:
    name = request.path_params["name"]
    # Only this fixed set of names is ever looked up.
    if name not in {*_COMPONENTS, _PLOTLY_NAME}:
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
    """Routes for `st.App(routes=…)`: components and plotly.js under one versioned folder."""
    return [Route("/lab/assets/{version}/{name}", _serve, methods=["GET"])]
