"""The seams around training: what is asked of an executor, and of whoever listens to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Any, Protocol

from core.live.protocol.command import Command
from core.live.protocol.job import Job
from core.live.protocol.status import RunStatus
from core.live.protocol.trainer import FrameProtocol, Greeting, PopulationProtocol, TrainerProtocol
from core.message import Message

Build = Callable[[Job], TrainerProtocol]
"""Makes the trainer of a job; it may take long and may raise."""


BuildPopulation = Callable[[Sequence[TrainerProtocol]], PopulationProtocol | None]
"""Makes what takes the steps of some trainers together; None where they do not fit together."""


class Reports(Protocol):
    """Who is told what happens to a session; called from any thread, one call at a time for each session."""

    def greeting(self, session: str, greeting: Greeting) -> None: ...
    def status(
        self, session: str, status: RunStatus, cause: Message | None = None, detail: str | None = None
    ) -> None: ...
    def notes(self, session: str, notes: Mapping[str, Any]) -> None: ...
    def setting(self, session: str, command: Command) -> None: ...
    def frame(self, session: str, frame: FrameProtocol) -> None: ...
    def state(self, session: str, step: int, data: bytes | memoryview) -> None: ...
    def released(self, session: str, *, gone: bool) -> None:
        """`Executor.release` was carried out: the session is gone, or has something to do after all."""
        ...

    def lost(self, session: str) -> None:
        """Who trained it is gone: submit it again, from the state that was reported last."""
        ...


class Executor(Protocol):
    """Advances sessions: in threads of this process, in another process, or on another machine."""

    takes_together: bool = False
    """Whether it trains sessions by one function that may be (`Job.together`)."""

    def submit(self, job: Job, reports: Reports) -> None:
        """Prepare the session, then train it."""
        ...

    def command(self, session: str, command: Command) -> Future[Any]:
        """Have a session do something; the result is what was asked for, if anything.

        The result raises `Invalid` where it cannot be done, also when the session ends before it is.
        """
        ...

    def watch(self, session: str, watched: bool) -> None:
        """Say whether anyone looks at a session: what nobody watches is looked at less often."""
        ...

    def release(self, session: str) -> None:
        """Let a paused session go, whose state was reported; `Reports.released` follows."""
        ...

    def forget(self, session: str) -> None:
        """Let a session go, whatever it does; nothing more is reported."""
        ...

    def close(self) -> None:
        """Report the states of all sessions and stop."""
        ...
