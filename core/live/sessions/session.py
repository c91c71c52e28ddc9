"""A run under way, whoever trains it: its record, and its frames on their way to viewers and to the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.live.protocol.status import RunStatus
from core.live.records.run import RunRecord
from core.live.sessions.run_channel import RunChannel
from core.message import Message
from core.packed import PackedFrame
from core.store.store import RunStore

STORED_DETAIL = 1000
"""Frames are stored at least this fraction of the training time apart: all of them in the first minutes,
and some thousands in all, however long a run lasts."""


class Session:
    """Whoever uses it holds the lock of those who keep it.

    Arguments:
        channel: its viewers, and its record.
        store: where everything goes.
        next_seq: number of its next frame.
        each_epoch: store every frame.
    """

    def __init__(
        self, channel: RunChannel, store: RunStore, *, next_seq: int, each_epoch: bool = False
    ) -> None:
        self.channel = channel
        self.notes: Mapping[str, Any] | None = None
        """What there is to point out at its end."""
        self._store = store
        self._next_seq = next_seq
        self._each_epoch = each_epoch
        self._stored_at = -1.0
        self._unstored: tuple[int, PackedFrame] | None = None

    @property
    def record(self) -> RunRecord:
        """The run as it stands."""
        return self.channel.record

    def set_status(self, status: RunStatus, cause: Message | None = None, detail: str | None = None) -> None:
        """Enter `status`; the latest frame is stored when the run comes to rest."""
        if status is not RunStatus.RUNNING:
            self.store_last()
        self._publish(replace(self.record, status=status, cause=cause, detail=detail, notes=self.notes))

    def add(self, frame: PackedFrame) -> None:
        """Show `frame`, and store it unless the last stored one is near."""
        seq = self._next_seq
        self._next_seq += 1
        self.channel.show(seq, frame)
        if self._each_epoch or frame.seconds - self._stored_at >= frame.seconds / STORED_DETAIL:
            self._keep(seq, frame)
        else:
            self._unstored = (seq, frame)

    def store_last(self) -> None:
        """Store the latest frame, unless it is stored."""
        if self._unstored is not None:
            self._keep(*self._unstored)

    def _keep(self, seq: int, frame: PackedFrame) -> None:
        self._store.add_frame(self.record.id, seq, frame)
        self._stored_at = frame.seconds
        self._unstored = None

    def _publish(self, record: RunRecord) -> None:
        self._store.save(record)
        self.channel.publish(record)
