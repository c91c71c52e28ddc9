"""A browser that watches over a WebSocket, straight from the ASGI application, and one that only asks."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import httpx
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, StreamingResponse
from starlette.routing import Route

from core.container import Contents, unpack
from core.experiment import Experiment
from core.live.runs import Runs
from core.packed import RUN_NUMBERS
from ui.owner import COOKIE, OwnerCookie, signed
from ui.routes import live
from ui.routes.health import health_routes
from ui.routes.runs import run_routes
from ui.routes.sweeps import sweep_routes
from ui.routes.watch import watch_routes

ANN, BEN = "a" * 43, "b" * 43
LONG = Experiment(epochs=100_000)
OURS = {"X-Gradient-Lab": "1"}


async def _page(request: object) -> HTMLResponse:
    return HTMLResponse("<p>page</p>")


async def _script(request: object) -> StreamingResponse:
    return StreamingResponse(iter([b"let a"]), media_type="text/javascript")


APP = Starlette(
    routes=[
        Route("/", _page),
        Route("/script.js", _script),
        *run_routes(),
        *sweep_routes(),
        *health_routes(),
        *watch_routes(),
    ],
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


class Message(NamedTuple):
    """A message as a browser reads it."""

    kind: str
    contents: Contents


@dataclass
class Viewer:
    """A browser that watches over a WebSocket, straight from the ASGI application.

    Arguments:
        blocked: while set, it takes what comes and acknowledges nothing, as a page that is busy.
    """

    blocked: bool = False
    messages: list[Message] = field(default_factory=list)
    accepted: bool = False
    code: int | None = None
    signs_of_life: int = 0
    sent: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _taken: int = 0

    async def send(self, message: dict[str, Any]) -> None:
        async with self.changed:
            if message["type"] == "websocket.accept":
                self.accepted = True
            elif message["type"] == "websocket.close":
                self.code = message.get("code", 1000)
            else:
                self._take(message["bytes"])
            self.changed.notify_all()

    def _take(self, data: bytes) -> None:
        self._taken += 1
        if data:
            contents = unpack(data)
            self.messages.append(Message(contents.values.get("kind", "frame"), contents))
        else:
            self.signs_of_life += 1
        if not self.blocked:
            self._acknowledge()

    def _acknowledge(self) -> None:
        while self._taken >= live.ACKNOWLEDGED_EACH:
            self._taken -= live.ACKNOWLEDGED_EACH
            self.sent.put_nowait({"type": "websocket.receive", "text": ""})

    def unblock(self) -> None:
        self.blocked = False
        self._acknowledge()

    @property
    def ended(self) -> bool:
        return self.code is not None

    async def wait(self, until: Callable[[list[Message]], bool]) -> None:
        async with asyncio.timeout(5), self.changed:
            await self.changed.wait_for(lambda: until(self.messages))

    async def wait_for_status(self, status: str) -> None:
        await self.wait(lambda _: any(said["status"] == status for said in self.statuses))

    @property
    def names(self) -> list[str]:
        return [message.kind for message in self.messages]

    @property
    def steps(self) -> list[int]:
        """Of the frames."""
        return [step_of(message.contents) for message in self.messages if message.kind == "frame"]

    @property
    def statuses(self) -> list[dict[str, Any]]:
        """What was told about where the run stands."""
        return [message.contents.values for message in self.messages if message.kind == "status"]


def step_of(frame: Contents) -> int:
    return int(frame.arrays["run"][RUN_NUMBERS.index("step")])


@asynccontextmanager
async def viewing(
    run: str, owner: str | None = ANN, *, headers: Mapping[str, str] | None = None, query: str = ""
) -> AsyncIterator[Viewer]:
    """A viewer of `run`, who leaves at the end."""
    viewer = Viewer()
    asked = {
        "host": "testserver",
        **({"cookie": f"{COOKIE}={signed(owner)}"} if owner else {}),
        **(headers or {}),
    }
    scope = {
        "type": "websocket",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "scheme": "ws",
        "path": f"/lab/runs/{run}/live",
        "query_string": f"lang=en{query}".encode(),
        "headers": [(name.encode(), value.encode()) for name, value in asked.items()],
        "subprotocols": [],
    }
    viewer.sent.put_nowait({"type": "websocket.connect"})
    task = asyncio.create_task(APP(scope, viewer.sent.get, viewer.send))
    try:
        yield viewer
    finally:
        viewer.sent.put_nowait({"type": "websocket.disconnect", "code": 1001})
        await asyncio.wait_for(task, 5)


async def paused_at_start(runs: Runs) -> str:
    run = runs.start(LONG, ANN, paused=True)
    async with viewing(run) as viewer:
        await viewer.wait_for_status("paused")
    return run
