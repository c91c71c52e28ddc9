"""A network that is changed while it trains, as the server knows it: like a run that keeps no record."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from core.experiment import Experiment
from core.live.protocol.command import SETTINGS, Command
from core.live.protocol.executor import Executor, Reports
from core.live.protocol.job import Job, Kind
from core.live.protocol.status import RunStatus
from core.live.protocol.trainer import FrameProtocol, Greeting
from core.live.sessions.checkpoint import Checkpoint
from core.live.sessions.network_channel import NetworkChannel
from core.message import Message
from core.model.size import playing_bytes, training_bytes


class NetworkSession(Reports):
    """One such network. Safe to use from any thread.

    Arguments:
        session: its id, hard to guess.
        owner_hash: of the person who plays with it (see `core.live.records.run.hash_of`).
        experiment: what it is at first.
        speed: key of `core.live.protocol.speeds.SPEEDS`.
        executor: who trains it.
        address: the network address of whoever asked for it; empty where that is not known.
    """

    def __init__(
        self,
        session: str,
        owner_hash: str,
        experiment: Experiment,
        *,
        speed: str,
        executor: Executor,
        address: str = "",
    ) -> None:
        self.session = session
        self.owner_hash = owner_hash
        self.address = address
        self.channel = NetworkChannel(session, speed)
        self.used = time.monotonic()
        self._experiment = experiment
        self._executor = executor
        self._checkpoint: Checkpoint | None = None
        self._seq = 0

    @property
    def held_bytes(self) -> int:
        """What it takes in all processes: the network, and its latest state with all that can be undone."""
        saved = len(self._checkpoint.data) if self._checkpoint else 0
        return playing_bytes(self._experiment) + 2 * saved

    @property
    def over(self) -> bool:
        """Whether it failed."""
        return self.channel.state.over

    def begin(self, *, paused: bool = True) -> None:
        """Have it trained: from the latest state that was reported, if any."""
        job = Job(
            session=self.session,
            experiment=self._experiment,
            learning_rate=self._experiment.learning_rate,
            kind=Kind.NETWORK,
            speed=self.channel.speed,
            paused=paused,
            state=self._checkpoint.data if self._checkpoint else None,
            owner=self.owner_hash,
            memory=training_bytes(self._experiment),
        )
        self._executor.submit(job, self)
        self.channel.tell_watched(lambda watched: self._executor.watch(self.session, watched))

    def let_go(self) -> None:
        """Let it go, and whoever watches it."""
        self.channel.tell_watched(None)
        self.channel.close()
        self._executor.forget(self.session)

    # What the executor reports

    def greeting(self, session: str, greeting: Greeting) -> None:
        self._experiment = greeting.experiment
        self.channel.set_greeting(greeting)

    def status(
        self, session: str, status: RunStatus, cause: Message | None = None, detail: str | None = None
    ) -> None:
        self.channel.set_status(status, cause)
        if status.over:
            self.channel.tell_watched(None)
            self.channel.close()

    def notes(self, session: str, notes: Mapping[str, Any]) -> None:
        self.channel.set_notes(notes)

    def setting(self, session: str, command: Command) -> None:
        if SETTINGS[command.verb] == "speed":
            self.channel.set_speed(command.value)

    def frame(self, session: str, frame: FrameProtocol) -> None:
        self._seq += 1
        self.channel.show(self._seq, frame)

    def state(self, session: str, step: int, data: bytes | memoryview) -> None:
        self._checkpoint = Checkpoint(step, data)

    def released(self, session: str, *, gone: bool) -> None:
        """It is never asked to be."""

    def lost(self, session: str) -> None:
        self.begin(paused=self.channel.state is not RunStatus.RUNNING)
