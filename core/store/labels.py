"""What owners say of their runs, in a table of its own: a run's record is written anew while it trains."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, delete, insert, select

from core.live.records.labels import Labels
from core.message import Invalid
from core.store.broken import whole
from core.store.pending import Deleted, Labelled, Pending
from core.store.reading import Reader
from core.store.tables import LABELS


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


def labels_of(reader: Reader, pending: Pending, owner_hash: str) -> dict[str, Labels]:
    """Labels of all runs of an owner of which something is said, by run."""
    entries = pending.entries()
    rows = reader.rows(select(LABELS).where(LABELS.c.owner_hash == owner_hash))
    found = {row.run: _read(row) for row in rows}
    for entry in entries:
        if isinstance(entry, Labelled) and entry.owner_hash == owner_hash:
            found[entry.run] = entry.labels
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
