"""Answers that come in parts: lines of JSON, each sent as soon as it is computed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import suppress
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from core.message import Invalid, Translate, rendered
from ui import services
from ui.language import translator
from ui.routes.requests import address_of, asked_for, asker, language, refusal, until_left

LEFT = 499
"""Status of an answer that nobody waits for any more, as logs have it (nginx); nobody gets it."""

MAX_BODY = 16 * 1024
"""Bytes of a request: an experiment with all its choices takes one or two thousand, and there may be four."""


async def in_lines(request: Request, question: str, *, example: str) -> Response:
    """The answer to `question` (`core.live.answering.answers.QUESTIONS`), a line for each of its parts."""
    asked = await asked_for(request, limit=MAX_BODY, example=example)
    if isinstance(asked, Response):
        return asked
    lines = _lines(request, question, asked, translator(language(request)))
    try:
        first = await anext(lines, None)  # what is wrong with the question is known by then
    except Invalid as error:
        return refusal(error, request)
    if first is None:
        return Response(status_code=LEFT)
    return StreamingResponse(
        _after(first, lines), headers={"Cache-Control": "no-store"}, media_type="application/x-ndjson"
    )


async def _after(first: bytes, rest: AsyncGenerator[bytes]) -> AsyncIterator[bytes]:
    try:
        yield first
        async for line in rest:
            yield line
    finally:
        await rest.aclose()


async def _lines(
    request: Request, question: str, asked: dict[str, Any], translate: Translate
) -> AsyncGenerator[bytes]:
    """The parts as JSON; ends early where nobody waits for them. Computing waits for no reader."""
    loop = asyncio.get_running_loop()
    waiting: asyncio.Queue[Any] = asyncio.Queue()

    def put(part: Any) -> None:
        with suppress(RuntimeError):  # the loop has ended, and the reader with it
            loop.call_soon_threadsafe(waiting.put_nowait, part)

    measuring = services.measurements().ask(question, asked, asker(request), put, address=address_of(request))
    measuring.answer.add_done_callback(lambda done: put(None))
    try:
        async with until_left(request, measuring.cancel):
            while (part := await waiting.get()) is not None:
                yield as_json(rendered(part, translate)) + b"\n"
        if measuring.cancelled.is_set():
            return
        # What went wrong ends the connection, so that nobody takes half an answer for a whole.
        measuring.answer.result(0)
    finally:
        measuring.cancel()


def as_json(told: Any) -> bytes:
    """`told`, which has no numbers that are not finite."""
    return json.dumps(told, separators=(",", ":"), allow_nan=False).encode()
