"""A store with many runs of one visitor, as years of use leave it: written past the store, in its form."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, insert

from bench.experiments import playground
from bench.rounds import progress
from core.container import read_header
from core.engine.training.trainer import Trainer
from core.experiment import Experiment
from core.live.protocol.status import RunStatus
from core.live.records.best import Best
from core.live.records.run import RunRecord, hash_of
from core.packed import RUN_NUMBERS, PackedFrame
from core.plane import value_range
from core.store.codec import frame_to_bytes
from core.store.rows import record_to_row
from core.store.tables import BESTS, METADATA, RUNS, open_engine

FRAMES_EACH = 1000
"""Of a run, on average."""
LONGEST, LONG_EACH = 8000, 100
"""Frames of a run that has trained for a day at ten looks a second (`STORED_DETAIL`), and one of how many is
one. These have the playground's picture in every frame; the others, to fit on a disk, have none."""
_TOGETHER = 4
"""Runs that train at a time: their frames lie among each other."""
_BEGAN, _APART = 1.7e9, 600.0
_LOOKS, _STEPS = 50, 40
_NUMBER = struct.Struct("<d")


@dataclass(frozen=True, slots=True)
class Library:
    """What was written.

    Arguments:
        runs: ids, the newest first.
        long: those of them with `LONGEST` frames.
        frames: of all together.
        each: of those that are not long.
        picture_bytes: what a stored frame with the playground's picture takes.
    """

    runs: tuple[str, ...]
    long: frozenset[str]
    frames: int
    each: int
    picture_bytes: int


@dataclass(frozen=True)
class _Kind:
    """A run that others are copies of, and its frames as they are stored, with their steps."""

    record: RunRecord
    frames: Sequence[tuple[int, bytes]]
    best: Best

    @cached_property
    def size(self) -> int:
        """Bytes of its frames."""
        return sum(len(data) for _, data in self.frames)


def fill(url: str, owner: str, runs: int) -> Library:
    """Write `runs` runs of `owner` into an empty SQLite database.

    Arguments:
        url: of SQLAlchemy.
        owner: the visitor's secret.
        runs: how many; they have `FRAMES_EACH` frames on average.
    """
    frames = runs * FRAMES_EACH
    longs = sum(_is_long(at, runs) for at in range(runs))
    each = -(-(frames - longs * LONGEST) // (runs - longs))
    long, short = _kinds(owner, each)
    records = [_record(long if _is_long(at, runs) else short, at) for at in range(runs)]
    engine = open_engine(url)
    with closing(engine.connect()) as connection:
        for pragma in ("journal_mode=OFF", "synchronous=OFF"):  # nobody else reads it yet
            connection.exec_driver_sql(f"PRAGMA {pragma}")
        METADATA.create_all(connection)
        connection.execute(insert(RUNS), [record_to_row(record) for record in records])
        _write(connection, records, long, short)
        connection.commit()
    engine.dispose()
    newest = tuple(record.id for record in reversed(records))
    of_long = frozenset(record.id for at, record in enumerate(records) if _is_long(at, runs))
    picture = long.size // len(long.frames)
    return Library(newest, of_long, (runs - longs) * each + longs * LONGEST, each, picture)


def _is_long(at: int, runs: int) -> bool:
    return (runs - 1 - at) % LONG_EACH == LONG_EACH // 4  # one of them on the first page


def _kinds(owner: str, each: int) -> tuple[_Kind, _Kind]:
    long = _kind(playground(epochs=1_000_000), owner, LONGEST)
    small = Experiment.lenient({"dataset": "iris", "layers": "4", "epochs": "1000000"})[0]
    return long, _kind(small, owner, each)


def _kind(experiment: Experiment, owner: str, frames: int) -> _Kind:
    """A few real looks at a run that trains, again and again, each at a step of its own."""
    trainer = Trainer(experiment)
    trainer.wait_until_compiled()
    looks: list[PackedFrame] = []
    for _ in range(_LOOKS):
        looks.append(PackedFrame.of(trainer.frame(), value_range(experiment)))
        trainer.advance_steps(_STEPS)
    record = RunRecord(
        id="",
        owner_hash=hash_of(owner),
        created=_BEGAN,
        choices=experiment,
        learning_rate=experiment.learning_rate,
        status=RunStatus.STOPPED,
        layout=trainer.layout,
        notes={"findings": [], "best": None, "measured": None},
    )
    steps = [_STEPS * at for at in range(frames)]
    stored = [(step, frame_to_bytes(_at(looks[at % _LOOKS], step))) for at, step in enumerate(steps)]
    return _Kind(record, stored, Best.of(looks))


def _at(frame: PackedFrame, step: int) -> PackedFrame:
    """The same frame at another step."""
    data = bytearray(frame.data)
    place = read_header(data).places["run"]
    _NUMBER.pack_into(data, place.offset + _NUMBER.size * RUN_NUMBERS.index("step"), step)
    return PackedFrame(bytes(data))


def _record(kind: _Kind, at: int) -> RunRecord:
    created = _BEGAN + _APART * at
    experiment = kind.record.experiment.model_copy(update={"weight_seed": at, "data_seed": at})
    ordinal = int(1000 * created)
    return replace(kind.record, id=_id(at), created=created, ordinal=ordinal, choices=experiment)


def _id(at: int) -> str:
    """As long and as scattered as the random ones are."""
    return f"{at * 2654435761 % 2**32:08x}-library-{at:06d}"[:22]


def _write(connection: Connection, records: Sequence[RunRecord], long: _Kind, short: _Kind) -> None:
    query = "INSERT INTO frames (run, seq, step, data) VALUES (?, ?, ?, ?)"
    kinds = {record.id: long if record.layout is long.record.layout else short for record in records}
    bests = [{"run": run, "frame_bytes": kind.size, **asdict(kind.best)} for run, kind in kinds.items()]
    connection.execute(insert(BESTS), bests)
    cursor: Any = connection.connection.cursor()  # which takes rows as they are made
    for begin in range(0, len(records), _TOGETHER):
        group = records[begin : begin + _TOGETHER]
        cursor.executemany(query, _rows({record.id: kinds[record.id] for record in group}))
        if begin and begin % 1000 == 0:
            progress(f"{begin:,} of {len(records):,} runs are written")


def _rows(kinds: dict[str, _Kind]) -> Iterator[tuple[Any, ...]]:
    """Frames of runs that train beside each other, in the order in which they come."""
    for seq in range(max(len(kind.frames) for kind in kinds.values())):
        for run, kind in kinds.items():
            if seq < len(kind.frames):
                yield (run, seq, *kind.frames[seq])
