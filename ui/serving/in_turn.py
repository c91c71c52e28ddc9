"""Requests and messages of one visitor wait where they come too fast, before anything is done about them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ui.owner import visitor_of
from ui.serving.addresses import network_of_asker
from ui.serving.request_rates import RequestRates, TooManyRequests

VISITORS_PER_ADDRESS = 30
"""So many times as much as one visitor may all of one network address ask for."""

RERUNS, RERUNS_PER_ADDRESS = 20.0, 3
"""Messages of one visitor to Streamlit, a second, and how many times as many of one address: each has a
page's script run, which takes tens of milliseconds of Python's time."""

ACKNOWLEDGEMENTS = 5
"""So many messages of a viewer count like one request."""

SESSIONS, SESSIONS_PER_ADDRESS = 32, 10
"""Streamlit's sessions of one visitor that are open at a time, one for each tab, and how many times as many
of all at one address together who are known by it alone."""

READ_BYTES = 4096
"""Bytes that are taken of a WebSocket at a time. Its protocol deals with all messages among them, of which
the shortest has six bytes, before anybody else has a turn."""

_STREAMLIT = "/_stcore/stream"
_TRY_AGAIN = 1013


@dataclass(frozen=True, slots=True)
class InTurn:
    """Middleware that lets everyone ask as often as may be. uvicorn reads no further of a WebSocket while a
    message waits here, so whoever sends too much is held back by TCP.

    Arguments:
        app: the server.
        requests: how often who may ask over HTTP. It is asked for at the first request.
    """

    app: ASGIApp
    requests: Callable[[], RequestRates]
    _reruns: RequestRates = field(default_factory=lambda: RequestRates(RERUNS, address=RERUNS_PER_ADDRESS))
    _sessions: Counter[str] = field(default_factory=Counter)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._request(scope, receive, send)
        elif scope["type"] == "websocket":
            _read_little(receive)
            if scope["path"].endswith(_STREAMLIT):
                await self._session(scope, receive, send)
            else:
                rates, cost = self.requests(), 1 / ACKNOWLEDGEMENTS
                await self.app(scope, self._slowed(scope, receive, send, rates, cost), send)
        else:
            await self.app(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            waits = self.requests().spend(*_asker(scope))
        except TooManyRequests as error:
            text = f"Too many requests. Try again in {error.seconds} seconds."
            answer = PlainTextResponse(text, 429, {"Retry-After": str(error.seconds)})
            await answer(scope, receive, send)
            return
        if waits > 0:
            await asyncio.sleep(waits)
        await self.app(scope, receive, send)

    async def _session(self, scope: Scope, receive: Receive, send: Send) -> None:
        visitor, address = _asker(scope)
        key, most = (visitor, SESSIONS) if visitor else (address, SESSIONS * SESSIONS_PER_ADDRESS)
        if self._sessions[key] >= most:
            await receive()
            await send({"type": "websocket.close", "code": _TRY_AGAIN})
            return
        self._sessions[key] += 1
        try:
            await self.app(scope, self._slowed(scope, receive, send, self._reruns, 1.0), send)
        finally:
            self._sessions[key] -= 1
            if not self._sessions[key]:
                del self._sessions[key]

    def _slowed(
        self, scope: Scope, receive: Receive, send: Send, rates: RequestRates, cost: float
    ) -> Receive:
        """`receive`, by which messages come no faster than may be."""
        asker = _asker(scope)

        async def receive_in_turn() -> Message:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            try:
                # At least a turn of the event loop: uvicorn has a queue, and gives all of it without one.
                await asyncio.sleep(rates.spend(*asker, cost))
            except TooManyRequests:
                with suppress(RuntimeError):  # closed meanwhile
                    await send({"type": "websocket.close", "code": _TRY_AGAIN})
                return {"type": "websocket.disconnect", "code": _TRY_AGAIN}
            return message

        return receive_in_turn


def _asker(scope: Scope) -> tuple[str | None, str]:
    """Who asks, as a visitor's secret, and from which network."""
    connection = HTTPConnection(scope)
    client = None if connection.client is None else connection.client.host
    return visitor_of(connection), network_of_asker(connection.headers, client)


def _read_little(receive: Receive) -> None:
    """Have asyncio read less of the connection at a time; `receive` belongs to it, as in `NoDelay`."""
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    if transport is not None and getattr(transport, "max_size", 0) > READ_BYTES:
        transport.max_size = READ_BYTES
