"""The events of a run: as a stream, or asked for now and then where streams do not get through."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Any, Protocol

from starlette.concurrency import run_in_threadpool

from core.live.protocol.command import RUN_VERBS, Command
from core.live.runs import Runs
from core.live.sessions import messages
from core.live.sessions.channel import Channel, Cursor
from core.packed import PackedFrame
from ui.language import translator

HEARTBEAT_SECONDS = 15.0
_AGAIN = {"again_same": False, "again_new": True}
"""Verbs that start another run: whether its initial weights are new."""
VERBS = (*RUN_VERBS, *_AGAIN)
"""All that can be pressed in the panel."""


class Encoder(Protocol):
    """How messages are written into a stream."""

    nothing: bytes
    """A sign of life."""

    def values(self, kind: str, values: dict[str, Any]) -> bytes: ...
    def frame(self, data: bytes) -> bytes: ...


class ServerSentEvents:
    """Messages as server-sent events, frames in base64."""

    nothing = b": still here\n\n"

    def values(self, kind: str, values: dict[str, Any]) -> bytes:
        return messages.event(kind, values)

    def frame(self, data: bytes) -> bytes:
        return data


async def stream(
    channel: Channel, encode: Encoder, *, owner: bool, lang: str, cursor: Cursor
) -> AsyncIterator[bytes]:
    """What a session shows until it is over, the viewer goes, or the server stops.

    Arguments:
        channel: where it is watched.
        encode: how it is written.
        owner: whether the viewer may steer it.
        lang: the viewer's language.
        cursor: how far the viewer is, when it comes back.
    """
    bell = asyncio.Event()
    translate = translator(lang)
    channel.join(bell)
    # One clock for the whole stream: a timeout around each wait would cost more than the waiting itself.
    heart = asyncio.create_task(beat(bell))
    try:
        while True:
            bell.clear()
            update = channel.update(cursor)
            cursor = update.cursor
            parts = []
            if update.greet:
                hello = partial(channel.hello, translate, owner=owner)
                parts.append(encode.values("hello", await run_in_threadpool(hello)))
            parts += [encode.frame(channel.bytes_of(shown)) for shown in update.frames]
            if update.status:
                parts.append(encode.values("status", channel.status(translate)))
            if update.over:
                parts.append(encode.values("end", {}))
            yield b"".join(parts) or encode.nothing
            if update.over or update.closed:
                return
            await bell.wait()
    finally:
        heart.cancel()
        channel.leave(bell)


async def beat(bell: asyncio.Event) -> None:
    """Wake a stream now and then, so that a quiet one gives a sign of life to proxies in between."""
    while True:
        await asyncio.sleep(HEARTBEAT_SECONDS)
        bell.set()


def events_after(
    runs: Runs, run: str, owner: str | None, *, lang: str, after: int, greeted: bool
) -> list[dict[str, Any]]:
    """What `stream` would send to a viewer whose latest frame is `after`, as ``{"event", "data", "id"?}``.

    Raises:
        UnknownRun: there is no such run.
    """
    channel, translate = runs.channel(run), translator(lang)
    update = channel.update(channel.cursor(1, after) if greeted and after >= 0 else Cursor())
    events: list[dict[str, Any]] = []
    if update.greet:
        events.append(_polled("hello", channel.hello(translate, owner=channel.record.owned_by(owner))))
    events += [
        _polled("frame", messages.frame_text(shown.frame)) | {"id": shown.seq}
        for shown in update.frames
        if isinstance(shown.frame, PackedFrame)
    ]
    events.append(_polled("status", channel.status(translate)))
    if update.over:
        events.append(_polled("end", {}))
    return events


def _polled(event: str, data: object) -> dict[str, Any]:
    return {"event": event, "data": data}


def carry_out(runs: Runs, run: str, owner: str, verb: str, value: Any) -> str | None:
    """Do what was pressed in the panel, and return the id of the run that it started, if any.

    Raises:
        UnknownRun: there is no such run.
        NotOwner: it belongs to someone else.
        Invalid: an unknown verb, a bad value, or a run that cannot do this any more.
    """
    if verb in _AGAIN:
        return runs.again(run, owner, new_weights=_AGAIN[verb])
    runs.command(run, owner, Command.of_run(verb, value))
    return None
