"""Routes of runs: watching one, and commands."""

from __future__ import annotations

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from core.live.protocol.command import RUN_VERBS, Command
from core.live.records.run import NotOwner, UnknownRun
from core.live.runs import Runs
from core.message import Invalid, Message
from ui import services
from ui.owner import visitor_of
from ui.routes.live import Watched, live_routes
from ui.routes.requests import NOT_KNOWN, error_answer, from_our_page, json_object, limited_body

MAX_BODY = 1024

_AGAIN = {"again_same": False, "again_new": True}
"""Verbs that start another run: whether its initial weights are new."""
VERBS = (*RUN_VERBS, *_AGAIN)
"""All that can be pressed in the panel."""

_EXAMPLE = '{"verb": "pause"}'


def run_routes() -> list[BaseRoute]:
    """Routes that begin with ``/lab/runs``."""
    return [
        *live_routes("/lab/runs/{session}", _watched),
        Route("/lab/runs/{session}/commands", _command, methods=["POST"]),
    ]


def _watched(run: str, visitor: str | None) -> Watched:
    channel = services.runs().channel(run)
    return Watched(channel, channel.record.owned_by(visitor))


async def _command(request: Request) -> Response:
    visitor = visitor_of(request)
    if visitor is None or not from_our_page(request):
        return error_answer(403, NOT_KNOWN, request)
    try:
        verb, value = _verb_and_value(await limited_body(request, MAX_BODY))
        run = request.path_params["session"]
        started = await run_in_threadpool(carry_out, services.runs(), run, visitor, verb, value)
    except Invalid as error:
        return error_answer(400, error.message, request)
    except NotOwner as error:
        return error_answer(403, error.message, request)
    except UnknownRun as error:
        return error_answer(404, error.message, request)
    return Response(status_code=204) if started is None else JSONResponse({"run": started})


def carry_out(runs: Runs, run: str, owner: str, verb: str, value: Any) -> str | None:
    """Do what was pressed in the panel, and return the id of the run that it started, if any.

    Raises:
        UnknownRun: there is no such run.
        NotOwner: it belongs to someone else.
        Invalid: an unknown verb, a bad value, or a run that cannot do this any more.
    """
    if verb in _AGAIN:
        return runs.again(run, owner, new_weights=_AGAIN[verb])
    runs.command(run, owner, Command.of_run(verb, value))
    return None


def _verb_and_value(body: bytes) -> tuple[str, Any]:
    command = json_object(body, _EXAMPLE)
    if not isinstance(command.get("verb"), str):
        raise Invalid(Message("Expected JSON such as {example}.", example=_EXAMPLE))
    return command["verb"], command.get("value")
