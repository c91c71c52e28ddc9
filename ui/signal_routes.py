"""The route of the page "Initialization": choices in, the pictures' numbers out. Nothing is kept."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core.message import Invalid, Message
from ui.initialization.question import EXAMPLE, Question
from ui.initialization.view import view
from ui.language import translator
from ui.routes import error_answer, from_our_page, language, limited_body

MAX_BODY = 16 * 1024
"""Bytes of a request: an experiment with all its choices takes one or two thousand."""

AT_ONCE = 2
"""Computations at a time, whoever asks; the others wait, so that training and pages stay responsive."""

_computing = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="signals")


def signal_routes() -> list[Route]:
    """The route ``/lab/signals``."""
    return [Route("/lab/signals", _signals, methods=["POST"])]


async def _signals(request: Request) -> Response:
    # Computing costs: other sites shall not be able to ask for it in a visitor's name.
    if not from_our_page(request):
        return error_answer(403, Message("Open this page again: it is not known who you are."), request)
    try:
        body = await limited_body(request, MAX_BODY)
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(_computing, _answer, body, translator(language(request)))
    except Invalid as error:
        return error_answer(400, error.message, request)
    return Response(answer, media_type="application/json", headers={"Cache-Control": "no-store"})


def _answer(body: bytes, translate: Callable[[str], str]) -> bytes:
    _load_engine()
    text = json.dumps(view(Question.read(_object(body)), translate), separators=(",", ":"), allow_nan=False)
    return text.encode()


def _load_engine() -> None:
    """Keras draws the weights. It is loaded as `ui.services` loads it, which may be under way.

    Threads that import different parts of TensorFlow at the same time break it; for the same module the
    second one waits.
    """
    try:
        import core.engine.trainer  # noqa: F401
    except ImportError as error:
        raise Invalid(Message("TensorFlow cannot be loaded: {error}", error=str(error))) from error


def _object(body: bytes) -> dict[str, Any]:
    try:
        read = json.loads(body)
        json.dumps(read, ensure_ascii=False).encode()  # half of a surrogate pair is no text
    except (ValueError, RecursionError):  # brackets can be nested deeper than Python goes
        read = None
    if not isinstance(read, dict):
        raise Invalid(Message("Expected JSON such as {example}.", example=EXAMPLE))
    return read
