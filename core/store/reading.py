"""Reading what is written and what still waits, row by row: one that cannot be read costs only itself."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Engine,
    Row,
    Select,
    TextClause,
    case,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.exc import SQLAlchemyError

from core.live.records.run import RunRecord
from core.live.records.sweep import Sweep
from core.packed import PackedFrame
from core.store.broken import whole
from core.store.codec import frame_from_bytes
from core.store.pending import (
    Deleted,
    Entry,
    Hidden,
    KeptState,
    Pending,
    Rewound,
    StoredFrame,
    StoredState,
    Thinned,
)
from core.store.rows import record_from_row, sweep_from_row
from core.store.tables import FRAMES, KEPT_STATES, RUNS, STATE_PARTS, STATES, SWEEPS
from core.store.unreadable import Kind, Unreadable
from core.store.version2 import upgraded_state

_PLACES_AT_ONCE = 200
"""Of frames: old SQLite takes 999 numbers and names in a query."""

_CHUNK = 500
_WRONG = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, struct.error)
"""What reading something raises that is not what it should be."""


class Reader:
    """What a store holds. What waits is looked at before the database: an entry that is written in between is
    then seen twice rather than not at all.

    Arguments:
        engine: the database.
        pending: what waits to be written.
        failed: told when the database cannot be read.
        worked: told when it could be.

    Attributes:
        unreadable: what was left out.
    """

    def __init__(
        self,
        engine: Engine,
        pending: Pending,
        *,
        failed: Callable[[Exception], None],
        worked: Callable[[], None],
    ) -> None:
        self.unreadable = Unreadable()
        self._engine = engine
        self._pending = pending
        self._failed = failed
        self._worked = worked

    def rows(self, query: Select[Any] | CompoundSelect[Any] | TextClause) -> Sequence[Any]:
        """Rows of `query`; none when the database cannot be read."""
        try:
            with self._engine.connect() as connection:
                rows = connection.execute(query).all()
        except (SQLAlchemyError, OSError) as error:
            self._failed(error)
            return ()
        self._worked()
        return rows

    def records(self, chosen: ColumnElement[bool], entries: Sequence[Entry]) -> dict[str, RunRecord]:
        """Stored records that are `chosen`, brought up to date with `entries`."""
        rows = self.rows(select(RUNS).where(chosen, RUNS.c.deleted.is_(None)))
        found: dict[str, RunRecord] = dict(self._read(rows, Kind.RUN, record_from_row))
        _update(found, entries, RunRecord)
        return found

    def oldest(self, chosen: ColumnElement[bool], at_most: int) -> list[RunRecord]:
        """Stored records that are `chosen`, oldest first."""
        order = case((RUNS.c.ordinal > 0, RUNS.c.ordinal), else_=1000 * RUNS.c.created)  # see `order_of`
        rows = self.rows(select(RUNS).where(chosen).order_by(order).limit(at_most))
        return [record for _, record in self._read(rows, Kind.RUN, record_from_row)]

    def sweeps(self, chosen: ColumnElement[bool], entries: Sequence[Entry]) -> dict[str, Sweep]:
        """Stored sweeps that are `chosen`, brought up to date with `entries`."""
        rows = self.rows(select(SWEEPS).where(chosen))
        found: dict[str, Sweep] = dict(self._read(rows, Kind.SWEEP, sweep_from_row))
        _update(found, entries, Sweep)
        return found

    def steps(self, run: str, after: int = -1) -> dict[int, int]:
        """Number to step of the run's frames, in order."""
        entries = self._pending.entries(run)
        query = select(FRAMES.c.seq, FRAMES.c.step).where(FRAMES.c.run == run).order_by(FRAMES.c.seq)
        rows = self.rows(query)
        steps = {seq: step for seq, step in rows if type(seq) is type(step) is int}
        if len(steps) < len(rows):
            self._leave_out(
                run, len(rows) - len(steps), ValueError("Expected whole numbers for seq and step.")
            )
        for entry in entries:
            if isinstance(entry, StoredFrame):
                steps[entry.seq] = entry.frame.step
            elif isinstance(entry, Rewound):
                steps = {seq: step for seq, step in steps.items() if step <= entry.step}
            elif isinstance(entry, Deleted):
                steps = {}
        return steps if after < 0 else {seq: step for seq, step in steps.items() if seq > after}

    def frames(self, run: str, numbers: Sequence[int]) -> dict[int, PackedFrame]:
        """Those of the frames with these numbers that can be read."""
        wanted = set(numbers)
        entries = self._pending.entries(run)
        found = {
            entry.seq: entry.frame
            for entry in entries
            if isinstance(entry, StoredFrame) and entry.seq in wanted
        }
        stored = [seq for seq in numbers if seq not in found]
        layout = self._layout(run) if stored else None
        broken: list[Exception] = []
        for start in range(0, len(stored), _CHUNK):
            part = stored[start : start + _CHUNK]
            query = select(FRAMES.c.seq, FRAMES.c.data).where(FRAMES.c.run == run, FRAMES.c.seq.in_(part))
            for row in self.rows(query):
                try:
                    frame = frame_from_bytes(whole(row.data))
                    if frame is not None:
                        frame.check(layout)
                        found[row.seq] = frame
                except _WRONG as error:
                    broken.append(error)
        if broken:
            self._leave_out(run, len(broken), broken[0])
        return dict(sorted(found.items()))

    def frames_at(self, places: Sequence[tuple[str, int]]) -> Iterator[tuple[str, PackedFrame]]:
        """Frames by run and number, in that order, without those that cannot be read.

        Asked for by their very numbers: joined to the query that finds these, SQLite's planner of some
        versions goes through all frames of a run for each.
        """
        for begin in range(0, len(places), _PLACES_AT_ONCE):
            numbers: dict[str, list[int]] = {}
            for run, seq in places[begin : begin + _PLACES_AT_ONCE]:
                numbers.setdefault(run, []).append(seq)
            of_runs = [(FRAMES.c.run == run) & FRAMES.c.seq.in_(those) for run, those in numbers.items()]
            query = select(FRAMES.c.run, FRAMES.c.seq, FRAMES.c.data).where(or_(*of_runs))
            for row in self.rows(query.order_by(FRAMES.c.run, FRAMES.c.seq)):
                frame = self.frame(row.run, row.data)
                if frame is not None:
                    yield row.run, frame

    def frame(self, run: str, data: Any) -> PackedFrame | None:
        """The frame that was fetched from a row of `run`; None where it cannot be read."""
        try:
            return frame_from_bytes(whole(data))
        except _WRONG as error:
            self._leave_out(run, 1, error)
            return None

    def state(self, run: str) -> StoredState | None:
        """The run's latest training state; None where there is none that can be read."""
        for entry in reversed(self._pending.entries(run)):
            if isinstance(entry, StoredState):
                return entry
            if isinstance(entry, Deleted):
                return None
        # In one query: the next state might be written between two.
        first = select(literal(0).label("part"), STATES.c.step, STATES.c.data).where(STATES.c.run == run)
        more = select(STATE_PARTS.c.part, literal(0), STATE_PARTS.c.data).where(STATE_PARTS.c.run == run)
        rows = list(self.rows(union_all(first, more).order_by("part")))
        if not rows:
            return None
        try:
            return _state(run, rows)
        except _WRONG as error:
            self.unreadable.add(Kind.STATE, run, self._owner(run), error)
            return None

    def kept_steps(self, run: str) -> list[int]:
        """Steps of the states that are kept of a run's way, rising."""
        entries = self._pending.entries(run)
        query = select(KEPT_STATES.c.step).where(KEPT_STATES.c.run == run, KEPT_STATES.c.part == 0)
        steps = {row.step for row in self.rows(query) if type(row.step) is int}
        for entry in entries:
            if isinstance(entry, KeptState):
                steps.add(entry.step)
            elif isinstance(entry, Thinned):
                steps -= set(entry.steps)
            elif isinstance(entry, Rewound):
                steps = {step for step in steps if step <= entry.step}
            elif isinstance(entry, Deleted) or (isinstance(entry, StoredState) and not entry.data):
                steps = set()
        return sorted(steps)

    def kept_state(self, run: str, step: int) -> StoredState | None:
        """The kept state at one of `kept_steps`; None where it cannot be read."""
        for entry in self._pending.entries(run):
            if isinstance(entry, KeptState) and entry.step == step:
                return StoredState(run, step, entry.data)
        part = KEPT_STATES.c.part
        query = select(part, KEPT_STATES.c.step, KEPT_STATES.c.data).order_by(part)
        rows = list(self.rows(query.where(KEPT_STATES.c.run == run, KEPT_STATES.c.step == step)))
        try:
            return _state(run, rows) if rows else None
        except _WRONG as error:
            self.unreadable.add(Kind.STATE, run, self._owner(run), error)
            return None

    def _read(
        self, rows: Iterable[Row[Any]], kind: Kind, read: Callable[[Row[Any]], Any]
    ) -> Iterator[tuple[str, Any]]:
        for row in rows:
            try:
                yield row.id, read(row)
            except _WRONG as error:
                self.unreadable.add(kind, str(row.id), str(row.owner_hash), error)

    def _layout(self, run: str) -> Any:
        record = self.records(RUNS.c.id == run, self._pending.entries(run)).get(run)
        return None if record is None else record.layout

    def _leave_out(self, run: str, count: int, error: Exception) -> None:
        self.unreadable.add(Kind.FRAME, run, self._owner(run), error, count=count)

    def _owner(self, run: str) -> str:
        record = self.records(RUNS.c.id == run, self._pending.entries(run)).get(run)
        return "" if record is None else record.owner_hash


def _update(found: dict[str, Any], entries: Sequence[Entry], kind: type[RunRecord] | type[Sweep]) -> None:
    for entry in entries:
        if isinstance(entry, kind):
            found[entry.id] = entry
        elif isinstance(entry, Deleted | Hidden):
            found.pop(entry.run, None)


def _state(run: str, rows: list[Any]) -> StoredState:
    """The state of which `rows` hold the parts; they are let go of one by one, since both may be large."""
    step = rows[0].step
    if type(step) is not int:
        raise ValueError(f"Expected the step of a state, received {step!r:.80}.")
    data = bytearray()
    rows.reverse()
    while rows:
        data += whole(rows.pop().data)
    return StoredState(run, step, upgraded_state(memoryview(data).toreadonly()))
