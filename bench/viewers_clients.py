"""Browsers as far as the server can tell: each watches one run; a process of its own.

It is told on stdin which runs to watch, ``{"runs": [...]}``, and answers that and every other line with how
many frames each viewer has got so far.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

from websockets.asyncio.client import connect

from core.container import unpack
from ui.owner import COOKIE, new_secret, signed
from ui.routes.live import ACKNOWLEDGED_EACH

_PATIENCE = 60.0


def _headers() -> dict[str, str]:
    """Of a visitor of its own: each may watch only so much."""
    return {"Cookie": f"{COOKIE}={signed(new_secret())}"}


class Viewer:
    """One open WebSocket, which acknowledges as a browser does.

    Attributes:
        frames: frames that came.
        greeted: set when the run's greeting has come.
    """

    def __init__(self) -> None:
        self.frames = 0
        self.greeted = asyncio.Event()

    async def watch(self, url: str, run: str) -> None:
        """Read for as long as this lasts."""
        taken = 0
        address = f"{url.replace('http', 'ws')}/lab/runs/{run}/live?lang=en"
        # As browsers do, it offers compression, and leaves the choice to the server.
        async with connect(address, additional_headers=_headers(), max_size=None) as socket:
            while True:
                data = await socket.recv(decode=False)
                taken += 1
                if taken % ACKNOWLEDGED_EACH == 0:
                    await socket.send("")
                if not self.greeted.is_set():
                    if unpack(data).values.get("kind") == "hello":
                        self.greeted.set()
                elif b'"kind' not in data[:200]:
                    self.frames += 1


async def main(url: str) -> None:
    """Watch until stdin ends."""
    viewers: list[Viewer] = []
    tasks: list[asyncio.Task[None]] = []
    while line := await asyncio.to_thread(sys.stdin.readline):
        asked: dict[str, Any] = json.loads(line)
        for run in asked.get("runs", ()):
            viewers.append(Viewer())
            tasks.append(asyncio.create_task(viewers[-1].watch(url, run)))
        if "runs" in asked:
            async with asyncio.timeout(_PATIENCE):
                await asyncio.gather(*(viewer.greeted.wait() for viewer in viewers))
        ended = [task for task in tasks if task.done()]
        if ended:
            await ended[0]
            raise RuntimeError("A connection has ended that should go on.")
        said = {"frames": [viewer.frames for viewer in viewers], "at": time.perf_counter()}
        print(json.dumps(said), flush=True)
    for task in tasks:
        task.cancel()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
