"""Somebody who looks on while a network is played with, in an event loop of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from core.container import unpack
from core.packed import RUN_NUMBERS

WITHIN = 20.0


@dataclass(frozen=True)
class Shown:
    """What tells one scene from another."""

    number: int
    layer: int
    unit: int
    epoch: float
    step: float
    loss: float


def shown(body: bytes) -> Shown:
    values, arrays = unpack(body)
    run = dict(zip(RUN_NUMBERS, arrays["run"].tolist(), strict=True))
    return Shown(**values, epoch=run["epoch"], step=run["step"], loss=run["loss"])


class Onlooker:
    """Reads a stream of messages (see `ui.routes.live`) in a thread, and lets a test wait for them."""

    def __init__(self) -> None:
        self.greetings: list[dict[str, Any]] = []
        self.statuses: list[dict[str, Any]] = []
        self.scenes: list[Shown] = []
        self.kinds: list[str] = []
        self.ended = False
        self._changed = threading.Condition()

    def take(self, bundle: Sequence[bytes]) -> None:
        with self._changed:
            for data in bundle:
                self._put(unpack(data).values, data)
            self._changed.notify_all()

    def _put(self, values: dict[str, Any], data: bytes) -> None:
        kind = values.get("kind", "frame")
        self.kinds.append(kind)
        if kind == "hello":
            self.greetings.append(values)
        elif kind == "frame":
            self.scenes.append(shown(data))
        elif kind == "status":
            self.statuses.append(values)

    def end(self) -> None:
        with self._changed:
            self.ended = True
            self._changed.notify_all()

    def wait(self, until: Callable[[], Any]) -> None:
        with self._changed:
            assert self._changed.wait_for(until, WITHIN), (self.scenes[-1:], self.statuses[-1:])


@contextmanager
def onlooker(stream: Callable[[], AsyncGenerator[list[bytes]]]) -> Iterator[Onlooker]:
    """Somebody who looks on at `stream` until the block ends."""
    found = Onlooker()
    loop = asyncio.new_event_loop()

    async def read() -> None:
        reading = stream()
        try:
            async for data in reading:
                found.take(data)
        finally:
            await reading.aclose()
            found.end()

    def run(reading: Coroutine[Any, Any, None]) -> None:
        nonlocal task
        asyncio.set_event_loop(loop)
        task = loop.create_task(reading)
        started.set()
        with suppress(asyncio.CancelledError):
            loop.run_until_complete(task)

    task: asyncio.Task[None]
    started = threading.Event()
    thread = threading.Thread(target=run, args=(read(),))
    thread.start()
    started.wait()
    try:
        yield found
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join()
        loop.close()
