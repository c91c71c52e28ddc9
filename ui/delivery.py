"""Middleware that brings pages to the browser sooner."""

from __future__ import annotations

import socket
from functools import cache

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.serving.assets import TRAIN, paths
from ui.static_files import element_scripts


class NoDelay:
    """Lets small writes leave at once: no Nagle's algorithm (TCP_NODELAY).

    asyncio turns it off by itself, but not for the socket that ``streamlit run`` binds (without naming the
    protocol). Then the head of an answer goes out, and its body waits until the browser has acknowledged
    the head: 40 ms for every script, message and frame.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # ASGI does not show the connection; uvicorn's `receive` belongs to it. Without it all is as before.
        transport = getattr(getattr(receive, "__self__", None), "transport", None)
        connection = None if transport is None else transport.get_extra_info("socket")
        if connection is not None and connection.family in {socket.AF_INET, socket.AF_INET6}:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await self._app(scope, receive, send)


_CONDITIONS = {b"if-none-match", b"if-modified-since"}


@cache
def preloads() -> bytes:
    """Links to all modules of the first page, then to the scripts of the Streamlit elements on it."""
    ours = (f'<link rel="modulepreload" href="./{path}">' for path in paths(TRAIN))
    later = (f'<link rel="modulepreload" href="./{path}" fetchpriority="low">' for path in element_scripts())
    return "\n".join([*ours, *later]).encode()


class Preload:
    """Names scripts in the head of the first page, so that they come while the page loads.

    In the HTML, as Streamlit names its own, and not in a ``Link`` header: some proxies refuse answers whose
    headers exceed 4 kB in all.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].endswith("/"):
            await self._app(scope, receive, send)
            return
        # What a browser has kept may name the scripts of another version.
        headers = [header for header in scope["headers"] if header[0] not in _CONDITIONS]
        await self._app({**scope, "headers": headers}, receive, _Inserting(send))


class _Inserting:
    """Holds an HTML page back until it is whole, and sends it with `preloads` in its head."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = Headers(raw=message["headers"])
            html = headers.get("content-type", "").startswith("text/html")
            if html and message["status"] == 200 and "content-encoding" not in headers:
                self._start = message
                return
        if self._start is None or message["type"] != "http.response.body":
            await self._send(message)
            return
        self._body += message.get("body", b"")
        if message.get("more_body", False):
            return
        body = self._body.replace(b"</head>", preloads() + b"\n</head>", 1)
        headers = MutableHeaders(raw=list(self._start["headers"]))
        headers["content-length"] = str(len(body))
        for name in ("etag", "last-modified", "accept-ranges"):
            del headers[name]
        await self._send({**self._start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": body})
