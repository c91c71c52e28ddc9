"""What is kept of runs that are over: so many of each person, and so many bytes, of each and of all."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence

from core.live.records.run import RunRecord
from core.live.sessions.kept_states import states_kept
from core.live.sessions.limits import Limits
from core.live.sessions.memory_shares import MEGABYTE
from core.message import Invalid, Message
from core.model.size import state_bytes
from core.store.store import RunStore, Size

AT_ONCE = 50
"""Runs of others that are looked at when the store is full."""

UNDO_SECONDS, UNDO_RUNS = 3600.0, 10
"""So long a run that its owner has deleted can be had back, and so many of one owner."""

SETTLING_SECONDS = 5.0
"""Until a database has written what was deleted, so that its size says so."""


class Retention:
    """Forgets what is oldest: first the states from which ended runs could go on, then whole runs.

    Safe to use from any thread.

    Arguments:
        store: where runs are kept.
        limits: how much is kept.
        forget: deletes a run.
    """

    def __init__(self, store: RunStore, limits: Limits, *, forget: Callable[[str], None]) -> None:
        self._store = store
        self._limits = limits
        self._forget = forget
        self._lock = threading.Lock()
        self._sizes: dict[str, Size] = {}
        self._looked = -SETTLING_SECONDS

    def make_room(self, newcomer: RunRecord, comes: int | None = None) -> None:
        """Forget what has to go so that `newcomer` may be stored; runs that are not over stay.

        Arguments:
            comes: bytes that it takes, of one that comes whole; of others what they may come to take counts
                (`_growing`).

        Raises:
            Invalid: a run that comes whole finds no room, even without all others that are over.
        """
        with self._lock:
            unfinished = self._store.unfinished_of(newcomer.owner_hash)
            live = {record.id: self._growing(record) for record in unfinished}
            needed = self._growing(newcomer) if comes is None else comes
            room = self._limits.stored_per_owner * MEGABYTE - sum(live.values()) - needed
            if comes is not None and room < 0:
                raise Invalid(
                    Message(
                        "Expected at most {limit} MB for all runs of one visitor, received a file that takes "
                        "{size} MB. Record fewer frames a second.",
                        limit=self._limits.stored_per_owner,
                        size=-(-comes // MEGABYTE),
                    )
                )
            self._forget_hidden(newcomer.owner_hash)
            over = [run for run in self._store.listing.ids_of(newcomer.owner_hash) if run not in live]
            over.sort(key=self._is_dispensable(newcomer.owner_hash, over))
            for run in filter(self._can_be_read, over[self._limits.kept_per_owner :]):
                self._delete(run)
            over = over[: self._limits.kept_per_owner]
            taken = sum(map(sum, self._known(over).values()))
            self._free(taken - room, reversed(over))
            self._bound_all(needed)

    def _is_dispensable(self, owner_hash: str, over: Sequence[str]) -> Callable[[str], bool]:
        """Whether a run goes before others: pinned ones stay, in up to half of the places, so that new runs
        have some.
        """
        marks = self._store.listing.marks_of(owner_hash)
        pinned = [run for run in over if run in marks and marks[run].pinned]
        kept = set(pinned[: self._limits.kept_per_owner // 2])
        return lambda run: run not in kept

    def _growing(self, record: RunRecord) -> int:
        """What a run that is not over may come to take: its states, or the frames that a program sends."""
        if record.foreign is not None:
            return self._limits.sent * MEGABYTE
        one = state_bytes(record.experiment)
        return one * (1 + states_kept(self._limits.rewind_stored * MEGABYTE, one))

    def goes_on(self, run: str) -> None:
        """A run that was over grows again."""
        with self._lock:
            self._sizes.pop(run, None)

    def _forget_hidden(self, owner_hash: str) -> None:
        """Delete for good what can be had back no longer, and of one owner all but the newest."""
        gone = list(self._store.hidden(before=time.time() - UNDO_SECONDS))
        gone += list(self._store.hidden(owner_hash=owner_hash))[:-UNDO_RUNS]
        for run in dict.fromkeys(gone):
            self._delete(run)

    def _bound_all(self, needed: int) -> None:
        now = time.monotonic()
        excess = self._store.used_bytes() + needed - self._limits.stored * MEGABYTE
        if excess > 0 and now >= self._looked + SETTLING_SECONDS:
            self._looked = now
            self._free(excess, [record.id for record in self._store.oldest_over(AT_ONCE)])

    def _free(self, excess: int, oldest: Iterable[str]) -> None:
        """Forget so many bytes of runs that are over."""
        if excess <= 0:
            return
        runs = list(oldest)
        sizes = self._known(runs)
        for run in runs:
            if excess > 0 and sizes[run].state and self._can_be_read(run):
                self._store.save_state(run, 0, b"")
                self._sizes[run] = Size(sizes[run].frames)
                excess -= sizes[run].state
        for run in runs:
            if excess > 0 and self._can_be_read(run):
                self._delete(run)
                excess -= sizes[run].frames

    def _can_be_read(self, run: str) -> bool:
        """What cannot, perhaps a later version's, stays for whoever can."""
        return self._store.record(run) is not None

    def _delete(self, run: str) -> None:
        self._forget(run)
        self._sizes.pop(run, None)

    def _known(self, runs: Sequence[str]) -> dict[str, Size]:
        """Sizes of runs that are over; they stay as they are once all is written."""
        unknown = [run for run in runs if run not in self._sizes]
        waiting = {run for run in unknown if self._store.waits(run)}  # asked before the database is
        found = self._store.sizes(unknown) if unknown else {}
        self._sizes |= {run: size for run, size in found.items() if run not in waiting}
        return {run: found.get(run) or self._sizes[run] for run in runs}
