"""Runs of visitors' own programs that train right now, elsewhere: what `gradient_lab.Watch` sends of them."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from core.live.protocol.questions import Busy
from core.live.protocol.status import RunStatus
from core.live.records.foreign import Foreign
from core.live.records.run import RunRecord, UnknownRun
from core.live.retention import Retention
from core.live.sessions.far_fit import FarFit
from core.live.sessions.limits import Limits
from core.live.sessions.memory_shares import MEGABYTE
from core.live.sessions.run_channel import RunChannel
from core.message import Invalid, Message
from core.store.recorded import Beginning, read_frames, unsendable
from core.store.store import RunStore

VANISHED_SECONDS = 30.0
"""So long after a program was last heard of it counts as broken off. Watch says every few seconds that it is
there, while its program trains."""

_LOOK_SECONDS = 1.0


class Gone(Invalid):
    """Nothing more is taken of a run: its owner has stopped or deleted it."""


class Full(Invalid):
    """A run has all the room that there is for it."""


class Kept(NamedTuple):
    """What keeps runs beside this: `Runs`.

    Arguments:
        reopen: the channel of a run that goes on, from the one that its viewers have where there is one.
        open: the channel of a new run.
        ended: told of every run that is over.
        forget: deletes a run.
    """

    reopen: Callable[[RunRecord], RunChannel]
    open: Callable[[RunRecord], RunChannel]
    ended: Callable[[RunChannel], None]
    forget: Callable[[str], None]


class FarFits:
    """Runs that programs send, in sessions like those that are trained here. Safe to use from any thread.

    Whoever sends is known by the hash of their secret.

    Arguments:
        store: where runs are kept.
        limits: how much is done at a time.
        retention: what makes room for them.
        kept: see `Kept`.
    """

    def __init__(self, store: RunStore, limits: Limits, retention: Retention, kept: Kept) -> None:
        self._store = store
        self._limits = limits
        self._retention = retention
        self._kept = kept
        self._lock = threading.RLock()
        self._live: dict[str, FarFit] = {}
        self._looking: threading.Timer | None = None
        self._closed = False

    # For programs that send

    def begin(self, beginning: Beginning, owner_hash: str, *, key: str = "", address: str = "") -> str:
        """Take a run that begins, and return its id; the same as before, where it is sent again.

        Arguments:
            beginning: what its header says.
            owner_hash: whose it is.
            key: what its program calls it.
            address: the network address that sends it.

        Raises:
            Busy: as many runs as may are sent already.
        """
        with self._lock:
            for fit in self._live.values():
                if key and fit.key == key and fit.record.owner_hash == owner_hash:
                    return fit.record.id
            self._check_number(owner_hash, address)
            record = self._record(beginning, owner_hash)
            self._retention.make_room(record)
            self._store.save(record)
            self._enter(FarFit(self._kept.open(record), self._store, address=address, key=key))
        return record.id

    def add(self, run: str, owner_hash: str, data: bytes, *, address: str = "") -> int:
        """Take frames of a run, all of them or none, and return the step of its newest one.

        Arguments:
            data: containers, one behind another; none says that the program is still there.

        Raises:
            UnknownRun: this person has no such run.
            Gone: its owner has stopped or deleted it.
            Full: it may take no more.
            Busy: it was broken off, and as many as may are sent by now.
            Invalid: they are no frames of it.
        """
        fit = self._fit(run, owner_hash, address)
        layout = fit.record.layout
        assert layout is not None
        try:
            frames = read_frames(data, layout)
        except ValueError as error:
            raise Invalid(unsendable(error)) from error
        with self._lock:
            if self._live.get(run) is not fit:  # it was stopped meanwhile
                raise UnknownRun(run)
            if fit.taken + len(data) > self._limits.sent * MEGABYTE:
                told = Message(
                    "Expected at most {limit} MB of a run that is sent, received more. What came before is "
                    "kept. Send fewer frames a second.",
                    limit=self._limits.sent,
                )
                self._leave(fit, RunStatus.STOPPED, told)
                raise Full(told)
            fit.take(frames)
            return fit.step

    def end(self, run: str, owner_hash: str) -> None:
        """A program says that `fit` has ended; of a run without a frame nothing is kept.

        Raises:
            UnknownRun, Gone: as `add`.
        """
        with self._lock:
            fit = self._live.get(run)
            if fit is None:
                self._known(run, owner_hash)  # it has ended already, by an earlier try
                return
            self._check_owner(fit.record, owner_hash)
            self._leave(fit)

    # For those who look

    def channel(self, run: str) -> RunChannel | None:
        """Where a run that is sent is watched."""
        with self._lock:
            fit = self._live.get(run)
            return None if fit is None else fit.channel

    def channels(self) -> list[RunChannel]:
        """Those of all runs that are sent."""
        with self._lock:
            return [fit.channel for fit in self._live.values()]

    def stop(self, run: str) -> None:
        """Take no more of a run: its program trains on, and is told when it sends next."""
        with self._lock:
            if fit := self._live.get(run):
                self._leave(fit, RunStatus.STOPPED, Message("Stopped here; its program may train on."))

    def close(self) -> None:
        """Store what came last. The runs count as interrupted from then on, and go on when more is sent."""
        with self._lock:
            self._closed = True
            if self._looking is not None:
                self._looking.cancel()
            for fit in self._live.values():
                fit.store_last()

    # Coming and going

    def _record(self, beginning: Beginning, owner_hash: str) -> RunRecord:
        return RunRecord(
            id=secrets.token_urlsafe(16),
            owner_hash=owner_hash,
            created=time.time(),
            choices=None,
            learning_rate=0.0,
            status=RunStatus.RUNNING,
            layout=beginning.layout,
            ordinal=self._store.next_ordinal(),
            foreign=Foreign.of(beginning.about, file="", reached=0.0, cut=False, sent=True),
        )

    def _fit(self, run: str, owner_hash: str, address: str) -> FarFit:
        """The session of a run; one that was broken off, or that another `fit` goes on with, comes back."""
        with self._lock:
            fit = self._live.get(run)
            if fit is not None:
                self._check_owner(fit.record, owner_hash)
                return fit
            record = self._known(run, owner_hash)
            self._check_number(owner_hash, address)
            self._retention.goes_on(run)
            channel = self._kept.reopen(record)
            next_seq = self._store.last_seq(run) + 1
            taken = self._store.sizes([run])[run].frames
            fit = FarFit(channel, self._store, next_seq=next_seq, taken=taken, address=address)
            fit.set_status(RunStatus.RUNNING)
            self._enter(fit)
            return fit

    def _known(self, run: str, owner_hash: str) -> RunRecord:
        record = self._store.record(run)
        if record is None:
            self._store.flush()  # what was deleted a moment ago is asked for in the database
            if self._store.hidden(owner_hash=owner_hash).get(run) is not None:
                raise Gone(
                    Message(
                        "Expected frames of a run that is there, received some of one that was deleted on "
                        "the page Runs. Watch with a new Watch: another run begins."
                    )
                )
            raise UnknownRun(run)
        self._check_owner(record, owner_hash)
        if record.foreign is None or record.layout is None or not record.foreign.sent:
            raise UnknownRun(run)
        if not record.may_be_heard:
            raise Gone(
                Message(
                    "Expected frames of a run that is watched, received some of one that was stopped on the "
                    "page Runs. Watch with a new Watch: another run begins."
                )
            )
        return record

    @staticmethod
    def _check_owner(record: RunRecord, owner_hash: str) -> None:
        if not secrets.compare_digest(record.owner_hash, owner_hash):
            raise UnknownRun(record.id)

    def _check_number(self, owner_hash: str, address: str) -> None:
        mine = sum(fit.record.owner_hash == owner_hash for fit in self._live.values())
        of_address = sum(bool(address) and fit.address == address for fit in self._live.values())
        for found, limit in (
            (mine, self._limits.running_per_owner),
            (of_address, self._limits.runs_per_address),
        ):
            if found >= limit:
                raise Busy(
                    Message(
                        "Expected at most {limit} programs that send their runs at a time, received one "
                        "more. It is taken as soon as another one has ended.",
                        limit=limit,
                    )
                )

    def _enter(self, fit: FarFit) -> None:
        self._live[fit.record.id] = fit
        if self._looking is None:
            self._look_later()

    def _leave(self, fit: FarFit, status: RunStatus | None = None, cause: Message | None = None) -> None:
        """End a session.

        Arguments:
            status, cause: where its run stands from then on; where its last frame says, when left out.
        """
        del self._live[fit.record.id]
        if fit.step < 0:
            fit.channel.close()
            self._kept.forget(fit.record.id)
            return
        if status is None:
            fit.over()
        else:
            fit.set_status(status, cause)
        self._kept.ended(fit.channel)

    def _look_later(self) -> None:
        self._looking = threading.Timer(_LOOK_SECONDS, self._look)
        self._looking.daemon = True
        self._looking.start()

    def _look(self) -> None:
        """See whose program was not heard of for long."""
        with self._lock:
            self._looking = None
            if self._closed:
                return
            for fit in list(self._live.values()):
                if time.monotonic() - fit.heard > VANISHED_SECONDS:
                    told = Message(
                        "Your program was not heard of for {seconds} s. What it had sent is kept, and the "
                        "run goes on here if it is heard again.",
                        seconds=round(VANISHED_SECONDS),
                    )
                    self._leave(fit, RunStatus.INTERRUPTED, told)
            if self._live:
                self._look_later()
