"""Routes of the page "Playground": networks are made, commanded and watched here."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from core.choices.fields import shown
from core.choices.typed.points import EXAMPLE, read_pasted, write_points
from core.live.protocol.speeds import DEFAULT_SPEED
from core.message import Invalid, Message
from ui import services
from ui.owner import visitor_of
from ui.routes.live import Watched, live_routes
from ui.routes.requests import REFUSED, address_of, answered, carried_out, refusal
from ui.serving.threads import in_thread

MAX_BODY = 2 * 2**20
"""Bytes of a request: saved weights of the largest network take less than half of it."""

_OPENING = 20.0
"""Requests that a new network counts for: its data, its weights and its first picture are made at once."""

_EXAMPLE = '{"verb": "play"}'


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


async def _open(request: Request) -> Response:
    def act(visitor: str, body: dict[str, Any]) -> dict[str, Any]:
        experiment, speed = body.get("experiment", {}), body.get("speed", DEFAULT_SPEED)
        return {"play": services.networks().open(experiment, visitor, speed, address=address_of(request))}

    return await carried_out(request, act, limit=MAX_BODY, example=_EXAMPLE, cost=_OPENING)


async def _command(request: Request) -> Response:
    def act(visitor: str, body: dict[str, Any]) -> Any:
        play, verb = request.path_params["session"], body.get("verb")
        named = verb if isinstance(verb, str) else shown(verb)
        return services.networks().ask(play, visitor, named, body.get("value"))

    return await carried_out(request, act, limit=MAX_BODY, example=_EXAMPLE)


async def _points(request: Request) -> Response:
    def act(_visitor: str, body: dict[str, Any]) -> dict[str, Any]:
        text = body.get("text")
        points, labels = read_pasted(text if isinstance(text, str) else shown(text))
        if not len(labels):
            raise Invalid(
                Message(
                    "Expected at least one line such as {example}, received none. Paste rows.",
                    example=EXAMPLE,
                )
            )
        return {"points": write_points(points, labels), "count": len(labels)}

    return await carried_out(request, act, limit=MAX_BODY, example=_EXAMPLE)


async def _file(request: Request) -> Response:
    try:
        visitor, play = visitor_of(request), request.path_params["session"]
        saved = await answered(await in_thread(services.networks().ask, play, visitor, "save"))
    except REFUSED as error:
        return refusal(error, request)
    headers = {"Content-Disposition": 'attachment; filename="gradient-lab.json"', "Cache-Control": "no-store"}
    return JSONResponse(saved, headers=headers)
