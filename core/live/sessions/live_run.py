"""One run of this server that is not over: where it is, its states, and what the executor is given of it."""

from __future__ import annotations

import time
from dataclasses import replace
from enum import Enum, auto
from typing import Any

from core.frame import RunLayout
from core.live.protocol.command import LOWEST_SPEED, SETTINGS, Command, Verb
from core.live.protocol.job import Job, Together
from core.live.protocol.status import RunStatus
from core.live.records.sweep import in_sweep
from core.live.sessions.checkpoint import Checkpoint
from core.live.sessions.kept_states import KeptSteps, states_kept
from core.live.sessions.run_channel import RunChannel
from core.live.sessions.session import Session
from core.message import Message
from core.model.size import state_bytes, training_bytes
from core.store.store import RunStore

STATE_SECONDS, LARGE_STATE_SECONDS, LARGE_BYTES = 5.0, 30.0, 4 * 2**20
"""Between two states that are stored; the second for those of more than `LARGE_BYTES`."""


class Phase(Enum):
    """Where a live run is kept.

    WAITING: in the queue. LOADED: with the executor. LEAVING: with the executor, which was asked to let it
    go. PARKED: paused, and only in the store.
    """

    WAITING = auto()
    LOADED = auto()
    LEAVING = auto()
    PARKED = auto()


class LiveRun(Session):
    """A run under way. Whoever uses it holds the lock of `RunQueue`.

    Arguments:
        channel: its viewers, and its record.
        store: where everything goes.
        next_seq: number of its next frame.
        paused: to wait at the first frame.
        address: the network address of whoever asked for it; empty where that is not known.
        each_epoch: show, and store, a frame at the end of every epoch (see `Job.each_epoch`).
        together: with which other runs one function may train it, from its own state and at its own rate.
        rewind_bytes: what states of its way may take in the store; 0: none are kept.
    """

    def __init__(
        self,
        channel: RunChannel,
        store: RunStore,
        *,
        next_seq: int,
        paused: bool,
        address: str = "",
        each_epoch: bool = False,
        together: Together | None = None,
        rewind_bytes: int = 0,
    ) -> None:
        super().__init__(channel, store, next_seq=next_seq, each_epoch=each_epoch)
        self.phase = Phase.WAITING
        self.paused = paused
        self.address = address
        self.together = together
        self.seated = 0.0
        """When it was given to the executor, by `time.monotonic`."""
        self.yields = False
        """Whether it is to give its place to another and wait again."""
        self.early: list[Command] = []
        self.checkpoint: Checkpoint | None = None
        """The latest state, where a run goes on whose executor is lost."""
        companions = together.count if together is not None else 1
        self.training_bytes = training_bytes(channel.record.experiment, companions)
        """What it takes of an engine's memory."""
        self.state_bytes = state_bytes(channel.record.experiment)
        """What its state takes in the store."""
        self._state_due = 0.0
        self._state_stored = True
        most = 0 if in_sweep(channel.record.id) else states_kept(rewind_bytes, self.state_bytes)
        self._kept = KeptSteps(most, store.kept_steps(channel.record.id) if most and next_seq else ())

    @property
    def seat(self) -> str:
        """The place with the executor that it takes, the same for all that one function trains."""
        return self.record.id if self.together is None else self.together.name

    @property
    def training(self) -> bool:
        """Whether it takes part of the machine's time."""
        return self.phase is Phase.LOADED and self.record.status is not RunStatus.PAUSED

    def job(self) -> Job:
        """What the executor needs to begin, or to go on from the latest state."""
        last = self.channel.last
        return Job(
            session=self.record.id,
            experiment=self.record.experiment,
            learning_rate=self.record.learning_rate,
            speed=max(self.record.speed, LOWEST_SPEED) if self.record.speed else 0.0,
            paused=self.paused,
            state=self._state(),
            seconds=last.frame.seconds if last else 0.0,
            shown_step=last.frame.step if last else -1,
            owner=self.record.owner_hash,
            memory=self.training_bytes,
            # A map of them shows what becomes of all; each would take as long as some dozens of steps more.
            diagnosed=not in_sweep(self.record.id),
            each_epoch=self._each_epoch,
            by_epochs=not in_sweep(self.record.id),
            together=self.together if self._goes_along else None,
        )

    @property
    def _goes_along(self) -> bool:
        """Whether it does as its companions do: somebody may have paused it, or changed its rate."""
        record = self.record
        return (
            not self.paused and not record.speed and record.learning_rate == record.experiment.learning_rate
        )

    def _state(self) -> bytes | memoryview | None:
        if self.checkpoint is not None:
            return self.checkpoint.data
        # A run with a past has a state, even if this version cannot read its frames.
        began = self._next_seq or self.record.first_step
        stored = self._store.state(self.record.id) if began else None
        return stored.data if stored else None

    def loaded(self) -> None:
        """The executor has it."""
        self.phase = Phase.LOADED
        self.seated = time.monotonic()
        self._state_due = time.monotonic() + STATE_SECONDS
        self.set_status(RunStatus.PREPARING)

    def set_status(self, status: RunStatus, cause: Message | None = None, detail: str | None = None) -> None:
        """Enter `status`; the latest frame and state are stored when the run comes to rest."""
        if status is not RunStatus.RUNNING:
            self.store_last()
            self.store_state()
        super().set_status(status, cause, detail)

    def set_layout(self, layout: RunLayout) -> None:
        """The network is built."""
        self._publish(replace(self.record, layout=layout))

    def set(self, command: Command) -> None:
        """A number that stays (see `SETTINGS`) is another from now on; whatever goes on from a stored state
        goes on with it."""
        self.store_state()
        if command.verb is Verb.LEARNING_RATE:
            self._publish(self.record.with_rate(self._step(), command.value))
            return
        changed: dict[str, Any] = {SETTINGS[command.verb]: command.value}
        self._publish(replace(self.record, **changed))

    def _step(self) -> int:
        """Where it goes on."""
        if self.checkpoint is not None:
            return self.checkpoint.step
        stored = self._store.state(self.record.id)
        return self.record.first_step if stored is None else stored.step

    def set_state(self, step: int, data: bytes | memoryview) -> None:
        """Keep the state where the run goes on if need be; store it now and then."""
        self.checkpoint = Checkpoint(step, data)
        self._state_stored = False
        keep, gone = self._kept.add(step)
        if gone:
            self._store.thin_states(self.record.id, gone)
        if keep:
            self._store.keep_state(self.record.id, step, data)
        if time.monotonic() >= self._state_due:
            self.store_state()

    def parked(self) -> None:
        """The executor has let it go; its state is in the store."""
        self.phase = Phase.PARKED
        self.checkpoint = None

    def waits_again(self) -> None:
        """It has given up its place, and goes on when it has one again."""
        self.yields = self.paused = False
        self.phase = Phase.WAITING
        self.set_status(RunStatus.QUEUED)

    def store_state(self) -> None:
        """Store the latest state, unless it is stored."""
        if self._state_stored or self.checkpoint is None:
            return
        step, data = self.checkpoint
        self._store.save_state(self.record.id, step, data)
        self._state_stored = True
        seconds = LARGE_STATE_SECONDS if len(data) > LARGE_BYTES else STATE_SECONDS
        self._state_due = time.monotonic() + seconds
