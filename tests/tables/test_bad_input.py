"""What is no table is refused in words that name file, line and column, and what to do."""

from __future__ import annotations

import gzip
import io
import re
import tracemalloc
import zipfile

import openpyxl
import pytest

from core.tables import Assumptions, TableLimits, UnreadableTable, read
from tests.tables.files import zipped

SMALL = TableLimits(megabytes=1, columns=50, cells=1000, categories=5, cell_characters=300)


def refused(data: bytes, assumptions: Assumptions | None = None) -> UnreadableTable:
    with pytest.raises(UnreadableTable) as caught:
        read(data, "mine.csv", assumptions, limits=SMALL)
    error = caught.value
    assert error.file == "mine.csv" and str(error).startswith("“mine.csv”")
    assert (f"line {error.line}" in str(error)) == (error.line is not None)
    assert error.message.render() == str(error)
    return error


@pytest.mark.parametrize(
    ("data", "line", "said"),
    [
        (b"", None, "empty"),
        (b" \n\n \n", None, "empty"),
        (b"\xef\xbb\xbf", None, "empty"),
        (b"x,y,z\n", 1, "nothing below"),
        (b"Report\n\nx,y,z\n", 3, "nothing below"),
        (b"x\n1\n2\n", None, "at least two columns"),
        (b",x\n0,1\n1,2\n", None, "one column beside"),
        (b"x,y\nNA,?\n,null\n", None, "Every cell is missing"),
        (b"x,y\n1,2\n3\n4,5,6\n7,8\n", 3, "Expected 2 values as in the other lines, received 1: “3”"),
        (b"x,y\r\n1,2\r\n\r\n3,4,5\r\n6,7\r\n", 4, "received 3"),
        (b"x,y\n1,2\n3,\x004\n", 3, "NUL"),
        ("x,y\n가나,1\n다라,2\n마바,3\n".encode() + b"\xff\xfe,4\n", 5, "not utf-8"),
        ("x,y\n가나,1\n다라,2\n".encode("cp949") + b"\xff\xff,4\n", 4, "not cp949"),
        (b'x,y\n1,2\n3,"4\n5,6\n', 3, "quotation mark is never closed"),
        ("x,y\n1,2\n".encode("utf-32"), None, "The encoding is UTF-32, which is not read. Save the table as"),
        (b'{"rows": [1, 2]}\n', None, "This is JSON, which is no table. Expected CSV, TSV, Parquet or Excel"),
        (b'[\n {"x": 1, "y": 2}\n]\n', None, "This is JSON"),
        (b"\n<!DOCTYPE html>\n<table>", None, "This is HTML"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None, "This is PNG"),
        (bytes(range(32)) * 9, None, "This is a binary file"),
        (b"x,y\n1," + b"a" * 301 + b"\n2,b\n", 2, "at most 300 characters"),
        (b"1,2,3\n" * 400, None, "at most 1000 cells"),
        (b",".join(b"%d" % at for at in range(51)) + b"\n", None, "at most 50 columns, found 51"),
        (b"x,y\n" + b"," * 900_000, None, "at most 50 columns"),
        (b'"a\n",' * 150_000, None, "at most 50 columns"),
    ],
)
def test_a_text_that_is_no_table_is_refused_where_it_is_none(
    data: bytes, line: int | None, said: str
) -> None:
    error = refused(data)
    assert error.line == line and said in str(error)


@pytest.mark.parametrize(
    ("data", "line", "place", "column", "said"),
    [
        (b"size,weight\n1,2\n3,\x004\n", 3, 2, "weight", "A NUL character, which no text has. Remove it"),
        (b"1,2\n3,4\n5,\x006\n", 3, 2, None, "column 2: A NUL"),
        (b"size,we\x00ight\n1,2\n", 1, 2, None, "column 2: A NUL"),
        (b'name,weight\n"a\nb",2\n"c\nd\x00",3\n', 5, 1, "name", "A NUL"),
        (b"Report\n\nsize;weight\n1;2\n3;4\x00\n", 5, 2, "weight", "A NUL"),
        ("나이,이름\n1,가나\n2,".encode() + b"\xff\xfe\n", 3, 2, "이름", "Found 0xFF, which is not utf-8 as"),
        ("나이,이름\n1,가나다라\n2,".encode("cp949") + b"\xff\n", 3, 2, "이름", "0xFF, which is not cp949"),
        (b"x,y,z\n1,2,3\n4,5\n", 3, 3, "z", "received 2: “4,5”. Add what is missing, or have"),
        (b"x,y\n1,2\n4,5,6\n", 3, 3, None, "column 3: Expected 2 values as in the other lines, received 3"),
        (b"x,y\n1,2\n4,5,6\n", 3, 3, None, "The last column is “y”: put a value that holds a separator in"),
        (b"1,2\n1,2\n4,5,6\n", 3, 3, None, "“4,5,6”. Put a value that holds a separator in quotation"),
        (b'x,y,z\n1,2,3\n4, "5, 6", 7\n', 3, 4, None, "separator: remove the space before it, or have such"),
        (b'x,"y\n1,2\n3,4\n', 1, 2, None, "column 2: A quotation mark is never closed, so that all"),
        (b'"x,y\n1,2\n3,4\n', 1, 1, None, "Close it, remove it, or have the file read without quotation"),
        (b'x,"y\n' + b"1,2\n" * 100, 1, 2, None, "A quotation mark is never closed"),
        (b'x,y\n1,2\n3,"4\n5,6\n', 3, 2, "y", "A quotation mark is never closed"),
        (b'x,y\n1,2\n"5" disk",3\n1,2\n', 3, 1, "x", "closes a value, and more of the value follows"),
        (b"x,y\n1," + b"a" * 301 + b"\n2,b\n", 2, 2, "y", "at most 300 characters in a cell"),
        (b"x,y\n" + b"1,2\n" * 401 + b"1," + b"a" * 301 + b"\n", 403, 2, "y", "at most 300 characters"),
    ],
)
def test_what_is_wrong_in_a_cell_names_its_column_by_place_and_heading(
    data: bytes, line: int, place: int, column: str | None, said: str
) -> None:
    error = refused(data)
    assert (error.line, error.place, error.column) == (line, place, column) and said in str(error)
    where = f"column {place}" + ("" if column is None else f" (“{column}”)")
    assert str(error).startswith(f"“mine.csv”, line {line}, {where}: ")


def test_quotation_marks_may_be_left_alone() -> None:
    table = read(b'x,"y\n1,2\n3,4\n', "mine.csv", Assumptions(quote=""))
    assert [column.name for column in table.columns] == ["x", '"y'] and table.rows == 2


@pytest.mark.parametrize(
    ("kind", "data", "line", "said"),
    [
        ("number", b"x,y\n1,1\napple,2\n", 3, "Expected a number, found “apple”"),
        ("whole number", b"x,y\n1,1\n2.5,2\n", 3, "whole numbers, found “2.5”"),
        ("whole number", b"x,y\n1.0,1\ninf,2\n", 3, "whole numbers, found “inf”"),
        ("date", b"x,y\n2024-01-01,1\n\n2024-13-01,2\n", 4, "Expected a date, found “2024-13-01”"),
        ("category", b"x,y\n" + b"".join(b"v%d,1\n" % at for at in range(6)), None, "at most 5 categories"),
    ],
)
def test_a_kind_that_does_not_fit_names_line_and_column(
    kind: str, data: bytes, line: int | None, said: str
) -> None:
    error = refused(data, Assumptions(kinds={"x": kind}))
    assert (error.line, error.column) == (line, "x") and "column “x”" in str(error) and said in str(error)


def test_a_kind_of_a_column_that_is_not_there_is_refused() -> None:
    assert "no column “z”" in str(refused(b"x,y\n1,2\n", Assumptions(kinds={"z": "number"})))


def test_an_encoding_that_was_given_is_taken_as_it_is() -> None:
    data = "x,y\n가,1\n나,2\n".encode("cp949")
    assert refused(data, Assumptions(encoding="utf-8")).line == 2
    assert "line 9" in str(refused(data, Assumptions(encoding="cp949", heading_line=9)))


def test_a_thousand_categories_are_text_and_that_is_said() -> None:
    rows = b"".join(b"v%d,1\n" % (at % 7) for at in range(400))
    table = read(b"x,y\n" + rows, "t", limits=SMALL)
    assert table.column("x").kind == "text"
    assert "has 7 different values, more than the 5" in " ".join(map(str, table.messages))


def test_names_of_ten_thousand_characters_and_with_html_are_shortened_and_said() -> None:
    name = "<script>alert(1)</script>\n=1+1" + "x" * 10_000
    table = read(f'"{name}",y\n1,2\n3,4\n'.encode(), "t")
    first = table.columns[0].name
    assert len(first) == 200 and first.startswith("<script>alert(1)</script> =1+1xxx")
    assert "double or long" in " ".join(map(str, table.messages))


@pytest.mark.parametrize("times", [1, 2])
def test_what_unpacks_to_too_much_is_never_unpacked(times: int) -> None:
    bomb = b"x,y\n" + b"1,2\n" * (5 * 10**6)
    packed = gzip.compress(bomb, 6, mtime=0)
    del bomb
    packed = zipped(packed, "t.csv.gz") if times == 2 else packed
    tracemalloc.start()
    try:
        error = refused(packed)
        assert "at most 1 MB" in str(error) and "GRADIENT_LAB_TABLE_MEGABYTES" in str(error)
        assert tracemalloc.get_traced_memory()[1] < 8 * SMALL.bytes
    finally:
        tracemalloc.stop()


def test_a_file_that_is_too_large_is_not_read(tmp_path) -> None:
    path = tmp_path / "large.csv"
    path.write_bytes(b"x,y\n" * 300_000)
    with pytest.raises(UnreadableTable, match=re.escape("“large.csv”: Expected at most 1 MB")):
        read(path, limits=SMALL)
    with pytest.raises(UnreadableTable, match="cannot be read"):
        read(tmp_path / "none.csv")


def workbook(**more: bytes) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["x", "y"])
    book.active.append([1, 2])
    target = io.BytesIO()
    book.save(target)
    with zipfile.ZipFile(target, "a") as archive:
        for name, data in more.items():
            archive.writestr(name.replace("__", "/"), data)
    return target.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (OLE + b"\0" * 600, "old Excel file"),
        (workbook(**{"xl__vbaProject.bin": b"code"}), "has macros"),
        (workbook(**{"xl__workbook.bin": b""}), ".xlsb"),
        (workbook(**{"xl__x.xml": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'}), "entities"),
        (workbook(**{"xl__x.xml": b"0" * 2_000_000}), "at most 1 MB"),
        (workbook()[:2000], "broken"),
        (zipped(b""), "empty"),
        (zipped(b"x,y\n1,2\n", "__MACOSX/._a.csv", ".DS_Store"), "no file in it"),
        (gzip.compress(b"x,y\n1,2\n" * 100, mtime=0)[:-12], "broken"),
        (b"\x1f\x8b" + b"0" * 40, "broken"),
        (b"PK\x03\x04" + b"0" * 40, "broken"),
        (b"PAR1" + b"0" * 40, "broken"),
    ],
)
def test_a_broken_a_closed_or_a_dangerous_file_is_refused(data: bytes, said: str) -> None:
    assert said in str(refused(data))


def test_an_archive_whose_entries_make_no_sense_is_broken() -> None:
    data = zipped(b"x,y\n1,2\n", "t.csv")
    nameless = data.replace(b"t.csv", b"\0.csv")
    other_method = bytearray(data)
    other_method[data.index(b"PK\x01\x02") + 10] = 14
    assert "no file in it" in str(refused(nameless))
    assert "broken" in str(refused(bytes(other_method)))


def test_an_encrypted_archive_is_refused() -> None:
    data = bytearray(zipped(b"x,y\n1,2\n"))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + place] |= 1
    assert "encrypted" in str(refused(bytes(data)))


@pytest.mark.parametrize(("row", "column", "said"), [(200_000, 2, "cells"), (2, 16_384, "columns")])
def test_a_sheet_with_a_cell_far_out_is_bounded(row: int, column: int, said: str) -> None:
    book = openpyxl.Workbook()
    for at in range(1, 5):
        book.active.cell(at, 1, "x")
        book.active.cell(at, 2, 3)
    book.active.cell(row, column, 1)
    target = io.BytesIO()
    book.save(target)
    if said == "columns":
        assert said in str(refused(target.getvalue()))
    else:
        assert read(target.getvalue(), "t.xlsx", limits=SMALL).rows == 5


@pytest.mark.parametrize("rows_read", [0, 1])
def test_a_workbook_is_read_for_so_long(rows_read: int, monkeypatch: pytest.MonkeyPatch) -> None:
    book = openpyxl.Workbook()
    for at in range(1000):
        book.active.append([at, at % 7])
    target = io.BytesIO()
    book.save(target)
    assert read(target.getvalue(), "t.xlsx").rows == 1000
    cells: list[object] = []

    def text(value: object) -> str:
        cells.append(value)
        return str(value)

    seconds = iter([0.0])
    monkeypatch.setattr("core.tables.workbook._text", text)
    over = TableLimits().workbook_seconds + 1.0
    monkeypatch.setattr(
        "core.tables.workbook_time.time.thread_time",
        lambda: next(seconds, over if len(cells) >= rows_read else 0.0),
    )
    assert "longer than the 30 seconds that are allowed. Save the sheet as CSV" in str(
        refused(target.getvalue())
    )
    assert len(cells) <= 200 * rows_read


def test_formulas_of_excel_are_not_evaluated() -> None:
    book = openpyxl.Workbook()
    for row in (["x", "y"], [1, "=1+1"], [2, '=HYPERLINK("http://a.b")']):
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    table = read(target.getvalue(), "t.xlsx")
    assert table.column("y").missing == 2  # Excel itself has never saved their values
