"""A table is a value: named by its content, and the same after it was stored."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import FrozenInstanceError, fields
from pathlib import Path

import numpy as np
import pytest

from core.message import Invalid
from core.tables import Assumptions, Table, TableLimits, UnreadableTable, from_bytes, read, retyped, to_bytes
from core.tables.export import as_csv, neutralized
from core.tables.limits import VARIABLES
from tests.tables.files import READ

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = b"x,y,z,day\n1.5,1,a,2024-01-01\n,2,b,2024-01-02\n3.5,300,a,\n4.5,4,,2024-01-04\n"


def test_a_table_does_not_change() -> None:
    table = read(DATA, "t")
    with pytest.raises(FrozenInstanceError):
        table.name = "u"  # type: ignore[misc]
    with pytest.raises(ValueError, match="read-only"):
        table.data.column("y").chunk(0).to_numpy()[0] = 9
    table.numbers("x")[0] = 9  # a copy, or refused: never the table's own
    assert table.numbers("x")[0] == 1.5


def test_values_come_as_arrays() -> None:
    table = read(DATA, "t")
    np.testing.assert_array_equal(table.numbers("x"), [1.5, np.nan, 3.5, 4.5])
    np.testing.assert_array_equal(table.numbers("y"), [1, 2, 300, 4])
    assert table.codes("z").tolist() == [0, 1, 0, -1] and table.categories("z") == ("a", "b")
    assert np.isnat(table.dates("day")).tolist() == [False, False, True, False]
    assert table.texts("day") == ["2024-01-01", "2024-01-02", None, "2024-01-04"]
    frame = table.frame()
    assert frame["z"].tolist()[:3] == ["a", "b", "a"] and frame["z"].dtype == "category"
    assert frame["y"].tolist() == [1, 2, 300, 4] and table.data.schema.field("y").type == "int16"
    assert table.nbytes < 200


@pytest.mark.parametrize(("ask", "name"), [("numbers", "z"), ("codes", "x"), ("dates", "y"), ("column", "w")])
def test_what_a_column_is_not_is_refused_in_words(ask: str, name: str) -> None:
    with pytest.raises(Invalid, match="“" + name):
        getattr(read(DATA, "t"), ask)(name)


@pytest.mark.parametrize("name", READ)
def test_a_stored_table_comes_back_the_same(name: str) -> None:
    table = read(READ[name].data, name)
    again = from_bytes(to_bytes(table))
    assert again.data.equals(table.data) and again.data.schema == table.data.schema
    assert [getattr(again, field.name) for field in fields(Table) if field.name != "data"] == [
        getattr(table, field.name) for field in fields(Table) if field.name != "data"
    ]
    assert again.hash == table.hash


@pytest.mark.parametrize("data", [b"", b"PAR1", b"x" * 100])
def test_other_bytes_are_no_stored_table(data: bytes) -> None:
    with pytest.raises(Invalid, match="not a stored table"):
        from_bytes(data)


def test_equal_reading_gives_an_equal_name_and_anything_else_another_one() -> None:
    table = read(DATA, "t")
    assert read(DATA, "another").hash == table.hash == table.renamed("b").hash and len(table.hash) == 64
    others = {
        read(data, "t").hash
        for data in (
            DATA.replace(b"1.5", b"1.6"),
            DATA.replace(b"x,", b"w,"),
            DATA.replace(b",a,", b",c,"),
            DATA.replace(b"\n,2", b"\n0,2"),
            DATA + b"1,2,a,\n",
        )
    }
    assert len(others | {table.hash}) == 6
    as_read = from_bytes(to_bytes(table))
    chunked = Table(
        name="t",
        columns=table.columns,
        data=as_read.data.slice(0, 1).take([0]).slice(0, 0).from_batches(as_read.data.to_batches(2)),
        assumptions=table.assumptions,
    )
    assert chunked.hash == table.hash


def test_the_name_stays_the_same_over_versions() -> None:
    assert read(DATA, "t").hash == "721e3d508e6335791016f8e46500c7c945055ab7fb01f0d82001b9f8e962de58"


def test_kinds_can_be_changed() -> None:
    table = retyped(read(DATA, "t"), {"y": "category", "x": "text", "z": "id"})
    assert [column.kind for column in table.columns] == ["text", "category", "id", "date"]
    assert table.categories("y") == ("1", "2", "300", "4") and table.texts("x") == ["1.5", None, "3.5", "4.5"]
    assert dict(table.assumptions.kinds) == {"y": "category", "x": "text", "z": "id"}
    back = retyped(table, {"y": "whole number", "x": "number", "z": "category"})
    original = read(DATA, "t")
    assert back.columns == original.columns and back.data.equals(original.data)
    wide = read(b"x,y,z\n1.0,-,5\n2.0,-,6\n", "t", Assumptions(kinds={"x": "whole number", "y": "number"}))
    assert wide.numbers("x").tolist() == [1, 2] and np.isnan(wide.numbers("y")).all()
    assert [column.kind for column in wide.columns] == ["whole number", "number", "whole number"]
    with pytest.raises(Invalid, match=r"“z”: Expected a number, found “a”"):
        retyped(original, {"z": "number"})
    with pytest.raises(Invalid, match="“w”"):
        retyped(original, {"w": "number"})


@pytest.mark.parametrize(
    "given",
    [
        {"separator": "ab"},
        {"encoding": "rot13"},
        {"decimal": ",", "thousands": ","},
        {"heading_line": -1},
        {"units_line": True},
        {"kinds": {"x": "colour"}},
        {"ragged": "repair"},
    ],
)
def test_what_cannot_be_assumed_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(Invalid, match=r"[Ee]xpected"):
        Assumptions(**given)
    with pytest.raises(Invalid, match="received"):
        Assumptions.from_json({"colour": "red"})


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),
        ("\uff1d1", "'\uff1d1"),
        ("-2.5e-3", "-2.5e-3"),
        ("+5", "+5"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_no_exported_cell_is_a_formula_and_numbers_stay_numbers(cell: str, written: str) -> None:
    assert neutralized(cell) == written


def test_an_exported_table_is_read_back() -> None:
    data = b'x,=y,z\n-1.5,=1+1,a\n2.5,"@b, c",b\n3.5,"=1+1",\n'
    table = read(data, "t")
    out = as_csv(table)
    assert out.decode("utf-8-sig").splitlines() == [
        "x,'=y,z",
        "-1.5,'=1+1,a",
        '2.5,"\'@b, c",b',
        "3.5,'=1+1,",
    ]
    again = read(out, "t")
    assert again.numbers("x").tolist() == [-1.5, 2.5, 3.5] and again.rows == 3


def test_every_limit_comes_from_its_variable() -> None:
    numbers = {name: at for at, name in enumerate(VARIABLES.values(), 2)}
    given = {variable: f" {numbers[name]} " for variable, name in VARIABLES.items()}
    limits = TableLimits.from_environment(given)
    assert {name: getattr(limits, name) for name in numbers} == numbers
    assert set(numbers) == {field.name for field in fields(TableLimits)}, "each can be set"
    assert TableLimits.from_environment(dict.fromkeys(VARIABLES, "")) == TableLimits()
    assert limits.bytes == limits.megabytes * 10**6


@pytest.mark.parametrize("value", ["two", "0", "-1", "1.5", "99999999999"])
@pytest.mark.parametrize("variable", VARIABLES)
def test_a_bad_limit_says_what_was_expected(variable: str, value: str) -> None:
    with pytest.raises(Invalid, match=f"{variable}: expected a whole number from 1 to"):
        TableLimits.from_environment({variable: value})


def test_limits_of_the_environment_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADIENT_LAB_TABLE_COLUMNS", "3")
    with pytest.raises(UnreadableTable, match="at most 3 columns, found 4"):
        read(DATA, "t")


def test_importing_the_reader_loads_neither_pandas_nor_pyarrow() -> None:
    program = (
        "import core.tables, sys\n"
        "print(*sorted({'pandas', 'pyarrow', 'openpyxl', 'streamlit', 'tensorflow'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""
