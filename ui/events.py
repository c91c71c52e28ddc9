"""The events of a run: as a stream, or asked for now and then where streams do not get through."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

from starlette.concurrency import run_in_threadpool

from core import wire
from core.data.raw import DataUnavailable
from core.live.sessions.channel import Channel, Seen
from core.live.sessions.record import Command, Verb
from core.live.sessions.runs import Runs
from ui.language import translator

HEARTBEAT_SECONDS = 15.0
_AGAIN = {"again_same": False, "again_new": True}
"""Verbs that start another run: whether its initial weights are new."""
VERBS = (*Verb, *_AGAIN)
"""All that can be pressed in the panel."""


async def stream(
    runs: Runs, channel: Channel, *, owner: bool, lang: str, last: int | None
) -> AsyncIterator[bytes]:
    """Events of a run until it is over, the viewer goes, or the server stops.

    Arguments:
        runs: where the run belongs.
        channel: where it is watched.
        owner: whether the viewer may steer it.
        lang: the viewer's language.
        last: number of the latest frame that the viewer has, when it comes back.
    """
    bell = asyncio.Event()
    channel.join(bell)
    # One clock for the whole stream: a timeout around each wait would cost more than the waiting itself.
    heart = asyncio.create_task(beat(bell))
    try:
        seen = channel.seen(last)
        while True:
            bell.clear()
            news = channel.news(seen)
            seen = news.seen
            if news.greet:
                yield wire.event("hello", await run_in_threadpool(_hello, channel, owner, lang))
            if news.frames:
                yield b"".join([channel.event(shown) for shown in news.frames])
            if news.status:
                yield wire.event("status", _status(runs, channel, lang))
            if news.over:
                yield wire.event("end", {})
            if news.over or news.closed:
                return
            if not (news.greet or news.frames or news.status):
                yield b": still here\n\n"
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
    channel = runs.channel(run)
    news = channel.news(channel.seen(after) if greeted and after >= 0 else Seen())
    events: list[dict[str, Any]] = []
    if news.greet:
        events.append(_polled("hello", _hello(channel, channel.record.owned_by(owner), lang)))
    events += [_polled("frame", wire.frame_text(shown.frame)) | {"id": shown.seq} for shown in news.frames]
    events.append(_polled("status", _status(runs, channel, lang)))
    if news.over:
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
    runs.command(run, owner, Command.read(verb, value))
    return None


def _hello(channel: Channel, owner: bool, lang: str) -> dict[str, Any]:
    record, history = channel.past()
    try:
        plane = wire.plane_of(record.experiment)
    except DataUnavailable:  # an old run whose data are no longer here: all but the points is known
        plane = None
    return wire.hello(record, history, plane, owner=owner, translate=translator(lang))


def _status(runs: Runs, channel: Channel, lang: str) -> dict[str, Any]:
    record = channel.record
    return wire.status(record, place=runs.place(record.id), trouble=runs.trouble, translate=translator(lang))
