"""All runs that are not over: who waits, who trains, and what the executor tells of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from core.experiment import Experiment
from core.live.protocol.command import SETTINGS, Command, Verb
from core.live.protocol.executor import Executor, Reports
from core.live.protocol.status import RunStatus
from core.live.protocol.trainer import FrameProtocol, Greeting
from core.live.records.sweep import in_sweep
from core.live.sessions.checkpoint import Checkpoint
from core.live.sessions.limits import Limits
from core.live.sessions.live_run import LiveRun, Phase
from core.live.sessions.room import Room
from core.live.sessions.run_channel import RunChannel
from core.live.sessions.seats import in_turn, yielding
from core.message import Invalid, Message
from core.packed import PackedFrame
from core.store.store import RunStore

LOOK_AGAIN_SECONDS = 1.0
"""Between two looks whether somebody has had a seat for long enough."""


class RunQueue(Reports):
    """Runs under way, in the order in which they came. Safe to use from any thread.

    Cells of sweeps (see `in_sweep`) do not count towards the limits of a person; `Sweeps` holds them back.

    Arguments:
        store: where states and frames go.
        executor: who trains.
        limits: how much is done at a time.
        ended: told of every run that is over.
    """

    def __init__(
        self,
        store: RunStore,
        *,
        executor: Executor,
        limits: Limits,
        ended: Callable[[RunChannel], None],
    ) -> None:
        self._store = store
        self._limits = limits
        self._room = Room(limits)
        self._ended = ended
        self._lock = threading.RLock()
        self._live: dict[str, LiveRun] = {}
        self._executor = executor
        self._filling = False
        self._look_again = 0.0

    def channel(self, run: str) -> RunChannel | None:
        """Where a run under way is watched."""
        with self._lock:
            live = self._live.get(run)
            return live.channel if live else None

    def checkpoint(self, run: str) -> Checkpoint | None:
        """The newest state of a run under way; None where there is none yet, or the store alone has it."""
        with self._lock:
            live = self._live.get(run)
            return live.checkpoint if live else None

    def channels(self) -> list[RunChannel]:
        """Those of all runs under way."""
        with self._lock:
            return [live.channel for live in self._live.values()]

    def place(self, run: str) -> int | None:
        """Place in the queue, from 1; None for a run that does not wait."""
        with self._lock:
            waiting = [live.record.id for live in in_turn(self._waiting(), self._present())]
        return waiting.index(run) + 1 if run in waiting else None

    @property
    def busy(self) -> bool:
        """Whether a run is prepared or trains."""
        with self._lock:
            return any(live.phase is Phase.LOADED and live.training for live in self._live.values())

    def check(self, experiment: Experiment) -> None:
        """See that a run of `experiment` may begin at some time.

        Raises:
            Invalid: it takes more memory than there is.
        """
        self._room.check(experiment)

    def add(self, live: LiveRun) -> None:
        """Take a run; it begins as soon as there is room.

        Raises:
            Invalid: it takes more memory than there is, or too many runs of its owner wait already.
        """
        with self._lock:
            if live.record.id in self._live:
                return
            if _own(self._waiting(), live) >= self._limits.waiting_per_owner and not in_sweep(live.record.id):
                raise Invalid(
                    Message(
                        "Expected at most {limit} waiting runs, received one more. Stop some of yours first.",
                        limit=self._limits.waiting_per_owner,
                    )
                )
            if not in_sweep(live.record.id):
                self._check_address(live)
                self._room.check(live.record.experiment)
                self._room.check_number(live, self._live.values())
                self._room.check_store(live, self._live.values())
            self._store.save(live.record)
            self._live[live.record.id] = live
            self._fill()

    def _check_address(self, newcomer: LiveRun) -> None:
        of_it = sum(live.address == newcomer.address for live in self._live.values())
        if newcomer.address and of_it >= self._limits.runs_per_address:
            raise Invalid(
                Message(
                    "Expected at most {limit} runs of one network address that are not over, received one "
                    "more. Stop some first.",
                    limit=self._limits.runs_per_address,
                )
            )

    def command(self, run: str, command: Command) -> None:
        """Have a run under way do something; nothing, when it is over by now."""
        with self._lock:
            live = self._live.get(run)
            if live is None:
                return
            if command.verb is Verb.PAUSE and live.yields:
                live.yields = False  # it is to stay paused
                if live.phase is Phase.LOADED:
                    return  # it was asked to pause already
            if live.phase is Phase.LOADED:
                self._executor.command(run, command)
            elif live.phase is Phase.LEAVING:
                live.early.append(command)  # until it is known whether it has left
            else:
                self._command_unloaded(live, command)
                self._fill()

    def close(self) -> None:
        """The executor has stopped: store what it reported last."""
        with self._lock:
            for live in self._live.values():
                live.channel.tell_watched(None)
                live.store_state()

    # What the executor reports

    def greeting(self, session: str, greeting: Greeting) -> None:
        with self._lock:
            if live := self._live.get(session):
                live.set_layout(greeting.layout)

    def notes(self, session: str, notes: Mapping[str, Any]) -> None:
        """They come with its end: the status that follows is told with them."""
        with self._lock:
            if live := self._live.get(session):
                live.notes = notes

    def status(
        self, session: str, status: RunStatus, cause: Message | None = None, detail: str | None = None
    ) -> None:
        with self._lock:
            live = self._live.get(session)
            if live is None:
                return
            live.set_status(status, cause, detail)
            if status.over:
                self._remove(live)
            elif live.yields and status is RunStatus.PAUSED:
                self._release(live)
            self._fill()

    def setting(self, session: str, command: Command) -> None:
        with self._lock:
            if live := self._live.get(session):
                live.set(command)

    def frame(self, session: str, frame: FrameProtocol) -> None:
        # Outside the lock, since encoding takes a while: nobody else touches a run that is with the executor.
        with self._lock:
            live = self._live.get(session)
            if time.monotonic() >= self._look_again:
                self._fill()  # somebody may have had a seat for long enough
        if live is not None:
            assert isinstance(frame, PackedFrame)
            live.add(frame)

    def state(self, session: str, step: int, data: bytes | memoryview) -> None:
        with self._lock:
            if live := self._live.get(session):
                live.set_state(step, data)

    def released(self, session: str, *, gone: bool) -> None:
        with self._lock:
            live = self._live.get(session)
            if live is None or live.phase is not Phase.LEAVING:
                return
            early, live.early = live.early, []
            if gone:
                live.parked()
                live.channel.tell_watched(None)
                if live.yields:
                    self._live[session] = self._live.pop(session)  # behind all that wait
                    live.waits_again()
            else:
                live.phase = Phase.LOADED
                live.yields = False
                self._fill_later()  # what it had to do may change nothing, and nothing is reported then
            for command in early:
                self.command(session, command)
            self._fill()

    def lost(self, session: str) -> None:
        with self._lock:
            live = self._live.get(session)
            if live is not None and live.phase in (Phase.LOADED, Phase.LEAVING):
                live.paused = live.record.status is RunStatus.PAUSED and not live.yields
                live.yields = False
                self._load(live)

    # The queue

    def _waiting(self) -> list[LiveRun]:
        return [live for live in self._live.values() if live.phase is Phase.WAITING]

    def _fill(self) -> None:
        """Give the executor every waiting run for which there is room, in their turn (see `in_turn`)."""
        if self._filling:
            return  # it goes on below, with what has changed
        self._filling = True
        self._look_again = time.monotonic() + LOOK_AGAIN_SECONDS
        for live in in_turn(self._waiting(), self._present()):
            if self._make_room(live):
                self._load(live)
        self._filling = False
        for live in self._waiting():
            live.channel.refresh()  # its place may be another

    def _fill_later(self) -> None:
        def fill() -> None:
            with self._lock:
                self._fill()

        timer = threading.Timer(LOOK_AGAIN_SECONDS, fill)
        timer.daemon = True
        timer.start()

    def _load(self, live: LiveRun) -> None:
        job = live.job()
        live.loaded()
        self._executor.submit(job, self)
        live.channel.tell_watched(partial(self._executor.watch, live.record.id))
        early, live.early = live.early, []
        for command in early:
            self._executor.command(live.record.id, command)

    def _make_room(self, newcomer: LiveRun) -> bool:
        loaded = [live for live in self._live.values() if live.phase is Phase.LOADED]
        mine = _own((live for live in loaded if live.training), newcomer)
        if mine >= self._limits.running_per_owner and not in_sweep(newcomer.record.id):
            return False
        for live in self._room.leavers(newcomer, self._present()):
            self._release(live)
        if self._room.fits(newcomer, self._present()):
            return True
        self._have_one_yield(newcomer)
        return False

    def _release(self, live: LiveRun) -> None:
        live.phase = Phase.LEAVING
        self._executor.release(live.record.id)  # `released` follows, and fills the room

    def _have_one_yield(self, newcomer: LiveRun) -> None:
        """Have a run give up its seat, one at a time: it pauses, leaves, and waits again."""
        present = self._present()
        if any(live.phase is Phase.LEAVING or live.yields for live in present):
            return
        live = yielding(newcomer, present, time.monotonic())
        if live is not None:
            live.yields = True
            self._executor.command(live.record.id, Command(Verb.PAUSE))

    def _present(self) -> list[LiveRun]:
        return [live for live in self._live.values() if live.phase in (Phase.LOADED, Phase.LEAVING)]

    def _command_unloaded(self, live: LiveRun, command: Command) -> None:
        """Carry out a command for a run that waits in the queue or is parked."""
        if command.verb is Verb.STOP:
            live.set_status(RunStatus.STOPPED)
            self._remove(live)
        elif command.verb in SETTINGS:
            live.set(command)
        elif command.verb is Verb.PAUSE:
            live.paused = True
        else:
            live.paused = command.verb is not Verb.RESUME
            if live.paused:
                live.early.append(command)
            if live.phase is Phase.PARKED:
                live.phase = Phase.WAITING
                live.set_status(RunStatus.QUEUED)

    def _remove(self, live: LiveRun) -> None:
        live.channel.tell_watched(None)
        del self._live[live.record.id]
        self._ended(live.channel)


def _own(runs: Iterable[LiveRun], newcomer: LiveRun) -> int:
    """How many of `runs` count towards the limits of the newcomer's owner."""
    owner_hash = newcomer.record.owner_hash
    return sum(live.record.owner_hash == owner_hash and not in_sweep(live.record.id) for live in runs)
