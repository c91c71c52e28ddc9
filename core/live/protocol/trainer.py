"""What is asked of whatever trains: a run's trainer, and a network that is changed while it trains."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from core.experiment import Experiment
from core.frame import Frame, RunLayout
from core.message import Message


class StateProtocol(Protocol):
    """A training state (`core.engine.program.state.TrainState`)."""

    @property
    def step(self) -> int: ...
    def to_bytes(self) -> bytes | memoryview: ...


class FrameProtocol(Protocol):
    """A frame as bytes (`core.packed.PackedFrame`)."""

    @property
    def data(self) -> bytes: ...
    @property
    def step(self) -> int: ...
    @property
    def seconds(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Greeting:
    """What stays the same from one frame to the next: viewers get it before them.

    Arguments:
        number: counts greetings; frames of a live network repeat it, so that no picture is read with
            another network's shape.
        experiment: what is trained from now on.
        layout: its layers.
        history: numbers of earlier frames, where whoever trains remembers them.
    """

    number: int
    experiment: Experiment
    layout: RunLayout
    history: tuple[tuple[float, ...], ...] = ()


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
    def epoch_end(self) -> int: ...
    @property
    def finished(self) -> bool: ...
    @property
    def diverged(self) -> bool: ...
    @property
    def ending(self) -> Message | None: ...
    def notes(self) -> Mapping[str, Any]:
        """What there is to point out besides its frames, as JSON has it; of a run, at its end."""
        ...

    def frame(self) -> Frame | FrameProtocol: ...
    def begin_frame(self) -> Callable[[], Frame | FrameProtocol]: ...
    def advance(self, seconds: float) -> None: ...
    def advance_steps(self, steps: int) -> None: ...
    def state(self) -> StateProtocol: ...
    def wait_until_compiled(self) -> None: ...


class PopulationProtocol(Protocol):
    """What takes the steps of several trainers at once (`core.engine.population.companions.Companions`).

    Each trainer stands where it would by itself, whenever nobody is in `advance`.
    """

    def compile(self) -> None:
        """Compile what takes the steps; it may take seconds."""
        ...

    def advance(self, seconds: float) -> None:
        """Take steps of all trainers for about so long."""
        ...

    def let_go(self, trainer: Any) -> None:
        """Take no more steps of a trainer, which may go on by itself."""
        ...


class EditableProtocol(TrainerProtocol, Protocol):
    """What is asked besides of a network that is changed while it trains (`EditableNetwork`)."""

    @property
    def greeting(self) -> Greeting: ...
    @property
    def waits(self) -> bool:
        """Whether it cannot train yet."""
        ...

    def wake(self) -> None:
        """Somebody looks: compiling it is worth it."""
        ...

    def wait_until_compiled(self, wanted: Callable[[], bool] = ...) -> None:
        """Wait until it trains without waiting for the compiler, or is not `wanted` any more."""
        ...

    def go_on(self) -> None:
        """Forget that training was stopped early, so that it may go on."""
        ...

    def carry_out(self, verb: str, value: Any) -> Any:
        """Carry out what is asked, and return what was asked for, as JSON has it.

        Raises:
            Invalid: a bad value.
        """
        ...

    def drop(self) -> None:
        """Let go of what goes on aside."""
        ...
