"""Long answers go out piece by piece: of what a slow reader has not taken, the server holds one piece."""

from __future__ import annotations

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

PIECE = 2**18
"""Bytes; uvicorn takes the next piece when the connection has taken most of the last one."""


async def send_in_pieces(body: bytes, send: Send) -> None:
    """The body of an answer whose head was sent."""
    view = memoryview(body)
    for at in range(0, len(body) - PIECE, PIECE):
        await send({"type": "http.response.body", "body": bytes(view[at : at + PIECE]), "more_body": True})
    last = max(0, -(-len(body) // PIECE) - 1) * PIECE
    await send({"type": "http.response.body", "body": bytes(view[last:])})


class InPieces(Response):
    """A response with a long body."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        await send_in_pieces(bytes(self.body), send)
