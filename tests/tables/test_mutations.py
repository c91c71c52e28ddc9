"""Files that were changed anywhere are read, or refused in the reader's own words: never anything else.

A hundred in the ordinary suite, thousands with ``MUTATIONS=all``.
"""

from __future__ import annotations

import io
import tracemalloc

import openpyxl
import pandas as pd
import pyarrow
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from core.tables import Assumptions, Table, TableLimits, UnreadableTable, from_bytes, read, to_bytes
from core.tables.export import as_csv
from tests.sampling import wanted
from tests.tables.files import READ

ALL = wanted("MUTATIONS")
EXAMPLES = 5000 if ALL else 60
LIMITS = TableLimits(megabytes=1, columns=100, cells=10_000, categories=50, cell_characters=1000)
pytestmark = [pytest.mark.slow] if ALL else []

MOST_BYTES = 40 * 10**6
"""What reading a file of at most one megabyte may take."""

PIECES = some.one_of(
    some.sampled_from(
        [
            b"",
            b",",
            b";",
            b"\t",
            b'"',
            b"'",
            b"\n",
            b"\r",
            b"\r\n",
            b"\0",
            b"\xff\xfe",
            b"\xef\xbb\xbf",
            b"-",
            b"%",
        ]
    ),
    some.sampled_from(
        [b"1e999", b"0x1F", b"9" * 400, b"1,234", b"NaN", b"=1+1", b"2024-99-99", b"\xb0\xa1", b"\x1f\x8b"]
    ),
    some.binary(max_size=6),
)
EDITS = some.lists(
    some.tuples(some.floats(0, 1), some.integers(0, 12), PIECES, some.integers(1, 3)), min_size=1, max_size=6
)


def mutated(data: bytes, edits: list[tuple[float, int, bytes, int]]) -> bytes:
    """`data` with pieces of it left out and others put in, some of them many times."""
    for place, left_out, piece, times in edits:
        at = int(place * len(data))
        data = data[:at] + piece * 10 ** (times - 1) + data[at + left_out :]
    return data


def held(data: bytes, assumptions: Assumptions | None = None) -> Table | None:
    """The table of `data`, if it is one, after everything that is done with a table."""
    try:
        table = read(data, "t", assumptions, limits=LIMITS)
    except UnreadableTable as error:
        _say(error)
        return None
    assert len(table.columns) >= 2 and table.rows >= 1
    assert len({column.name for column in table.columns}) == len(table.columns)
    assert all(0 < len(column.name) <= 220 for column in table.columns)
    assert table.rows * len(table.columns) <= LIMITS.cells + table.rows
    assert from_bytes(to_bytes(table)).hash == table.hash
    as_csv(table)
    table.frame()
    return table


def _say(error: UnreadableTable) -> None:
    assert error.file == "t" and str(error).startswith("“t”") and len(str(error)) < 1000


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(some.sampled_from(sorted(READ)), EDITS)
def test_a_changed_text_is_a_table_or_refused(name: str, edits: list[tuple[float, int, bytes, int]]) -> None:
    data = mutated(READ[name].data, edits)
    table = held(data)
    if table is not None:
        assert read(data, "t", table.assumptions, limits=LIMITS).hash == table.hash


@settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow])
@given(some.binary(max_size=300))
def test_any_bytes_are_a_table_or_refused(data: bytes) -> None:
    held(data)


def _excel() -> bytes:
    book = openpyxl.Workbook()
    for row in (["x", "y"], [1.5, "a"], [None, True], [3, "=1+1"]):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _parquet() -> bytes:
    target = io.BytesIO()
    pd.DataFrame({"x": [1.5, None, 2.0], "y": ["a", "b", "a"]}).to_parquet(target)
    return target.getvalue()


@pytest.mark.parametrize("data", [_excel(), _parquet()], ids=["excel", "parquet"])
def test_a_changed_workbook_or_parquet_file_is_a_table_or_refused(data: bytes) -> None:
    @settings(max_examples=EXAMPLES // 2, suppress_health_check=[HealthCheck.too_slow])
    @given(EDITS)
    def changed(edits: list[tuple[float, int, bytes, int]]) -> None:
        held(mutated(data, edits))

    changed()


def _syllables(number: int) -> str:
    """A word of eight Korean letters, another one for each number."""
    return "".join(chr(0xAC00 + 28 * ((number * 7919 >> 2 * at) % 399)) for at in range(8))


def test_reading_takes_no_more_memory_than_is_said() -> None:
    """Of a file at its limit; see docs/tables.md."""
    rows = b"".join(b"%d,%d,word%d\n" % (at, at % 7, at % 9) for at in range(3000))
    files = [
        rows,
        b"," * 99 + b"\n" + b"\n".join([b"1," * 99 + b"2"] * 99),
        b'"' * 400_000,
        b"x,y\n" * 250_000,
        "".join(f"{_syllables(at)},{_syllables(-at)}\n" for at in range(20_000)).encode("cp949"),
    ]
    for data in files:
        before = pyarrow.total_allocated_bytes()
        tracemalloc.start()
        try:
            held(data)
            taken = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert taken < MOST_BYTES
        assert pyarrow.total_allocated_bytes() - before < MOST_BYTES
