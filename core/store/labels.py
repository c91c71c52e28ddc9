"""What owners say of their runs, in a table of its own: a run's record is written anew while it trains."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Connection, delete, insert, select

from core.live.records.labels import Labels
from core.message import Invalid
from core.store.broken import whole
from core.store.pending import Deleted, Entry, Labelled, Pending
from core.store.reading import Reader
from core.store.tables import LABELS

T = TypeVar("T")


def put(connection: Connection, entry: Labelled) -> None:
    """Write labels in place of the run's older ones; nothing is kept of a run of which nothing is said."""
    connection.execute(delete(LABELS).where(LABELS.c.run == entry.run))
    if entry.labels != Labels():
        labels = entry.labels
        connection.execute(
            insert(LABELS).values(
                run=entry.run,
                owner_hash=entry.owner_hash,
                name=labels.name,
                tags=list(labels.tags),
                note=labels.note,
                pinned=labels.pinned,
            )
        )


class Marks(NamedTuple):
    """What of a run's labels decides where it is listed."""

    tags: tuple[str, ...]
    pinned: bool


def marks_of(reader: Reader, pending: Pending, owner_hash: str) -> dict[str, Marks]:
    """Marks of all runs of an owner of which something is said, by run: there may be thousands."""
    query = select(LABELS.c.run, LABELS.c.tags, LABELS.c.pinned).where(LABELS.c.owner_hash == owner_hash)
    found, entries = {}, pending.entries()
    for run, tags, pinned in reader.rows(query):
        listed = tags if isinstance(tags, list) else ()
        found[run] = Marks(tuple(tag for tag in listed if isinstance(tag, str)), bool(pinned))
    return _brought_up(found, entries, owner_hash, lambda labels: Marks(labels.tags, labels.pinned))


def labels_of(reader: Reader, pending: Pending, owner_hash: str, runs: Sequence[str]) -> dict[str, Labels]:
    """Labels of those of `runs` that are the owner's and of which something is said."""
    entries = [entry for entry in pending.entries() if isinstance(entry, Deleted | Labelled)]
    chosen = (LABELS.c.owner_hash == owner_hash) & LABELS.c.run.in_(runs)
    found = {row.run: _read(row) for row in reader.rows(select(LABELS).where(chosen))}
    waiting = [entry for entry in entries if entry.run in runs]
    return _brought_up(found, waiting, owner_hash, lambda labels: labels)


def _brought_up(
    found: dict[str, T], entries: Sequence[Entry], owner_hash: str, made: Callable[[Labels], T]
) -> dict[str, T]:
    """What is stored, with what still waits to be written."""
    for entry in entries:
        if isinstance(entry, Labelled) and entry.owner_hash == owner_hash:
            found[entry.run] = made(entry.labels)
        elif isinstance(entry, Deleted):
            found.pop(entry.run, None)
    return found


def _read(row: Any) -> Labels:
    """The labels of a row that anybody may have written: what cannot be read of them is left out."""
    try:
        tags = [tag for tag in whole(row.tags) or () if isinstance(tag, str)]
        return Labels.read(
            name=str(row.name or ""), tags=tags, note=str(row.note or ""), pinned=bool(row.pinned)
        )
    except (Invalid, ValueError, TypeError):
        return Labels(pinned=bool(row.pinned))
