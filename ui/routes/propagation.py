"""Routes of the page "Initialization": choices in, the pictures' numbers out."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.message import Invalid, rendered
from core.propagation.question import EXAMPLE
from ui import services
from ui.language import translator
from ui.routes.in_lines import LEFT, MAX_BODY, as_json, in_lines
from ui.routes.requests import address_of, asked_for, asker, language, refusal, until_left


def propagation_routes() -> list[Route]:
    """``/lab/propagation``, what the dial asks, and ``/lab/propagation/map``, the map line by line."""
    return [
        Route("/lab/propagation", _propagation, methods=["POST"]),
        Route("/lab/propagation/map", _map, methods=["POST"]),
    ]


async def _propagation(request: Request) -> Response:
    asked = await asked_for(request, limit=MAX_BODY, example=EXAMPLE)
    if isinstance(asked, Response):
        return asked
    try:
        measuring = services.measurements().ask(
            "propagation", asked, asker(request), address=address_of(request)
        )
        async with until_left(request, measuring.cancel):
            answer = await asyncio.wrap_future(measuring.answer)
    except Invalid as error:
        return refusal(error, request)
    except asyncio.CancelledError:
        if not measuring.cancelled.is_set():
            measuring.cancel()
            raise
        return Response(status_code=LEFT)
    body = as_json(rendered(answer, translator(language(request))))
    return Response(body, media_type="application/json", headers={"Cache-Control": "no-store"})


async def _map(request: Request) -> Response:
    return await in_lines(request, "map", example=EXAMPLE)
