"""Routes that are loaded when they are first asked for, so that the server answers before that."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.routing import BaseRoute, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from ui.serving.threads import in_thread


class OnDemand:
    """Middleware that answers paths that begin with one of `prefixes`, by routes of its own.

    `load` gives the routes, once, in a thread, at the first request. Middleware after this one sees none
    of these requests: each message would pass through all of it.
    """

    def __init__(
        self, app: ASGIApp, prefixes: tuple[str, ...], load: Callable[[], Sequence[BaseRoute]]
    ) -> None:
        self._app = app
        self._prefixes = prefixes
        self._load = load
        self._loading = asyncio.Lock()
        self._router: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self._app
        if scope["type"] in {"http", "websocket"}:
            path: str = scope["path"]
            if path.removeprefix(scope.get("root_path", "")).startswith(self._prefixes):
                app = self._router or await self._loaded()
        await app(scope, receive, send)

    async def _loaded(self) -> ASGIApp:
        async with self._loading:
            if self._router is None:
                self._router = ExceptionMiddleware(Router(await in_thread(self._load)))
            return self._router
