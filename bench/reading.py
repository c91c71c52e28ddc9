"""Reading a table of one's own beside `pandas.read_csv`, which is told what the lab has to find."""

from __future__ import annotations

import gc
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.result import Bar, Line
from bench.rounds import in_turn
from core.tables import Table, read

ROWS, COLUMNS = 1_000_000, 20
FEWER = 200_000
ROUNDS = 3
MOST = Bar("at most", 1.5, 1.0)


def lines(rounds: int | None = None) -> list[Line]:
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
            "lab with hash": lambda: _seconds(lambda: _named(read(plain))),
            "pandas, korean": lambda: _seconds(
                lambda: pandas.read_csv(korean, encoding="cp949", na_values=["결측", "-"], thousands=",")
            ),
            "lab, korean": lambda: _seconds(lambda: read(korean)),
        }
        for warm in ("pandas, korean", "lab, korean"):
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
            what=f"reading and naming {large}",
            unit="s",
            values=found["lab with hash"],
            against=against,
            references=found["pandas"],
            note="with SHA-256 of all values",
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


def _named(table: Table) -> str:
    return table.hash


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
