"""A visitor's runs with the numbers that a list shows, for one page of the list at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from core.live.records.best import Best
from core.live.records.labels import Labels
from core.live.records.run import RunRecord
from core.packed import PackedFrame
from core.store.store import RunStore

LOOKS = 12
"""Frames of a run that are read for its curve."""

CATCH_UP = 5
"""Runs of before best numbers were kept whose frames are all read at one asking."""
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ListedRun:
    """A run as a row of a list.

    Arguments:
        record: what is known about it.
        place: in the queue, from 1; None where it does not wait.
        looks: a few of its frames, oldest first; the last is its latest one.
        best: its best numbers; None where there are none, or not yet (`Listed.complete`).
        labels: what its owner says of it.
    """

    record: RunRecord
    place: int | None
    looks: tuple[PackedFrame, ...]
    best: Best | None
    labels: Labels

    @property
    def last(self) -> PackedFrame | None:
        """Its latest frame."""
        return self.looks[-1] if self.looks else None


class Listed(NamedTuple):
    """A page of a list.

    Arguments:
        runs: pinned ones first, then newest first.
        all: how many there are on all pages.
        complete: whether nothing is left to be read; else another asking knows more.
        tags: all that the owner has given to runs, in the order of letters.
    """

    runs: tuple[ListedRun, ...]
    all: int
    complete: bool
    tags: tuple[str, ...] = ()


class RunList:
    """Lists runs. Only what a page shows is read. Safe to use from any thread.

    Arguments:
        store: where runs are kept.
        place: of a run in the queue.
    """

    def __init__(self, store: RunStore, place: Callable[[str], int | None]) -> None:
        self._store = store
        self._place = place
        self._lock = threading.Lock()
        self._found: dict[str, Best] = {}

    def page(self, owner_hash: str, first: int, count: int, tag: str = "") -> Listed:
        """Runs `first` to `first + count` of an owner, from 0, pinned ones first, then newest first.

        Arguments:
            tag: only of those that have it; "" for all.
        """
        listing = self._store.listing
        ids, said = listing.ids_of(owner_hash), listing.marks_of(owner_hash)
        marks = {run: said[run] for run in ids if run in said}
        tags = tuple(sorted({tag for each in marks.values() for tag in each.tags}))
        if tag:
            ids = [run for run in ids if run in marks and tag in marks[run].tags]
        ids.sort(key=lambda run: run not in marks or not marks[run].pinned)
        records = listing.records(ids[first : first + count])
        shown = [record.id for record in records]
        labels = listing.labels_of(owner_hash, shown)
        looks, bests = listing.looks(shown, LOOKS), self._kept(shown)
        unknown = [run for run in shown if run in looks and run not in bests]
        bests |= {run: self._find(run) for run in unknown[:CATCH_UP]}
        rows = tuple(
            ListedRun(
                record=record,
                place=self._place(record.id),
                looks=tuple(looks.get(record.id, ())),
                best=bests.get(record.id),
                labels=labels.get(record.id, Labels()),
            )
            for record in records
        )
        return Listed(rows, len(ids), complete=len(unknown) <= CATCH_UP, tags=tags)

    def bests(self, runs: Sequence[str]) -> dict[str, Best]:
        """The best numbers of `runs`."""
        found = self._kept(runs)
        return found | {run: self._find(run) for run in runs if run not in found}

    def forget(self, run: str) -> None:
        """A run is gone, or goes on."""
        with self._lock:
            self._found.pop(run, None)

    def _kept(self, runs: Sequence[str]) -> dict[str, Best]:
        """Those for which no frame is read."""
        found = {run: best for run in runs if (best := self._found.get(run)) is not None}
        return found | self._store.listing.bests(runs)

    def _find(self, run: str) -> Best:
        best = Best.of(frame for _, frame in self._store.packed_frames(run))
        with self._lock:
            self._found[run] = best
            while len(self._found) > _REMEMBERED:
                del self._found[next(iter(self._found))]
        return best
