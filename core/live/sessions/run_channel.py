"""The public side of a run: its record, its whole past, and its newest frames."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from core.container import Contents
from core.data.raw import DataUnavailable
from core.line import line_of
from core.live.protocol.trainer import FrameProtocol
from core.live.records.run import RunRecord
from core.live.sessions import messages
from core.live.sessions.channel import RECENT, Channel
from core.live.sessions.history import History
from core.message import Message, Translate
from core.packed import PackedFrame
from core.plane import plane_of

UNPACKED = 5
"""Frames that may wait for being packed, by whoever sends or stores them; packed, they take less memory."""


class RunChannel(Channel):
    """What viewers of one run see. Safe to use from any thread.

    Arguments:
        record: the run.
        frames: its past, with the frames' numbers.
        place: its place in the queue, from 1; None where it does not wait.
        trouble: what keeps runs from being saved.
    """

    def __init__(
        self,
        record: RunRecord,
        frames: Iterable[tuple[int, FrameProtocol]] = (),
        *,
        place: Callable[[str], int | None] = lambda run: None,
        trouble: Callable[[], Message | None] = lambda: None,
    ) -> None:
        super().__init__()
        self._record = record
        self._place = place
        self._trouble = trouble
        self._history = History(measures=None if record.foreign is None else record.foreign.measures)
        self._unread = 0
        for seq, frame in frames:
            self._add(seq, frame)
        self._follow(record)

    @property
    def record(self) -> RunRecord:
        """The run as it stands."""
        return self._record

    @property
    def last_frame(self) -> PackedFrame | None:
        """The newest frame."""
        last = self.last
        if last is None:
            return None
        assert isinstance(last.frame, PackedFrame)
        return last.frame

    def publish(self, record: RunRecord) -> None:
        """Publish another status, rate or layout."""
        with self._lock:
            self._follow(record)
        self.refresh()

    def hello(self, translate: Translate, *, owner: bool) -> Contents:
        with self._lock:
            self._read()
            record, history = self._record, self._history.copy()
        if record.foreign is not None:
            return messages.hello_of_foreign(record, record.foreign, history, owner=owner)
        try:
            own = owner or record.experiment.dataset.name != "table"  # its rows are its owner's alone
            plane, line = plane_of(record.experiment), line_of(record.experiment) if own else None
        except DataUnavailable:  # an old run whose data are no longer here: all but the points is known
            plane = line = None
        return messages.hello(record, history, plane, line, owner=owner, translate=translate)

    def status(self, translate: Translate) -> dict[str, Any]:
        record = self._record
        return messages.status(
            record, place=self._place(record.id), trouble=self._trouble(), translate=translate
        )

    def _follow(self, record: RunRecord) -> None:
        before, foreign = self._record.foreign, record.foreign
        if foreign is not None and before is not None and len(foreign.measures) > len(before.measures):
            self._read()
            self._history.widen(foreign.measures)
        self._record = record
        # Where a program may send more at any time, viewers wait for it.
        self._over = record.status.over and not record.may_be_heard
        # Nobody is greeted before the layers are known. Once it is over, all are again, with the whole past:
        # who was late got the newest frames only.
        self._greeting = int(record.layout is not None) and 1 + int(self._over)

    def _add(self, seq: int, frame: FrameProtocol) -> None:
        if len(self._recent) >= UNPACKED:
            _ = self._recent[-UNPACKED].frame.data  # whoever sent or stored it has packed it: nearly always
        super()._add(seq, frame)
        self._unread += 1
        if self._unread == RECENT:
            self._read()

    def _read(self) -> None:
        """Put the numbers of new frames into the history; of several at a time, which is faster."""
        if self._unread:
            fresh = [shown.frame for shown in list(self._recent)[-self._unread :]]
            self._history.add(*(frame for frame in fresh if isinstance(frame, PackedFrame)))
            self._unread = 0

    def _prepare(self) -> None:
        super()._prepare()
        if self._unread >= RECENT // 2:
            self._read()
