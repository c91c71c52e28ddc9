"""What waits to be written: bounded, because a full disk must not fill the memory as well."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from core.live.records.labels import Labels
from core.live.records.run import RunRecord
from core.live.records.sweep import Sweep
from core.packed import PackedFrame


@dataclass(frozen=True, slots=True, eq=False)
class StoredFrame:
    """Frame number `seq` of a run (rising, with gaps where frames were not kept).

    Arguments:
        size: bytes that it takes while it waits.
    """

    run: str
    seq: int
    frame: PackedFrame
    size: int = 0


@dataclass(frozen=True, slots=True)
class StoredState:
    """A run's training state as bytes, and the step that it was taken at."""

    run: str
    step: int
    data: bytes | memoryview


@dataclass(frozen=True, slots=True)
class KeptState:
    """A state on a run's way, from which its later steps can be taken again."""

    run: str
    step: int
    data: bytes | memoryview


@dataclass(frozen=True, slots=True)
class Thinned:
    """Kept states of a run that go, by their steps."""

    run: str
    steps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Deleted:
    """A run, or a sweep without its runs, that goes with all that belongs to it."""

    run: str


@dataclass(frozen=True, slots=True)
class Hidden:
    """A run that its owner has deleted, and may have back for a while.

    Arguments:
        deleted: seconds since 1970; None where it is had back.
    """

    run: str
    deleted: float | None


@dataclass(frozen=True, slots=True)
class Labelled:
    """What the owner of a run says of it now."""

    run: str
    owner_hash: str
    labels: Labels


@dataclass(frozen=True, slots=True)
class Rewound:
    """A run that goes back to `step`; what it showed after that will be shown again."""

    run: str
    step: int


@dataclass(frozen=True, slots=True, eq=False)
class Adopted:
    """A run that comes whole: it is there with all its frames, or not at all."""

    record: RunRecord
    frames: tuple[PackedFrame, ...]

    @property
    def run(self) -> str:
        """Its id."""
        return self.record.id


Entry = (
    Adopted
    | RunRecord
    | Sweep
    | StoredFrame
    | StoredState
    | KeptState
    | Thinned
    | Deleted
    | Hidden
    | Labelled
    | Rewound
)


@dataclass(slots=True)
class Pending:
    """Entries in the order in which they came; safe to use from several threads.

    Arguments:
        limit: frames that may wait; beyond it the oldest are dropped first.
        limit_bytes: what they may take together.

    Attributes:
        dropped: frames that were lost that way.
    """

    limit: int
    limit_bytes: int
    dropped: int = 0
    _entries: deque[Entry] = field(default_factory=deque)
    _frames: int = 0
    _bytes: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _closed: threading.Event = field(default_factory=threading.Event)
    _hurried: threading.Event = field(default_factory=threading.Event)

    @property
    def closed(self) -> bool:
        """Whether the end has come."""
        return self._closed.is_set()

    def add(self, entry: Entry) -> None:
        """Take `entry`; a newer record, state or label takes the place of the older one."""
        with self._changed:
            if isinstance(entry, StoredFrame):
                self._frames += 1
                self._bytes += entry.size
            elif isinstance(entry, RunRecord | Sweep | StoredState | Labelled):
                self._remove(lambda old: type(old) is type(entry) and _run_of(old) == _run_of(entry))
            elif isinstance(entry, Thinned):
                self._remove(
                    lambda old: (
                        isinstance(old, KeptState) and old.run == entry.run and old.step in entry.steps
                    )
                )
            elif isinstance(entry, Deleted):
                self._remove(lambda old: _run_of(old) == entry.run)
            self._entries.append(entry)
            while self._frames > self.limit or self._bytes > self.limit_bytes:
                self._drop_oldest_frame()
            if len(self._entries) == 1:  # else `wait` is past the first entry
                self._changed.notify_all()

    def wait(self, seconds: float) -> None:
        """Wait until something is there, then until `seconds` have passed or somebody is in a hurry."""
        with self._changed:
            self._changed.wait_for(lambda: self._entries or self.closed)
        self._hurried.wait(seconds)
        if not self.closed:
            self._hurried.clear()

    def hurry(self) -> None:
        """End the wait that is under way, or the next one: somebody waits for what has come."""
        self._hurried.set()

    def close(self) -> None:
        """End every `wait`."""
        self._closed.set()
        self.hurry()
        with self._changed:
            self._changed.notify_all()

    def entries(self, run: str | None = None) -> tuple[Entry, ...]:
        """What waits (of one run), oldest first."""
        with self._changed:
            return tuple(entry for entry in self._entries if run is None or _run_of(entry) == run)

    def written(self, batch: Sequence[Entry]) -> None:
        """Forget what has been written."""
        done = {id(entry) for entry in batch}
        with self._changed:
            self._remove(lambda entry: id(entry) in done)

    def _remove(self, unwanted: Callable[[Entry], bool]) -> None:
        kept = [entry for entry in self._entries if not unwanted(entry)]
        if len(kept) < len(self._entries):
            self._entries = deque(kept)
            sizes = [entry.size for entry in kept if isinstance(entry, StoredFrame)]
            self._frames, self._bytes = len(sizes), sum(sizes)

    def _drop_oldest_frame(self) -> None:
        oldest = next(entry for entry in self._entries if isinstance(entry, StoredFrame))
        self._entries.remove(oldest)
        self._frames -= 1
        self._bytes -= oldest.size
        self.dropped += 1


def _run_of(entry: Entry) -> str:
    return entry.id if isinstance(entry, RunRecord | Sweep) else entry.run
