"""A trainer without TensorFlow: it counts steps, and breaks where a test wants it to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from core.experiment import Experiment
from core.frame import Boundary, Edges, Frame, Histogram, LayerFrame, LayerLayout, RunLayout
from core.live.protocol.job import Job
from core.message import Message
from core.packed import PackedFrame

EDGES = Edges(-1.0, 1.0, 40)
STEPS_PER_EPOCH = 10
STEPS_PER_SECOND = 3000
"""Quicker than networks are: nobody waits for what is only counted."""


def layout_of(layers: int) -> RunLayout:
    names = [*(str(index + 1) for index in range(layers - 1)), "out"]
    return RunLayout(
        tuple(LayerLayout(name, 8, EDGES, EDGES, EDGES, EDGES) for name in names), STEPS_PER_EPOCH, "accuracy"
    )


def frame_at(step: int, *, layers: int = 2, side: int | None = 4, seed: int = 0, **changes: object) -> Frame:
    """A frame of random numbers, always the same ones for the same arguments."""
    rng = np.random.default_rng([seed, step])

    def histogram() -> Histogram:
        under, over, nonfinite = (int(value) for value in rng.integers(0, 9, 3))
        return Histogram(EDGES, rng.integers(0, 500, EDGES.bins), under, over, nonfinite)

    values = {
        "step": step,
        "epoch": step / STEPS_PER_EPOCH,
        "seconds": step / 1000,
        "learning_rate": 0.01,
        "loss": float(rng.random()),
        "metric": float(rng.random()),
        "val_loss": float(rng.random()),
        "val_metric": None,
        "layers": tuple(
            LayerFrame(
                layer.name,
                layer.units,
                *(histogram() for _ in range(4)),
                *(float(value) for value in rng.random(8)),
                update_ratio=float(rng.random()),
            )
            for layer in layout_of(layers).layers
        ),
        "boundary": Boundary(rng.random((side, side), dtype=np.float32), 6.0) if side else None,
    }
    return Frame(**values | changes)  # type: ignore[arg-type]


def packed_at(step: int, **changes: Any) -> PackedFrame:
    """The same as it is shown and stored."""
    return PackedFrame.of(frame_at(step, **changes), (0.0, 1.0))


@dataclass(frozen=True)
class FakeState:
    step: int

    def to_bytes(self) -> bytes:
        return str(self.step).encode()


@dataclass
class FakeTrainer:
    """Takes steps at a steady speed (`STEPS_PER_SECOND`), or breaks as told.

    Arguments:
        diverge_at, fail_at: step at which the loss becomes NaN, or an exception comes.
        first_look: seconds that the first frame takes.
        on: called with the trainer and what is about to be done: "advance", "frame", "state" or "compiled";
            it may block or raise.
    """

    experiment: Experiment
    learning_rate: float = 0.01
    step: int = 0
    seconds: float = 0.0
    diverge_at: int | None = None
    fail_at: int | None = None
    plan: str = "fake"
    layout: RunLayout = field(default_factory=lambda: layout_of(2))
    turns: list[int] = field(default_factory=list)
    threads: set[str] = field(default_factory=set)
    compiled: threading.Event = field(default_factory=threading.Event)
    first_look: float = 0.0
    on: Callable[[FakeTrainer, str], None] = lambda trainer, doing: None

    @property
    def last_step(self) -> int:
        return self.experiment.epochs * STEPS_PER_EPOCH

    @property
    def epoch_end(self) -> int:
        return (self.step // STEPS_PER_EPOCH + 1) * STEPS_PER_EPOCH

    @property
    def finished(self) -> bool:
        return self.step >= self.last_step or self.diverged

    @property
    def diverged(self) -> bool:
        return self.diverge_at is not None and self.step >= self.diverge_at

    @property
    def ending(self) -> Message | None:
        return Message("It diverged at step {step}.", step=self.step) if self.diverged else None

    def notes(self) -> dict[str, Any]:
        return {"findings": [], "best": None, "measured": None}

    def frame(self) -> Frame:
        self.on(self, "frame")
        if not self.turns:
            time.sleep(self.first_look)
        loss = float("nan") if self.diverged else 0.5
        changes = {"learning_rate": self.learning_rate, "seconds": self.seconds, "loss": loss}
        return frame_at(self.step, **changes)

    def begin_frame(self) -> Callable[[], Frame]:
        frame = self.frame()
        return lambda: frame

    def advance(self, seconds: float) -> None:
        self.advance_steps(max(1, round(seconds * STEPS_PER_SECOND)))

    def advance_steps(self, steps: int) -> None:
        self.threads.add(threading.current_thread().name)
        self.on(self, "advance")
        steps = min(steps, self.last_step - self.step)
        time.sleep(steps / STEPS_PER_SECOND)  # this is what training is for everyone else: time
        self.step += steps
        self.turns.append(self.step)
        if self.fail_at is not None and self.step >= self.fail_at:
            raise RuntimeError("the graphics card is on fire")

    def state(self) -> FakeState:
        self.on(self, "state")
        return FakeState(self.step)

    def wait_until_compiled(self) -> None:
        self.on(self, "compiled")
        assert self.compiled.wait(5)


class Factory:
    """Builds fake trainers and remembers them by run.

    Arguments:
        prepare: changes a trainer before it is used; it may block or raise.
    """

    def __init__(self, prepare: Callable[[FakeTrainer], None] = lambda trainer: None) -> None:
        self.made: dict[str, FakeTrainer] = {}
        self._prepare = prepare

    def __call__(self, job: Job) -> FakeTrainer:
        step = int(job.state) if job.state else 0
        trainer = FakeTrainer(job.experiment, learning_rate=job.learning_rate, step=step)
        self._prepare(trainer)
        self.made[job.session] = trainer
        return trainer
