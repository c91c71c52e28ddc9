"""Middleware that brings pages to the browser sooner."""

from __future__ import annotations

import socket
from functools import cache
from itertools import accumulate

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.serving.assets import TRAIN, paths
from ui.static_files import element_scripts

MOST_BYTES = 3500
"""How long the list of scripts may be: nginx by default refuses answers whose headers exceed 4 kB in all."""


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


@cache
def _links() -> str:
    """All modules of the first page, then as many scripts of Streamlit's elements as there is room for."""
    links = [f"<{path}>; rel=modulepreload" for path in paths(TRAIN)]
    links += [f"<{path}>; rel=modulepreload; fetchpriority=low" for path in element_scripts()]
    lengths = accumulate(len(link) + 2 for link in links)
    return ", ".join(link for link, length in zip(links, lengths, strict=True) if length <= MOST_BYTES)


class Preload:
    """Names scripts in the head of the first page, so that they come while the page loads."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].endswith("/"):
            await self._app(scope, receive, send)
            return

        async def send_with_link(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers["link"] = _links()
            await send(message)

        await self._app(scope, receive, send_with_link)
