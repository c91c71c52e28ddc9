"""One `fit` that is going on elsewhere: `gradient_lab.Watch` sends its frames."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import replace

from core.diagnosis.of_recording import found_in
from core.live.protocol.status import RunStatus
from core.live.records.run import RunRecord
from core.live.sessions.run_channel import RunChannel
from core.live.sessions.session import Session
from core.message import Message
from core.packed import PackedFrame
from core.store.store import RunStore

LOOK_SECONDS = 1.0
"""Between two looks at what is wrong with it."""

SENT = Message("Sent by your own program while it trained.")
NO_NUMBER = Message("Sent by your own program. The loss is not a finite number any more at its end.")
"""What is said of it at its end."""


class FarFit(Session):
    """Whoever uses it holds the lock of `FarFits`.

    Arguments:
        channel: its viewers, and its record.
        store: where everything goes.
        next_seq: number of its next frame.
        taken: bytes of its frames so far.
        address: the network address that sends it; empty where that is not known.
        key: what its program calls it; "" where that is not known any more.
    """

    def __init__(
        self,
        channel: RunChannel,
        store: RunStore,
        *,
        next_seq: int = 0,
        taken: int = 0,
        address: str = "",
        key: str = "",
    ) -> None:
        super().__init__(channel, store, next_seq=next_seq)
        last = channel.last_frame
        self.step = -1 if last is None else last.step
        """Of its newest frame; -1 where there is none."""
        self.taken = taken
        self.address = address
        self.key = key
        self.heard = time.monotonic()
        self.notes = self.record.notes
        self._looked = -math.inf
        if last is not None:
            self._stored_at = last.seconds

    def take(self, frames: Sequence[PackedFrame]) -> None:
        """Show and store those of `frames` that are newer than what is there, by rising step.

        A program whose connection breaks cannot know what has arrived, and sends it again.
        """
        self.heard = time.monotonic()
        fresh = [frame for frame in frames if frame.step > self.step]
        if not fresh:
            return
        foreign, last = self.record.foreign, fresh[-1]
        assert foreign is not None
        measures = dict.fromkeys(name for frame in fresh for name in frame.further[0])
        if not measures.keys() <= {*foreign.measures}:  # the past has a place for them before they come
            self._tell(replace(self.record, foreign=foreign.reaching(last.number("epoch"), measures)))
        for frame in fresh:
            self.add(frame)
        if len(fresh) > 1:
            self.channel.greet()  # viewers get the newest frame alone, and the way there with a greeting
        self.step = last.step
        now = time.monotonic()
        if now - self._looked >= LOOK_SECONDS:
            self._looked = now
            self._tell(self._as_of(last))

    def over(self) -> None:
        """Its program says that `fit` has ended."""
        last = self.channel.last_frame
        assert last is not None
        self._tell(self._as_of(last))
        finite = math.isfinite(last.number("loss"))
        if finite:
            self.set_status(RunStatus.FINISHED, SENT)
        else:
            self.set_status(RunStatus.DIVERGED, NO_NUMBER)

    def _keep(self, seq: int, frame: PackedFrame) -> None:
        self.taken += frame.size
        super()._keep(seq, frame)

    def _tell(self, record: RunRecord) -> None:
        """Publish what is new of it, if anything is."""
        if record != self.record:
            self.notes = record.notes
            self._publish(record)

    def _as_of(self, frame: PackedFrame) -> RunRecord:
        """Its record, with what `frame` says."""
        record = self.record
        layout, foreign, rate = record.layout, record.foreign, frame.number("learning_rate")
        assert layout is not None and foreign is not None
        accuracy = layout.metric == "accuracy"
        found = found_in(frame.unpack(layout), stack=foreign.stack, accuracy=accuracy)
        return replace(
            record,
            notes={"findings": [each.to_json() for each in found], "best": None, "measured": None},
            foreign=foreign.reaching(frame.number("epoch")),
            learning_rate=rate if math.isfinite(rate) else record.learning_rate,
        )
