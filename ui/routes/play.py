"""Routes of the page "Playground": networks are made, commanded and watched here."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from core.choices.typed.points import read_pasted, write_points
from core.live.protocol.speeds import DEFAULT_SPEED
from core.live.records.run import NotOwner, UnknownRun
from core.live.sessions.drawable import Wrong
from core.live.sessions.networks import LiveNetworks
from core.message import Invalid, Translate
from ui import services
from ui.language import translator
from ui.owner import visitor_of
from ui.routes.live import Watched, live_routes
from ui.routes.requests import (
    NOT_KNOWN,
    error_answer,
    from_our_page,
    json_object,
    language,
    limited_body,
)

MAX_BODY = 2 * 2**20
"""Bytes of a request: saved weights of the largest network take less than half of it."""

EXAMPLE = '{"verb": "play"}'


def play_routes() -> list[BaseRoute]:
    """``/lab/play`` and what belongs to it."""
    return [
        Route("/lab/play", _open, methods=["POST"]),
        Route("/lab/play/points", _points, methods=["POST"]),
        *live_routes("/lab/play/{session}", _watched),
        Route("/lab/play/{session}/commands", _command, methods=["POST"]),
        Route("/lab/play/{session}/file", _file, methods=["GET"]),
    ]


def _watched(play: str, visitor: str | None) -> Watched:
    return Watched(services.networks().session(play, visitor).channel, owner=True)


Act = Callable[[LiveNetworks, str, dict[str, Any]], Any]


async def _posted(request: Request, act: Act) -> Response:
    """Carry out `act` in another thread; what is wrong is told in the visitor's language."""
    owner = visitor_of(request)
    if owner is None or not from_our_page(request):
        return error_answer(403, NOT_KNOWN, request)
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
    play = request.path_params["session"]

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
        owner, play = visitor_of(request), request.path_params["session"]
        saved = await run_in_threadpool(services.networks().command, play, owner, "save")
    except NotOwner as error:
        return error_answer(403, error.message, request)
    except UnknownRun as error:
        return error_answer(404, error.message, request)
    except Invalid as error:
        return error_answer(400, error.message, request)
    headers = {"Content-Disposition": 'attachment; filename="gradient-lab.json"', "Cache-Control": "no-store"}
    return JSONResponse(saved, headers=headers)
