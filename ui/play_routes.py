"""Routes of the page "Playground": networks are made, commanded and watched here."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from core.choices.typed.points import read_pasted, write_points
from core.live.protocol.speeds import DEFAULT_SPEED
from core.live.records.run import NotOwner, UnknownRun
from core.live.sessions.channel import Cursor
from core.live.sessions.drawable import Wrong
from core.live.sessions.networks import LiveNetworks
from core.message import Invalid, Message, Translate
from ui import services
from ui.events import stream
from ui.language import translator
from ui.owner import visitor_of
from ui.routes import error_answer, from_our_page, json_object, language, limited_body

MAX_BODY = 2 * 2**20
"""Bytes of a request: saved weights of the largest network take less than half of it."""

NOTHING, HELLO, SCENE, STATUS = range(4)
"""Kinds of messages in the stream of scenes."""

EXAMPLE = '{"verb": "play"}'

_HEAD = struct.Struct("<B3xI")
_HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}


def play_routes() -> list[Route]:
    """``/lab/play`` and what belongs to it."""
    return [
        Route("/lab/play", _open, methods=["POST"]),
        Route("/lab/play/points", _points, methods=["POST"]),
        Route("/lab/play/{play}/commands", _command, methods=["POST"]),
        Route("/lab/play/{play}/scenes", _scenes, methods=["GET"]),
        Route("/lab/play/{play}/file", _file, methods=["GET"]),
    ]


Act = Callable[[LiveNetworks, str, dict[str, Any]], Any]


async def _posted(request: Request, act: Act) -> Response:
    """Carry out `act` in another thread; what is wrong is told in the visitor's language."""
    owner = visitor_of(request)
    if owner is None or not from_our_page(request):
        return error_answer(403, Message("Open this page again: it is not known who you are."), request)
    translate = translator(language(request))
    try:
        body = json_object(await limited_body(request, MAX_BODY), EXAMPLE)
        answer = await run_in_threadpool(act, services.networks(), owner, body)
    except Invalid as error:
        return _wrong(error, request, translate)
    except NotOwner as error:
        return error_answer(403, error.message, request)
    except UnknownRun as error:
        return error_answer(404, error.message, request)
    return Response(status_code=204) if answer is None else JSONResponse(answer)


def _wrong(error: Invalid, request: Request, translate: Translate) -> Response:
    if not isinstance(error, Wrong):
        return error_answer(400, error.message, request)
    told = {path: message.render(translate) for path, message in error.errors.items()}
    text = json.dumps({"error": error.message.render(translate), "errors": told})
    return Response(text, status_code=400, media_type="application/json")


async def _open(request: Request) -> Response:
    def act(networks: LiveNetworks, owner: str, body: dict[str, Any]) -> Any:
        return {"play": networks.open(body.get("experiment", {}), owner, body.get("speed", DEFAULT_SPEED))}

    return await _posted(request, act)


async def _command(request: Request) -> Response:
    play = request.path_params["play"]

    def act(networks: LiveNetworks, owner: str, body: dict[str, Any]) -> Any:
        return networks.command(play, owner, str(body.get("verb")), body.get("value"))

    return await _posted(request, act)


async def _points(request: Request) -> Response:
    def act(_networks: LiveNetworks, _owner: str, body: dict[str, Any]) -> Any:
        points, labels = read_pasted(str(body.get("text", "")))
        return {"points": write_points(points, labels), "count": len(labels)}

    return await _posted(request, act)


async def _file(request: Request) -> Response:
    try:
        owner, play = visitor_of(request), request.path_params["play"]
        saved = await run_in_threadpool(services.networks().command, play, owner, "save")
    except NotOwner as error:
        return error_answer(403, error.message, request)
    except UnknownRun as error:
        return error_answer(404, error.message, request)
    except Invalid as error:
        return error_answer(400, error.message, request)
    headers = {"Content-Disposition": 'attachment; filename="gradient-lab.json"', "Cache-Control": "no-store"}
    return JSONResponse(saved, headers=headers)


async def _scenes(request: Request) -> Response:
    networks = services.networks()
    try:
        session = networks.session(request.path_params["play"], visitor_of(request))
    except NotOwner as error:
        return error_answer(403, error.message, request)
    except UnknownRun as error:
        return error_answer(404, error.message, request)
    messages = stream(session.channel, Messages(), owner=True, lang=language(request), cursor=Cursor())
    return StreamingResponse(messages, headers=_HEADERS, media_type="application/octet-stream")


class Messages:
    """Messages with their kind and length before them."""

    nothing = _HEAD.pack(NOTHING, 0)

    def values(self, kind: str, values: dict[str, Any]) -> bytes:
        text = json.dumps(values, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
        return _HEAD.pack({"hello": HELLO, "status": STATUS, "end": NOTHING}[kind], len(text)) + text

    def frame(self, data: bytes) -> bytes:
        return _HEAD.pack(SCENE, len(data)) + data
