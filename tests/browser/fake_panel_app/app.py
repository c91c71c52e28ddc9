"""The panel against a fake run: `uvicorn app:app` in this folder (the project's root on PYTHONPATH).

Query parameters of the page: `run` (spiral, deep, bad, viewer, none), `lang`, `marked=1` (every word in
⟦brackets⟧). Environment: FAKE_RATE frames a second, FAKE_NO_ROUTES=1 to withhold the custom routes,
FAKE_WORDS a JSON file with other words.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import streamlit as st
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

sys.path.insert(0, str(Path(__file__).parent))
from fake_run import make_run, paused, status_of

from ui.serving.assets import asset_routes

RATE = float(os.environ.get("FAKE_RATE", "15"))
received: list[dict[str, object]] = []


async def events(request: Request) -> StreamingResponse:
    name = request.path_params["run"]

    def line(event: str, data: object) -> str:
        return f"event: {event}\ndata: {data if event == 'frame' else json.dumps(data)}\n\n"

    async def stream() -> AsyncIterator[str]:
        run = make_run(name)
        for sequence in range(40):
            run.frame(sequence)
        yield line("hello", run.hello())
        shown = None
        sequence = 40
        while True:
            status = status_of(name, sequence)
            if status != shown:
                shown = status
                yield line("status", status)
            if status["status"] == "diverged":
                break
            if status["status"] == "running":
                yield f"id: {sequence}\n" + line("frame", run.frame(sequence))
                sequence += 1
            await asyncio.sleep(1 / RATE)
        yield line("end", {})

    return StreamingResponse(stream(), media_type="text/event-stream")


async def commands(request: Request) -> Response:
    body = await request.json()
    name = request.path_params["run"]
    received.append({"run": name, **body, "header": request.headers.get("x-gradient-lab")})
    if body["verb"] == "pause":
        paused.add(name)
    if body["verb"] == "resume":
        paused.discard(name)
    if body["verb"] == "learning_rate" and body["value"] > 9:
        return JSONResponse({"error": "⟦Expected a learning rate of at most 9.⟧"}, status_code=422)
    if body["verb"].startswith("again"):
        return JSONResponse({"run": f"{name}-again"})
    return Response(status_code=204)


async def log(request: Request) -> JSONResponse:
    return JSONResponse(received)


routes = [
    Route("/lab/runs/{run}/events", events),
    Route("/lab/runs/{run}/commands", commands, methods=["POST"]),
    Route("/fake/received", log),
    *asset_routes(),
]
app = st.App(
    str(Path(__file__).parent / "page.py"), routes=[] if os.environ.get("FAKE_NO_ROUTES") else routes
)
