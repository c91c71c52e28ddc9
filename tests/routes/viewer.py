"""A browser that reads an event stream, straight from the ASGI application, and one that only asks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, StreamingResponse
from starlette.routing import Route

from core.experiment import Experiment
from core.live.runs import Runs
from ui.owner import COOKIE, OwnerCookie
from ui.routes import lab_routes
from ui.sweep_routes import sweep_routes

ANN, BEN = "a" * 43, "b" * 43
LONG = Experiment(epochs=100_000)
OURS = {"X-Gradient-Lab": "1"}


async def _page(request: object) -> HTMLResponse:
    return HTMLResponse("<p>page</p>")


async def _script(request: object) -> StreamingResponse:
    return StreamingResponse(iter([b"let a"]), media_type="text/javascript")


APP = Starlette(
    routes=[Route("/", _page), Route("/script.js", _script), *lab_routes(), *sweep_routes()],
    middleware=[Middleware(OwnerCookie)],
)


class Client:
    """A browser without streams: it keeps its cookies."""

    def __init__(self, *, cookies: dict[str, str] | None = None, base_url: str = "http://testserver") -> None:
        self.cookies = httpx.Cookies(cookies)
        self._base_url = base_url

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        return self._ask("GET", path, headers=headers or {})

    def post(self, path: str, headers: dict[str, str] | None = None, **body: Any) -> httpx.Response:
        return self._ask("POST", path, headers=OURS | (headers or {}), **body)

    def _ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(APP)
            async with httpx.AsyncClient(
                transport=transport, base_url=self._base_url, cookies=self.cookies
            ) as client:
                answer = await client.request(method, path, **options)
                self.cookies = client.cookies
                return answer

        return asyncio.run(ask())


@dataclass
class Viewer:
    """A browser that reads an event stream as it comes, straight from the ASGI application.

    Arguments:
        blocked: while set, the connection takes nothing, as that of a slow client.
    """

    body: bytes = b""
    head: dict[str, Any] = field(default_factory=dict)
    ended: bool = False
    blocked: bool = False
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def send(self, message: dict[str, Any]) -> None:
        async with self.changed:
            await self.changed.wait_for(lambda: not self.blocked)
            if message["type"] == "http.response.start":
                self.head = message
            else:
                self.body += message["body"]
                self.ended = not message.get("more_body")
            self.changed.notify_all()

    async def wait(self, until: Callable[[list[tuple[str, Any, str | None]]], bool]) -> None:
        async with asyncio.timeout(5), self.changed:
            await self.changed.wait_for(lambda: until(self.events))

    async def wait_for_status(self, status: str) -> None:
        await self.wait(lambda _: any(said["status"] == status for said in self.statuses))

    async def unblock(self) -> None:
        async with self.changed:
            self.blocked = False
            self.changed.notify_all()

    @property
    def events(self) -> list[tuple[str, Any, str | None]]:
        """Name, data and id of each event; comments are left out. The data of a frame stay text."""
        found = []
        for block in self.body.decode().split("\n\n")[:-1]:
            lines = dict(line.split(": ", 1) for line in block.split("\n") if not line.startswith(":"))
            if lines:
                is_frame = lines["event"] == "frame"
                data = lines["data"] if is_frame else json.loads(lines["data"])
                found.append((lines["event"], data, lines.get("id")))
        return found

    @property
    def names(self) -> list[str]:
        return [name for name, _, _ in self.events]

    @property
    def numbers(self) -> list[int]:
        """Of the frames."""
        return [int(number) for name, _, number in self.events if name == "frame" and number]

    @property
    def statuses(self) -> list[dict[str, Any]]:
        """What was told about where the run stands."""
        return [data for name, data, _ in self.events if name == "status"]


@asynccontextmanager
async def viewing(run: str, owner: str = ANN, last: int | None = None) -> AsyncIterator[Viewer]:
    """A viewer of `run`, who leaves at the end."""
    viewer, gone = Viewer(), asyncio.Event()
    headers = [(b"cookie", f"{COOKIE}={owner}".encode())]
    if last is not None:
        headers.append((b"last-event-id", str(last).encode()))
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "method": "GET",
        "scheme": "http",
        "path": f"/lab/runs/{run}/events",
        "query_string": b"lang=en",
        "headers": headers,
    }

    async def receive() -> dict[str, Any]:
        await gone.wait()
        return {"type": "http.disconnect"}

    task = asyncio.create_task(APP(scope, receive, viewer.send))
    try:
        yield viewer
    finally:
        gone.set()
        await viewer.unblock()
        await asyncio.wait_for(task, 5)


async def paused_at_start(runs: Runs) -> str:
    run = runs.start(LONG, ANN, paused=True)
    async with viewing(run) as viewer:
        await viewer.wait_for_status("paused")
    return run
