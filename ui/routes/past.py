"""The past of a run, frame by frame: which are stored, and each as it was shown.

Whoever has the address of a run may watch it, its past too.
"""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from core.live.records.run import UnknownRun
from ui import services
from ui.routes.requests import Hasty, in_turn, refusal
from ui.serving.threads import in_thread

_KEPT = {"Cache-Control": "no-store"}


def past_routes() -> list[BaseRoute]:
    """``/lab/runs/{session}/frames`` and what belongs to it."""
    return [
        Route("/lab/runs/{session}/frames", _frames, methods=["GET"]),
        Route("/lab/runs/{session}/frames/{seq:int}", _frame, methods=["GET"]),
    ]


async def _frames(request: Request) -> Response:
    """Numbers and steps of the stored frames, in order: ``{"seq": [...], "step": [...]}``."""
    run = request.path_params["session"]
    try:
        await in_turn(request, 0.0, 0)
        await in_thread(services.runs().record, run)
    except (Hasty, UnknownRun) as error:
        return refusal(error, request)
    steps = await in_thread(services.runs().frame_steps, run)
    return JSONResponse({"seq": [*steps], "step": [*steps.values()]}, headers=_KEPT)


async def _frame(request: Request) -> Response:
    """A frame as viewers got it (`core.packed`)."""
    run, seq = request.path_params["session"], request.path_params["seq"]
    try:
        await in_turn(request, 0.0, 0)
    except Hasty as error:
        return refusal(error, request)
    frame = await in_thread(services.runs().packed_frame, run, min(seq, 2**31 - 1))
    if frame is None:
        return refusal(UnknownRun(run), request)
    return Response(frame.data, media_type="application/octet-stream", headers=_KEPT)
