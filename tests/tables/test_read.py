"""Files as people have them are read as they are meant, and what was assumed is said and can be changed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.tables import Assumptions, Table, UnreadableTable, line_ends, of, read
from core.tables.line_ends import LineEnds, counted
from tests.tables.files import READ, zipped

WHOLE = "whole number"


def kinds(table: Table) -> dict[str, str]:
    return {column.name: column.kind for column in table.columns}


@pytest.mark.parametrize("name", READ)
def test_a_file_of_each_kind_is_read_as_it_is_meant(name: str) -> None:
    file = READ[name]
    table = read(file.data, name)
    assert kinds(table) == file.columns
    assert table.rows == file.rows and table.data.column_names == list(file.columns)
    for column, values in file.values.items():
        assert table.data.column(column).to_pylist() == values
    assert {key: getattr(table.assumptions, key) for key in file.assumed} == file.assumed
    assert {column.name: column.unit for column in table.columns if column.unit} == file.units
    assert file.said in " ".join(map(str, table.messages))
    for column in table.columns:
        assert column.missing == table.data.column(column.name).null_count


@pytest.mark.parametrize("name", READ)
def test_what_was_assumed_reads_the_file_the_same_way(name: str) -> None:
    table = read(READ[name].data, name)
    again = read(READ[name].data, "another name", Assumptions.from_json(table.assumptions.to_json()))
    assert again.assumptions == table.assumptions
    assert again.hash == table.hash and again.data.equals(table.data)


@pytest.mark.parametrize("name", READ)
def test_columns_that_are_read_as_numbers_at_once_are_no_others(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_once = read(READ[name].data, name)
    monkeypatch.setattr("core.tables.delimited.plain_columns", lambda *_: frozenset())
    assert read(READ[name].data, name).hash == at_once.hash


@pytest.mark.parametrize(
    ("text", "lines", "odd", "quoted"),
    [
        (b"", 0, False, False),
        (b"a\nb\r\nc", 2, False, False),
        (b"a\rb\rc", 2, False, False),
        (b'"a",b\n"c",d\n', 2, False, False),
        (b'"a\nb"\n', 2, False, True),
        (b'"a\rb"\n', 1, False, True),
        (b'5" disk\nb\n', 2, True, True),
        (b'"x"' * 2_000_000 + b'"\n"\n', 2, False, True),
        (b'"x"\n' * 500_000, 500_000, False, False),
    ],
)
def test_line_ends_within_quotation_marks_are_found(text: bytes, lines: int, odd: bool, quoted: bool) -> None:
    assert counted(text, '"') == LineEnds(lines, odd, quoted)
    assert not counted(text, "").quoted


@given(
    st.binary(max_size=300).map(lambda data: bytes(b'\n\r"x'[byte % 4] for byte in data)),
    st.sampled_from((64, 100)),
)
def test_line_ends_are_those_of_a_walk_from_byte_to_byte(text: bytes, piece: int) -> None:
    ends = set(b"\n\r") & set(text)
    marks = [text.count(b'"', 0, at) for at, byte in enumerate(text) if byte in ends]
    odd = text.count(b'"') % 2 == 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(line_ends, "_PIECE", piece)
        assert counted(text, '"') == LineEnds(
            text.count(b"\n") or text.count(b"\r"), odd, odd or any(before % 2 for before in marks)
        )


@pytest.mark.parametrize(
    "written",
    [
        lambda at: f"{at * 977:,}",
        lambda at: "-" if at % 5 else f"{at / 7:.3f}",
        lambda at: "" if at < 300 else f"{at * 1009:,}",
        lambda at: f"{at / 10:.1f}%",
        lambda at: f"\u2212{at}.5",
        lambda at: f"{at:05,}" if at < 1400 else f"{at} apples",
        lambda at: f"+{at:06}",
    ],
)
def test_numbers_that_hardly_repeat_are_read_as_those_that_do(
    written: Callable[[int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f'{at % 9},"{written(at)}"\n' for at in range(1500))
    at_once = read(f"x,y\n{rows}".encode())
    monkeypatch.setattr("core.tables.kinds._LOOKED_AT", 10**6)
    repeating = read(f"x,y\n{rows}".encode())
    assert (at_once.hash, at_once.messages) == (repeating.hash, repeating.messages)


def test_a_value_of_several_lines_behind_the_beginning_is_one_value() -> None:
    many = b"".join(b"%d,%s\n" % (at, b"word" * 20) for at in range(60_000))
    table = read(b"x,y\n" + many + b'7,"two\nlines, and a comma"\n' + many, "t")
    assert table.rows == 120_001
    assert table.data.column("y")[60_000].as_py() == "two\nlines, and a comma"


@pytest.mark.parametrize("late", ["12 apples", "12%", " 7", "-", "+1", '"1,234.5"', "NA", "inf", "−3"])
def test_a_surprise_behind_the_beginning_is_read_as_it_would_be_within(late: str) -> None:
    """Only 400 rows are looked at before all are read."""
    many = b"".join(b"%d.5,%d\n" % (at, at) for at in range(500))
    behind = read(b"x,y\n" + many + late.encode() + b",1\n", "t")
    first = b"x,y\n" + late.encode() + b",1\n"
    within = read(first + many, "t", Assumptions(heading_line=1, units_line=0))
    assert behind.columns == within.columns
    assert behind.data.column("x").to_pylist()[-1] == within.data.column("x").to_pylist()[0]
    assert behind.assumptions == within.assumptions


def test_real_files_are_read_as_expected(shared_data: Path, subtests: pytest.Subtests) -> None:
    folder = shared_data / "tables"
    for name, expected in json.loads((folder / "expected.json").read_text("utf-8")).items():
        with subtests.test(name):
            if "error" in expected:
                with pytest.raises(UnreadableTable) as caught:
                    read(folder / name)
                assert caught.value.line == expected["error"].get("line", caught.value.line)
                assert name in str(caught.value)
                continue
            table = read(folder / name)
            found = {**{key: getattr(table.assumptions, key) for key in ASSUMED}, "rows": table.rows}
            assert kinds(table) == expected.get("columns", kinds(table))
            assert {key: found[key] for key in found if key in expected} == {
                key: expected[key] or 0 for key in found if key in expected
            }
            units = {column.name: column.unit for column in table.columns if column.unit}
            assert units == expected.get("units", units)
            for column, values in expected.get("values", {}).items():
                assert table.data.column(column).to_pylist()[: len(values)] == values


ASSUMED = ("encoding", "separator", "decimal", "thousands", "heading_line")


def test_larger_real_files_lose_nothing(shared_data: Path) -> None:
    for name in ("mpg", "penguins", "titanic"):
        table = read(shared_data / f"{name}.csv")
        frame = pd.read_csv(shared_data / f"{name}.csv")
        assert list(table.data.column_names) == list(frame.columns) and table.rows == len(frame)
        assert [column.missing for column in table.columns] == frame.isna().sum().tolist()
        for column in table.columns:
            if column.kind in ("number", "whole number"):
                np.testing.assert_array_equal(table.numbers(column.name), frame[column.name])


@pytest.mark.parametrize(
    ("data", "change", "columns"),
    [
        (b"a;b,c\n1;2,3\n4;5,6\n", {"separator": ","}, {"a;b": "category", "c": WHOLE}),
        (
            b"x;y\n1,234;1\n2,345;2\n",
            {"decimal": ".", "thousands": ","},
            {"x": "whole number", "y": "whole number"},
        ),
        (b"x,y\n1,2\n3,4\n", {"heading_line": 0}, {"1": "category", "2": "category"}),
        (
            b"a,b\nx,y\n1,2\n3,4\n",
            {"heading_line": 2, "units_line": 0},
            {"x": "whole number", "y": "whole number"},
        ),
        (
            b",x,y\n0,1,a\n1,2,b\n",
            {"index": False},
            {"1": "whole number", "x": WHOLE, "y": "category"},
        ),
        (b"x,y\n1,-9\n2,3\n", {"missing": ("-9",)}, {"x": WHOLE, "y": WHOLE}),
        (b"x,y\n007,1\n008,2\n", {"kinds": {"x": "number"}}, {"x": "number", "y": WHOLE}),
        (b"x,y\n1,1\n2,2\n", {"kinds": {"x": "category", "y": "text"}}, {"x": "category", "y": "text"}),
        (b"x,y\n1,1\n2,2\n", {"encoding": "latin-1"}, {"x": WHOLE, "y": WHOLE}),
    ],
)
def test_each_assumption_can_be_changed_and_is_then_taken_as_given(
    data: bytes, change: dict[str, object], columns: dict[str, str]
) -> None:
    found = read(data, "table")
    given = replace(Assumptions(), **change)
    table = read(data, "table", given)
    assert kinds(table) == columns
    assert {key: getattr(table.assumptions, key) for key in change} == {
        key: getattr(given, key) for key in change
    }
    assert table.hash != found.hash


def test_the_order_of_days_and_months_can_be_changed() -> None:
    data = b"day,x\n02/01/2024,1\n03/01/2024,2\n"
    found, changed = read(data, "t"), read(data, "t", Assumptions(day_first=True))
    assert "month is read before the day" in " ".join(map(str, found.messages))
    assert str(found.dates("day")[0])[:10] == "2024-02-01"
    assert str(changed.dates("day")[0])[:10] == "2024-01-02"


def test_ragged_lines_are_skipped_at_the_users_word_and_listed() -> None:
    data = b'x,y\n1,"two\nlines"\n3\n4,5,6\n7,8\n'
    table = read(data, "t", Assumptions(ragged="skip"))
    assert table.rows == 2
    assert "2 lines with too many or too few values are left out: 4, 5" in map(str, table.messages)


def test_a_file_of_several_in_an_archive_is_chosen() -> None:
    table = read(zipped(b"x,y\n1,2\n", "a.csv", "b.csv"), "t.zip", Assumptions(member="b.csv"))
    assert table.assumptions.member == "b.csv"
    with pytest.raises(UnreadableTable, match=re.escape("no file “c.csv”. It has “a.csv, b.csv”")):
        read(zipped(b"x,y\n1,2\n", "a.csv", "b.csv"), "t.zip", Assumptions(member="c.csv"))


def test_almost_a_number_is_told() -> None:
    data = b"x,y\n" + b"".join(b"%d.5,1\n" % at for at in range(20)) + b"12 apples,1\n"
    table = read(data, "t")
    assert "“x” would be numbers but for “12 apples”" in " ".join(map(str, table.messages))
    assert read(data, "t", Assumptions(missing=("12 apples",))).column("x").kind == "number"


def test_one_word_among_many_equal_numbers_is_told() -> None:
    table = read(b"x,y\n" + b"1.5,1\n" * 500 + b"zero,1\n", "t")
    assert "“x” would be numbers but for “zero”" in " ".join(map(str, table.messages))


def test_a_frame_is_read_as_its_file_is() -> None:
    frame = pd.DataFrame(
        {
            "number": [1.5, np.nan, 3.5],
            "whole": [1, 2, 300],
            "flag": [True, False, True],
            "word": ["a", "b", None],
            "grade": pd.Categorical(["low", "high", "low"]),
            "day": pd.to_datetime(["2024-01-01", None, "2024-01-03"]),
            "code": ["007", "008", "009"],
        },
        index=[5, 6, 7],
    )
    table = of(frame)
    assert list(kinds(table).values()) == [
        "number",
        "whole number",
        "category",
        "category",
        "category",
        "date",
        "id",
    ]
    assert [column.missing for column in table.columns] == [1, 0, 0, 1, 0, 1, 0]
    assert table.categories("grade") == ("high", "low") and table.codes("word").tolist() == [0, 1, -1]


def test_utf16_without_a_mark_is_text_though_half_of_a_syllable_is_a_control_character() -> None:
    table = read("x,y,z\n".encode("utf-16-le") + "서,서,1\n섟,서,2\n".encode("utf-16-le") * 30)
    assert (table.assumptions.encoding, table.rows) == ("utf-16-le", 60)


def test_where_no_word_means_missing_none_is_listed(tmp_path: Path) -> None:
    frame = pd.DataFrame({"x": [1.0, None, 3.0], "y": [1, 2, 3]})
    frame.to_parquet(tmp_path / "t.parquet")
    told = [message.render() for message in read(tmp_path / "t.parquet").messages]
    assert "1 cells are missing." in told


def test_parquet_is_read_with_its_types(tmp_path: Path) -> None:
    frame = pd.DataFrame({"x": [1.5, None], "y": [1, 2], "z": ["a", "b"], "f": [True, False]}, index=[3, 9])
    frame.to_parquet(tmp_path / "t.parquet")
    table = read(tmp_path / "t.parquet")
    assert kinds(table) == {"x": "number", "y": "whole number", "z": "category", "f": "category"}
    assert table.assumptions.index and table.column("x").missing == 1


def test_a_sheet_of_excel_is_read_as_csv_is(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "x": [1.5, None, 2.5],
            "y": [1, 2, 3],
            "z": ["a", "b", "a"],
            "day": pd.to_datetime(["2024-01-01"] * 3),
        }
    )
    with pd.ExcelWriter(tmp_path / "t.xlsx") as writer:
        frame.to_excel(writer, sheet_name="first", startrow=2, index=False)
        frame[["y", "z"]].to_excel(writer, sheet_name="second")
    table = read(tmp_path / "t.xlsx")
    assert kinds(table) == {"x": "number", "y": "whole number", "z": "category", "day": "date"}
    assert table.assumptions.sheet == "first" and table.assumptions.heading_line == 3
    assert "there are also “second”" in " ".join(map(str, table.messages))
    second = read(tmp_path / "t.xlsx", assumptions=Assumptions(sheet="second"))
    assert kinds(second) == {"y": "whole number", "z": "category"} and second.assumptions.index
    with pytest.raises(UnreadableTable, match="no sheet “third”"):
        read(tmp_path / "t.xlsx", assumptions=Assumptions(sheet="third"))
