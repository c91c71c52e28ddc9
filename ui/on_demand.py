"""Routes that are loaded when they are first asked for, so that the server answers before that."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from starlette.concurrency import run_in_threadpool
from starlette.routing import BaseRoute, Router
from starlette.types import Receive, Scope, Send


class OnDemand:
    """An ASGI app of routes that come from `load`, called once, in a thread, at the first request."""

    def __init__(self, load: Callable[[], Sequence[BaseRoute]]) -> None:
        self._load = load
        self._loading = asyncio.Lock()
        self._router: Router | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        router = self._router or await self._loaded()
        await router(scope, receive, send)

    async def _loaded(self) -> Router:
        async with self._loading:
            if self._router is None:
                self._router = Router(await run_in_threadpool(self._load))
            return self._router
