"""Middleware that brings pages to the browser sooner."""

from __future__ import annotations

import socket
from functools import cache

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.serving.assets import EXPLORE, INITIALIZATION, PLAYGROUND, TRAIN, path
from ui.serving.static_files import element_scripts

PAGES = {"": TRAIN, "playground": PLAYGROUND, "initialization": INITIALIZATION, "explore": EXPLORE}
"""Last part of a page's path to what its component loads."""


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
def _links(page: str) -> str:
    ours = f"<{path(PAGES[page])}>; rel=modulepreload"
    later = [f"<{script}>; rel=modulepreload; fetchpriority=low" for script in element_scripts()]
    return ours if page else ", ".join([ours, *later])


class Preload:
    """Names scripts in the head of the page that is opened, so that they come while Streamlit loads."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = scope["path"].rpartition("/")[2] if scope["type"] == "http" else None
        if page not in PAGES:
            await self._app(scope, receive, send)
            return

        async def send_with_link(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers["link"] = _links(page)
            await send(message)

        await self._app(scope, receive, send_with_link)
