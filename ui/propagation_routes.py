"""Routes of the page "Initialization": choices in, the pictures' numbers out."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from core.message import Invalid, Message, Translate, rendered
from core.propagation.answer import answer
from core.propagation.map import GradientMap
from core.propagation.question import EXAMPLE, Question
from ui.language import translator
from ui.routes import error_answer, from_our_page, json_object, language, limited_body

MAX_BODY = 16 * 1024
"""Bytes of a request: an experiment with all its choices takes one or two thousand, and there may be four."""

AT_ONCE = 2
"""Computations at a time, whoever asks; the others wait, so that training and pages stay responsive."""

_computing = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="propagation")
_mapping = ThreadPoolExecutor(1, thread_name_prefix="maps")
"""One map at a time: each uses all cores."""


def propagation_routes() -> list[Route]:
    """``/lab/propagation``, what the dial asks, and ``/lab/propagation/map``, the map line by line."""
    return [
        Route("/lab/propagation", _propagation, methods=["POST"]),
        Route("/lab/propagation/map", _map, methods=["POST"]),
    ]


async def _propagation(request: Request) -> Response:
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


async def _map(request: Request) -> Response:
    if not from_our_page(request):
        return error_answer(403, Message("Open this page again: it is not known who you are."), request)
    try:
        body = await limited_body(request, MAX_BODY)
        loop = asyncio.get_running_loop()
        gradients = await loop.run_in_executor(_computing, _gradient_map, body)
    except Invalid as error:
        return error_answer(400, error.message, request)
    lines = _lines(gradients, translator(language(request)))
    return StreamingResponse(lines, headers={"Cache-Control": "no-store"}, media_type="application/x-ndjson")


async def _lines(gradients: GradientMap, translate: Translate) -> AsyncIterator[bytes]:
    """The map as JSON, a line each as soon as it is measured. Measuring waits for no reader."""
    loop = asyncio.get_running_loop()
    waiting: asyncio.Queue[bytes | None] = asyncio.Queue()
    gone = threading.Event()

    def measure() -> None:
        try:
            with closing(gradients.lines()) as lines:
                while not gone.is_set() and (line := next(lines, None)) is not None:
                    loop.call_soon_threadsafe(waiting.put_nowait, _json(rendered(line, translate)) + b"\n")
        finally:
            loop.call_soon_threadsafe(waiting.put_nowait, None)

    measuring = loop.run_in_executor(_mapping, measure)
    try:
        while (line := await waiting.get()) is not None:
            yield line
        await measuring  # what went wrong ends the connection, so that nobody takes half a map for a whole
    finally:
        gone.set()


def _gradient_map(body: bytes) -> GradientMap:
    _load_engine()
    return GradientMap.of(Question.read(json_object(body, EXAMPLE)))


def _answer(body: bytes, translate: Translate) -> bytes:
    _load_engine()
    asked = json_object(body, EXAMPLE)
    return _json(rendered(answer(asked), translate))


def _json(told: Any) -> bytes:
    return json.dumps(told, separators=(",", ":"), allow_nan=False).encode()


def _load_engine() -> None:
    """Keras draws the weights. It is loaded as `ui.services` loads it, which may be under way.

    Threads that import different parts of TensorFlow at the same time break it; for the same module the
    second one waits.
    """
    try:
        import core.engine.training.trainer  # noqa: F401
    except ImportError as error:
        raise Invalid(Message("TensorFlow cannot be loaded: {error}", error=str(error))) from error
