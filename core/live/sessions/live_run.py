"""One run that is not over: its record, its line to the viewers and to the store."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto
from typing import Any

from core.frame import Frame, RunLayout
from core.live.scheduling.protocols import Job
from core.live.sessions.channel import Channel
from core.live.sessions.record import SETTINGS, Command, RunRecord, RunStatus
from core.message import Message
from core.packed import PackedFrame
from core.store.store import RunStore

STORED_DETAIL = 1000
"""Frames are stored at least this fraction of the training time apart: all of them in the first minutes,
and some thousands in all, however long a run lasts."""


class Phase(Enum):
    """Where a live run is kept.

    WAITING: in the queue. LOADED: with the executor. PARKED: paused, and only in the store.
    """

    WAITING = auto()
    LOADED = auto()
    PARKED = auto()


class LiveRun:
    """A run under way. Whoever uses it holds the lock of `Runs`.

    Arguments:
        channel: its viewers, and its record.
        store: where everything goes.
        next_seq: number of its next frame.
        paused: to wait at the first frame.
    """

    def __init__(self, channel: Channel, store: RunStore, *, next_seq: int, paused: bool) -> None:
        self.channel = channel
        self.phase = Phase.WAITING
        self.paused = paused
        self.early: list[Command] = []
        self._store = store
        self._next_seq = next_seq
        self._stored_at = -1.0
        self._unstored: tuple[int, PackedFrame] | None = None

    @property
    def record(self) -> RunRecord:
        """The run as it stands."""
        return self.channel.record

    @property
    def training(self) -> bool:
        """Whether it takes part of the machine's time."""
        return self.phase is Phase.LOADED and self.record.status is not RunStatus.PAUSED

    def job(self) -> Job:
        """What the executor needs to begin, or to go on from the stored state."""
        last = self.channel.last
        # A run with a past has a state, even if this version cannot read its frames.
        state = self._store.state(self.record.id) if self._next_seq else None
        return Job(
            run=self.record.id,
            experiment=self.record.experiment,
            learning_rate=self.record.learning_rate,
            speed=self.record.speed,
            paused=self.paused,
            state=state.data if state else None,
            seconds=last[1].seconds if last else 0.0,
            shown_step=last[1].step if last else -1,
        )

    def set_status(self, status: RunStatus, cause: Message | None = None, detail: str | None = None) -> None:
        """Enter `status`; the latest frame is stored when the run comes to rest."""
        if self._unstored is not None and status is not RunStatus.RUNNING:
            self._keep(*self._unstored)
        self._publish(replace(self.record, status=status, cause=cause, detail=detail))

    def set_layout(self, layout: RunLayout) -> None:
        """The network is built."""
        self._publish(replace(self.record, layout=layout))

    def set(self, command: Command) -> None:
        """A number that stays (see `SETTINGS`) is another from now on."""
        changed: dict[str, Any] = {SETTINGS[command.verb]: command.value}
        self._publish(replace(self.record, **changed))

    def add(self, frame: Frame) -> None:
        """Show `frame`, and store it unless the last stored one is near."""
        seq = self._next_seq
        self._next_seq += 1
        packed = self.channel.show(seq, frame)
        if frame.seconds - self._stored_at >= frame.seconds / STORED_DETAIL:
            self._keep(seq, packed)
        else:
            self._unstored = (seq, packed)

    def _keep(self, seq: int, frame: PackedFrame) -> None:
        self._store.add_frame(self.record.id, seq, frame)
        self._stored_at = frame.seconds
        self._unstored = None

    def _publish(self, record: RunRecord) -> None:
        self._store.save(record)
        self.channel.update(record)
