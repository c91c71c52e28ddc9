"""The seams around training: what is asked of a trainer, of an executor, and of whoever listens to it."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Protocol

from core.experiment import Experiment
from core.frame import Frame, RunLayout
from core.live.sessions.record import Command, RunStatus
from core.message import Message


class StateProtocol(Protocol):
    """A training state (`core.engine.program.state.TrainState`)."""

    @property
    def step(self) -> int: ...
    def to_bytes(self) -> bytes | memoryview: ...


class TrainerProtocol(Protocol):
    """What is asked of a trainer (`core.engine.training.trainer.Trainer`).

    Two of them may be used at the same time in two threads, also when their `plan` is the same: then a
    step costs the same. One is only ever used by one thread at a time.
    """

    learning_rate: float
    seconds: float

    @property
    def plan(self) -> Hashable: ...
    @property
    def layout(self) -> RunLayout: ...
    @property
    def step(self) -> int: ...
    @property
    def finished(self) -> bool: ...
    @property
    def diverged(self) -> bool: ...
    @property
    def ending(self) -> Message | None: ...
    def frame(self) -> Frame: ...
    def begin_frame(self) -> Callable[[], Frame]: ...
    def advance(self, seconds: float) -> None: ...
    def advance_steps(self, steps: int) -> None: ...
    def state(self) -> StateProtocol: ...
    def wait_until_compiled(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Job:
    """A run to be trained.

    Arguments:
        run: its id.
        experiment: what to train.
        learning_rate: the rate to begin with.
        speed: epochs per second at most, 0 for no limit.
        paused: wait at the first frame.
        state: where to go on (`StateProtocol.to_bytes`); the initial state when left out.
        seconds: time that was trained before.
        shown_step: step of the latest frame that was shown before.
    """

    run: str
    experiment: Experiment
    learning_rate: float
    speed: float = 0.0
    paused: bool = False
    state: bytes | memoryview | None = None
    seconds: float = 0.0
    shown_step: int = -1


Build = Callable[[Job], TrainerProtocol]


class Reports(Protocol):
    """Who is told what happens; called from the executor's threads, one call at a time for each run.

    `watched` says whether anyone looks at the run now; what nobody watches is looked at less often.
    """

    def watched(self, run: str) -> bool: ...

    def layout(self, run: str, layout: RunLayout) -> None: ...
    def status(
        self, run: str, status: RunStatus, cause: Message | None = None, detail: str | None = None
    ) -> None: ...
    def setting(self, run: str, command: Command) -> None: ...
    def frame(self, run: str, frame: Frame) -> None: ...
    def state(self, run: str, step: int, data: bytes | memoryview) -> None: ...


class Executor(Protocol):
    """Advances runs. Another one may do it in other processes or on other machines."""

    def submit(self, job: Job) -> None: ...
    def command(self, run: str, command: Command) -> None: ...
    def release(self, run: str) -> bool: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Pace:
    """How time is shared; all in seconds, but for the two rests.

    Arguments:
        turn: training before the next run has its turn.
        frame: least time between two frames of a run.
        quiet_frame: the same for an old run that nobody watches (see `FramePacing`).
        look_rest: training between two looks, in times of what the first of them cost.
        crowded_look_rest: the same while other runs wait for their turn; `unseen_look_rest` for a run that
            nobody watches meanwhile.
        aside: a look that takes longer goes on in another thread while the run trains, where no other run
            could use the time.
        state: between two stored states; `large_state` for those of more than `large_bytes`.
        slow_look: a first look that takes longer means a deep net, whose every move would take long until
            it is compiled; it is waited for before its first turn.
        slow: a turn, or a look, that takes longer makes a run one of the slow ones, which together leave
            one thread to the others.
        builders: runs prepared at the same time.
    """

    turn: float = 0.015
    frame: float = 0.1
    quiet_frame: float = 1.0
    look_rest: float = 1.5
    crowded_look_rest: float = 4.0
    unseen_look_rest: float = 12.0
    aside: float = 0.002
    state: float = 5.0
    large_state: float = 30.0
    large_bytes: int = 4 * 2**20
    slow_look: float = 1.0
    slow: float = 0.25
    builders: int = 4
