"""Who may read a file while others do."""

from __future__ import annotations

import gzip
import io
import threading

import numpy as np
import pyarrow
import pyarrow.parquet
import pytest

from core.tables.contained import reads_long
from tests.tables.files import zipped
from ui.data.reading_turns import ReadingTurns

LONG = b"x,y\n" * 2_100_000


def parquet(rows: int) -> bytes:
    target = io.BytesIO()
    table = pyarrow.table({"x": np.zeros(rows)})
    pyarrow.parquet.write_table(table, target)
    return target.getvalue()


class Reader(threading.Thread):
    """Somebody who opens a file: waits for a turn, and has it until told to end."""

    def __init__(self, turns: ReadingTurns, visitor: str, *, large: bool) -> None:
        super().__init__(daemon=True)
        self.reads, self._end = threading.Event(), threading.Event()
        self._turns, self._visitor, self._large = turns, visitor, large
        self.start()

    def run(self) -> None:
        with self._turns.turn(self._visitor, large=self._large):
            self.reads.set()
            self._end.wait(60)

    def end(self) -> None:
        self._end.set()
        self.join(60)


def test_a_small_file_is_read_beside_somebody_elses_large_one() -> None:
    turns = ReadingTurns()
    large = Reader(turns, "one", large=True)
    assert large.reads.wait(60)
    with turns.turn("two", large=False), turns.turn("three", large=False):
        assert large.is_alive()
    large.end()


def test_large_files_and_those_of_one_visitor_are_read_one_after_the_other() -> None:
    turns = ReadingTurns()
    with turns.turn("one", large=True):
        another, again = Reader(turns, "two", large=True), Reader(turns, "one", large=False)
        assert not another.reads.wait(0.05) and not again.reads.is_set()
    assert another.reads.wait(60) and again.reads.wait(60)
    another.end()
    again.end()


def test_a_turn_ends_when_reading_fails() -> None:
    turns = ReadingTurns()
    for _ in range(3):
        with pytest.raises(ValueError, match="broken"), turns.turn("one", large=True):
            raise ValueError("broken")


@pytest.mark.parametrize(
    ("data", "long"),
    [
        (b"x,y\n1,2\n", False),
        (LONG, True),
        (gzip.compress(b"x,y\n1,2\n"), False),
        (gzip.compress(LONG), True),
        (gzip.compress(LONG) + gzip.compress(b"1,2\n"), True),
        (gzip.compress(gzip.compress(b"x")), True),
        (zipped(b"x,y\n1,2\n"), False),
        (zipped(LONG), True),
        (zipped(zipped(b"x")), True),
        (zipped(b"x", "xl/sheet.xml"), False),
        (zipped(LONG[:2_000_000], "xl/sheet.xml"), True),
        (b"PK\x03\x04 broken", False),
        (parquet(1000), False),
        (parquet(1_100_000), True),
        (gzip.compress(parquet(1000)), True),
        (zipped(parquet(1000)), True),
        (b"PAR1 broken", False),
    ],
    ids=(
        "text",
        "long text",
        "gzip",
        "gzip of a long text",
        "gzip of two members, the last one short",
        "gzip of gzip",
        "zip",
        "zip of a long text",
        "zip of zip",
        "workbook",
        "long workbook",
        "broken",
        "Parquet",
        "Parquet that repeats a value",
        "Parquet in gzip",
        "Parquet in zip",
        "broken Parquet",
    ),
)
def test_what_takes_long_is_told_before_it_is_read(data: bytes, long: bool) -> None:
    assert reads_long(data) == long
