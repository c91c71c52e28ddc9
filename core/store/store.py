"""The store of runs: written by one thread, read by many."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Table, Text, cast, func, select, text

from core.data.sources import own_tables
from core.frame import Frame
from core.live.protocol.status import RunStatus
from core.live.records.labels import Labels
from core.live.records.run import RunRecord, order_of
from core.live.records.sweep import SEPARATOR, Sweep, in_sweep
from core.memory import cache_bytes
from core.message import Message
from core.packed import PackedFrame
from core.statistics.thinning import evenly
from core.store.listing import Listing, newest
from core.store.location import default_url
from core.store.ordinals import Ordinals, latest_ordinal
from core.store.ownership import WAIT_SECONDS, Ownership
from core.store.pending import (
    Adopted,
    Deleted,
    Entry,
    Hidden,
    KeptState,
    Labelled,
    Pending,
    Rewound,
    StoredFrame,
    StoredState,
    Thinned,
)
from core.store.reading import Reader
from core.store.schema import StoreUnusable, shown
from core.store.tables import (
    BESTS,
    FRAMES,
    KEPT_STATES,
    RUNS,
    STATE_PARTS,
    STATES,
    SWEEPS,
    USER_TABLES,
    open_engine,
)
from core.store.writing import prepare, trouble_of, unusable_of, unwrite, write

log = logging.getLogger(__name__)

FLUSH_SECONDS = 0.5
"""How long entries are gathered before they are written; a killed server loses them."""
MAX_BACKOFF = 10.0
_AT_ONCE = 500
"""Runs that one query names."""
_OF_FRAMES = StoredFrame | Rewound | Deleted


class Size(NamedTuple):
    """What a run takes in the database, in bytes."""

    frames: int = 0
    state: int = 0


class RunStore:
    """Records, frames and latest states of runs in a database, which belongs to this store alone.

    Writing never waits and never raises: entries go to a bounded buffer that one thread empties in
    batches. While the database cannot be written, `trouble` says so and the buffer keeps what fits.
    Reading sees what is written and what still waits, and leaves out what cannot be read.

    Arguments:
        url: any SQLAlchemy URL; the user's data folder when left out (see `default_url`).
        waiting_frames: frames kept while the database cannot be written.
        waiting_bytes: what they may take together; as much as a cache when left out (`core.memory`).

    Attributes:
        listing: what a list of runs shows of each.

    Raises:
        StoreInUse: another server has it.
        StoreUnusable: runs cannot be kept there, and waiting does not help.
    """

    _unusable: StoreUnusable | None = None
    _opened = False

    def __init__(self, url: str | None = None, *, waiting_frames: int = 3000, waiting_bytes: int = 0) -> None:
        self.engine = open_engine(url or default_url())
        self.trouble: Message | None = None
        self._pending = Pending(waiting_frames, waiting_bytes or cache_bytes())
        self._reader = Reader(self.engine, self._pending, failed=self._failed, worked=self._worked)
        self.listing = Listing(self._reader, self._pending)
        self._prepared = False
        self._again = False
        self._on_trouble: list[Callable[[], None]] = []
        self._written = threading.Condition()
        self._ordinals = Ordinals()
        self._ownership = Ownership(self.engine)
        self._write(())
        if self._unusable is not None:
            self._ownership.release()
            self.engine.dispose()
            raise self._unusable
        self._opened = True
        self._writer = threading.Thread(target=self._write_on, name="store-writer", daemon=True)
        self._writer.start()

    def watch_trouble(self, changed: Callable[[], None]) -> None:
        """Call `changed` whenever `trouble` comes, changes or goes."""
        self._on_trouble.append(changed)

    @property
    def where(self) -> str:
        """Its database, without the password."""
        return shown(self.engine)

    def next_ordinal(self) -> int:
        """For a new run or sweep: larger than that of every other, whatever the clock does."""
        return self._ordinals.next()

    # Writing

    def save(self, record: RunRecord) -> None:
        """Store a run's record in place of its older one."""
        self._pending.add(record)

    def adopt(self, record: RunRecord, frames: Sequence[PackedFrame]) -> bool:
        """Store a run that comes whole, with its frames, and wait for that.

        Returns:
            Whether that worked in time; else nothing of it is stored.
        """
        self._pending.add(Adopted(record, tuple(frames)))
        if self.flush(run=record.id):
            return True
        self.delete(record.id)
        return False

    def save_sweep(self, sweep: Sweep) -> None:
        """Store a sweep in place of its older self."""
        self._pending.add(sweep)

    def add_frame(self, run: str, seq: int, frame: PackedFrame) -> None:
        """Append frame number `seq` of a run; numbers rise."""
        self._pending.add(StoredFrame(run, seq, frame, frame.size))

    def save_state(self, run: str, step: int, data: bytes | memoryview) -> None:
        """Store a run's training state in place of its older one; with an empty one those of its way go."""
        self._pending.add(StoredState(run, step, data))

    def keep_state(self, run: str, step: int, data: bytes | memoryview) -> None:
        """Keep a state on a run's way, beside the others."""
        self._pending.add(KeptState(run, step, data))

    def thin_states(self, run: str, steps: Sequence[int]) -> None:
        """Let go of kept states of a run's way."""
        self._pending.add(Thinned(run, tuple(steps)))

    def rewind(self, run: str, step: int) -> None:
        """Take back the frames, and the states of its way, after `step`: the run goes on from there."""
        self._pending.add(Rewound(run, step))

    def delete(self, run: str) -> None:
        """Remove a run with all that belongs to it, or a sweep without its runs."""
        self._pending.add(Deleted(run))
        self._reader.unreadable.forget(run)

    def hide(self, run: str, deleted: float) -> None:
        """Take a run out of all lists, so that it can be had back (`unhide`) until it is deleted.

        Arguments:
            deleted: when, in seconds since 1970.
        """
        self._pending.add(Hidden(run, deleted))

    def unhide(self, run: str) -> bool:
        """Have a hidden run back; False where it is gone, or the database cannot be written."""
        self._pending.add(Hidden(run, None))
        return self.flush() and self.record(run) is not None

    def label(self, run: str, owner_hash: str, labels: Labels) -> None:
        """Store what the owner of a run says of it, in place of what was said before."""
        self._pending.add(Labelled(run, owner_hash, labels))

    # Reading

    def hidden(self, before: float | None = None, owner_hash: str | None = None) -> dict[str, str]:
        """Hidden runs, the oldest first, and whose they are.

        Arguments:
            before: only those that were hidden before that, in seconds since 1970.
            owner_hash: only those of one owner.
        """
        chosen: ColumnElement[bool] = RUNS.c.deleted.is_not(None)
        if before is not None:
            chosen &= RUNS.c.deleted < before
        if owner_hash is not None:
            chosen &= RUNS.c.owner_hash == owner_hash
        query = select(RUNS.c.id, RUNS.c.owner_hash).where(chosen).order_by(RUNS.c.deleted)
        return {row.id: row.owner_hash for row in self._reader.rows(query)}

    def record(self, run: str) -> RunRecord | None:
        """The run's record, None when there is no such run."""
        return self._reader.records(RUNS.c.id == run, self._pending.entries(run)).get(run)

    def records_of(self, owner_hash: str) -> list[RunRecord]:
        """All runs of one owner, newest first, without the cells of sweeps."""
        chosen = (RUNS.c.owner_hash == owner_hash) & RUNS.c.id.not_like(f"%{SEPARATOR}%")
        found = self._reader.records(chosen, self._pending.entries())
        mine = (
            record for record in found.values() if record.owner_hash == owner_hash and not in_sweep(record.id)
        )
        return sorted(mine, key=lambda record: order_of(record.created, record.ordinal), reverse=True)

    def unfinished_of(self, owner_hash: str) -> list[RunRecord]:
        """Those of them that are not over, in no order: few, however many there are."""
        unfinished = [status.value for status in RunStatus if not status.over]
        chosen = (RUNS.c.owner_hash == owner_hash) & RUNS.c.status.in_(unfinished)
        found = self._reader.records(chosen & RUNS.c.id.not_like(f"%{SEPARATOR}%"), self._pending.entries())
        mine = (record for record in found.values() if record.owner_hash == owner_hash)
        return [record for record in mine if not record.status.over and not in_sweep(record.id)]

    def tested_of(self, owner_hash: str) -> list[RunRecord]:
        """Those of them whose test part was asked for, in no order: few, however many there are."""
        # What nothing is said of is NULL in rows of before, and JSON's null since.
        chosen = (RUNS.c.owner_hash == owner_hash) & (cast(RUNS.c.tested, Text) != "null")
        found = self._reader.records(chosen & RUNS.c.id.not_like(f"%{SEPARATOR}%"), self._pending.entries())
        mine = (record for record in found.values() if record.owner_hash == owner_hash)
        return [record for record in mine if record.tested is not None and not in_sweep(record.id)]

    def frames(self, run: str, after: int = -1, at_most: int | None = None) -> list[tuple[int, Frame]]:
        """Frames of a run with their numbers, oldest first.

        Without those of the first version, and none of a run whose network was never built.

        Arguments:
            after: only frames with a larger number.
            at_most: leave out frames, evenly, when there are more; first and last stay.
        """
        record = self.record(run)
        if record is None or record.layout is None:
            return []
        found = self.packed_frames(run, after, at_most)
        return [(seq, packed.unpack(record.layout)) for seq, packed in found]

    def packed_frames(
        self, run: str, after: int = -1, at_most: int | None = None
    ) -> list[tuple[int, PackedFrame]]:
        """The same frames, not unpacked: a fraction of the work for whoever needs but some numbers."""
        chosen = list(self._reader.steps(run, after))
        picked = chosen if at_most is None else evenly(chosen, at_most)
        found = self._reader.frames(run, picked)
        if at_most is not None and len(found) < len(picked) < len(chosen):
            found = self._reader.frames(run, chosen)  # others stand in for those that cannot be read
            found = {seq: found[seq] for seq in evenly(list(found), at_most)}
        return list(found.items())

    def last_seq(self, run: str) -> int:
        """Number of the run's last frame, -1 when there is none."""
        if any(isinstance(entry, _OF_FRAMES) for entry in self._pending.entries(run)):
            return max(self._reader.steps(run), default=-1)
        last = [row.seq for row in self._reader.rows(select(newest([run]).c.seq))]
        return next((seq for seq in last if type(seq) is int), -1)

    def state(self, run: str) -> StoredState | None:
        """The run's latest training state."""
        return self._reader.state(run)

    def kept_steps(self, run: str) -> list[int]:
        """Steps of the states that are kept of the run's way, rising."""
        return self._reader.kept_steps(run)

    def kept_state(self, run: str, at_most: int) -> StoredState | None:
        """The latest kept state of the run's way that is no later than step `at_most`."""
        for step in reversed(self._reader.kept_steps(run)):
            if step <= at_most and (state := self._reader.kept_state(run, step)) is not None:
                return state
        return None

    def frame_steps(self, run: str) -> dict[int, int]:
        """Number to step of the run's stored frames, in order."""
        return self._reader.steps(run)

    def packed_frame(self, run: str, seq: int) -> PackedFrame | None:
        """The stored frame with a number; None where there is none that can be read."""
        return self._reader.frames(run, [seq]).get(seq)

    def unreadable_of(self, owner_hash: str) -> Message | None:
        """What was left out of what `owner_hash` owns because it cannot be read; None where nothing was."""
        return self._reader.unreadable.of(owner_hash)

    # How much there is

    def sizes(self, runs: Sequence[str]) -> dict[str, Size]:
        """What each of `runs` takes in the database; what still waits to be written (`waits`) is left out."""
        frames, states = Counter[str](), Counter[str]()
        for begin in range(0, len(runs), _AT_ONCE):
            part = runs[begin : begin + _AT_ONCE]
            query = select(BESTS.c.run, BESTS.c.frame_bytes).where(BESTS.c.run.in_(part))
            known = {row.run: row.frame_bytes for row in self._reader.rows(query)}
            frames |= {run: taken for run, taken in known.items() if type(taken) is int}
            frames += self._counted(FRAMES, [run for run in part if run not in frames])
            for table in (STATES, STATE_PARTS, KEPT_STATES):
                states += self._counted(table, part)
        return {run: Size(frames[run], states[run]) for run in runs}

    def _counted(self, table: Table, runs: Sequence[str]) -> Counter[str]:
        """Bytes of what `table` holds of each of `runs`."""
        taken = func.sum(func.length(table.c.data)).label("taken")
        query = select(table.c.run, taken).where(table.c.run.in_(runs)).group_by(table.c.run)
        rows = self._reader.rows(query) if runs else ()
        return Counter({row.run: int(row.taken or 0) for row in rows})

    def waits(self, run: str) -> bool:
        """Whether something of a run is still to be written."""
        return bool(self._pending.entries(run))

    def oldest_over(self, at_most: int) -> list[RunRecord]:
        """Runs of everybody that are over, oldest first; cells of sweeps are not among them."""
        over = [status.value for status in RunStatus if status.over]
        chosen = RUNS.c.status.in_(over) & RUNS.c.id.not_like(f"%{SEPARATOR}%")
        return self._reader.oldest(chosen, at_most)

    def used_bytes(self) -> int:
        """What the whole database takes, without free pages; 0 where that cannot be told (not SQLite)."""
        if self.engine.dialect.name != "sqlite":
            return 0
        found = [
            self._reader.rows(text(f"PRAGMA {name}"))
            for name in ("page_count", "freelist_count", "page_size")
        ]
        if not all(found):
            return 0
        pages, free, size = (int(rows[0][0]) for rows in found)
        return (pages - free) * size

    # Sweeps

    def sweep(self, sweep: str) -> Sweep | None:
        """The sweep with this id, None when there is none."""
        return self._reader.sweeps(SWEEPS.c.id == sweep, self._pending.entries(sweep)).get(sweep)

    def sweeps_of(self, owner_hash: str) -> list[Sweep]:
        """All sweeps of one owner, newest first."""
        found = self._reader.sweeps(SWEEPS.c.owner_hash == owner_hash, self._pending.entries())
        mine = (sweep for sweep in found.values() if sweep.owner_hash == owner_hash)
        return sorted(mine, key=lambda sweep: order_of(sweep.created, sweep.ordinal), reverse=True)

    def knows_owner(self, owner_hash: str) -> bool:
        """Whether a run or a sweep of this owner is stored."""
        queries = (
            select(table.c.id).where(table.c.owner_hash == owner_hash).limit(1) for table in (RUNS, SWEEPS)
        )
        return any(self._reader.rows(query) for query in queries)

    def statuses_of(self, runs: Sequence[str]) -> dict[str, RunStatus]:
        """Where each of `runs` stands that there is: a fraction of the work of reading their records."""
        entries = self._pending.entries()
        query = select(RUNS.c.id, RUNS.c.status).where(RUNS.c.id.in_(runs))
        known = {status.value for status in RunStatus}
        found = {row.id: RunStatus(row.status) for row in self._reader.rows(query) if row.status in known}
        for entry in entries:
            if isinstance(entry, RunRecord):
                found[entry.id] = entry.status
            elif isinstance(entry, Deleted):
                found.pop(entry.run, None)
        return {run: found[run] for run in runs if run in found}

    def last_frames(self, runs: Sequence[str]) -> dict[str, PackedFrame]:
        """The latest stored frame of each of `runs` that has one."""
        pending = {entry.run for entry in self._pending.entries() if isinstance(entry, _OF_FRAMES)}
        found = self._reader.rows(select(newest([run for run in runs if run not in pending])))
        places = [(row.run, row.seq) for row in found if row.seq is not None]
        read: dict[str, PackedFrame | None] = dict(self._reader.frames_at(places))
        for run in pending.intersection(runs):
            last = self.packed_frames(run, after=self.last_seq(run) - 1)
            read[run] = last[-1][1] if last else None
        return {run: frame for run, frame in read.items() if frame is not None}

    # Tables that visitors brought

    def is_anothers(self, owner_hash: str, table: str) -> bool:
        """Whether a table of that hash is kept for others only, or is not here any more.

        Of one that has gone, what was made of its rows may lie in memory still.
        """
        query = select(USER_TABLES.c.owner_hash, USER_TABLES.c.deleted).where(USER_TABLES.c.hash == table)
        rows = self._reader.rows(query)
        mine = any(row.owner_hash == owner_hash and row.deleted is None for row in rows)
        return not mine and (bool(rows) or own_tables.size(table) == (0, 0))

    # Life

    def flush(self, timeout: float = 10.0, *, run: str | None = None) -> bool:
        """Have everything written at once, and wait for that; False when it did not work in time.

        Arguments:
            run: wait for what there is of this run alone.
        """
        self._pending.hurry()
        with self._written:
            return self._written.wait_for(lambda: not self._pending.entries(run), timeout)

    def close(self) -> None:
        """Write what waits, if that works, and let go of the database."""
        self._pending.close()
        self._writer.join(timeout=3.0)
        self._ownership.release()
        self.engine.dispose()

    def _failed(self, error: Exception) -> None:
        self._tell(trouble_of(error, self._pending.dropped), error)

    def _worked(self) -> None:
        if self.trouble is not None and not self._pending.entries():
            self._tell(None)

    def _write_on(self) -> None:
        backoff = FLUSH_SECONDS
        while True:
            self._pending.wait(backoff)
            closing = self._pending.closed
            batch = self._pending.entries()
            worked = self._write(batch)
            if closing and (not worked or not self._pending.entries()):
                return
            backoff = FLUSH_SECONDS if worked else min(2 * backoff, MAX_BACKOFF)

    def _write(self, batch: Sequence[Entry]) -> bool:
        try:
            self._ownership.take(0.0 if self._again or self._prepared else WAIT_SECONDS)
            with self.engine.begin() as connection:
                if not self._prepared:
                    prepare(connection)
                    self._ordinals.follow(latest_ordinal(connection))
                if self._again:
                    unwrite(connection, batch)
                write(connection, batch)
        except Exception as error:  # noqa: BLE001 (the edge of the thread, which has to live on)
            self._unusable = unusable_of(error, self.engine)
            if self._unusable is None or self._opened:  # whoever opens it is told by what is raised
                self._failed(self._unusable or error)
            self._again = True
            return False
        self._prepared, self._again = True, False
        with self._written:
            self._pending.written(batch)
            self._written.notify_all()
        self._tell(None)
        return True

    def _tell(self, trouble: Message | None, error: Exception | None = None) -> None:
        if trouble == self.trouble:
            return
        if trouble is None:
            log.info("Runs are saved again.")
        else:
            log.warning("%s", trouble, exc_info=None if isinstance(error, StoreUnusable) else error)
        self.trouble = trouble
        for changed in self._on_trouble:
            changed()
