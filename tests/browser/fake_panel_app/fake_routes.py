"""Routes of fake runs: watched as the lab's are, and commands are noted."""

from __future__ import annotations

import os
import threading
import time
from typing import Any

from fake_run import FakeRun, make_run, paused, status_of
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from core.container import Contents
from core.live.sessions.channel import Channel
from core.message import Translate
from ui.routes.live import Watched, live_routes

RATE = float(os.environ.get("FAKE_RATE", "15"))
BEFORE = 40
"""Frames that a run has when somebody comes."""
FORGOTTEN = 5.0
"""Seconds after which a run that nobody watches begins anew."""

received: list[dict[str, object]] = []


class FakeChannel(Channel):
    """The public side of a run that shows `RATE` frames a second while somebody watches."""

    def __init__(self, run: FakeRun) -> None:
        super().__init__()
        self.run = run
        self.used = time.monotonic()
        self._next = BEFORE
        self.stored = [run.frame(sequence) for sequence in range(BEFORE)]
        for sequence, frame in enumerate(self.stored):
            self._add(sequence, frame)
        self.greet()
        threading.Thread(target=self._go_on, daemon=True).start()

    def hello(self, translate: Translate, *, owner: bool) -> Contents:
        return self.run.hello()

    def status(self, translate: Translate) -> dict[str, Any]:
        return status_of(self.run.name, self._next)

    @property
    def gone(self) -> bool:
        return not self.watched and time.monotonic() - self.used > FORGOTTEN

    def _go_on(self) -> None:
        told = None
        while not self.gone and not self._over:
            status = self.status(str)
            if status != told:
                told = status
                self.refresh()
            if status["status"] == "diverged":
                self.end()
            if status["status"] == "running":
                self.stored.append(self.run.frame(self._next))
                self.show(self._next, self.stored[-1])
                self._next += 1
            time.sleep(1 / RATE)


channels: dict[str, FakeChannel] = {}


def watched(name: str, visitor: str | None) -> Watched:
    channel = channels.get(name)
    if channel is None or channel.gone or (channel._over and not channel.watched):
        channel = channels[name] = FakeChannel(make_run(name))
    channel.used = time.monotonic()
    return Watched(channel, channel.run.owner)


async def commands(request: Request) -> Response:
    body = await request.json()
    name = request.path_params["session"]
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


async def frames(request: Request) -> JSONResponse:
    stored = watched(request.path_params["session"], None).channel.stored
    return JSONResponse({"seq": [*range(len(stored))], "step": [frame.step for frame in stored]})


async def frame(request: Request) -> Response:
    channel = watched(request.path_params["session"], None).channel
    return Response(channel.stored[request.path_params["seq"]].data)


async def log(request: Request) -> JSONResponse:
    return JSONResponse(received)


routes: list[BaseRoute] = [
    *live_routes("/lab/runs/{session}", watched),
    Route("/lab/runs/{session}/commands", commands, methods=["POST"]),
    Route("/lab/runs/{session}/frames", frames),
    Route("/lab/runs/{session}/frames/{seq:int}", frame),
    Route("/fake/received", log),
]
