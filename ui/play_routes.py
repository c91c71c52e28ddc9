"""Routes of the page "Playground": networks are made, commanded and watched here."""

from __future__ import annotations

import asyncio
import json
import struct
from collections.abc import AsyncIterator, Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from core.choices.points import read_pasted, write_points
from core.live.sessions.record import NotOwner, UnknownRun
from core.message import Invalid, Message, Translate
from core.play import telling
from core.play.limits import Wrong
from core.play.plays import Plays
from core.play.post import Seen
from core.play.speeds import DEFAULT_SPEED
from core.play.table import Table
from ui import services
from ui.events import beat
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


Act = Callable[[Plays, str, dict[str, Any]], Any]


async def _posted(request: Request, act: Act) -> Response:
    """Carry out `act` in another thread; what is wrong is told in the visitor's language."""
    owner = visitor_of(request)
    if owner is None or not from_our_page(request):
        return error_answer(403, Message("Open this page again: it is not known who you are."), request)
    translate = translator(language(request))
    try:
        body = json_object(await limited_body(request, MAX_BODY), EXAMPLE)
        answer = await run_in_threadpool(act, services.plays(), owner, body)
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
    def act(plays: Plays, owner: str, body: dict[str, Any]) -> Any:
        return {"play": plays.open(body.get("experiment", {}), owner, body.get("speed", DEFAULT_SPEED))}

    return await _posted(request, act)


async def _command(request: Request) -> Response:
    play = request.path_params["play"]

    def act(plays: Plays, owner: str, body: dict[str, Any]) -> Any:
        return plays.command(play, owner, str(body.get("verb")), body.get("value"))

    return await _posted(request, act)


async def _points(request: Request) -> Response:
    def act(_plays: Plays, _owner: str, body: dict[str, Any]) -> Any:
        points, labels = read_pasted(str(body.get("text", "")))
        return {"points": write_points(points, labels), "count": len(labels)}

    return await _posted(request, act)


async def _file(request: Request) -> Response:
    try:
        owner, play = visitor_of(request), request.path_params["play"]
        saved = await run_in_threadpool(services.plays().command, play, owner, "save")
    except NotOwner as error:
        return error_answer(403, error.message, request)
    except UnknownRun as error:
        return error_answer(404, error.message, request)
    except Invalid as error:
        return error_answer(400, error.message, request)
    headers = {"Content-Disposition": 'attachment; filename="gradient-lab.json"', "Cache-Control": "no-store"}
    return JSONResponse(saved, headers=headers)


async def _scenes(request: Request) -> Response:
    plays = services.plays()
    try:
        table = plays.table(request.path_params["play"], visitor_of(request))
    except NotOwner as error:
        return error_answer(403, error.message, request)
    except UnknownRun as error:
        return error_answer(404, error.message, request)
    translate = translator(language(request))
    return StreamingResponse(
        _stream(plays, table, translate), headers=_HEADERS, media_type="application/octet-stream"
    )


async def _stream(plays: Plays, table: Table, translate: Translate) -> AsyncIterator[bytes]:
    """The newest of everything, whenever the viewer has taken what came before."""
    bell = asyncio.Event()
    table.post.join(bell)
    plays.wake(table)
    heart = asyncio.create_task(beat(bell))
    seen = Seen()
    try:
        while True:
            bell.clear()
            news = table.post.news(seen)
            seen = news.seen
            parts = []
            if news.greeting is not None:
                told = await run_in_threadpool(telling.hello, table.run, news.greeting, translate)
                parts.append(_message(HELLO, _json(told)))
            if news.standing is not None:
                parts.append(_message(STATUS, _json(telling.status(news.standing, translate))))
            if news.scene is not None:
                parts.append(_message(SCENE, news.scene))
            yield b"".join(parts) or _message(NOTHING, b"")
            if news.closed:
                return
            await bell.wait()
    finally:
        heart.cancel()
        table.post.leave(bell)


def _message(kind: int, body: bytes) -> bytes:
    return _HEAD.pack(kind, len(body)) + body


def _json(told: dict[str, Any]) -> bytes:
    return json.dumps(told, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()
