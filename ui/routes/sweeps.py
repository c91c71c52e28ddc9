"""Routes of sweeps: how far one is, starting one, stopping it and going on with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from core.choices.fields import shown, unknown
from core.choices.initializers import dial_of
from core.experiment import Experiment
from core.json_numbers import number
from core.live.records.grid import Grid
from core.live.sweeps.progress import SweepProgress
from core.live.sweeps.sweeps import UnknownSweep
from core.message import Invalid, Message, Translate
from ui import services
from ui.language import translator
from ui.owner import visitor_of
from ui.routes.requests import address_of, carried_out, language, refusal
from ui.serving.threads import in_thread

MAX_BODY = 16 * 1024
"""Bytes of a request: an experiment with all its choices takes one or two thousand."""

NUMBERS = ("step", "loss", "metric", "val_loss", "val_metric")
"""What is told of the latest frame of each cell."""

_NO_STORE = {"Cache-Control": "no-store"}
_EXAMPLE = '{"experiment": {}, "scales": [0.5, 1], "depths": [2, 4], "steps": 200}'


def sweep_routes() -> list[Route]:
    """Routes that begin with ``/lab/sweeps``."""
    return [
        Route("/lab/sweeps", _start, methods=["POST"]),
        Route("/lab/sweeps/{sweep}", _standing, methods=["GET"]),
        Route("/lab/sweeps/{sweep}/commands", _command, methods=["POST"]),
    ]


async def _standing(request: Request) -> Response:
    def told() -> dict[str, Any]:
        sweeps, owner = services.runs().sweeps, visitor_of(request)
        standing = sweeps.standing(request.path_params["sweep"])
        if not isinstance(standing.sweep.grid, Grid):
            raise UnknownSweep(request.path_params["sweep"])
        translate = translator(language(request))
        told = told_of(standing, owner=owner, trouble=services.runs().trouble, translate=translate)
        return told | {"busy": sweeps.busy(owner)}

    try:
        return JSONResponse(await in_thread(told), headers=_NO_STORE)
    except UnknownSweep as error:
        return refusal(error, request)


async def _start(request: Request) -> Response:
    address = address_of(request)

    def start(owner: str, body: dict[str, Any]) -> dict[str, str]:
        return {"sweep": services.runs().sweeps.start(grid_of(body), owner, address=address)}

    return await carried_out(request, start, limit=MAX_BODY, example=_EXAMPLE)


async def _command(request: Request) -> Response:
    def act(owner: str, body: dict[str, Any]) -> None:
        sweeps = services.runs().sweeps
        verbs: dict[str, Callable[[str, str], None]] = {
            "stop": sweeps.stop,
            "resume": partial(sweeps.resume, address=address_of(request)),
        }
        verb = body.get("verb")
        if not isinstance(verb, str) or verb not in verbs:
            raise Invalid(unknown(verb, verbs))
        verbs[verb](request.path_params["sweep"], owner)

    return await carried_out(request, act, limit=MAX_BODY, example=_EXAMPLE)


def grid_of(body: Mapping[str, Any]) -> Grid:
    """The grid that a browser asks for: ``{"experiment": {path: text}, "scales", "depths", "steps"}``.

    Raises:
        Invalid: something about it is wrong.
    """
    texts = body.get("experiment")
    if not isinstance(texts, dict):
        raise Invalid(Message("Expected JSON such as {example}.", example=_EXAMPLE))
    base, errors = Experiment.lenient(texts)
    for path, message in errors.items():
        raise Invalid(Message("{choice}: {reason}", choice=shown(path), reason=message))
    return Grid.asked(base, body.get("scales"), body.get("depths"), body.get("steps"))


def told_of(
    standing: SweepProgress, *, owner: str | None, trouble: Message | None, translate: Translate
) -> dict[str, Any]:
    """How far a sweep is, as a browser gets it.

    Of the cells there is one list a kind, in the order of the grid: depth by depth, and by rising scale
    within a depth. Numbers that are missing or not finite are null: a cell that has diverged says so by its
    status.
    `metric` says what the cells' metric measures, and `remaining` how many seconds all of it still takes.
    """
    sweep, cells = standing.sweep, standing.cells
    grid = sweep.grid
    assert isinstance(grid, Grid)
    return {
        "id": sweep.id,
        "owner": sweep.owned_by(owner),
        "status": standing.status.value,
        "done": standing.done,
        "total": len(grid),
        "remaining": number(standing.remaining),
        "experiment": grid.base.flat(),
        "dial": dial_of(grid.base.initializer).key,
        "metric": "error" if grid.base.task == "regression" else "accuracy",
        "scales": list(grid.scales),
        "depths": list(grid.depths),
        "steps": grid.steps,
        "cells": {
            "run": [cell.run for cell in cells],
            "status": [cell.status.value for cell in cells],
            **{name: [number(cell.number(name)) for cell in cells] for name in NUMBERS},
        },
        "store": None if trouble is None else trouble.render(translate),
    }
