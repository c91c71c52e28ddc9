"""What of a workbook is no sheet is bounded, and says so; its sheets are listed without parsing the rest."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import openpyxl
import pytest
from openpyxl.chart import BarChart

from core.tables import Assumptions, TableLimits, UnreadableTable, read
from core.tables.contained import sheets

FORMAT = b'<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
FEW = TableLimits(workbook_elements=2000)


def changed(part: str, change: Callable[[bytes], bytes]) -> bytes:
    book = openpyxl.Workbook()
    book.active.title = "one"
    for row in (["x", "y"], [1, 2], [3, 4]):
        book.active.append(row)
    book.create_sheet("two")
    book.create_chartsheet("drawn").add_chart(BarChart())
    saved, target = io.BytesIO(), io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, change(data) if info.filename == part else data)
    return target.getvalue()


def formats(count: int) -> bytes:
    return changed("xl/styles.xml", lambda data: data.replace(b"</cellXfs>", FORMAT * count + b"</cellXfs>"))


@pytest.mark.parametrize(
    ("part", "before", "piece"),
    [
        ("xl/styles.xml", b"</cellXfs>", FORMAT),
        ("xl/workbook.xml", b"</sheets>", b'<sheet name="s" sheetId="9"/>'),
        ("[Content_Types].xml", b"</Types>", b'<Override PartName="/x" ContentType="y"/>'),
        ("xl/_rels/workbook.xml.rels", b"</Relationships>", b'<Relationship Id="a" Target="b" Type="c"/>'),
        ("xl/workbook.xml", b"</sheets>", b" " * 100),
    ],
)
def test_a_part_that_is_parsed_whole_is_bounded(part: str, before: bytes, piece: bytes) -> None:
    data = changed(part, lambda old: old.replace(before, piece * 2001 + before))
    said = (
        r"at most 2000 elements and 0\.2 MB in the part .*, found more: .* GRADIENT_LAB_TABLE_WORKBOOK_ELEM"
    )
    with pytest.raises(UnreadableTable, match=said) as caught:
        read(data, "x.xlsx", limits=FEW)
    assert f"“{part}”" in str(caught.value)


def test_a_few_formats_more_are_read() -> None:
    assert read(formats(1000), "x.xlsx", limits=FEW).rows == 2


def test_sheets_are_listed_without_parsing_formats(monkeypatch: pytest.MonkeyPatch) -> None:
    data = formats(1000)
    monkeypatch.setattr(
        "openpyxl.reader.excel.apply_stylesheet", lambda *_: pytest.fail("formats were parsed")
    )
    assert sheets(data, Assumptions()) == ("one", "two")


@pytest.mark.parametrize("after", range(0, 12, 2))
def test_the_end_of_the_time_is_said_wherever_it_comes(after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = iter(range(1000))
    data = formats(10)
    monkeypatch.setattr(
        "core.tables.workbook_time.time.thread_time", lambda: 0.0 if next(asked) <= after else 1000.0
    )
    with pytest.raises(UnreadableTable, match="takes longer than the 30 seconds"):
        read(data, "x.xlsx")
