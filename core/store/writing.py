"""Writing a batch of entries to the database, and saying in words what went wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, update

from core.live.protocol.status import RunStatus
from core.live.records.run import RunRecord
from core.live.records.sweep import Sweep
from core.mapped import rest
from core.message import Message, message_to_json
from core.packed import PackedFrame
from core.store import bests, labels
from core.store.codec import frame_to_bytes
from core.store.location import URL_VARIABLE
from core.store.ownership import sign
from core.store.pending import (
    Adopted,
    Deleted,
    Entry,
    Hidden,
    KeptState,
    Labelled,
    Rewound,
    StoredFrame,
    StoredState,
    Thinned,
)
from core.store.rows import record_to_row, sweep_to_row
from core.store.schema import StoreUnusable, bring_up_to_date, shown
from core.store.tables import BESTS, FRAMES, KEPT_STATES, LABELS, RUNS, STATE_PARTS, STATES, SWEEPS

INTERRUPTED = Message("The server stopped while this run was training. What it had shown until then is kept.")

STATE_PIECE = 4 * 2**20
"""Bytes of one part of a state. SQLite copies what it is given while nobody else can run Python, and a state
may have hundreds of megabytes."""

_ADOPTED_AT_ONCE = 500
"""Frames whose bytes are made at a time."""

_SQLITE_BUSY, _SQLITE_LOCKED, _SQLITE_FULL, _SQLITE_NOTADB = 5, 6, 13, 26


def prepare(connection: Connection) -> None:
    """Make the tables, and mark the runs that an earlier process left unfinished.

    Raises:
        StoreUnusable: see `bring_up_to_date`.
    """
    bring_up_to_date(connection)
    sign(connection)
    live = [status.value for status in RunStatus if not status.over]
    connection.execute(
        update(RUNS)
        .where(RUNS.c.status.in_(live))
        .values(status=RunStatus.INTERRUPTED.value, cause=message_to_json(INTERRUPTED))
    )


def unwrite(connection: Connection, batch: Sequence[Entry]) -> None:
    """Remove the frames of `batch` that are there already, left behind by a commit whose answer got lost."""
    first: dict[str, int] = {}
    for entry in batch:
        if isinstance(entry, StoredFrame):
            first.setdefault(entry.run, entry.seq)
    for run, seq in first.items():
        connection.execute(delete(FRAMES).where((FRAMES.c.run == run) & (FRAMES.c.seq >= seq)))
        bests.count_again(connection, run)


def write(connection: Connection, batch: Sequence[Entry]) -> None:
    """Write `batch` in order. Its frames must be new (see `unwrite`)."""
    for kind, group in groupby(batch, type):
        entries: list[Any] = list(group)
        if kind is StoredFrame:
            _write_frames(connection, entries)
            continue
        for entry in entries:
            if kind is RunRecord:
                _put(connection, RUNS, RUNS.c.id == entry.id, record_to_row(entry))
            elif kind is Sweep:
                _put(connection, SWEEPS, SWEEPS.c.id == entry.id, sweep_to_row(entry))
            elif kind is StoredState:
                _write_state(connection, entry)
            elif kind is KeptState:
                _write_kept_state(connection, entry)
            elif kind is Adopted:
                _write_adopted(connection, entry)
            elif kind is Thinned:
                thinned = (KEPT_STATES.c.run == entry.run) & KEPT_STATES.c.step.in_(entry.steps)
                connection.execute(delete(KEPT_STATES).where(thinned))
            elif kind is Rewound:
                for table in (FRAMES, KEPT_STATES):
                    later = (table.c.run == entry.run) & (table.c.step > entry.step)
                    connection.execute(delete(table).where(later))
                bests.find_again(connection, entry.run)
            elif kind is Hidden:
                hidden = update(RUNS).where(RUNS.c.id == entry.run).values(deleted=entry.deleted)
                connection.execute(hidden)
            elif kind is Labelled:
                labels.put(connection, entry)
            elif kind is Deleted:
                for key in _KEYS:
                    connection.execute(delete(key.table).where(key == entry.run))


_KEYS = (
    FRAMES.c.run,
    BESTS.c.run,
    LABELS.c.run,
    STATE_PARTS.c.run,
    STATES.c.run,
    KEPT_STATES.c.run,
    RUNS.c.id,
    SWEEPS.c.id,
)
"""What names a run, or a sweep, in each table that has something of it."""


def _put(connection: Connection, table: Any, same: Any, row: dict[str, Any]) -> None:
    if connection.execute(update(table).where(same).values(row)).rowcount == 0:
        connection.execute(insert(table).values(row))


def _write_state(connection: Connection, entry: StoredState) -> None:
    parts = _parts(entry.data)
    if not parts:  # nothing goes on from this run any more
        connection.execute(delete(KEPT_STATES).where(KEPT_STATES.c.run == entry.run))
    row = {"run": entry.run, "step": entry.step, "data": parts[0] if parts else b""}
    _put(connection, STATES, STATES.c.run == entry.run, row)
    connection.execute(delete(STATE_PARTS).where(STATE_PARTS.c.run == entry.run))
    if len(parts) > 1:
        rows = [{"run": entry.run, "part": at, "data": part} for at, part in enumerate(parts) if at]
        connection.execute(insert(STATE_PARTS), rows)
    rest(entry.data)


def _write_kept_state(connection: Connection, entry: KeptState) -> None:
    same = (KEPT_STATES.c.run == entry.run) & (KEPT_STATES.c.step == entry.step)
    connection.execute(delete(KEPT_STATES).where(same))
    rows = [
        {"run": entry.run, "step": entry.step, "part": at, "data": part}
        for at, part in enumerate(_parts(entry.data))
    ]
    connection.execute(insert(KEPT_STATES), rows)


def _write_adopted(connection: Connection, entry: Adopted) -> None:
    connection.execute(delete(FRAMES).where(FRAMES.c.run == entry.run))  # of a commit whose answer got lost
    connection.execute(delete(BESTS).where(BESTS.c.run == entry.run))
    for begin in range(0, len(entry.frames), _ADOPTED_AT_ONCE):
        part = enumerate(entry.frames[begin : begin + _ADOPTED_AT_ONCE], begin)
        _write_frames(connection, [StoredFrame(entry.run, seq, frame, frame.size) for seq, frame in part])
    _put(connection, RUNS, RUNS.c.id == entry.run, record_to_row(entry.record))


def _parts(state: bytes | memoryview) -> list[memoryview]:
    data = memoryview(state)
    return [data[begin : begin + STATE_PIECE] for begin in range(0, len(data), STATE_PIECE)]


def _write_frames(connection: Connection, frames: Sequence[StoredFrame]) -> None:
    rows: list[dict[str, Any]] = [
        {"run": entry.run, "seq": entry.seq, "step": entry.frame.step, "data": frame_to_bytes(entry.frame)}
        for entry in frames
    ]
    connection.execute(insert(FRAMES), rows)
    by_run: dict[str, list[PackedFrame]] = {}
    sizes: Counter[str] = Counter()
    for entry, row in zip(frames, rows, strict=True):
        by_run.setdefault(entry.run, []).append(entry.frame)
        sizes[entry.run] += len(row["data"])
    for run, added in by_run.items():
        bests.follow(connection, run, added, sizes[run])


def unusable_of(error: Exception, engine: Engine) -> StoreUnusable | None:
    """`error`, if waiting does not help against it."""
    if isinstance(error, StoreUnusable):
        return error
    if _sqlite_code(error) != _SQLITE_NOTADB:
        return None
    return StoreUnusable(
        Message(
            "{url} is not a database, or a damaged one. Restore it from a copy, move it away to begin anew, "
            "or set {variable} to another database.",
            url=shown(engine),
            variable=URL_VARIABLE,
        )
    )


def _sqlite_code(error: Exception) -> int:
    code: int = getattr(getattr(error, "orig", None) or error, "sqlite_errorcode", 0)
    return code & 0xFF


def trouble_of(error: Exception, dropped: int) -> Message:
    """What a failure to write means for people, and what to do about it."""
    if isinstance(error, StoreUnusable):
        return error.message
    cause = getattr(error, "orig", None) or error
    code = _sqlite_code(error)
    if code == _SQLITE_FULL:
        reason = Message("The disk is full. Free some space.")
    elif code in (_SQLITE_BUSY, _SQLITE_LOCKED):
        reason = Message("Another program has locked the database. Close that program.")
    else:
        reason = Message("The database does not answer: {error}.", error=" ".join(str(cause).split())[:200])
    if dropped:
        return Message(
            "Runs are not being saved. {reason} Training goes on, and saving starts again by itself."
            " {count} frames are lost to the history.",
            reason=reason,
            count=dropped,
        )
    return Message(
        "Runs are not being saved. {reason} Training goes on, and saving starts again by itself.",
        reason=reason,
    )
