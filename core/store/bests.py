"""The best numbers of every run, and what its frames take, kept up to date as they are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from core.live.records.best import Best
from core.packed import PackedFrame
from core.store.broken import whole
from core.store.codec import frame_from_bytes
from core.store.tables import BESTS, FRAMES


def follow(connection: Connection, run: str, added: Sequence[PackedFrame], size: int) -> None:
    """Frames were added to a run, which take `size` bytes. Those of before are in its row already."""
    row = connection.execute(select(BESTS).where(BESTS.c.run == run)).first()
    best = Best.of(added) if row is None else from_row(row).and_also(Best.of(added))
    if row is None:
        connection.execute(insert(BESTS).values(run=run, frame_bytes=size, **asdict(best)))
    else:
        taken = BESTS.c.frame_bytes + size  # unknown as long as it was
        connection.execute(update(BESTS).where(BESTS.c.run == run).values(frame_bytes=taken, **asdict(best)))


def count_again(connection: Connection, run: str) -> None:
    """Frames of a run may be written once more: what they take has to be counted when it is asked for."""
    connection.execute(update(BESTS).where(BESTS.c.run == run).values(frame_bytes=None))


def find_again(connection: Connection, run: str) -> None:
    """Frames of a run were taken back: what the others say is read from them."""
    connection.execute(delete(BESTS).where(BESTS.c.run == run))
    kept = [
        frame
        for row in connection.execute(select(FRAMES.c.data).where(FRAMES.c.run == run))
        if (frame := _readable(row.data)) is not None
    ]
    if kept:
        taken = select(func.sum(func.length(FRAMES.c.data))).where(FRAMES.c.run == run)
        follow(connection, run, kept, int(connection.execute(taken).scalar_one()))


def from_row(row: Any) -> Best:
    """The best numbers that a row has."""
    return Best(**{name: getattr(row, name) for name in Best.__dataclass_fields__})


def _readable(data: Any) -> PackedFrame | None:
    """The frame, or None where it cannot be read: that is told to whoever opens the run."""
    try:
        return frame_from_bytes(whole(data))
    except (ValueError, TypeError):
        return None
