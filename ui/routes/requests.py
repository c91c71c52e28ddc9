"""What routes have in common: who asks, what is asked, and how a refusal is told."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request
from starlette.responses import Response

from core.message import Invalid, Message
from ui.language import SOURCE, translator

NOT_KNOWN = Message("Open this page again: it is not known who you are.")
"""Told to whoever steers something without a secret, or from another site."""


def language(connection: HTTPConnection) -> str:
    """The language that is asked for."""
    return connection.query_params.get("lang", SOURCE)


def same_origin(connection: HTTPConnection) -> bool:
    """Whether no page of another site asks, as browsers tell; programs that are no browser name no origin."""
    origin = connection.headers.get("origin")
    hosts = {connection.headers.get("host"), connection.headers.get("x-forwarded-host")}
    return origin is None or urlsplit(origin).netloc in hosts


def from_our_page(request: Request) -> bool:
    """Whether the request can only come from a page of this server.

    Other sites cannot add the header without asking first, and browsers say where a request comes from.
    """
    return request.headers.get("x-gradient-lab") == "1" and same_origin(request)


async def limited_body(request: Request, limit: int) -> bytes:
    """The body of a request.

    Raises:
        Invalid: it has more than `limit` bytes.
    """
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise Invalid(
                Message("Expected at most {limit} bytes, received more. Send a shorter command.", limit=limit)
            )
    return body


def json_object(body: bytes, example: str) -> dict[str, Any]:
    """The JSON object that a browser sends.

    Raises:
        Invalid: it is none; it should look like `example`.
    """
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):  # brackets can be nested deeper than Python goes
        read = None
    if not isinstance(read, dict):
        raise Invalid(Message("Expected JSON such as {example}.", example=example))
    return read


def error_answer(code: int, message: Message, connection: HTTPConnection) -> Response:
    """What went wrong, in the language that is asked for."""
    # ASCII: a message may quote half of a surrogate pair, which is JSON but no text.
    text = json.dumps({"error": message.render(translator(language(connection)))})
    return Response(text, status_code=code, media_type="application/json")
