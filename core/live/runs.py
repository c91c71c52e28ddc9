"""The runs of this server: starting, steering, watching and remembering them."""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from dataclasses import replace

from core.experiment import Experiment
from core.frame import Frame
from core.hyperparameters import MAX_SEED
from core.live.protocol.command import Command, Verb
from core.live.protocol.executor import Executor
from core.live.protocol.status import RunStatus
from core.live.records.run import NotOwner, RunRecord, UnknownRun, hash_of
from core.live.records.sweep import in_sweep
from core.live.retention import Retention
from core.live.sessions.limits import Limits
from core.live.sessions.live_run import LiveRun
from core.live.sessions.messages import HISTORY_POINTS
from core.live.sessions.own_tables import check_table
from core.live.sessions.run_channel import RunChannel
from core.live.sessions.run_queue import RunQueue
from core.live.sweeps.sweeps import Sweeps
from core.message import Invalid, Message
from core.packed import PackedFrame
from core.store.store import RunStore

QUIET_CHANNELS = 16
"""Channels of ended runs that are kept for whoever looks again soon."""

RESUMABLE = {RunStatus.INTERRUPTED, RunStatus.STOPPED}
"""Where a run that is over can be asked to go on."""
_MOVES = {Verb.RESUME, Verb.STEP_BATCH, Verb.STEP_EPOCH}


class Runs:
    """Everything that a page or a route asks about runs. Safe to use from any thread.

    Arguments:
        store: where runs are kept.
        executor: who trains; it is closed with the runs.
        limits: how much is done at a time.

    Attributes:
        sweeps: grids of runs that are trained in the background.
    """

    def __init__(
        self,
        store: RunStore,
        executor: Executor,
        *,
        limits: Limits | None = None,
    ) -> None:
        self._store = store
        self._limits = limits or Limits()
        self._lock = threading.Lock()
        self._quiet: OrderedDict[str, RunChannel] = OrderedDict()
        self._closing = False
        self._executor = executor
        self._queue = RunQueue(
            store,
            executor=executor,
            limits=self._limits,
            ended=self._ended,
        )
        self.sweeps = Sweeps(
            store,
            self._queue,
            begin=self._begin_cell,
            forget=self._forget,
            at_a_time=self._limits.sweep_runs,
            per_address=self._limits.sweeps_per_address,
        )
        self._retention = Retention(store, self._limits, forget=self._forget)
        store.watch_trouble(self._tell_trouble)

    # Asking

    def record(self, run: str) -> RunRecord:
        """What is known about a run.

        Raises:
            UnknownRun: there is none with this id.
        """
        channel = self._queue.channel(run)
        record = channel.record if channel else self._store.record(run)
        if record is None:
            raise UnknownRun(run)
        return record

    def runs_of(self, owner: str | None) -> list[RunRecord]:
        """The runs that `owner` started, newest first; cells of sweeps are not among them."""
        return [] if owner is None else self._store.records_of(hash_of(owner))

    def unreadable_of(self, owner: str | None) -> Message | None:
        """What of that was left out because it cannot be read, in words; None where nothing was."""
        return None if owner is None else self._store.unreadable_of(hash_of(owner))

    def is_owner(self, run: str, owner: str | None) -> bool:
        """Whether `owner` may steer the run.

        Raises:
            UnknownRun: there is none with this id.
        """
        return self.record(run).owned_by(owner)

    def frames(self, run: str, after: int = -1, at_most: int | None = None) -> list[tuple[int, Frame]]:
        """Stored frames of a run with their numbers (see `RunStore.frames`)."""
        return self._store.frames(run, after, at_most)

    def place(self, run: str) -> int | None:
        """Place in the queue, from 1; None for a run that does not wait."""
        return self._queue.place(run)

    @property
    def busy(self) -> bool:
        """Whether a run is prepared or trains."""
        return self._queue.busy

    @property
    def trouble(self) -> Message | None:
        """What keeps runs from being saved, in words."""
        return self._store.trouble

    def channel(self, run: str) -> RunChannel:
        """Where a run is watched; that of an old run is made again from its stored frames.

        Raises:
            UnknownRun: there is none with this id.
        """
        if live := self._queue.channel(run):
            return live
        with self._lock:
            if run in self._quiet:
                self._quiet.move_to_end(run)
                return self._quiet[run]
        channel = self._restored(self.record(run))
        if live := self._queue.channel(run):  # someone made it go on in the meantime
            return live
        self._keep_quiet(channel)
        return channel

    # Steering

    def start(
        self,
        experiment: Experiment,
        owner: str,
        *,
        parent: str | None = None,
        paused: bool = False,
        speed: float = 0.0,
        address: str = "",
    ) -> str:
        """Begin a run, now or as soon as there is room, and return its id.

        Arguments:
            experiment: what to train.
            owner: secret of the person who may steer it.
            parent: the run that it repeats.
            paused: show the first frame and wait.
            speed: epochs per second at most, 0 for no limit.
            address: the network address of this person, where it is known.

        Raises:
            Invalid: it takes more memory than there is, too many runs of this person wait already, or its
                data are a table of somebody else.
        """
        record = RunRecord(
            id=secrets.token_urlsafe(16),
            owner_hash=hash_of(owner),
            created=time.time(),
            experiment=experiment,
            learning_rate=experiment.learning_rate,
            parent=parent,
            speed=speed,
            ordinal=self._store.next_ordinal(),
        )
        check_table(self._store, experiment, record.owner_hash)
        self._queue.check(experiment)  # before anything is forgotten for it
        self._retention.make_room(record)
        self._queue.add(
            LiveRun(self._opened(record), self._store, next_seq=0, paused=paused, address=address)
        )
        return record.id

    def again(self, run: str, owner: str, *, new_weights: bool, address: str = "") -> str:
        """Start the same experiment as `run` for `owner`, with the same initial weights or new ones.

        Raises:
            UnknownRun: there is no such run.
            Invalid: too many runs of this person wait already.
        """
        record = self.record(run)
        experiment = record.experiment
        if new_weights:
            seed = secrets.randbelow(MAX_SEED + 1)
            experiment = experiment.model_copy(update={"weight_seed": seed})
        return self.start(experiment, owner, parent=run, speed=record.speed, address=address)

    def command(self, run: str, owner: str | None, command: Command, address: str = "") -> None:
        """Have a run do something. A stopped or interrupted one may go on from its stored state.

        Raises:
            UnknownRun: there is no such run.
            NotOwner: it belongs to someone else.
            Invalid: it is over and cannot go on.
        """
        record = self.record(run)
        if not record.owned_by(owner):
            raise NotOwner(run)
        if record.status.over:
            if command.verb in (Verb.PAUSE, Verb.STOP):
                return  # it ended while the button was pressed: what was wanted is the case
            self._revive(record, command, address)
        self._queue.command(run, command)

    def end_streams(self) -> None:
        """Let all viewers go, these and all that come later: the server stops."""
        self._closing = True
        with self._lock:
            quiet = list(self._quiet.values())
        for channel in (*self._queue.channels(), *quiet):
            channel.close()

    def close(self) -> None:
        """End streams and training; runs that were under way count as interrupted from then on."""
        self.end_streams()
        self.sweeps.close()
        self._executor.close()
        self._queue.close()

    def _begin_cell(self, record: RunRecord) -> None:
        """Begin the run of a sweep, or go on with it; nothing when it is complete or under way."""
        stored = self._store.record(record.id)
        if stored is not None and stored.status not in RESUMABLE:
            return
        if stored is None or not self._go_on(stored, paused=False):
            self._forget(record.id)  # frames without a state would be shown twice
            self._queue.add(LiveRun(self._opened(record), self._store, next_seq=0, paused=False))

    def _revive(self, record: RunRecord, command: Command, address: str) -> None:
        able = record.status in RESUMABLE and command.verb in _MOVES
        if not able or not self._go_on(record, paused=command.verb is not Verb.RESUME, address=address):
            raise Invalid(Message("This run is over and cannot go on. Start it again."))

    def _go_on(self, record: RunRecord, *, paused: bool, address: str = "") -> bool:
        """Have a run go on from its stored state; False when there is none any more."""
        state = self._store.state(record.id)
        if state is None or not state.data:
            return False
        self._retention.goes_on(record.id)
        next_seq = self._store.last_seq(record.id) + 1
        self._store.rewind(record.id, state.step)
        channel = self._restored(
            replace(record, status=RunStatus.QUEUED, cause=None, detail=None, notes=None)
        )
        with self._lock:
            self._quiet.pop(record.id, None)
        self._queue.add(LiveRun(channel, self._store, next_seq=next_seq, paused=paused, address=address))
        return True

    # Remembering

    def _opened(self, record: RunRecord, frames: list[tuple[int, PackedFrame]] | None = None) -> RunChannel:
        channel = RunChannel(record, frames or (), place=self.place, trouble=lambda: self._store.trouble)
        if self._closing:
            channel.close()
        return channel

    def _restored(self, record: RunRecord) -> RunChannel:
        return self._opened(record, self._store.packed_frames(record.id, at_most=HISTORY_POINTS))

    def _ended(self, channel: RunChannel) -> None:
        record = channel.record
        if not in_sweep(record.id):
            self._keep_quiet(channel)
            return
        with self._lock:
            self._quiet.pop(record.id, None)  # from before it went on
        if record.status not in RESUMABLE:
            self._store.save_state(record.id, 0, b"")  # nothing goes on from it, and a sweep has many
        self.sweeps.cell_ended()

    def _keep_quiet(self, channel: RunChannel) -> None:
        """Keep the channel of an ended run for a while; watched ones do not count as quiet."""
        with self._lock:
            self._quiet[channel.record.id] = channel
            self._quiet.move_to_end(channel.record.id)
            unwatched = [run for run, other in self._quiet.items() if not other.watched]
            for run in unwatched[: max(0, len(self._quiet) - QUIET_CHANNELS)]:
                del self._quiet[run]

    def _forget(self, run: str) -> None:
        self._store.delete(run)
        with self._lock:
            self._quiet.pop(run, None)

    def _tell_trouble(self) -> None:
        for channel in self._queue.channels():
            channel.refresh()
