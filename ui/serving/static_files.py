"""Streamlit's own scripts: straight from memory, and those of our widgets before they are asked for."""

from __future__ import annotations

import mimetypes
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path

import streamlit
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.serving.pieces import send_in_pieces

_FOLDER = Path(streamlit.__file__).parent / "static"
_ELEMENTS = ("Html", "ButtonGroup", "Selectbox", "Slider", "TextInput", "BidiComponent")
"""What the first page is made of, by the names of Streamlit's scripts."""

_CONDITIONS = {b"range", b"if-none-match", b"if-modified-since"}


class StaticFiles:
    """Answers for the files that the name in their path identifies for good.

    A first page asks for more than a hundred of them. Streamlit hands each to other threads several times,
    which takes milliseconds while Python is busy with loading the lab. Everything else, a file that is not
    there included, is left to `app`.

    Arguments:
        app: the server.
        folder: what lies under ``/static/``.
    """

    def __init__(self, app: ASGIApp, folder: Path = _FOLDER / "static") -> None:
        self._app = app
        self._folder = folder
        self._read: dict[str, tuple[bytes, bytes]] = {}

    @cached_property
    def _files(self) -> dict[str, Path]:
        found = (path for path in self._folder.rglob("*") if path.is_file() and path.name.count(".") >= 2)
        return {f"/static/{path.relative_to(self._folder).as_posix()}": path for path in found}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = self._files.get(scope["path"]) if scope["type"] == "http" else None
        if (
            path is None
            or scope["method"] != "GET"
            or any(name in _CONDITIONS for name, _ in scope["headers"])
        ):
            await self._app(scope, receive, send)
            return
        kind, body = self._read.get(path.name) or self._load(path)
        headers = [
            (b"content-type", kind),
            (b"content-length", str(len(body)).encode()),
            (b"cache-control", b"public, immutable, max-age=31536000"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send_in_pieces(body, send)

    def _load(self, path: Path) -> tuple[bytes, bytes]:
        guessed = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        kind = f"{guessed}; charset=utf-8" if guessed.startswith("text/") else guessed
        self._read[path.name] = kind.encode(), path.read_bytes()
        return self._read[path.name]


@cache
def element_scripts() -> tuple[str, ...]:
    """Paths, relative to the page, of the scripts that the first page's elements bring.

    Streamlit's page asks for each when the element is there, and then for what that imports, in waves; named
    in the head of the page they come while the browser still waits for the first elements.
    """
    at_once = (_FOLDER / "index.html").read_text("utf-8")
    folder = _FOLDER / "static" / "js"
    wanted = [path.name for name in _ELEMENTS for path in sorted(folder.glob(f"{name}.*.js"))]
    found: dict[str, None] = {}
    while wanted:
        name = wanted.pop(0)
        if name not in found and name not in at_once and (folder / name).is_file():
            found[name] = None
            wanted += _imported((folder / name).read_text("utf-8"))
    return tuple(f"static/js/{name}" for name in found)


def _imported(script: str) -> list[str]:
    """Names of the scripts beside it that a script imports."""
    quoted = pairwise(script.split('"./'))
    names = (
        after.partition('"')[0] for before, after in quoted if before.rstrip().endswith(("from", "import"))
    )
    return [name for name in names if name.endswith(".js")]
