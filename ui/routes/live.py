"""How a session is watched: over a WebSocket, or asked for now and then where none gets through.

Either way a viewer gets the same messages (`core.live.sessions.messages`), each a container.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress
from typing import NamedTuple

import numpy as np
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from core.container import Contents, pack
from core.live.records.run import NotOwner, UnknownRun
from core.live.sessions.channel import Channel, Cursor, Update
from core.live.sessions.messages import message
from core.live.sessions.traffic import Stream
from core.message import Translate
from ui import services
from ui.language import translator
from ui.owner import named_visitor, visitor_of
from ui.routes.requests import address_of, language, refusal, same_origin
from ui.serving.threads import in_thread

HEARTBEAT_SECONDS = 15.0
"""A quiet connection gives a sign of life, an empty message, to proxies in between."""
WINDOW = 4
"""Messages that a viewer may be behind: one that does not keep up gets the newest, and no queue."""
ACKNOWLEDGED_EACH = 2
"""How many messages a viewer acknowledges at a time: half as many as are sent cost half as much."""
MOST_SECONDS = 5.0
"""How long an answer to a poll may wait for something new."""
POLLED_SECONDS = 3.0
"""A session counts as watched for so long after a poll; who watches asks sooner."""

GONE, UNKNOWN, FORBIDDEN, TOO_MANY = 1001, 4404, 4403, 4429
"""Why a WebSocket is closed: nothing more comes (now), there is no such session, it is another visitor's, or
its visitor watches too much already."""

_NAMING_SECONDS = 10.0
_STREAM_HEADERS = {"Cache-Control": "no-store"}


class Watched(NamedTuple):
    """What is watched, and whether the viewer may steer it."""

    channel: Channel
    owner: bool


Find = Callable[[str, str | None], Watched]
"""From a session's id and the viewer's secret to what is watched; raises `UnknownRun` or `NotOwner`."""


def live_routes(path: str, find: Find) -> list[BaseRoute]:
    """The WebSocket ``{path}/live``, and ``{path}/updates`` for who polls; `path` has a ``{session}``."""

    async def live(socket: WebSocket) -> None:
        await _live(socket, find)

    async def updates(request: Request) -> Response:
        return await _updates(request, find)

    return [WebSocketRoute(f"{path}/live", live), Route(f"{path}/updates", updates, methods=["GET"])]


async def stream(watched: Watched, lang: str) -> AsyncGenerator[list[bytes]]:
    """What a session shows until it is over, the viewer goes, or the server stops: messages in bundles.

    A bundle is made when it is asked for: who asks late gets the newest. An empty one is a sign of life.
    """
    bell, cursor = asyncio.Event(), Cursor()
    channel, translate = watched.channel, translator(lang)
    channel.join(bell)
    # One clock for the whole stream: a timeout around each wait would cost more than the waiting itself.
    heart = asyncio.create_task(_beat(bell))
    try:
        while True:
            bell.clear()
            update = channel.update(cursor)
            cursor = update.cursor
            yield await _messages(watched, update, translate)
            if update.over or update.closed:
                return
            await bell.wait()
    finally:
        heart.cancel()
        channel.leave(bell)


async def _beat(bell: asyncio.Event) -> None:
    while True:
        await asyncio.sleep(HEARTBEAT_SECONDS)
        bell.set()


async def _messages(watched: Watched, update: Update, translate: Translate) -> list[bytes]:
    channel = watched.channel
    found = []
    if update.greet:
        found.append(await in_thread(_greeting, watched, translate))
    found += [channel.bytes_of(shown) for shown in update.frames]
    if update.status:
        found.append(message("status", Contents(channel.status(translate), {})))
    if update.over:
        found.append(message("end", Contents({}, {})))
    return found


def _greeting(watched: Watched, translate: Translate) -> bytes:
    return message("hello", watched.channel.hello(translate, owner=watched.owner))


# Over a WebSocket


async def _live(socket: WebSocket, find: Find) -> None:
    # Browsers let pages of other sites open WebSockets, with the visitor's cookie.
    if not same_origin(socket):
        await socket.close()
        return
    await socket.accept()
    with suppress(WebSocketDisconnect, TimeoutError):
        visitor = await _visitor(socket)
        with services.traffic().stream(visitor, address_of(socket)) as carrier:
            if carrier is None:
                await socket.close(TOO_MANY)
                return
            try:
                watched = await in_thread(find, socket.path_params["session"], visitor)
            except UnknownRun:
                await socket.close(UNKNOWN)
            except NotOwner:
                await socket.close(FORBIDDEN)
            else:
                await _Viewer(socket, carrier).serve(stream(watched, language(socket)))


async def _visitor(socket: WebSocket) -> str | None:
    """The viewer's secret: that of the cookie, else the first message, where the address announces it."""
    visitor = visitor_of(socket)
    if visitor is None and "named" in socket.query_params:
        with suppress(KeyError):  # bytes
            async with asyncio.timeout(_NAMING_SECONDS):
                return named_visitor(await socket.receive_text())
    return visitor


class _Viewer:
    """A WebSocket that is sent bundles, at most `WINDOW` messages ahead of what it has acknowledged."""

    def __init__(self, socket: WebSocket, carrier: Stream) -> None:
        self._socket = socket
        self._carrier = carrier
        self._ahead = 0
        self._room = asyncio.Event()

    async def serve(self, bundles: AsyncGenerator[list[bytes]]) -> None:
        """Until the viewer goes or nothing more comes."""
        tasks = {asyncio.create_task(self._read()), asyncio.create_task(self._write(bundles))}
        try:
            ended, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
        await asyncio.wait(tasks)
        for task in ended:
            task.result()

    async def _write(self, bundles: AsyncGenerator[list[bytes]]) -> None:
        async with aclosing(bundles):
            async for bundle in bundles:
                for data in bundle or [b""]:
                    await self._socket.send_bytes(data)
                    self._ahead += 1
                if wait := self._carrier.spend(sum(map(len, bundle))):
                    await asyncio.sleep(wait)
                while self._ahead >= WINDOW:
                    self._room.clear()
                    await self._room.wait()
        await self._socket.close(GONE)

    async def _read(self) -> None:
        """Take acknowledgements, whatever they say, until the viewer goes."""
        while (await self._socket.receive())["type"] != "websocket.disconnect":
            self._ahead = max(0, self._ahead - ACKNOWLEDGED_EACH)
            self._room.set()


# Polled


async def _updates(request: Request, find: Find) -> Response:
    """What is new since ``?after=``: a container of messages, which also says what to ask for next."""
    visitor = visitor_of(request)
    with services.traffic().stream(visitor, address_of(request)) as carrier:
        if carrier is None:
            return Response(status_code=429, headers={**_STREAM_HEADERS, "Retry-After": "5"})
        try:
            watched = await in_thread(find, request.path_params["session"], visitor)
        except (UnknownRun, NotOwner) as error:
            return refusal(error, request)
        body = await _news(request, watched)
        await asyncio.sleep(carrier.spend(len(body)))
    return Response(body, headers=_STREAM_HEADERS, media_type="application/octet-stream")


async def _news(request: Request, watched: Watched) -> bytes:
    channel, translate = watched.channel, translator(language(request))
    channel.poll(POLLED_SECONDS)
    cursor = channel.known(_cursor(request.query_params.get("after", "")))
    with suppress(TimeoutError):
        async with asyncio.timeout(min(MOST_SECONDS, _seconds(request.query_params.get("wait", "")))):
            await _something_new(channel, cursor)
    update = channel.update(cursor._replace(status=-1))  # where it stands is told each time
    found = await _messages(watched, update, translate)
    values = {"after": f"{update.cursor.greeting}.{update.cursor.frame}"}
    arrays = {str(at): np.frombuffer(data, np.uint8) for at, data in enumerate(found)}
    return pack(values, arrays)


async def _something_new(channel: Channel, cursor: Cursor) -> None:
    bell = asyncio.Event()
    channel.join(bell)
    try:
        known = cursor._replace(status=channel.update(cursor).cursor.status)
        while channel.update(known).nothing:
            await bell.wait()
            bell.clear()
    finally:
        channel.leave(bell)


def _cursor(text: str) -> Cursor:
    greeting, _, frame = text.partition(".")
    return Cursor(_whole(greeting, 0), _whole(frame, -1))


def _whole(text: str, usual: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else usual


def _seconds(text: str) -> float:
    return float(_whole(text, 0))
