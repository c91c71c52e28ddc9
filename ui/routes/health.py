"""Whether the server is ready."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from core.message import Message
from ui import services
from ui.language import translator
from ui.routes.requests import language


def health_routes() -> list[Route]:
    """``/lab/health``."""
    return [Route("/lab/health", _health, methods=["GET"])]


async def _health(request: Request) -> JSONResponse:
    translate = translator(language(request))

    def said(message: Message | None) -> str | None:
        return None if message is None else message.render(translate)

    body = {
        "ready": services.engine_ready(),
        "error": said(services.engine_error()),
        "store": said(services.store_trouble()),
    }
    return JSONResponse(body, headers={"Cache-Control": "no-store"})
