"""The runs of this server: starting, steering, watching and remembering them."""

from __future__ import annotations

import hmac
import math
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from core.diagnosis.of_recording import found_in
from core.experiment import Experiment
from core.frame import Frame
from core.hyperparameters import MAX_SEED
from core.live.far_fits import FarFits, Kept
from core.live.listed import Listed, RunList
from core.live.protocol.command import Command, Verb
from core.live.protocol.executor import Executor
from core.live.protocol.job import Together
from core.live.protocol.status import RunStatus
from core.live.records.best import Best
from core.live.records.foreign import Foreign, NoChoices
from core.live.records.labels import Labels
from core.live.records.run import NotOwner, RunRecord, UnknownRun, hash_of
from core.live.records.sweep import in_sweep
from core.live.records.tested import Tested
from core.live.retention import Retention
from core.live.sessions.checkpoint import Checkpoint
from core.live.sessions.limits import Limits
from core.live.sessions.live_run import LiveRun
from core.live.sessions.memory_shares import MEGABYTE
from core.live.sessions.messages import HISTORY_POINTS
from core.live.sessions.own_tables import check_table
from core.live.sessions.run_channel import RunChannel
from core.live.sessions.run_queue import RunQueue
from core.live.sweeps.sweeps import Sweeps
from core.message import Invalid, Message
from core.packed import PackedFrame
from core.store.recorded import Recorded
from core.store.store import RunStore

QUIET_CHANNELS = 16
"""Channels of ended runs that are kept for whoever looks again soon."""

RECORDED = Message("Recorded by your own program.")
CUT = Message(
    "Recorded by your own program. The file is incomplete: it ends within a frame. All before it is shown."
)
NO_NUMBER = Message("Recorded by your own program. The loss is not a finite number any more at its end.")
"""What is said of a run of somebody's own program."""

RESUMABLE = {RunStatus.INTERRUPTED, RunStatus.STOPPED}
"""Where a run that is over can be asked to go on."""
_MOVES = {Verb.RESUME, Verb.STEP_BATCH, Verb.STEP_EPOCH}


class Standing(NamedTuple):
    """Where a run stands.

    Arguments:
        reached: step of the newest state, or below 0 how many frames are stored.
    """

    status: RunStatus
    learning_rate: float
    reached: int


class Runs:
    """Everything that a page or a route asks about runs. Safe to use from any thread.

    Arguments:
        store: where runs are kept.
        executor: who trains; it is closed with the runs.
        limits: how much is done at a time.

    Attributes:
        sweeps: grids of runs that are trained in the background.
        far_fits: runs that visitors' own programs send.
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
        self._testing = threading.Lock()
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
            together=self._limits.sweep_together if executor.takes_together else 1,
            per_address=self._limits.sweeps_per_address,
        )
        self._retention = Retention(store, self._limits, forget=self._forget)
        kept = Kept(reopen=self._reopened, open=self._opened, ended=self._keep_quiet, forget=self._forget)
        self.far_fits = FarFits(store, self._limits, self._retention, kept)
        self._list = RunList(store, self.place)
        store.watch_trouble(self._tell_trouble)

    # Asking

    def record(self, run: str) -> RunRecord:
        """What is known about a run.

        Raises:
            UnknownRun: there is none with this id.
        """
        channel = self._live_channel(run)
        record = channel.record if channel else self._store.record(run)
        if record is None:
            raise UnknownRun(run)
        return record

    def runs_of(self, owner: str | None, at_most: int | None = None) -> list[RunRecord]:
        """The runs that `owner` started, newest first; cells of sweeps are not among them.

        Arguments:
            at_most: only so many; nothing is read of the others.
        """
        if owner is None:
            return []
        if at_most is None:
            return self._store.records_of(hash_of(owner))
        listing = self._store.listing
        return listing.records(listing.ids_of(hash_of(owner))[:at_most])

    def tested_of(self, owner: str | None) -> list[RunRecord]:
        """Those of them whose test part was asked for, in no order."""
        return [] if owner is None else self._store.tested_of(hash_of(owner))

    def listed(self, owner: str | None, first: int, count: int, tag: str = "") -> Listed:
        """The same with their numbers, pinned ones first, `count` of them from `first` on: nothing is read of
        the others.

        Arguments:
            tag: only of those that have it; "" for all.
        """
        return Listed((), 0, True) if owner is None else self._list.page(hash_of(owner), first, count, tag)

    def labels_of(self, owner: str | None, runs: Sequence[str]) -> dict[str, Labels]:
        """What `owner` says of those of `runs` that are theirs; of most nothing is said."""
        return {} if owner is None else self._store.listing.labels_of(hash_of(owner), runs)

    def bests(self, runs: Sequence[str]) -> dict[str, Best]:
        """The best numbers of `runs`, for whoever may look at them."""
        return self._list.bests(runs)

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

    def frame_steps(self, run: str) -> dict[int, int]:
        """Number to step of a run's stored frames, in order; numbers rise."""
        return self._store.frame_steps(run)

    def packed_frame(self, run: str, seq: int) -> PackedFrame | None:
        """A stored frame of a run as it was shown; None where there is none with this number."""
        return self._store.packed_frame(run, seq)

    def packed_frames(self, run: str, at_most: int) -> list[PackedFrame]:
        """Frames of a run, `at_most` so many and not unpacked, for whoever needs but some numbers of them."""
        return [frame for _, frame in self._store.packed_frames(run, at_most=at_most)]

    def checkpoint(self, run: str) -> Checkpoint | None:
        """The newest state that is kept of a run; None where there is none, or none any more."""
        if live := self._queue.checkpoint(run):
            return live
        stored = self._store.state(run)
        return Checkpoint(stored.step, stored.data) if stored is not None and stored.data else None

    def standing(self, run: str) -> Standing:
        """Where a run stands: equal as long as its newest state is the same. It costs next to nothing.

        Raises:
            UnknownRun: there is none with this id.
        """
        record, live = self.record(run), self._queue.checkpoint(run)
        # Weights may change at the end of a run though no step is taken, and steps be taken again.
        reached = -1 - self._store.last_seq(run) if live is None else live.step
        return Standing(record.status, record.learning_rate, reached)

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
        if live := self._live_channel(run):
            return live
        with self._lock:
            if run in self._quiet:
                self._quiet.move_to_end(run)
                return self._quiet[run]
        channel = self._restored(self.record(run))
        if live := self._live_channel(run):  # someone made it go on in the meantime
            return live
        self._keep_quiet(channel)
        return channel

    def _live_channel(self, run: str) -> RunChannel | None:
        return self._queue.channel(run) or self.far_fits.channel(run)

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
        record = self._record(experiment, owner, parent=parent, speed=speed)
        self._add(record, paused=paused, address=address)
        return record.id

    def _record(self, experiment: Experiment, owner: str, **more: Any) -> RunRecord:
        """A run that has not begun."""
        return RunRecord(
            id=secrets.token_urlsafe(16),
            owner_hash=hash_of(owner),
            created=time.time(),
            choices=experiment,
            learning_rate=experiment.learning_rate,
            ordinal=self._store.next_ordinal(),
            **more,
        )

    def _add(
        self, record: RunRecord, *, state: Checkpoint | None = None, paused: bool = False, address: str = ""
    ) -> None:
        """Have a new run begin, from `state` where it has one."""
        check_table(self._store, record.experiment, record.owner_hash)
        self._queue.check(record.experiment)  # before anything is forgotten for it
        self._retention.make_room(record)
        live = self._live_run(self._opened(record), paused=paused, address=address)
        if state is not None:
            live.set_state(*state)
        self._queue.add(live)

    def _live_run(self, channel: RunChannel, *, next_seq: int = 0, **how: Any) -> LiveRun:
        rewind_bytes = self._limits.rewind_stored * MEGABYTE
        return LiveRun(channel, self._store, next_seq=next_seq, rewind_bytes=rewind_bytes, **how)

    def adopt(self, recorded: Recorded, owner: str, *, file: str) -> str:
        """Take a run of somebody's own program among the runs of `owner`, and return its id.

        It is over: it can be looked at, compared and deleted, and whatever needs choices refuses it.

        Arguments:
            recorded: what `core.store.recorded.read_recording` gave.
            owner: secret of the person whose run it is from now on.
            file: name of the file.

        Raises:
            Invalid: there is nothing to show in it, no room for it, or it cannot be stored just now. Nothing
                is kept of it then.
        """
        if not recorded.frames:
            raise Invalid(
                Message(
                    "Expected a recording with at least one frame, received one with none: its program ended "
                    "before the first. Let it train for a step or more."
                )
            )
        record = self._adopted(recorded, owner, file)
        self._retention.make_room(record, sum(frame.size for frame in recorded.frames))
        if not self._store.adopt(record, recorded.frames):
            raise Invalid(self._store.trouble or Message("The server is busy. Try again in a moment."))
        return record.id

    def _adopted(self, recorded: Recorded, owner: str, file: str) -> RunRecord:
        last = recorded.frames[-1]
        foreign = Foreign.of(
            recorded.about,
            file=file,
            reached=last.number("epoch"),
            cut=recorded.cut,
            measures=tuple(last.further[0]),
        )
        accuracy = recorded.layout.metric == "accuracy"
        found = found_in(last.unpack(recorded.layout), stack=foreign.stack, accuracy=accuracy)
        rate, finite = last.number("learning_rate"), math.isfinite(last.number("loss"))
        ended = RunStatus.INTERRUPTED if recorded.cut else RunStatus.FINISHED
        return RunRecord(
            id=secrets.token_urlsafe(16),
            owner_hash=hash_of(owner),
            created=time.time(),
            choices=None,
            learning_rate=rate if math.isfinite(rate) else 0.0,
            status=ended if finite else RunStatus.DIVERGED,
            layout=recorded.layout,
            cause=(CUT if recorded.cut else RECORDED) if finite else NO_NUMBER,
            notes={"findings": [each.to_json() for each in found], "best": None, "measured": None},
            ordinal=self._store.next_ordinal(),
            foreign=foreign,
        )

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

    def branch_question(
        self, run: str, step: int, owner: str, experiment: Experiment | None = None
    ) -> tuple[dict[str, Any], bytes | memoryview | None]:
        """What the engine is asked for the state at which a branch of `run` begins (question ``branch``), and
        the state that is nearest before it; None: the run is taken again from its beginning.

        Arguments:
            step: optimizer steps that the run had taken.
            owner: secret of the person who wants it.
            experiment: what the branch trains; what `run` does, at the rate of that step, when left out.

        Raises:
            UnknownRun: there is no such run.
            Invalid: that step cannot be reached again, or the data are somebody else's.
        """
        record = self.record(run)
        check_table(self._store, record.experiment, hash_of(owner))
        if record.rates is None:
            raise Invalid(
                Message(
                    "The learning rate of this run was changed while it trained, and when is not known any "
                    "more: its steps cannot be taken again. Train it again."
                )
            )
        candidates = [self.checkpoint(run), self._store.kept_state(run, step)]
        before = [state for state in candidates if state is not None and state.step <= step]
        nearest = max(before, key=lambda state: state.step, default=None)
        if nearest is None and record.first_step:
            raise Invalid(Message("The states of this branch are not kept any more. Train it again."))
        changed = experiment or self.branched(run, step)
        body = {
            "experiment": record.experiment.flat(),
            "rates": [list(change) for change in record.rates],
            "step": step,
            "changed": changed.flat(),
        }
        return body, None if nearest is None else nearest.data

    def branched(self, run: str, step: int) -> Experiment:
        """What a branch of `run` at `step` trains where nothing is changed.

        Raises:
            UnknownRun: there is no such run.
        """
        record = self.record(run)
        return record.experiment.model_copy(update={"learning_rate": record.rate_at(step)})

    def branch(
        self,
        run: str,
        step: int,
        owner: str,
        state: bytes | memoryview,
        experiment: Experiment | None = None,
        *,
        paused: bool = False,
        address: str = "",
    ) -> str:
        """Begin a run that goes on from `run` at a step, and return its id.

        Arguments:
            run, step, owner, experiment: as in `branch_question`.
            state: the answer to that question.
            paused, address: as in `start`.

        Raises:
            UnknownRun: there is no such run.
            Invalid: as `start` does.
        """
        parent, experiment = self.record(run), experiment or self.branched(run, step)
        record = self._record(experiment, owner, parent=run, first_step=step, speed=parent.speed)
        self._add(record, state=Checkpoint(step, state), paused=paused, address=address)
        return record.id

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
        if record.foreign is not None:
            if command.verb is not Verb.STOP:
                raise NoChoices
            self.far_fits.stop(run)
            return
        if record.status.over:
            if command.verb in (Verb.PAUSE, Verb.STOP):
                return  # it ended while the button was pressed: what was wanted is the case
            self._revive(record, command, address)
        self._queue.command(run, command)

    def label(self, run: str, owner: str | None, labels: Labels) -> None:
        """Keep what the owner of a run says of it, in place of what was said before.

        Raises:
            UnknownRun: there is no such run.
            NotOwner: it belongs to someone else.
        """
        record = self.record(run)
        if not record.owned_by(owner):
            raise NotOwner(run)
        self._store.label(run, record.owner_hash, labels)

    def delete(self, run: str, owner: str | None) -> None:
        """Delete a run that is over; `undelete` brings it back for an hour.

        Raises:
            UnknownRun: there is no such run.
            NotOwner: it belongs to someone else.
            Invalid: it is not over.
        """
        record = self.record(run)
        if not record.owned_by(owner):
            raise NotOwner(run)
        if not record.status.over:
            raise Invalid(Message("Expected a run that is over, received one that trains. Stop it first."))
        self._store.hide(run, time.time())
        self._let_go(run)

    def undelete(self, run: str, owner: str | None) -> bool:
        """Have a deleted run back; False where it is gone for good.

        Raises:
            NotOwner: it belongs to someone else.
        """
        self._store.flush()  # what was deleted a moment ago is asked for in the database
        whose = self._store.hidden().get(run)
        if whose is None:
            return False
        if owner is None or not hmac.compare_digest(whose, hash_of(owner)):
            raise NotOwner(run)
        return self._store.unhide(run)

    def test_question(self, run: str, owner: str | None) -> tuple[dict[str, Any], bytes | memoryview]:
        """What the engine is asked for the test part of a run that is over (question ``test_part``), and its
        state.

        Raises:
            UnknownRun: there is no such run.
            NotOwner: it belongs to someone else.
            Invalid: it trains still, has been asked already, or its state is not kept any more.
        """
        record = self.record(run)
        if not record.owned_by(owner):
            raise NotOwner(run)
        if record.tested is not None:
            raise Invalid(Message("The test part of this run was asked for already. Its answer stays."))
        if not record.status.over:
            raise Invalid(Message("The test part is for a run that is over. Wait for its end, or stop it."))
        checkpoint = self.checkpoint(run)
        if checkpoint is None:
            raise Invalid(Message("The trained weights of this run are not kept any more. Train it again."))
        return {"experiment": record.experiment.flat()}, checkpoint.data

    def keep_tested(self, run: str, tested: Tested) -> Tested:
        """Keep what the test part of a run gave; what was kept before stays, and is returned.

        Raises:
            UnknownRun: there is no such run (any more).
            Invalid: it trains again.
        """
        with self._testing:
            record = self.record(run)
            if record.tested is not None:
                return record.tested
            if not record.status.over:
                raise Invalid(Message("This run has gone on meanwhile. Ask again at its end."))
            record = replace(record, tested=tested)
            self._store.save(record)
            with self._lock:
                quiet = self._quiet.get(run)
            if quiet is not None:
                quiet.publish(record)
        return tested

    def end_streams(self) -> None:
        """Let all viewers go, these and all that come later: the server stops."""
        self._closing = True
        with self._lock:
            quiet = list(self._quiet.values())
        for channel in (*self._queue.channels(), *self.far_fits.channels(), *quiet):
            channel.close()

    def close(self) -> None:
        """End streams and training; runs that were under way count as interrupted from then on."""
        self.end_streams()
        self.sweeps.close()
        self._executor.close()
        self._queue.close()
        self.far_fits.close()

    def _begin_cell(self, record: RunRecord, each_epoch: bool, together: Together | None) -> None:
        """Begin the run of a sweep, or go on with it; nothing when it is complete or under way.

        Arguments:
            each_epoch: whether it is shown at the end of every epoch.
            together: with which other cells one function may train it.
        """
        how: dict[str, Any] = {"paused": False, "each_epoch": each_epoch, "together": together}
        stored = self._store.record(record.id)
        if stored is not None and stored.status not in RESUMABLE:
            return
        if stored is None or not self._go_on(stored, **how):
            self._forget(record.id)  # frames without a state would be shown twice
            channel = self._opened(record)
            self._queue.add(self._live_run(channel, **how))

    def _revive(self, record: RunRecord, command: Command, address: str) -> None:
        able = record.status in RESUMABLE and command.verb in _MOVES
        if not able or not self._go_on(record, paused=command.verb is not Verb.RESUME, address=address):
            raise Invalid(Message("This run is over and cannot go on. Start it again."))

    def _go_on(self, record: RunRecord, **how: Any) -> bool:
        """Have a run go on from its stored state (`how`: as `LiveRun`); False when there is none any more."""
        state = self._store.state(record.id)
        if state is None or not state.data:
            return False
        self._retention.goes_on(record.id)
        self._list.forget(record.id)
        next_seq = self._store.last_seq(record.id) + 1
        self._store.rewind(record.id, state.step)
        # A server that was killed may have lost the state at which the rate was set.
        rates = record.rates and tuple((min(at, state.step), rate) for at, rate in record.rates)
        channel = self._restored(
            replace(record, status=RunStatus.QUEUED, cause=None, detail=None, notes=None, rates=rates)
        )
        with self._lock:
            self._quiet.pop(record.id, None)
        self._queue.add(self._live_run(channel, next_seq=next_seq, **how))
        return True

    # Remembering

    def _opened(self, record: RunRecord, frames: list[tuple[int, PackedFrame]] | None = None) -> RunChannel:
        channel = RunChannel(record, frames or (), place=self.place, trouble=lambda: self._store.trouble)
        if self._closing:
            channel.close()
        return channel

    def _restored(self, record: RunRecord) -> RunChannel:
        return self._opened(record, self._store.packed_frames(record.id, at_most=HISTORY_POINTS))

    def _reopened(self, record: RunRecord) -> RunChannel:
        """The channel of a run that a program goes on with; viewers of the one that is there stay."""
        self._list.forget(record.id)
        with self._lock:
            return self._quiet.pop(record.id, None) or self._restored(record)

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
        self._list.forget(run)
        self._let_go(run)

    def _let_go(self, run: str) -> None:
        """End the channel of a run that is gone: where a program may send more it is open still."""
        with self._lock:
            quiet = self._quiet.pop(run, None)
        if quiet is not None:
            quiet.close()

    def _tell_trouble(self) -> None:
        for channel in (*self._queue.channels(), *self.far_fits.channels()):
            channel.refresh()
