"""Routes for `gradient_lab.Watch`: a program sends its run while it trains.

``POST /lab/watch`` with a header begins a run and tells its id, ``POST /lab/watch/{run}`` takes frames (none:
the program is still there), ``POST /lab/watch/{run}/end`` says that `fit` has ended. Whose run it is says the
token, in a header. Nothing of a request is kept that is not all there, or in which anything is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.live.far_fits import Full
from core.live.records.run import UnknownRun
from core.message import Invalid, Message
from core.store.recorded import read_beginning, unsendable
from ui import services
from ui.routes.requests import address_of, in_turn, limited_body, not_known, refusal, same_origin
from ui.serving.threads import in_thread
from ui.watch_token import HEADER, owner_hash_of, signed_name

MAX_BODY = 2 * 2**20
"""Bytes of a request; Watch sends half of that at most, if a single frame is not larger."""

_LONGEST_KEY = 64

Act = Callable[[str, bytes], dict[str, Any] | None]
"""From the hash of the owner's secret and the body to the answer."""


def watch_routes() -> list[Route]:
    """Routes that begin with ``/lab/watch``."""
    return [
        Route("/lab/watch", _begin, methods=["POST"]),
        Route("/lab/watch/{run}", _frames, methods=["POST"]),
        Route("/lab/watch/{run}/end", _end, methods=["POST"]),
    ]


async def _begin(request: Request) -> Response:
    address = address_of(request)

    def begin(owner_hash: str, body: bytes) -> dict[str, Any]:
        try:
            beginning = read_beginning(body)
        except ValueError as error:
            raise Invalid(unsendable(error)) from error
        key = beginning.about.get("key")
        known = key if isinstance(key, str) and len(key) <= _LONGEST_KEY else ""
        runs = services.runs()
        return {"run": runs.far_fits.begin(beginning, owner_hash, key=known, address=address)}

    return await _taken(request, begin)


async def _frames(request: Request) -> Response:
    run, address = request.path_params["run"], address_of(request)

    def add(owner_hash: str, body: bytes) -> dict[str, Any]:
        return {"step": services.runs().far_fits.add(run, owner_hash, body, address=address)}

    return await _taken(request, add)


async def _end(request: Request) -> Response:
    def end(owner_hash: str, _: bytes) -> None:
        services.runs().far_fits.end(request.path_params["run"], owner_hash)

    return await _taken(request, end)


class NoSuchRun(UnknownRun):
    """No run of this person's has that id."""

    message = Message(
        "Expected the id of a run that was begun with this token, received another one. Begin a run with "
        "POST /lab/watch, which answers with its id."
    )


ANOTHER_SITE = Message(
    "Expected a program with gradient_lab.Watch, received what a page of another site sends. Let the "
    "program send it."
)


def _too_long() -> Full:
    return Full(
        Message(
            "Expected at most {limit} bytes at a time, received more. Watch fewer layers.", limit=MAX_BODY
        )
    )


def _check_length(request: Request) -> None:
    told = request.headers.get("content-length", "")
    if told.isdecimal() and (len(told) > 9 or int(told) > MAX_BODY):
        raise _too_long()


async def _taken(request: Request, act: Act) -> Response:
    """Do what a program sends, in a thread, and answer with what comes of it."""
    if not same_origin(request):
        return not_known(request, ANOTHER_SITE)
    try:
        name = signed_name(request.headers.get(HEADER, ""))
        await in_turn(request, 0.0, MAX_BODY, asker=name)
        owner_hash = await in_thread(owner_hash_of, name)
        _check_length(request)
        body = await limited_body(request, MAX_BODY, _too_long())
        answer = await in_thread(act, owner_hash, body)
    except ClientDisconnect:
        return Response(status_code=400)  # nobody is there to read it
    except UnknownRun:
        return refusal(NoSuchRun(), request)
    except Invalid as error:
        return refusal(error, request)
    return Response(status_code=204) if answer is None else JSONResponse(answer)
