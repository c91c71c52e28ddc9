"""Browsers as far as the server can tell: each reads the events of one run; a process of its own.

It is told on stdin which runs to watch, ``{"runs": [...]}``, and answers that and every other line with how
many frames each viewer has got so far.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

import httpx

from ui.owner import COOKIE

_FRAME, _HELLO = b"event: frame\n", b"event: hello\n"
_PATIENCE = 60.0
_HEADERS = {"Accept": "text/event-stream", "Cookie": f"{COOKIE}={'v' * 43}"}


class Viewer:
    """One open event stream.

    Attributes:
        frames: frames that came.
        greeted: set when the run's greeting has come.
    """

    def __init__(self) -> None:
        self.frames = 0
        self.greeted = asyncio.Event()

    async def watch(self, client: httpx.AsyncClient, run: str) -> None:
        """Read until the stream ends."""
        kept = b""
        async with client.stream("GET", f"/lab/runs/{run}/events", params={"lang": "en"}) as answer:
            answer.raise_for_status()
            async for part in answer.aiter_bytes():
                text = kept + part
                if _HELLO in text:
                    self.greeted.set()
                self.frames += text.count(_FRAME)
                kept = text[-len(_FRAME) + 1 :]  # a name may be cut in two


async def main(url: str) -> None:
    """Watch until stdin ends."""
    viewers: list[Viewer] = []
    tasks: list[asyncio.Task[None]] = []
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=url, headers=_HEADERS, timeout=None, limits=limits) as client:
        while line := await asyncio.to_thread(sys.stdin.readline):
            asked: dict[str, Any] = json.loads(line)
            for run in asked.get("runs", ()):
                viewers.append(Viewer())
                tasks.append(asyncio.create_task(viewers[-1].watch(client, run)))
            if "runs" in asked:
                async with asyncio.timeout(_PATIENCE):
                    await asyncio.gather(*(viewer.greeted.wait() for viewer in viewers))
            ended = [task for task in tasks if task.done()]
            if ended:
                await ended[0]
                raise RuntimeError("A stream has ended that should go on.")
            said = {"frames": [viewer.frames for viewer in viewers], "at": time.perf_counter()}
            print(json.dumps(said), flush=True)
        for task in tasks:
            task.cancel()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
