"""What a list of runs shows of each, read for those of one page alone and in few queries."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Subquery, func, literal, select, true, union_all

from core.live.records.best import Best
from core.live.records.labels import Labels
from core.live.records.run import RunRecord, order_of
from core.live.records.sweep import SEPARATOR, in_sweep
from core.packed import PackedFrame
from core.store.bests import from_row
from core.store.labels import Marks, labels_of, marks_of
from core.store.pending import Deleted, Hidden, Pending, Rewound, StoredFrame
from core.store.reading import Reader
from core.store.tables import BESTS, FRAMES, RUNS


class Listing:
    """The runs of an owner as they are listed: which there are first, and the rest of those that are shown.

    Arguments:
        reader: of the store.
        pending: what waits to be written.
    """

    def __init__(self, reader: Reader, pending: Pending) -> None:
        self._reader = reader
        self._pending = pending

    def ids_of(self, owner_hash: str) -> list[str]:
        """Ids of all runs of an owner, newest first; cells of sweeps are not among them."""
        entries = self._pending.entries()
        shown = RUNS.c.deleted.is_(None) & RUNS.c.id.not_like(f"%{SEPARATOR}%")
        chosen = (RUNS.c.owner_hash == owner_hash) & shown
        rows = self._reader.rows(select(RUNS.c.id, RUNS.c.created, RUNS.c.ordinal).where(chosen))
        order = {row.id: _order(row.created, row.ordinal) for row in rows}
        for entry in entries:
            if isinstance(entry, RunRecord):
                if entry.owner_hash == owner_hash and not in_sweep(entry.id):
                    order[entry.id] = order_of(entry.created, entry.ordinal)
            elif isinstance(entry, Deleted | Hidden):
                order.pop(entry.run, None)
        return sorted(order, key=order.__getitem__, reverse=True)

    def marks_of(self, owner_hash: str) -> dict[str, Marks]:
        """Tags and pins of an owner's runs, by run; most have none."""
        return marks_of(self._reader, self._pending, owner_hash)

    def labels_of(self, owner_hash: str, runs: Sequence[str]) -> dict[str, Labels]:
        """What an owner says of those of `runs` that are theirs; of most nothing is said."""
        return labels_of(self._reader, self._pending, owner_hash, runs)

    def records(self, runs: Sequence[str]) -> list[RunRecord]:
        """The records of `runs` in their order, without those that are gone or cannot be read."""
        wanted = set(runs)
        waiting = [entry for entry in self._pending.entries() if _run_of_record(entry) in wanted]
        found = self._reader.records(RUNS.c.id.in_(wanted), waiting)
        return [found[run] for run in runs if run in found]

    def looks(self, runs: Sequence[str], at_most: int) -> dict[str, list[PackedFrame]]:
        """A few frames of each of `runs`, oldest first and evenly by their numbers; first and last are among
        them.

        Arguments:
            at_most: so many of each, 2 or more.
        """
        moving = {entry.run for entry in self._pending.entries() if isinstance(entry, _OF_FRAMES)}
        found = {run: self._moving(run, at_most) for run in runs if run in moving}
        resting = [run for run in runs if run not in moving]
        picked = self._reader.rows(select(_picked(resting, at_most))) if resting else ()
        places = {(row.run, row.seq) for row in picked if row.seq is not None}
        for run, frame in self._reader.frames_at(sorted(places)):
            found.setdefault(run, []).append(frame)
        return found

    def bests(self, runs: Sequence[str]) -> dict[str, Best]:
        """The best numbers of those of `runs` that have any; those of before they were kept have none."""
        waiting: dict[str, list[PackedFrame]] = {}
        for entry in self._pending.entries():
            if isinstance(entry, StoredFrame) and entry.run in runs:
                waiting.setdefault(entry.run, []).append(entry.frame)
        rows = self._reader.rows(select(BESTS).where(BESTS.c.run.in_(runs)))
        found = {row.run: from_row(row) for row in rows}
        for run, frames in waiting.items():
            found[run] = found.get(run, Best()).and_also(Best.of(frames))
        return found

    def _moving(self, run: str, at_most: int) -> list[PackedFrame]:
        """Of a run whose frames are not all written."""
        numbers = list(self._reader.steps(run))
        last = numbers[-1] if numbers else 0
        ends = {bisect_right(numbers, _end(part, last, at_most)) for part in range(at_most)}
        picked = dict.fromkeys(numbers[max(end - 1, 0)] for end in sorted(ends)) if numbers else {}
        return list(self._reader.frames(run, list(picked)).values())


_OF_FRAMES = StoredFrame | Rewound | Deleted


def newest(runs: Sequence[str]) -> Subquery:
    """Columns `run` and `seq`: the number of the last frame of each of `runs`; NULL where there is none.

    Of a run with thousands of frames, grouping them would go through all their numbers; this looks for one.
    """
    last = select(func.max(FRAMES.c.seq)).where(FRAMES.c.run == RUNS.c.id).scalar_subquery()
    return select(RUNS.c.id.label("run"), last.label("seq")).where(RUNS.c.id.in_(runs)).subquery()


def _picked(runs: Sequence[str], at_most: int) -> Subquery:
    """The same of `at_most` frames of each, evenly from the first to the last, some of them twice."""
    ends = newest(runs)
    parts = union_all(*(select(literal(part).label("part")) for part in range(at_most))).subquery()
    of_run = select(func.max(FRAMES.c.seq)).where(FRAMES.c.run == ends.c.run)
    until = of_run.where(FRAMES.c.seq <= _end(parts.c.part, ends.c.seq, at_most)).scalar_subquery()
    first = select(func.min(FRAMES.c.seq)).where(FRAMES.c.run == ends.c.run).scalar_subquery()
    return select(ends.c.run, func.coalesce(until, first).label("seq")).join(parts, true()).subquery()


def _end(part: Any, last: Any, at_most: int) -> Any:
    """The number up to which a part is counted, of numbers or of columns: 0 for the first, then evenly."""
    return (2 * part * last + at_most - 1) // (2 * (at_most - 1))


def _order(created: object, ordinal: object) -> int:
    """Of a row that anybody may have written."""
    numbers = [value if isinstance(value, int | float) else 0 for value in (created, ordinal)]
    return order_of(float(numbers[0]), int(numbers[1]))


def _run_of_record(entry: object) -> str | None:
    if isinstance(entry, RunRecord):
        return entry.id
    return entry.run if isinstance(entry, Deleted | Hidden) else None
