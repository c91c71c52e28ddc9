"""Reading a table of one's own, and looking at it, beside `pandas.read_csv`.

Pandas is told what the lab has to find.
"""

from __future__ import annotations

import gc
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np

from bench.result import Bar, Line
from bench.rounds import in_turn
from core.store.store import RunStore
from core.store.table_quota import TableQuota
from core.store.user_tables import UserTables
from core.tables import Table, read

ROWS, COLUMNS = 1_000_000, 20
FEWER = 200_000
ROUNDS = 3
MOST = Bar("at most", 1.5, 1.0)
_QUOTA = TableQuota(count=1, own_bytes=2**30, all_bytes=2**30, days=1)
TICK, LONGEST_PAUSE = 0.005, 0.2


def lines(rounds: int | None = None) -> list[Line]:
    """Reading and looking at a table, then training on one."""
    found = _reading(rounds)
    from bench.training import table_lines  # brings TensorFlow, whose threads reading shall not meet

    return [*found, *table_lines(rounds)]


def _reading(rounds: int | None) -> list[Line]:
    """A large plain file, and a smaller one as Korean Excel writes it."""
    import pandas

    rounds = rounds or ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        plain, korean = Path(folder) / "plain.csv", Path(folder) / "korean.csv"
        _write_plain(plain)
        _write_korean(korean)
        sides: dict[str, Callable[[], float]] = {
            "pandas": lambda: _seconds(lambda: pandas.read_csv(plain)),
            "lab": lambda: _seconds(lambda: read(plain)),
            "first view": lambda: _seconds(lambda: _first_view(read(plain))),
            "every view": lambda: _seconds(lambda: _every_view(read(plain))),
            "kept": lambda: _seconds(lambda: _kept(plain)),
            "pause": lambda: _longest_pause(lambda: _every_view(read(plain))),
            "pandas, korean": lambda: _seconds(
                lambda: pandas.read_csv(korean, encoding="cp949", na_values=["결측", "-"], thousands=",")
            ),
            "lab, korean": lambda: _seconds(lambda: read(korean)),
        }
        for warm in ("pandas, korean", "lab, korean", "every view", "kept"):
            sides[warm]()  # what is loaded once is nobody's time
        found = in_turn(sides, rounds)
    large = f"{ROWS:,} rows of {COLUMNS} columns"
    against = "pandas.read_csv"
    return [
        Line(
            what=f"reading {large}",
            unit="s",
            values=found["lab"],
            against=against,
            references=found["pandas"],
            bar=MOST,
            note="14 columns of decimals, 5 of whole numbers, one of words; nothing is told to either",
        ),
        Line(
            what=f"opening {large} up to the page's first picture",
            unit="s",
            values=found["first view"],
            against=against,
            references=found["pandas"],
            bar=MOST,
            note="reading, the name by its content (SHA-256 of all values), and what the view Columns shows, "
            "with which the page Data opens a table: kinds, missing and different values of all columns",
        ),
        Line(
            what=f"the same {large}, and every other view after it",
            unit="s",
            values=found["every view"],
            against=against,
            references=found["pandas"],
            note="missing cells, 12 distributions, correlations, principal components and warnings, which "
            "the page computes when somebody opens the view, once",
        ),
        Line(
            what=f"the same {large} up to the first picture, and kept for its visitor",
            unit="s",
            values=found["kept"],
            against=against,
            references=found["pandas"],
            note="as the page does with a file of a visitor: the table as Parquet and the file, both "
            "compressed and written into the store, of which pandas does nothing",
        ),
        Line(
            what=f"longest pause of other threads while {large} are read and looked at",
            unit="s",
            values=found["pause"],
            bar=Bar("at most", LONGEST_PAUSE, of="value"),
            note=f"a thread that wants to go on every {TICK} s, as the pages of others do",
        ),
        Line(
            what=f"reading {FEWER:,} rows in CP949 with gaps",
            unit="s",
            values=found["lab, korean"],
            against=against,
            references=found["pandas, korean"],
            bar=MOST,
            note="pandas is told encoding, spellings of missing and thousands; the lab finds them",
        ),
    ]


def _seconds(measured: Callable[[], Any]) -> float:
    gc.collect()
    began = time.perf_counter()
    measured()
    return time.perf_counter() - began


def _first_view(table: Table) -> None:
    """What the page computes before it shows a table that was opened."""
    from core.tables import profiling

    assert table.hash
    profiling.guessed_target(table)
    profiling.distinct(table)


def _every_view(table: Table) -> None:
    """The same, and what it computes when all of its views are opened one after another."""
    from core.tables import profiling

    _first_view(table)
    rows, target = profiling.sampled(table).table, profiling.guessed_target(table)
    profiling.missing_cells(table)
    for column in table.columns[:12]:
        profiling.distribution(rows, column.name, target)
    profiling.correlations(rows, target)
    profiling.projection(rows, target)
    profiling.findings(table, target)


def _kept(path: Path) -> None:
    """The first view of a file that is kept in a store, as the page keeps what visitors bring."""
    data = path.read_bytes()
    with tempfile.TemporaryDirectory() as folder, closing(RunStore(f"sqlite:///{folder}/s.sqlite")) as store:
        table = read(data, path.name)
        UserTables(store.engine, _QUOTA).save("somebody", table, data)
        _first_view(table)


def _longest_pause(work: Callable[[], Any]) -> float:
    """Seconds for which another thread had to wait at most while `work` was done."""
    gc.collect()
    worker = threading.Thread(target=work)
    worker.start()
    longest, before = 0.0, time.perf_counter()
    while worker.is_alive():
        time.sleep(TICK)
        now = time.perf_counter()
        longest, before = max(longest, now - before - TICK), now
    return longest


def _write_plain(path: Path) -> None:
    import pyarrow
    from pyarrow import csv

    random = np.random.default_rng(0)
    columns: dict[str, Any] = {f"x{at}": random.normal(size=ROWS).round(4) for at in range(14)}
    columns |= {f"n{at}": random.integers(0, 1000, ROWS) for at in range(COLUMNS - 15)}
    columns["word"] = np.array(["red", "green", "blue"])[random.integers(0, 3, ROWS)]
    csv.write_csv(pyarrow.table(columns), path)


def _write_korean(path: Path) -> None:
    random = np.random.default_rng(0)
    weights = random.normal(60, 9, FEWER).round(1)
    prices = random.integers(1000, 9_999_999, FEWER)
    places = np.array(["서울", "부산", "대구", "결측"])[random.integers(0, 4, FEWER)]
    gaps = random.random(FEWER) < 0.1
    rows: Sequence[str] = [
        f'{"-" if gap else weight},"{price:,}",{place},{gap:d}'
        for weight, price, place, gap in zip(weights, prices, places, gaps, strict=True)
    ]
    path.write_bytes("\r\n".join(["몸무게,가격,지역,결석", *rows, ""]).encode("cp949"))
