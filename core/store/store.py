"""The store of runs: written by one thread, read by many."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    TextClause,
    func,
    literal,
    select,
    text,
    union_all,
)
from sqlalchemy.exc import SQLAlchemyError

from core.frame import Frame
from core.live.protocol.status import RunStatus
from core.live.records.run import RunRecord
from core.live.records.sweep import SEPARATOR, Sweep, in_sweep
from core.message import Message
from core.packed import PackedFrame
from core.statistics.thinning import evenly
from core.store.codec import frame_from_bytes
from core.store.location import default_url
from core.store.pending import Deleted, Entry, Pending, Rewound, StoredFrame, StoredState
from core.store.tables import FRAMES, RUNS, STATE_PARTS, STATES, SWEEPS, open_engine
from core.store.version2 import upgraded_state
from core.store.writing import prepare, record_from_row, sweep_from_row, trouble_of, unwrite, write

log = logging.getLogger(__name__)

FLUSH_SECONDS = 0.5
"""How long entries are gathered before they are written; a killed server loses them."""
MAX_BACKOFF = 10.0
_CHUNK = 500
_OF_FRAMES = StoredFrame | Rewound | Deleted


class Size(NamedTuple):
    """What a run takes in the database, in bytes."""

    frames: int = 0
    state: int = 0


class RunStore:
    """Records, frames and latest states of runs in a database.

    Writing never waits and never raises: entries go to a bounded buffer that one thread empties in
    batches. While the database cannot be written, `trouble` says so and the buffer keeps what fits.
    Reading sees what is written and what still waits.

    Arguments:
        url: any SQLAlchemy URL; the user's data folder when left out (see `default_url`).
        waiting_frames: frames kept while the database cannot be written.
    """

    def __init__(self, url: str | None = None, *, waiting_frames: int = 3000) -> None:
        self.engine = open_engine(url or default_url())
        self.trouble: Message | None = None
        self._pending = Pending(waiting_frames)
        self._prepared = False
        self._again = False
        self._on_trouble: list[Callable[[], None]] = []
        self._written = threading.Condition()
        self._write(())
        self._writer = threading.Thread(target=self._write_on, name="store-writer", daemon=True)
        self._writer.start()

    def watch_trouble(self, changed: Callable[[], None]) -> None:
        """Call `changed` whenever `trouble` comes, changes or goes."""
        self._on_trouble.append(changed)

    # Writing

    def save(self, record: RunRecord) -> None:
        """Store a run's record in place of its older one."""
        self._pending.add(record)

    def save_sweep(self, sweep: Sweep) -> None:
        """Store a sweep in place of its older self."""
        self._pending.add(sweep)

    def add_frame(self, run: str, seq: int, frame: PackedFrame) -> None:
        """Append frame number `seq` of a run; numbers rise."""
        self._pending.add(StoredFrame(run, seq, frame))

    def save_state(self, run: str, step: int, data: bytes | memoryview) -> None:
        """Store a run's training state in place of its older one."""
        self._pending.add(StoredState(run, step, data))

    def rewind(self, run: str, step: int) -> None:
        """Take back the frames after `step`: the run goes on from there."""
        self._pending.add(Rewound(run, step))

    def delete(self, run: str) -> None:
        """Remove a run with all that belongs to it, or a sweep without its runs."""
        self._pending.add(Deleted(run))

    # Reading

    def record(self, run: str) -> RunRecord | None:
        """The run's record, None when there is no such run."""
        return self._records(RUNS.c.id == run, self._pending.entries(run)).get(run)

    def records_of(self, owner_hash: str) -> list[RunRecord]:
        """All runs of one owner, newest first, without the cells of sweeps."""
        chosen = (RUNS.c.owner_hash == owner_hash) & RUNS.c.id.not_like(f"%{SEPARATOR}%")
        found = self._records(chosen, self._pending.entries())
        mine = (
            record for record in found.values() if record.owner_hash == owner_hash and not in_sweep(record.id)
        )
        return sorted(mine, key=lambda record: record.created, reverse=True)

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
        chosen = self._steps(run, after)
        if at_most is not None:
            chosen = {seq: chosen[seq] for seq in evenly(list(chosen), at_most)}
        entries = self._pending.entries(run)
        found = {
            entry.seq: entry.frame
            for entry in entries
            if isinstance(entry, StoredFrame) and entry.seq in chosen
        }
        wanted = [seq for seq in chosen if seq not in found]
        for start in range(0, len(wanted), _CHUNK):
            part = wanted[start : start + _CHUNK]
            query = select(FRAMES.c.seq, FRAMES.c.data).where(FRAMES.c.run == run, FRAMES.c.seq.in_(part))
            read = ((row.seq, frame_from_bytes(row.data)) for row in self._read(query))
            found |= {seq: frame for seq, frame in read if frame is not None}
        return sorted(found.items())

    def last_seq(self, run: str) -> int:
        """Number of the run's last frame, -1 when there is none."""
        return max(self._steps(run, -1), default=-1)

    def state(self, run: str) -> StoredState | None:
        """The run's latest training state."""
        for entry in reversed(self._pending.entries(run)):
            if isinstance(entry, StoredState):
                return entry
            if isinstance(entry, Deleted):
                return None
        # In one query: the next state might be written between two.
        first = select(literal(0).label("part"), STATES.c.step, STATES.c.data).where(STATES.c.run == run)
        more = select(STATE_PARTS.c.part, literal(0), STATE_PARTS.c.data).where(STATE_PARTS.c.run == run)
        rows = self._read(union_all(first, more).order_by("part"))
        if not rows:
            return None
        return StoredState(run, rows[0].step, upgraded_state(b"".join([row.data for row in rows])))

    # How much there is

    def sizes(self, runs: Sequence[str]) -> dict[str, Size]:
        """What each of `runs` takes in the database; what still waits to be written (`waits`) is left out."""
        found = dict.fromkeys(runs, Size())
        for table in (FRAMES, STATES, STATE_PARTS):
            taken = func.sum(func.length(table.c.data)).label("taken")
            query = select(table.c.run, taken).where(table.c.run.in_(runs)).group_by(table.c.run)
            for row in self._read(query):
                size, more = found[row.run], int(row.taken or 0)
                found[row.run] = (
                    Size(size.frames + more, size.state)
                    if table is FRAMES
                    else Size(size.frames, size.state + more)
                )
        return found

    def waits(self, run: str) -> bool:
        """Whether something of a run is still to be written."""
        return bool(self._pending.entries(run))

    def oldest_over(self, at_most: int) -> list[RunRecord]:
        """Runs of everybody that are over, oldest first; cells of sweeps are not among them."""
        over = [status.value for status in RunStatus if status.over]
        chosen = RUNS.c.status.in_(over) & RUNS.c.id.not_like(f"%{SEPARATOR}%")
        query = select(RUNS).where(chosen).order_by(RUNS.c.created).limit(at_most)
        return [record_from_row(row) for row in self._read(query)]

    def used_bytes(self) -> int:
        """What the whole database takes, without free pages; 0 where that cannot be told (not SQLite)."""
        if self.engine.dialect.name != "sqlite":
            return 0
        found = [self._read(text(f"PRAGMA {name}")) for name in ("page_count", "freelist_count", "page_size")]
        if not all(found):
            return 0
        pages, free, size = (int(rows[0][0]) for rows in found)
        return (pages - free) * size

    # Sweeps

    def sweep(self, sweep: str) -> Sweep | None:
        """The sweep with this id, None when there is none."""
        return self._sweeps(SWEEPS.c.id == sweep, self._pending.entries(sweep)).get(sweep)

    def sweeps_of(self, owner_hash: str) -> list[Sweep]:
        """All sweeps of one owner, newest first."""
        found = self._sweeps(SWEEPS.c.owner_hash == owner_hash, self._pending.entries())
        mine = (sweep for sweep in found.values() if sweep.owner_hash == owner_hash)
        return sorted(mine, key=lambda sweep: sweep.created, reverse=True)

    def statuses_of(self, runs: Sequence[str]) -> dict[str, RunStatus]:
        """Where each of `runs` stands that there is: a fraction of the work of reading their records."""
        entries = self._pending.entries()
        query = select(RUNS.c.id, RUNS.c.status).where(RUNS.c.id.in_(runs))
        found = {row.id: RunStatus(row.status) for row in self._read(query)}
        for entry in entries:
            if isinstance(entry, RunRecord):
                found[entry.id] = entry.status
            elif isinstance(entry, Deleted):
                found.pop(entry.run, None)
        return {run: found[run] for run in runs if run in found}

    def last_frames(self, runs: Sequence[str]) -> dict[str, PackedFrame]:
        """The latest stored frame of each of `runs` that has one."""
        pending = {entry.run for entry in self._pending.entries() if isinstance(entry, _OF_FRAMES)}
        newest = (
            select(FRAMES.c.run, func.max(FRAMES.c.seq).label("seq"))
            .where(FRAMES.c.run.in_([run for run in runs if run not in pending]))
            .group_by(FRAMES.c.run)
            .subquery()
        )
        same = (FRAMES.c.run == newest.c.run) & (FRAMES.c.seq == newest.c.seq)
        rows = self._read(select(FRAMES.c.run, FRAMES.c.data).join(newest, same))
        read = {row.run: frame_from_bytes(row.data) for row in rows}
        for run in pending.intersection(runs):
            last = self.packed_frames(run, after=self.last_seq(run) - 1)
            read[run] = last[-1][1] if last else None
        return {run: frame for run, frame in read.items() if frame is not None}

    # Life

    def flush(self, timeout: float = 10.0) -> bool:
        """Have everything written at once, and wait for that; False when it did not work in time."""
        self._pending.hurry()
        with self._written:
            return self._written.wait_for(lambda: not self._pending.entries(), timeout)

    def close(self) -> None:
        """Write what waits, if that works, and let go of the database."""
        self._pending.close()
        self._writer.join(timeout=3.0)
        self.engine.dispose()

    def _steps(self, run: str, after: int) -> dict[int, int]:
        """Number to step of the run's frames, in order."""
        entries = self._pending.entries(run)
        query = select(FRAMES.c.seq, FRAMES.c.step).where(FRAMES.c.run == run).order_by(FRAMES.c.seq)
        steps: dict[int, int] = {row.seq: row.step for row in self._read(query)}
        for entry in entries:
            if isinstance(entry, StoredFrame):
                steps[entry.seq] = entry.frame.step
            elif isinstance(entry, Rewound):
                steps = {seq: step for seq, step in steps.items() if step <= entry.step}
            elif isinstance(entry, Deleted):
                steps = {}
        return {seq: step for seq, step in steps.items() if seq > after}

    def _records(self, chosen: ColumnElement[bool], entries: Sequence[Entry]) -> dict[str, RunRecord]:
        """Stored records that are `chosen`, brought up to date with `entries`.

        What waits is looked at before the database: an entry that is written in between is then seen
        twice rather than not at all.
        """
        found = {row.id: record_from_row(row) for row in self._read(select(RUNS).where(chosen))}
        for entry in entries:
            if isinstance(entry, RunRecord):
                found[entry.id] = entry
            elif isinstance(entry, Deleted):
                found.pop(entry.run, None)
        return found

    def _sweeps(self, chosen: ColumnElement[bool], entries: Sequence[Entry]) -> dict[str, Sweep]:
        """Stored sweeps that are `chosen`, brought up to date with `entries`, as `_records` does it."""
        found = {row.id: sweep_from_row(row) for row in self._read(select(SWEEPS).where(chosen))}
        for entry in entries:
            if isinstance(entry, Sweep):
                found[entry.id] = entry
            elif isinstance(entry, Deleted):
                found.pop(entry.run, None)
        return found

    def _read(self, query: Select[Any] | CompoundSelect[Any] | TextClause) -> Sequence[Any]:
        """Rows of `query`; none, and `trouble`, when the database cannot be read."""
        try:
            with self.engine.connect() as connection:
                rows = connection.execute(query).all()
        except (SQLAlchemyError, OSError) as error:
            self._tell(trouble_of(error, self._pending.dropped), error)
            return ()
        if self.trouble is not None and not self._pending.entries():
            self._tell(None)
        return rows

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
            with self.engine.begin() as connection:
                if not self._prepared:
                    prepare(connection)
                if self._again:
                    unwrite(connection, batch)
                write(connection, batch)
        except Exception as error:  # noqa: BLE001 (the edge of the thread, which has to live on)
            self._tell(trouble_of(error, self._pending.dropped), error)
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
            log.warning("%s", trouble, exc_info=error)
        self.trouble = trouble
        for changed in self._on_trouble:
            changed()
