"""A visitor with ten thousand runs: the table's first page, opening any of them, its past frame by frame."""

from __future__ import annotations

import asyncio
import logging
import os
import random
import secrets
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import aclosing, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.lab import Lab
from bench.library_store import LONGEST, Library, fill
from bench.result import Bar, Line
from bench.rounds import progress
from core.live.sessions.messages import HISTORY_POINTS
from core.store.store import RunStore
from ui.routes.live import Watched, stream
from ui.runs import rows
from ui.runs.table import PAGE_RUNS

RUNS = 10_000
ROUNDS = 3
_OPENED, _OF_THEM_LONG = 40, 5
"""Runs that are opened in a round."""
_NO_SESSION = "streamlit.runtime.scriptrunner_utils.script_run_context"
"""Who warns that rows are made outside a page."""


@dataclass(frozen=True, slots=True)
class _Deed:
    """Something that a visitor does with a run, and the bare query for the same rows.

    Arguments:
        what: in words.
        seconds: it should take at most.
        note: what exactly.
        lab, bare: do it with a run, the second without reading what it gets.
        times: it is done in a round.
    """

    what: str
    seconds: float
    note: str
    lab: Callable[[str], Any]
    bare: Callable[[str], Any]
    times: int = _OPENED


def lines(rounds: int | None) -> Sequence[Line]:
    """Everything from one store; `rounds` is the number of its runs, 50 or more."""
    logging.getLogger(_NO_SESSION).setLevel(logging.ERROR)
    owner = secrets.token_urlsafe(32)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "runs.sqlite"
        began = time.perf_counter()
        library = fill(f"sqlite:///{file}", owner, rounds or RUNS)
        about = _about(library, file, time.perf_counter() - began)
        progress(about)
        with _opened(file) as lab, closing(sqlite3.connect(file)) as bare:
            deeds = _deeds(lab, bare, library, owner)
            unopened = _in_any_order(library)
            found = _lines(deeds, unopened, "", about, lambda: None)
            if hasattr(os, "posix_fadvise"):
                found += _lines(deeds, unopened, ", read from the disk", "", lambda: _forget(file))
    return found


def _about(library: Library, file: Path, took: float) -> str:
    everywhere = library.frames * library.picture_bytes / 1e9
    return (
        f"{len(library.runs):,} runs of one visitor with {library.frames:,} frames, "
        f"{file.stat().st_size / 1e9:.1f} GB in SQLite, written in {took:.0f} s: {len(library.long)} of the "
        f"playground with {LONGEST:,} frames of {library.picture_bytes / 1000:.1f} kB, the others with "
        f"{library.each} frames without a picture of the plane (with one in each, all would take "
        f"{everywhere:.0f} GB)"
    )


@contextmanager
def _opened(file: Path) -> Iterator[Lab]:
    store = RunStore(f"sqlite:///{file}")
    lab = Lab(store)
    try:
        yield lab
    finally:
        lab.runs.close()
        store.close()


def _deeds(lab: Lab, bare: sqlite3.Connection, library: Library, owner: str) -> Sequence[_Deed]:
    any_frame = random.Random(0)
    newest = library.runs[:PAGE_RUNS]
    of_page = f"SELECT * FROM runs JOIN bests ON run = id WHERE id IN ({', '.join('?' * len(newest))})"

    def query(text: str, *values: Any) -> list[Any]:
        return bare.execute(text, values).fetchall()

    def seq(run: str) -> int:
        return any_frame.randrange(LONGEST if run in library.long else library.each)

    async def open_run(run: str) -> None:
        async with aclosing(stream(Watched(lab.runs.channel(run), True), "en")) as shown:
            await anext(shown)

    return (
        _Deed(
            "first page of the Runs table",
            0.3,
            f"{PAGE_RUNS} rows with curves and best numbers, from the database to the table for Streamlit; "
            "beside the rows of their records and best numbers, unread",
            lab=lambda run: rows.table(lab.runs.listed(owner, 0, PAGE_RUNS).runs),
            bare=lambda run: query(of_page, *newest),
            times=5,
        ),
        _Deed(
            "opening any run",
            0.5,
            "from the database to what its first viewer gets: greeting with the whole past, latest frames, "
            f"status; beside the rows of {HISTORY_POINTS} of its frames, unread",
            lab=lambda run: asyncio.run(open_run(run)),
            bare=lambda run: query("SELECT data FROM frames WHERE run = ? LIMIT ?", run, HISTORY_POINTS),
        ),
        _Deed(
            "beginning to step through any run's past",
            0.1,
            "numbers and steps of all its frames, which are asked for once; beside the rows of its numbers",
            lab=lab.runs.frame_steps,
            bare=lambda run: query("SELECT seq FROM frames WHERE run = ?", run),
        ),
        _Deed(
            "any step in its past",
            0.1,
            "a frame, as the past row of the Train page asks for it; beside its row, unread",
            lab=lambda run: _there(lab.runs.packed_frame(run, seq(run))),
            bare=lambda run: query("SELECT data FROM frames WHERE run = ? AND seq = ?", run, seq(run)),
            times=100,
        ),
    )


def _there(frame: Any) -> None:
    assert frame is not None and frame.data


def _in_any_order(library: Library) -> Iterator[list[str]]:
    """Runs for one round after another, none of them twice."""
    order = random.Random(1)
    short = order.sample(library.runs, len(library.runs))
    long = order.sample(sorted(library.long), len(library.long))
    short = [run for run in short if run not in library.long]
    count = min(_OPENED, len(library.runs) // (2 * ROUNDS))
    while True:
        few = [long.pop() for _ in range(min(_OF_THEM_LONG, count, len(long)))]
        yield few + [short.pop() for _ in range(min(count - len(few), len(short)))]


def _lines(
    deeds: Sequence[_Deed], rounds: Iterator[list[str]], how: str, about: str, forget: Callable[[], None]
) -> list[Line]:
    """A line for each deed; of all times in a round the slowest counts.

    Arguments:
        rounds: gives the runs of a round.
        how: it is measured, in words behind each deed.
        about: what it is measured on.
        forget: comes before each measurement.
    """
    found: dict[str, list[tuple[float, float]]] = {deed.what: [] for deed in deeds}
    for runs in (next(rounds) for _ in range(ROUNDS)):
        for deed in deeds:
            times = [
                (_seconds(deed.lab, run, forget), _seconds(deed.bare, run, forget))
                for run in (runs[at % len(runs)] for at in range(deed.times))
            ]
            lab, bare = zip(*times, strict=True)
            found[deed.what].append((max(lab), max(bare)))
            progress(f"{deed.what}{how}: slowest {max(lab):.4f} s, of bare queries {max(bare):.4f} s")
    return [
        Line(
            what=deed.what + how,
            unit="s",
            values=tuple(lab for lab, _ in found[deed.what]),
            against="bare queries",
            references=tuple(bare for _, bare in found[deed.what]),
            bar=Bar("at most", deed.seconds, of="value"),
            note=f"the slowest of {deed.times} each round: {deed.note}" + (f"; {about}" if about else ""),
        )
        for about, deed in zip((about, *[""] * len(deeds)), deeds, strict=False)
    ]


def _seconds(do: Callable[[str], Any], run: str, forget: Callable[[], None]) -> float:
    forget()
    began = time.perf_counter()
    do(run)
    return time.perf_counter() - began


def _forget(file: Path) -> None:
    """Have the system forget what it holds of a file, so that it is read from the disk again."""
    descriptor = os.open(file, os.O_RDONLY)
    try:
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(descriptor)
