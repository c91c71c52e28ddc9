"""The lab's server with a replay in place of training; a process of its own (see `bench.viewers`).

It is asked on stdin: ``{"start": 100}`` starts runs and tells their ids, ``{"cpu": true}`` tells the
processor time that it has used so far, without that of the replay itself.
"""

from __future__ import annotations

import json
import logging
import os
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import replace
from itertools import count
from typing import Any

from bench.experiments import playground
from core.frame import Frame, RunLayout
from core.live.protocol.command import Command
from core.live.protocol.executor import Reports
from core.live.protocol.job import Job
from core.live.protocol.status import RunStatus
from core.live.protocol.trainer import Greeting
from core.live.runs import Runs
from core.packed import PackedFrame
from core.plane import value_range
from core.store.store import RunStore

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")  # read when TensorFlow is imported

RECORDED = 50

_ANSWERS, sys.stdout = sys.stdout, sys.stderr  # what the lab says when it starts is no answer


class Replay:
    """An executor that trains nothing: it shows recorded frames, each run at another place in them.

    Arguments:
        layout, frames: of a run that was trained before.
        rate: frames per second of each run.
    """

    takes_together = False

    def __init__(self, *, layout: RunLayout, frames: Sequence[Frame], rate: float) -> None:
        self._layout = layout
        self._frames = frames
        self._interval = 1 / rate
        self._jobs: list[tuple[Job, Reports]] = []
        self._closing = threading.Event()
        self._reporting = 0.0
        self.own_seconds = 0.0
        """Processor time of the replay itself, which stands for training: keeping time, making up frames."""
        threading.Thread(target=self._replay, name="replay", daemon=True).start()

    def submit(self, job: Job, reports: Reports) -> None:
        self._jobs.append((job, reports))

    def command(self, session: str, command: Command) -> Future[Any]:
        raise NotImplementedError("A replay goes on.")

    def watch(self, session: str, watched: bool) -> None:
        """Frames come by the clock, whoever looks."""

    def release(self, session: str) -> None:
        raise NotImplementedError("A replay goes on.")

    def forget(self, session: str) -> None:
        raise NotImplementedError("A replay goes on.")

    def close(self) -> None:
        self._closing.set()

    def _replay(self) -> None:
        """Show the next frame of every run once in each interval, evenly spread over it.

        By the clock: a replay that is held up shows what it owes as soon as it can.
        """
        greeted = 0
        began = time.monotonic()
        for number in count():
            due = began + number * self._interval
            while greeted < len(self._jobs):
                job, reports = self._jobs[greeted]
                reports.greeting(job.session, Greeting(1, job.experiment, self._layout))
                reports.status(job.session, RunStatus.RUNNING)
                greeted += 1
            for place in range(greeted):
                if self._closing.wait(due + self._interval * place / greeted - time.monotonic()):
                    return
                self._show(*self._jobs[place], place, number)
            if self._closing.wait(due + self._interval - time.monotonic()):
                return

    def _show(self, job: Job, reports: Reports, place: int, number: int) -> None:
        frame = self._frames[(place + number) % len(self._frames)]
        step = (number + 1) * self._layout.steps_per_epoch
        frame = replace(frame, step=step, epoch=float(number + 1), seconds=number * self._interval)
        began = time.thread_time()
        reports.frame(job.session, PackedFrame.of(frame, value_range(job.experiment)))
        ended = time.thread_time()
        self._reporting += ended - began
        self.own_seconds = ended - self._reporting


def recorded(frames: int) -> tuple[RunLayout, list[Frame]]:
    """A real playground run: its layout, and frames that differ from each other."""
    from core.engine.training.trainer import Trainer

    trainer = Trainer(playground())
    trainer.wait_until_compiled()
    found = []
    for _ in range(frames):
        trainer.advance_steps(4 * trainer.layout.steps_per_epoch)
        found.append(trainer.frame())
    return trainer.layout, found


def main(rate: float) -> None:
    """Serve until the process is told to end."""
    import uvicorn

    from ui import services

    layout, frames = recorded(RECORDED)
    replay = Replay(layout=layout, frames=frames, rate=rate)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, socket.socket() as listening:
        store = RunStore(f"sqlite:///{folder}/runs.sqlite")
        services._services.store = store
        services._services.runs = runs = Runs(store, replay)
        from app import app

        logging.disable(logging.INFO)  # Streamlit has every request logged
        listening.bind(("127.0.0.1", 0))
        port = listening.getsockname()[1]
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="warning", access_log=False, ws_per_message_deflate=False)
        )
        threading.Thread(target=_answer, args=(server, runs, replay, port), daemon=True).start()
        server.run(sockets=[listening])


def _answer(server: object, runs: Runs, replay: Replay, port: int) -> None:
    while not getattr(server, "started", False):
        time.sleep(0.01)
    _say({"port": port})
    for line in sys.stdin:
        asked = json.loads(line)
        if "start" in asked:
            seeds = range(asked["start"])
            _say({"runs": [runs.start(playground(weight_seed=seed), f"person {seed}") for seed in seeds]})
        else:
            used = time.process_time() - replay.own_seconds
            _say({"cpu": used, "at": time.perf_counter()})


def _say(body: object) -> None:
    print(json.dumps(body), file=_ANSWERS, flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]))
