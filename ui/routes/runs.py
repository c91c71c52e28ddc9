"""Routes of runs: watching one, and commands."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from core.live.protocol.command import RUN_VERBS, Command
from core.live.runs import Runs
from core.message import Invalid, Message
from ui import services
from ui.routes.live import Watched, live_routes
from ui.routes.requests import address_of, carried_out

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
    address = address_of(request)

    def act(visitor: str, body: dict[str, Any]) -> dict[str, Any] | None:
        verb = body.get("verb")
        if not isinstance(verb, str):
            raise Invalid(Message("Expected JSON such as {example}.", example=_EXAMPLE))
        started = carry_out(
            services.runs(), request.path_params["session"], visitor, verb, body.get("value"), address
        )
        return None if started is None else {"run": started}

    return await carried_out(request, act, limit=MAX_BODY, example=_EXAMPLE)


def carry_out(runs: Runs, run: str, owner: str, verb: str, value: Any, address: str = "") -> str | None:
    """Do what was pressed in the panel, and return the id of the run that it started, if any.

    Raises:
        UnknownRun: there is no such run.
        NotOwner: it belongs to someone else.
        Invalid: an unknown verb, a bad value, or a run that cannot do this any more.
    """
    if verb in _AGAIN:
        return runs.again(run, owner, new_weights=_AGAIN[verb], address=address)
    runs.command(run, owner, Command.of_run(verb, value), address)
    return None
