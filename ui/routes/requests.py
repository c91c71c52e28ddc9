"""What routes have in common: who asks, what is asked, and how a refusal is told."""

from __future__ import annotations

import asyncio
import json
import math
from asyncio import sleep
from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import Future
from contextlib import asynccontextmanager, suppress
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response

from core.data.raw import ANOTHERS_TABLE
from core.live.far_fits import Full, Gone
from core.live.protocol.questions import Busy, Superseded
from core.live.records.run import NotOwner, UnknownRun
from core.live.sessions.drawable import Wrong
from core.live.sweeps.sweeps import UnknownSweep
from core.message import Invalid, Message
from ui import services
from ui.language import SOURCE, translator
from ui.owner import visitor_of
from ui.routes.named_tables import named_tables
from ui.serving.addresses import network_of_asker
from ui.serving.request_rates import BYTES, TooManyRequests
from ui.serving.threads import in_thread, settled
from ui.watch_token import UnknownToken

PATIENCE = 60.0
"""Seconds that a command may take."""

BODY_SECONDS = 30
"""Within which the body of a request comes."""

NOT_KNOWN = Message("Open this page again: it is not known who you are.")
"""Told to whoever steers something without a secret, or from another site."""


def language(connection: HTTPConnection) -> str:
    """The language that is asked for."""
    return connection.query_params.get("lang", SOURCE)


def same_origin(connection: HTTPConnection) -> bool:
    """Whether no page of another site asks, as browsers tell; programs that are no browser name no origin."""
    origin = connection.headers.get("origin")
    hosts = {connection.headers.get("host"), connection.headers.get("x-forwarded-host")}
    return origin is None or urlsplit(origin).netloc in hosts


def from_our_page(request: Request) -> bool:
    """Whether the request can only come from a page of this server.

    Other sites cannot add the header without asking first, and browsers say where a request comes from.
    """
    return request.headers.get("x-gradient-lab") == "1" and same_origin(request)


def address_of(connection: HTTPConnection) -> str:
    """The network address that limits count by; empty where it is not known."""
    client = None if connection.client is None else connection.client.host
    return network_of_asker(connection.headers, client)


def asker(request: Request) -> str:
    """Who asks for what needs no secret: a visitor, or else whoever comes from the same network."""
    return visitor_of(request) or address_of(request)


@asynccontextmanager
async def until_left(request: Request, leave: Callable[[], None]) -> AsyncIterator[None]:
    """Call `leave` as soon as whoever asks is gone, for as long as this lasts. The body is read by then."""

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        leave()

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()


async def limited_body(request: Request, limit: int, too_long: Invalid | None = None) -> bytes:
    """The body of a request.

    Arguments:
        too_long: what is raised in place of words about commands.

    Raises:
        Invalid: it has more than `limit` bytes.
        Late: it does not come within `BODY_SECONDS`.
    """
    body = bytearray()
    with suppress(TimeoutError):
        async with asyncio.timeout(BODY_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    raise too_long or Invalid(
                        Message(
                            "Expected at most {limit} bytes, received more. Send a shorter command.",
                            limit=limit,
                        )
                    )
            return bytes(body)
    raise Late


def _finite(text: str) -> float:
    """A number that processes can tell each other: JSON knows neither NaN nor 1e999, Python reads both."""
    found = float(text)
    if not math.isfinite(found):
        raise ValueError(text)
    return found


def json_object(body: bytes, example: str) -> dict[str, Any]:
    """The JSON object that a browser sends.

    Raises:
        Invalid: it is none, or has numbers that are not finite; it should look like `example`.
    """
    try:
        read = json.loads(body, parse_constant=_finite, parse_float=_finite)
    except (ValueError, RecursionError):  # brackets can be nested deeper than Python goes
        read = None
    if not isinstance(read, dict):
        raise Invalid(Message("Expected JSON such as {example}.", example=example))
    return read


REFUSED = (Invalid, NotOwner, UnknownRun, UnknownSweep)
"""What is raised where something is asked that cannot be done; each has a `message` that says why."""


RETRY_AFTER = 2
"""Seconds after which what was refused because there was no time may be asked again."""


class Hasty(Busy):
    """One visitor, or one network address, asks faster than may be; `seconds` later it may be asked again."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(
            Message("Too many requests in a short time. Try again in {seconds} seconds.", seconds=seconds)
        )


class Late(Invalid):
    """A request that did not come to its end."""

    def __init__(self) -> None:
        super().__init__(
            Message(
                "Expected all of the request within {seconds} s, received a part of it. Send it again.",
                seconds=BODY_SECONDS,
            )
        )


_CODES = {
    Superseded: 429,
    Hasty: 429,
    Busy: 503,
    Late: 408,
    NotOwner: 403,
    LookupError: 404,
    UnknownToken: 401,
    Gone: 410,
    Full: 413,
}


def refusal(error: Invalid | NotOwner | UnknownRun | UnknownSweep, request: Request) -> Response:
    """Why something is not done, in the language that is asked for."""
    code = next((code for kind, code in _CODES.items() if isinstance(error, kind)), 400)
    answer = _told(code, error.message, request, error.errors if isinstance(error, Wrong) else None)
    if isinstance(error, Busy):
        seconds = error.seconds if isinstance(error, Hasty) else RETRY_AFTER
        answer.headers["Retry-After"] = str(seconds)
    return answer


def not_known(request: Request, why: Message = NOT_KNOWN) -> Response:
    """To whoever asks for what only our own page may, or a program with a token."""
    return _told(403, why, request)


def _told(
    code: int, message: Message, request: Request, errors: Mapping[str, Message] | None = None
) -> Response:
    translate = translator(language(request))
    body: dict[str, Any] = {"error": message.render(translate)}
    if errors is not None:
        body["errors"] = {path: wrong.render(translate) for path, wrong in errors.items()}
    # ASCII: a message may quote half of a surrogate pair, which is JSON but no text.
    return Response(json.dumps(body), status_code=code, media_type="application/json")


async def asked_for(
    request: Request, *, limit: int, example: str, cost: float = 0.0
) -> dict[str, Any] | Response:
    """The JSON object that our own page sends, or the answer to whoever else asks.

    Arguments:
        request: what is asked.
        limit: bytes at most.
        example: how the object looks.
        cost: requests more that it counts for (`ui.serving.request_rates`), besides its length.
    """
    # Other sites shall not be able to ask for what costs, or steers, in a visitor's name.
    if not from_our_page(request):
        return not_known(request)
    try:
        await in_turn(request, cost, limit)
        asked = json_object(await limited_body(request, limit), example)
        named = named_tables(asked)
        if bool(named) and await in_thread(services.anothers_table, tuple(named), visitor_of(request)):
            raise Invalid(ANOTHERS_TABLE)
        return asked
    except Invalid as error:
        return refusal(error, request)


async def in_turn(request: Request, cost: float, limit: int, *, asker: str | None = None) -> None:
    """Wait until whoever asks may ask this, before any of it is read.

    Arguments:
        asker: who asks, where no visitor's page does.

    Raises:
        Hasty: that would be long.
    """
    told = request.headers.get("content-length", "")
    size = min(int(told), limit) if told.isdecimal() and len(told) < 10 else limit
    visitor, address = asker or visitor_of(request), address_of(request)
    try:
        waits = services.request_rates().spend(visitor, address, cost + size / BYTES)
    except TooManyRequests as error:
        raise Hasty(error.seconds) from None
    if waits > 0.0:
        await sleep(waits)


Act = Callable[[str, dict[str, Any]], dict[str, Any] | Future[Any] | None]
"""From a visitor's secret and what is asked to the answer, or to one that comes later (None: nothing to say);
raises one of `REFUSED`."""


async def answered(later: Future[Any]) -> Any:
    """The answer that comes later; no thread waits for it.

    Raises:
        Invalid: it does not come in time, or cannot be given.
    """
    try:
        return await settled(later, PATIENCE)
    except TimeoutError:
        raise Invalid(Message("The server is busy. Try again in a moment.")) from None


async def carried_out(request: Request, act: Act, *, limit: int, example: str, cost: float = 0.0) -> Response:
    """Do what a visitor's page sends, in a thread, and answer with what comes of it (see `asked_for`)."""
    visitor = visitor_of(request)
    if visitor is None:
        return not_known(request)
    asked = await asked_for(request, limit=limit, example=example, cost=cost)
    if isinstance(asked, Response):
        return asked
    try:
        answer = await in_thread(act, visitor, asked)
        if isinstance(answer, Future):
            answer = await answered(answer)
    except REFUSED as error:
        return refusal(error, request)
    return Response(status_code=204) if answer is None else JSONResponse(answer)
