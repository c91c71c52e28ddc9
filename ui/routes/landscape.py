"""Route of the explorer of the loss landscape: choices in, ways, losses and sharpness out."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.landscape.question import EXAMPLE
from ui.routes.in_lines import in_lines


def landscape_routes() -> list[Route]:
    """``/lab/landscape``, answered line by line (see `core.landscape.answer`)."""
    return [Route("/lab/landscape", _landscape, methods=["POST"])]


async def _landscape(request: Request) -> Response:
    return await in_lines(request, "landscape", example=EXAMPLE)
