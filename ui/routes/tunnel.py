"""Requests that come over Streamlit's own channel, where a proxy does not pass the lab's routes.

The browser hands its requests to Python in a trigger of the component, which runs the page again, and the
answers stand in the component's data. The routes are the same: nothing is told in a second way.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from starlette.routing import Router
from starlette.types import ASGIApp, Message, Scope

from ui.owner import HEADER
from ui.routes import PREFIXES, lab_routes

Tunnel = Callable[[Mapping[str, Any]], dict[str, Any]]
"""From what a browser asks to the answers, see `answered`."""

LOOK_SECONDS = 0.05

MOST_REQUESTS = 16
"""Requests that are answered at a time."""


def answered(
    asked: Mapping[str, Any],
    visitor: str,
    app: ASGIApp | None = None,
    *,
    address: str = "",
    left: Callable[[], bool] = lambda: False,
) -> dict[str, Any]:
    """Answers to ``{"number", "requests": [{"path", "method", "body"}, …]}``, one after another.

    A further ``"given_up"`` says that nobody waits for what was asked under that number (`ui.watching`).

    Arguments:
        asked: `number` comes back with the answers; a `path` has its query, a `body` is text.
        visitor: the signed name of whoever asks (`ui.owner.signed`).
        app: what answers; the lab's routes if left out.
        address: the network address of whoever asks.
        left: whether whoever asks is gone; asked every `LOOK_SECONDS`.

    Returns:
        ``{"number", "answers": [{"status", "type", "body"}, …]}``, with the bodies in base64.
    """
    requests: Sequence[Mapping[str, Any]] = asked["requests"][:MOST_REQUESTS]

    async def ask() -> list[dict[str, Any]]:
        found = app or _routes()
        return [await _answer(request, visitor, found, left, address=address) for request in requests]

    return {"number": asked["number"], "answers": asyncio.run(ask())}


@cache
def _routes() -> Router:
    return Router(lab_routes())


async def _answer(
    request: Mapping[str, Any], visitor: str, app: ASGIApp, left: Callable[[], bool], *, address: str
) -> dict[str, Any]:
    head: Message = {}
    body = bytearray()
    asked = [{"type": "http.request", "body": str(request.get("body", "")).encode()}]

    async def receive() -> Message:
        if asked:
            return asked.pop()
        while not left():
            await asyncio.sleep(LOOK_SECONDS)
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        head.update(message)
        body.extend(message.get("body", b""))

    scope = _scope(str(request["path"]), str(request.get("method", "GET")), visitor, address)
    if scope["path"].startswith(PREFIXES):
        await app(scope, receive, send)
    kind = dict(head.get("headers", ())).get(b"content-type", b"").decode()
    return {
        "status": head.get("status", 404),
        "type": kind,
        "body": base64.b64encode(bytes(body)).decode(),
    }


def _scope(target: str, method: str, visitor: str, address: str) -> Scope:
    parts = urlsplit(target)
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "client": (address, 0) if address else None,
        "path": parts.path,
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(HEADER.encode(), visitor.encode()), (b"x-gradient-lab", b"1")],
    }
