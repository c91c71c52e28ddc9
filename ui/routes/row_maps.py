"""The feature maps of a training row that somebody chose, of a run's newest state."""

from __future__ import annotations

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from core.data.raw import ANOTHERS_TABLE
from core.live.protocol.questions import Asked, Busy
from core.live.records.run import UnknownRun
from core.message import Invalid, Message
from core.model.size import work
from ui import services
from ui.owner import visitor_of
from ui.routes.in_lines import LEFT
from ui.routes.requests import address_of, asked_for, asker, refusal, until_left
from ui.serving.threads import in_thread

MAX_BODY = 1024
_EXAMPLE = '{"row": 5}'
_LARGEST = 2**31 - 1


def row_maps_routes() -> list[BaseRoute]:
    """``/lab/runs/{session}/maps``."""
    return [Route("/lab/runs/{session}/maps", _maps, methods=["POST"])]


async def _maps(request: Request) -> Response:
    """A container, see `core.engine.inspection.row_maps`."""
    asked = await asked_for(request, limit=MAX_BODY, example=_EXAMPLE)
    if isinstance(asked, Response):
        return asked
    try:
        measuring = await in_thread(_ask, request, asked.get("row"))
        async with until_left(request, measuring.cancel):
            answer = await asyncio.wrap_future(measuring.answer)
    except (Invalid, UnknownRun) as error:
        return refusal(error, request)
    except asyncio.CancelledError:
        if not measuring.cancelled.is_set():
            measuring.cancel()
            raise
        return Response(status_code=LEFT)
    return Response(answer, media_type="application/octet-stream", headers={"Cache-Control": "no-store"})


def _ask(request: Request, row: Any) -> Asked:
    """Ask the engine.

    Raises:
        UnknownRun: there is no such run.
        Invalid: no row, no convolutional network, somebody else's table, or no state yet.
    """
    if isinstance(row, bool) or not isinstance(row, int) or not 1 <= row <= _LARGEST:
        raise Invalid(Message("Expected JSON such as {example}.", example=_EXAMPLE))
    run = request.path_params["session"]
    record = services.runs().record(run)
    experiment = record.experiment
    if not experiment.convolution_layers:
        raise Invalid(Message("Expected a run of a convolutional network, received one without."))
    if experiment.dataset.name == "table" and not record.owned_by(visitor_of(request)):
        raise Invalid(ANOTHERS_TABLE)
    checkpoint = services.runs().checkpoint(run)
    if checkpoint is None:
        raise Busy(Message("No state of this run is there yet. Try again in a moment."))
    body = {"experiment": experiment.flat(), "work": work(experiment), "row": row}
    return services.measurements().ask(
        "row_maps", body, asker(request), address=address_of(request), data=checkpoint.data
    )
