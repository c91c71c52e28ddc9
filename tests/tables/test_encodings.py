"""An encoding that was given: taken, or refused in words."""

from __future__ import annotations

import pytest

from core.tables import Assumptions, Table, UnreadableTable, read
from core.tables.assumptions import ENCODINGS

ASCII = "a,b\n1,2\n3,4\n"
CHINESE = "name,other\n一,20000\n商,40000\n"


def read_in(data: bytes, encoding: str | None) -> Table:
    return read(data, "f.csv", Assumptions(encoding=encoding))


@pytest.mark.parametrize("order", ["le", "be"])
@pytest.mark.parametrize("text", [ASCII, CHINESE])
def test_utf16_without_a_mark_is_read_as_such(order: str, text: str) -> None:
    data = text.encode(f"utf-16-{order}")
    table = read_in(data, "utf-16")
    assert table.rows == 2 and table.assumptions.encoding == f"utf-16-{order}"
    assert read(data, "f.csv", table.assumptions).hash == table.hash


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (ASCII.encode(), "utf-16"),
        (ASCII.encode(), "utf-16-le"),
        (ASCII.encode(), "utf-16-be"),
        (ASCII.encode() + b"\n", "utf-16-le"),  # an odd number of bytes
        (CHINESE.encode("utf-16-le"), "utf-16-be"),
        (ASCII.encode("utf-16"), "utf-16-be"),
        (ASCII.encode("utf-16-le"), "utf-8"),
        (ASCII.encode("utf-16"), "latin-1"),
    ],
)
def test_an_encoding_that_does_not_fit_is_said_to(data: bytes, encoding: str) -> None:
    with pytest.raises(
        UnreadableTable, match=r"this encoding does not fit\. Choose another one, or"
    ) as caught:
        read_in(data, encoding)
    assert f"in {encoding}" in str(caught.value)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    "written", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "utf-32-be", "cp949"]
)
@pytest.mark.parametrize("cut", [0, 1])
def test_no_encoding_of_a_file_makes_another_error(encoding: str, written: str, cut: int) -> None:
    data = "이름,b\n가,1\n나,2\n".encode(written)
    said = ""
    try:
        table = read_in(data[: len(data) - cut], encoding)
    except UnreadableTable as error:
        said = str(error)
    assert said.startswith("“f.csv”") if said else table.rows
    assert ("UTF-32" in said) == (written == "utf-32")


@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("order", ["le", "be"])
def test_a_faulty_unit_far_behind_is_found_in_its_line_and_column(order: str, mark: str) -> None:
    rows = 140_000  # more than the megabyte that is decoded at once
    high = b"\xd8\x00" if order == "be" else b"\x00\xd8"  # half of a pair
    code = f"utf-16-{order}"
    data = (mark + "x,y\n" + "1,2\n" * rows + "3,").encode(code) + high + "\n5,6\n".encode(code)
    with pytest.raises(UnreadableTable, match="not utf-16") as caught:
        read_in(data, None)
    assert (caught.value.line, caught.value.place, caught.value.column) == (rows + 2, 2, "y")
