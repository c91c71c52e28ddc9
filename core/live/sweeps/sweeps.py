"""The sweeps of this server: starting, stopping and going on with grids of runs, and how far they are."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from core.live.protocol.command import Command, Verb
from core.live.protocol.job import Together
from core.live.protocol.status import RunStatus
from core.live.records.grid import Grid
from core.live.records.run import NotOwner, RunRecord, hash_of
from core.live.records.series import Series
from core.live.records.sweep import Sweep
from core.live.sessions.own_tables import check_table
from core.live.sessions.run_queue import RunQueue
from core.live.sweeps.companions import Unit, units_of
from core.live.sweeps.durations import Durations, UnderWay
from core.live.sweeps.progress import DONE, Cell, SweepProgress, status_of
from core.message import Invalid, Message
from core.store.store import RunStore

log = logging.getLogger(__name__)

KEPT_PER_OWNER, KEPT_SERIES = 3, 16
"""Maps, and series, that are kept for one person, the one under way included; the oldest are deleted with
their runs."""

_LOOK_AGAIN_SECONDS = 1.0
"""How soon it is seen that someone paused a cell on the Train page, or let it go on."""


class UnknownSweep(LookupError):
    """There is no such sweep (any more)."""

    message = Message("This map does not exist any more. Train a new one.")


class NotOwnerOfSweep(NotOwner):
    """Someone tries to stop a sweep that another person started."""

    message = Message("This map belongs to someone else. Train one of your own.")


class NotOwnerOfSeries(NotOwner):
    """Someone tries to stop a series that another person started."""

    message = Message("These networks belong to someone else. Train some of your own.")


@dataclass(slots=True, eq=False)
class _Active:
    """A sweep that is trained.

    Arguments:
        left: the records that cells begin with which have not begun.
        units: those cells, as they begin together, in order.
        begun: when each cell that is under way began, by `time.monotonic`.
        of: with which others each of these began.
        epochs: what each cell is trained for.
        compiled: when the first cell of each depth was over.
        served: when a cell of it was begun last.
        address: the network address of whoever asked for it; empty where that is not known.
    """

    sweep: Sweep
    left: dict[int, RunRecord]
    units: list[Unit]
    begun: dict[int, float] = field(default_factory=dict)
    of: dict[int, Unit] = field(default_factory=dict)
    epochs: dict[int, int] = field(default_factory=dict)
    compiled: dict[int, float] = field(default_factory=dict)
    durations: Durations = field(default_factory=Durations)
    served: float = 0.0
    address: str = ""

    def __post_init__(self) -> None:
        self.durations.cells = self.sweep.grid.cells_of_depth
        self.epochs = {cell: record.experiment.epochs for cell, record in self.left.items()}

    def begin(self, unit: Unit, now: float) -> list[RunRecord]:
        """Take note that cells begin; returns what they begin with."""
        self.units.remove(unit)
        self.served = now
        self.begun |= dict.fromkeys(unit.cells, now)
        self.of |= dict.fromkeys(unit.cells, unit)
        return [self.left.pop(cell) for cell in unit.cells]

    def over(self, cell: int, now: float) -> None:
        """Take note that a cell is over; those that began before any of its depth was had to compile."""
        began, depth = self.begun.pop(cell), self.sweep.grid.depth(cell)
        together = len(self.of.pop(cell).cells)
        held_up = began < self.compiled.setdefault(depth, now)
        self.durations.add(depth, (now - began) / together, held_up=held_up)


class Sweeps:
    """All sweeps. Safe to use from any thread.

    Only so many cells are under way that all threads have something to do; whenever one is over, a thread
    of its own begins the next. The cells themselves take turns with everyone else's runs. Small networks
    that are alike begin together and count as one: one function trains them.

    Arguments:
        store: where sweeps are kept.
        board: the runs under way.
        begin: begins the run of a cell, or goes on with it; the second is whether it is to be shown at the
            end of every epoch, the third with which others it begins.
        forget: deletes a run.
        at_a_time: cells of all sweeps together that are under way at the same time.
        together: cells at most that begin together.
        per_address: sweeps of one network address that are trained at the same time.
    """

    def __init__(
        self,
        store: RunStore,
        board: RunQueue,
        *,
        begin: Callable[[RunRecord, bool, Together | None], None],
        forget: Callable[[str], None],
        at_a_time: int,
        together: int,
        per_address: int,
    ) -> None:
        self._store = store
        self._board = board
        self._begin = begin
        self._forget = forget
        self._at_a_time = at_a_time
        self._together = together
        self._per_address = per_address
        # Whoever holds this lock may ask the board for something. The board never asks for it: `cell_ended`,
        # which is called under the lock of the board, only sets the event.
        self._lock = threading.Lock()
        self._active: dict[str, _Active] = {}
        self._changed = threading.Event()
        self._closed = False
        self._feeder: threading.Thread | None = None

    # Asking

    def of(self, owner: str | None) -> list[Sweep]:
        """The maps that `owner` started, newest first."""
        return self._of(owner, Grid)

    def series_of(self, owner: str | None) -> list[Sweep]:
        """The series that `owner` started, newest first."""
        return self._of(owner, Series)

    def _of(self, owner: str | None, kind: type[Grid] | type[Series]) -> list[Sweep]:
        found = [] if owner is None else self._store.sweeps_of(hash_of(owner))
        return [sweep for sweep in found if isinstance(sweep.grid, kind)]

    def under_way(self, owner: str | None) -> Sweep | None:
        """The sweep of this person that is trained: no other one can begin then."""
        if owner is None:
            return None
        with self._lock:
            training = (active.sweep for active in self._active.values())
            return next((sweep for sweep in training if sweep.owned_by(owner)), None)

    def busy(self, owner: str | None) -> bool:
        """Whether a sweep of this person is trained."""
        return self.under_way(owner) is not None

    def sweep(self, sweep: str) -> Sweep:
        """What is known about a sweep but how far it is.

        Raises:
            UnknownSweep: there is none with this id.
        """
        with self._lock:
            active = self._active.get(sweep)
            return active.sweep if active else self._stored(sweep)

    def standing(self, sweep: str) -> SweepProgress:
        """How far a sweep is, put together from its runs.

        Raises:
            UnknownSweep: there is none with this id.
        """
        with self._lock:  # before its runs are looked at: while it is trained, not all of them are over
            active = self._active.get(sweep)
            found = active.sweep if active else self._stored(sweep)
            left = {found.runs[cell] for cell in active.left} if active else set()
            remaining = self._remaining(active) if active else None
        runs = found.runs
        channels = {run: channel for run in runs if (channel := self._board.channel(run))}
        # Read after the board was asked: a run that ends in between is found in the store.
        statuses = self._store.statuses_of(runs)
        statuses |= {run: RunStatus.QUEUED for run in left if run in statuses}  # it goes on in its turn
        statuses |= {run: channel.record.status for run, channel in channels.items()}
        frames = self._store.last_frames([run for run in statuses if run not in channels])
        frames |= {run: frame for run, channel in channels.items() if (frame := channel.last_frame)}
        status = status_of(found, statuses, active=active is not None)
        waiting = RunStatus.QUEUED if active else RunStatus(status.value)
        cells = tuple(
            Cell(run if run in statuses else None, statuses.get(run, waiting), frames.get(run))
            for run in runs
        )
        return SweepProgress(found, status, cells, remaining)

    # Steering

    def start(self, grid: Grid | Series, owner: str, *, address: str = "") -> str:
        """Begin to train `grid` and return the id of the sweep.

        Arguments:
            address: the network address of whoever asks; empty where that is not known.

        Raises:
            Invalid: it would take too long or too much memory, this person trains a sweep already, or many
                at this network address do.
            DataUnavailable: the data are not on this machine.
        """
        grid.check_cost()
        sweep = Sweep.new(grid, owner, self._store.next_ordinal())
        check_table(self._store, grid.base, sweep.owner_hash)
        records = sweep.records()
        for record in records:
            self._board.check(record.experiment)
        active = self._waiting(sweep, dict(enumerate(records)), address)
        with self._lock:
            self._check_idle(sweep.owner_hash)
            self._check_address(address)
            self._forget_oldest(sweep)
            self._store.save_sweep(sweep)
            self._activate(active)
        return sweep.id

    def stop(self, sweep: str, owner: str | None) -> None:
        """Train no more of a sweep; what its cells have learnt is kept. Nothing when it is not trained.

        Raises:
            UnknownSweep: there is none with this id.
            NotOwner: it belongs to someone else.
        """
        found = self._owned(sweep, owner)
        with self._lock:
            active = self._active.pop(sweep, None)
            if active is not None:
                self._store.save_sweep(replace(found, stopped=True))
                for cell in active.begun:
                    self._board.command(found.runs[cell], Command(Verb.STOP))

    def resume(self, sweep: str, owner: str | None, *, address: str = "") -> None:
        """Go on with a sweep that was stopped or interrupted; nothing when it is trained or complete.

        Cells that were under way go on from their stored states.

        Arguments:
            address: the network address of whoever asks; empty where that is not known.

        Raises:
            UnknownSweep: there is none with this id.
            NotOwner: it belongs to someone else.
            Invalid: this person trains another sweep already, or many at this network address do.
            DataUnavailable: the data are not on this machine.
        """
        found = self._owned(sweep, owner)
        statuses = self._store.statuses_of(found.runs)
        records = dict(enumerate(found.records()))
        left = {cell: record for cell, record in records.items() if statuses.get(record.id) not in DONE}
        active = self._waiting(replace(found, stopped=False), left, address)
        with self._lock:
            if sweep in self._active or not left:
                return
            self._check_idle(found.owner_hash)
            self._check_address(address)
            self._store.save_sweep(active.sweep)
            self._activate(active)

    def _waiting(self, sweep: Sweep, left: dict[int, RunRecord], address: str) -> _Active:
        """A sweep of which nothing has begun; cells whose every epoch is shown go one by one, since that is
        what takes the time."""
        experiments = {cell: record.experiment for cell, record in left.items()}
        most = 1 if sweep.grid.every_epoch else self._together
        units = units_of(experiments, threads=self._at_a_time, most=most)
        return _Active(sweep, left, units, address=address)

    def cell_ended(self) -> None:
        """Say that a cell's run is over. Waits for nobody."""
        self._changed.set()

    def close(self) -> None:
        """Begin no more cells: the server stops."""
        with self._lock:
            self._closed = True
        self._changed.set()
        if self._feeder is not None:
            self._feeder.join()

    def _stored(self, sweep: str) -> Sweep:
        found = self._store.sweep(sweep)
        if found is None:
            raise UnknownSweep(sweep)
        return found

    def _owned(self, sweep: str, owner: str | None) -> Sweep:
        found = self.sweep(sweep)
        if not found.owned_by(owner):
            raise (NotOwnerOfSeries if isinstance(found.grid, Series) else NotOwnerOfSweep)(sweep)
        return found

    def _check_idle(self, owner_hash: str) -> None:
        if any(active.sweep.owner_hash == owner_hash for active in self._active.values()):
            raise Invalid(
                Message(
                    "Expected one map or comparison of yours at a time, received a second. Stop the other "
                    "one first."
                )
            )

    def _check_address(self, address: str) -> None:
        of_it = sum(active.address == address for active in self._active.values())
        if address and of_it >= self._per_address:
            raise Invalid(
                Message(
                    "Expected at most {limit} maps of one network address at a time, received one more. Stop "
                    "one first, or wait until one is complete.",
                    limit=self._per_address,
                )
            )

    def _forget_oldest(self, newcomer: Sweep) -> None:
        kind = type(newcomer.grid)
        kept = KEPT_SERIES if kind is Series else KEPT_PER_OWNER
        alike = [one for one in self._store.sweeps_of(newcomer.owner_hash) if isinstance(one.grid, kind)]
        for sweep in alike[kept - 1 :]:
            if any(self._board.channel(run) for run in sweep.runs):
                continue  # someone goes on with one of its runs on the Train page
            for run in sweep.runs:
                self._forget(run)
            self._store.delete(sweep.id)

    # Feeding the board

    def _activate(self, active: _Active) -> None:
        self._active[active.sweep.id] = active
        if self._feeder is None:
            self._feeder = threading.Thread(target=self._feed_on, name="sweep-feeder", daemon=True)
            self._feeder.start()
        self._changed.set()

    def _feed_on(self) -> None:
        while True:
            self._changed.wait(_LOOK_AGAIN_SECONDS if self._active else None)
            self._changed.clear()
            try:
                with self._lock:
                    if self._closed:
                        return
                    self._feed()
            except Exception:  # the edge of the thread, which has to live on
                log.exception("A sweep could not be fed.")

    def _feed(self) -> None:
        """See which cells are over, and begin others in their place: one by one for each sweep in turn."""
        training = {active.sweep.id: self._settle(active) for active in self._active.values()}
        while sum(training.values()) < self._at_a_time:
            able = [active for active in self._active.values() if self._next(active) is not None]
            if not able:
                break
            active = min(able, key=lambda one: (training[one.sweep.id], one.served))
            unit = self._next(active)
            assert unit is not None
            for record in active.begin(unit, time.monotonic()):
                self._begin(record, active.sweep.grid.every_epoch, unit.together)
            training[active.sweep.id] += 1
        for sweep in [one.sweep.id for one in self._active.values() if not one.left and not one.begun]:
            del self._active[sweep]

    def _settle(self, active: _Active) -> int:
        """Take note of cells that are over; returns how many train, those that began together as one."""
        now, training = time.monotonic(), set()
        for cell in list(active.begun):
            channel = self._board.channel(active.sweep.runs[cell])
            if channel is None:
                active.over(cell, now)
            elif channel.record.status is not RunStatus.PAUSED:
                training.add(active.of[cell].name)
        return len(training)

    def _next(self, active: _Active) -> Unit | None:
        """What is to begin next: its runs may be under way, as when they are just being stopped."""
        runs = active.sweep.runs
        free = (
            unit
            for unit in active.units
            if all(self._board.channel(runs[cell]) is None for cell in unit.cells)
        )
        return next(free, None)

    def _remaining(self, active: _Active) -> float | None:
        now, grid = time.monotonic(), active.sweep.grid
        return active.durations.remaining(
            [(grid.depth(unit.cells[0]), len(unit.cells)) for unit in active.units],
            [self._under_way(active, unit, now) for unit in set(active.of.values())],
            self._at_a_time / len(self._active),
        )

    def _under_way(self, active: _Active, unit: Unit, now: float) -> UnderWay:
        cells = [cell for cell in unit.cells if cell in active.begun]
        # They are shown one after another, but take their steps at the same time.
        share = max(self._share(active, cell) for cell in cells)
        began = active.begun[cells[0]]
        return UnderWay(active.sweep.grid.depth(cells[0]), len(unit.cells), now - began, share)

    def _share(self, active: _Active, cell: int) -> float:
        """How much of a cell that is under way was shown to be trained."""
        channel = self._board.channel(active.sweep.runs[cell])
        frame = None if channel is None else channel.last_frame
        return 0.0 if frame is None else min(frame.number("epoch") / active.epochs[cell], 1.0)
