"""The lab's own routes: events of a run, commands, and whether the server is ready."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from core.live.records.run import NotOwner, UnknownRun
from core.message import Invalid, Message, Translate
from ui import services
from ui.events import ServerSentEvents, carry_out, stream
from ui.language import SOURCE, translator
from ui.owner import owner_of

MAX_BODY = 1024

_STREAM_HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}


def lab_routes() -> list[Route]:
    """Routes for `st.App(routes=…)`."""
    return [
        Route("/lab/runs/{run}/events", _events, methods=["GET"]),
        Route("/lab/runs/{run}/commands", _command, methods=["POST"]),
        Route("/lab/health", _health, methods=["GET"]),
    ]


async def _events(request: Request) -> Response:
    runs, run = services.runs(), request.path_params["run"]
    try:
        channel = await run_in_threadpool(runs.channel, run)
    except UnknownRun as error:
        return error_answer(404, error.message, request)
    events = stream(
        channel,
        ServerSentEvents(),
        owner=channel.record.owned_by(owner_of(request.cookies)),
        lang=language(request),
        cursor=channel.cursor(1, _last_event(request)),
    )
    return StreamingResponse(events, headers=_STREAM_HEADERS, media_type="text/event-stream")


async def _command(request: Request) -> Response:
    owner = owner_of(request.cookies)
    if owner is None or not from_our_page(request):
        return error_answer(403, Message("Open this page again: it is not known who you are."), request)
    try:
        verb, value = _verb_and_value(await limited_body(request, MAX_BODY))
        run = request.path_params["run"]
        started = await run_in_threadpool(carry_out, services.runs(), run, owner, verb, value)
    except Invalid as error:
        return error_answer(400, error.message, request)
    except NotOwner as error:
        return error_answer(403, error.message, request)
    except UnknownRun as error:
        return error_answer(404, error.message, request)
    return Response(status_code=204) if started is None else JSONResponse({"run": started})


async def _health(request: Request) -> Response:
    translate = translator(language(request))

    def said(message: Message | None) -> str | None:
        return None if message is None else message.render(translate)

    body = {
        "ready": services.engine_ready(),
        "error": said(services.engine_error()),
        "store": said(services.store().trouble),
    }
    return JSONResponse(body, headers={"Cache-Control": "no-store"})


def language(request: Request) -> str:
    """The language that a request asks for."""
    return request.query_params.get("lang", SOURCE)


def _last_event(request: Request) -> int:
    text = request.headers.get("last-event-id", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else -1


def from_our_page(request: Request) -> bool:
    """Whether the request can only come from a page of this server.

    Other sites cannot add the header without asking first, and browsers say where a request comes from.
    """
    if request.headers.get("x-gradient-lab") != "1":
        return False
    origin = request.headers.get("origin")
    hosts = {request.headers.get("host"), request.headers.get("x-forwarded-host")}
    return origin is None or urlsplit(origin).netloc in hosts


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


def _verb_and_value(body: bytes) -> tuple[str, Any]:
    example = '{"verb": "pause"}'
    command = json_object(body, example)
    if not isinstance(command.get("verb"), str):
        raise Invalid(Message("Expected JSON such as {example}.", example=example))
    return command["verb"], command.get("value")


def error_answer(code: int, message: Message, request: Request) -> Response:
    """What went wrong, in the language that the request asks for."""
    translate: Translate = translator(language(request))
    # ASCII: a message may quote half of a surrogate pair, which is JSON but no text.
    text = json.dumps({"error": message.render(translate)})
    return Response(text, status_code=code, media_type="application/json")
