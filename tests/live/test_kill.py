"""SIGKILL in the middle of training: nothing that was shown is lost, and it goes on as if undisturbed."""

from __future__ import annotations

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.engine.build import build
from core.engine.program.state import TrainState
from core.engine.training.trainer import Trainer
from core.live.protocol.command import Command, Verb
from core.live.protocol.status import RunStatus
from core.live.runs import Runs
from core.live.scheduling.executor import ThreadExecutor
from tests.conftest import ROOT
from tests.live.lab_to_kill import EXPERIMENTS, OWNER
from tests.live.watched import Watched

LIVED = 4.0
"""Seconds between the first frame that moved and the kill: several states are stored by then."""


@contextmanager
def killed_lab(url: str) -> Iterator[queue.SimpleQueue[str]]:
    """Lines of a lab that is killed at the end."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.live.lab_to_kill", url],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()
    assert process.stdout is not None
    reader = threading.Thread(target=lambda: [lines.put(line) for line in process.stdout or ()])
    reader.start()
    try:
        yield lines
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        assert process.wait(10) == -signal.SIGKILL
        reader.join(10)
        process.stdout.close()


def lived_through(url: str) -> tuple[dict[str, str], list[dict[str, Any]], float]:
    """Runs that were started, frames that were shown, and when the lab was killed."""
    shown: list[dict[str, Any]] = []
    with killed_lab(url) as lines:
        started: dict[str, str] = json.loads(lines.get(timeout=120))["started"]
        moving: set[str] = set()
        killed_at = float("inf")
        while time.time() < killed_at:
            frame = json.loads(lines.get(timeout=120))
            shown.append(frame)
            if frame["step"] and frame["run"] not in moving:
                moving.add(frame["run"])
                killed_at = frame["at"] + LIVED if len(moving) == len(started) else killed_at
        killed_at = time.time()
    while not lines.empty():
        line = lines.get()
        if line.endswith("\n"):
            shown.append(json.loads(line))
    return started, shown, killed_at


@pytest.mark.slow
def test_a_killed_lab_loses_no_frame_and_no_step(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'runs.sqlite'}"
    started, shown, killed_at = lived_through(url)
    store = Watched(url)
    runs = Runs(store, ThreadExecutor(build))
    try:
        for name, run in started.items():
            record = runs.record(run)
            assert record.status is RunStatus.INTERRUPTED and "stopped while" in str(record.cause)
            kept = {frame.step: frame.loss for _, frame in runs.frames(run)}
            old = [frame for frame in shown if frame["run"] == run and frame["at"] < killed_at - 1]
            assert len(old) > 10
            assert [frame for frame in old if kept.get(frame["step"]) != pytest.approx(frame["loss"])] == []
            state = store.state(run)
            assert state is not None and 0 < state.step < EXPERIMENTS[name].epochs * 25
            # Stored states come often enough that little has to be done again.
            assert state.step >= max(kept) / 2
            runs.command(run, OWNER, Command(Verb.RESUME))
            runs.command(run, OWNER, Command(Verb.SPEED, 0.0))
        for name, run in started.items():
            store.wait(run, RunStatus.FINISHED, timeout=120)
            assert store.flush()
            ours = store.state(run)
            assert ours is not None
            whole = Trainer(EXPERIMENTS[name])
            while not whole.finished:
                whole.advance_steps(10_000)
            reached = TrainState.from_bytes(ours.data)
            assert reached.step == whole.step
            np.testing.assert_array_equal(reached.values, whole.state().values)
            assert reached.to_bytes() == whole.state().to_bytes()
            _, last = runs.frames(run)[-1]
            assert last.loss == whole.frame().loss
            steps = [frame.step for _, frame in runs.frames(run)]
            assert steps == sorted(set(steps)), "what was shown twice is kept once"
    finally:
        runs.close()
        store.close()
