"""A store that tells what happens to runs, and the people who start them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from core.experiment import Experiment
from core.frame import Frame
from core.live.protocol.status import RunStatus
from core.live.records.run import RunRecord
from core.live.runs import Runs
from core.store.store import RunStore

ANN, BEN = "a" * 43, "b" * 43
LONG = Experiment(epochs=100_000)


def short(epochs: int = 20) -> Experiment:
    return Experiment(epochs=epochs)


def steps(runs: Runs, run: str) -> list[int]:
    return [frame.step for _, frame in runs.frames(run)]


class Watched(RunStore):
    """A store that lets a test wait for what happens to runs."""

    def __init__(self, url: str) -> None:
        self.saved: list[RunRecord] = []
        self.happened = threading.Condition()
        super().__init__(url)

    def add_frame(self, run: str, seq: int, frame: Frame) -> None:
        super().add_frame(run, seq, frame)
        with self.happened:
            self.happened.notify_all()

    def save(self, record: RunRecord) -> None:
        super().save(record)
        with self.happened:
            self.saved.append(record)
            self.happened.notify_all()

    def statuses(self, run: str) -> list[RunStatus]:
        found = [record.status for record in self.saved if record.id == run]
        return [status for at, status in enumerate(found) if at == 0 or status is not found[at - 1]]

    def wait(self, run: str, status: RunStatus, *, times: int = 1, timeout: float = 5.0) -> float:
        """Wait until the run has entered `status` for the `times`th time; returns when that was."""
        with self.happened:
            reached = self.happened.wait_for(lambda: self.statuses(run).count(status) >= times, timeout)
        assert reached, f"{self.statuses(run)} lacks {status}"
        return time.monotonic()

    def until(self, true: Callable[[], object], timeout: float = 5.0) -> None:
        """Wait until something is true, whether or not the store is told of it.

        It is asked without the store's lock: it may want another one, whose holder waits for the store.
        """
        deadline = time.monotonic() + timeout
        while not true():
            assert time.monotonic() < deadline, "it did not come"
            with self.happened:
                self.happened.wait(0.01)
