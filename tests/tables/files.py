"""A small file of each kind that people have, made here, and how each is to be read."""

from __future__ import annotations

import gzip
import io
import zipfile
from dataclasses import dataclass, field

KOREAN = "키,몸무게,성별\r\n163.0,52.5,남\r\n182.9,49.7,여\r\n151.5,66.7,남\r\n"
GERMAN = "Länge;Breite;Sorte\n8,2;7,24;Birnen\n4,18;4,15;Äpfel\n6,07;1,5;Birnen\n"
KOREAN_COLUMNS = {"키": "number", "몸무게": "number", "성별": "category"}


@dataclass(frozen=True)
class File:
    """What a file holds, and what reading it gives.

    Arguments:
        assumed: attributes of `Assumptions`.
        values: the values of columns.
        units: those that are not empty.
        said: a piece of a message.
    """

    data: bytes
    columns: dict[str, str]
    rows: int = 3
    assumed: dict[str, object] = field(default_factory=dict)
    values: dict[str, list[object]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    said: str = ""


def zipped(data: bytes, name: str = "table.csv", *more: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for each in (name, *more):
            archive.writestr(each, data)
    return target.getvalue()


READ = {
    "cp949": File(KOREAN.encode("cp949"), KOREAN_COLUMNS, assumed={"encoding": "cp949"}),
    "utf-8 with a mark": File(KOREAN.encode("utf-8-sig"), KOREAN_COLUMNS, assumed={"encoding": "utf-8"}),
    "utf-16": File(KOREAN.encode("utf-16"), KOREAN_COLUMNS, assumed={"encoding": "utf-16"}),
    "utf-16 without a mark": File(
        b"x,y\n1,2\n3,4\n5,6\n".decode().encode("utf-16-be"),
        {"x": "whole number", "y": "whole number"},
        assumed={"encoding": "utf-16-be"},
    ),
    "latin-1, semicolons, decimal comma": File(
        GERMAN.encode("latin-1"),
        {"Länge": "number", "Breite": "number", "Sorte": "category"},
        assumed={"encoding": "latin-1", "separator": ";", "decimal": ","},
        values={"Länge": [8.2, 4.18, 6.07], "Sorte": ["Birnen", "Äpfel", "Birnen"]},
        said="decimal comma",
    ),
    "windows quotes": File(
        "x,y\n1,“a”\n2,“b”\n3,“a”\n".encode("cp1252"),
        {"x": "whole number", "y": "category"},
        assumed={"encoding": "cp1252"},
        values={"y": ["“a”", "“b”", "“a”"]},
    ),
    "thousands in quotes": File(
        b'date,price\n2024-01-01,"7,504,235"\n2024-02-02,"33,016"\n2024-03-03,"1,234"\n',
        {"date": "date", "price": "whole number"},
        assumed={"thousands": ",", "decimal": "."},
        values={"price": [7504235, 33016, 1234]},
        said="grouped",
    ),
    "thousands with points, decimal comma": File(
        b"x;y\n1.234,5;1\n12.000,25;2\n3,5;3\n",
        {"x": "number", "y": "whole number"},
        assumed={"thousands": ".", "decimal": ","},
        values={"x": [1234.5, 12000.25, 3.5]},
    ),
    "thousands with points alone": File(
        b"x;y\n1.500;1,5\n2.250;2,5\n1.000;3,5\n",
        {"x": "whole number", "y": "number"},
        assumed={"thousands": ".", "decimal": ","},
        values={"x": [1500, 2250, 1000]},
    ),
    "thousands with spaces": File(
        b"x\ty\n1 234,5\t1\n12 000,2\t2\n3,5\t3\n",
        {"x": "number", "y": "whole number"},
        assumed={"thousands": " ", "decimal": ",", "separator": "\t"},
        values={"x": [1234.5, 12000.2, 3.5]},
    ),
    "titles above the heading": File(
        b"Monthly report,,\nprinted 2024-03-01,,\n,,\nname,score,passed\na,5,yes\nb,6,no\na,7,yes\n",
        {"name": "category", "score": "whole number", "passed": "category"},
        assumed={"heading_line": 4},
        said="Monthly report",
    ),
    "ragged titles": File(
        b"Monthly report\n\nx,y\n1.5,a\n2.5,b\n3.5,a\n",
        {"x": "number", "y": "category"},
        assumed={"heading_line": 3},
    ),
    "units below the heading": File(
        "temp,pressure,state\n°C,[kPa],-\n36.9,103.25,off\n34.8,107.56,on\n26.0,100.47,on\n".encode(),
        {"temp": "number", "pressure": "number", "state": "category"},
        assumed={"units_line": 2},
        units={"temp": "°C", "pressure": "kPa"},
        said="has units",
    ),
    "spellings of missing": File(
        "x,y,z\n결측,?,a\n-,null,N/A\n1.5,2,-\nNaN,n/a,b\n".encode(),
        {"x": "number", "y": "whole number", "z": "category"},
        rows=4,
        values={"x": [None, None, 1.5, None], "y": [None, None, 2, None], "z": ["a", None, "-", "b"]},
        said="a single dash",
    ),
    "an index": File(
        b"\tx1\tlabel\n0\t-0.5\tb\n1\t1.25\ta\n2\t1.5\ta\n",
        {"x1": "number", "label": "category"},
        assumed={"index": True, "separator": "\t"},
        said="left out",
    ),
    "an index that the heading leaves out": File(
        b"x y\n1 0.5 b\n2 1.25 a\n3 1.5 a\n".replace(b" ", b"|"),
        {"x": "number", "y": "category"},
        assumed={"index": True, "separator": "|"},
    ),
    "no heading": File(
        b"-0.2387,0.3661,0\n-1.2321,1.3404,0\n1.2638,-1.0828,1\n",
        {"1": "number", "2": "number", "3": "whole number"},
        assumed={"heading_line": 0},
        said="no heading",
    ),
    "no heading, nothing but words": File(
        b"red,yes\ngreen,no\nred,no\nred,yes\n", {"1": "category", "2": "category"}, rows=4
    ),
    "quotes, newlines, HTML, formulas": File(
        b'id,text,y\n1,"two\nlines, and a comma",1\n2,"a ""quoted"" word",0\n'
        b"3,=1+1,0\n4,<b>bold</b>,1\n5,,0\n",
        {"id": "id", "text": "text", "y": "whole number"},
        rows=5,
        values={"text": ["two\nlines, and a comma", 'a "quoted" word', "=1+1", "<b>bold</b>", None]},
    ),
    "single quotes": File(
        b"x,y,z\n1,'a,b',2\n2,'c',2\n3,'a,b',3\n",
        {"x": "whole number", "y": "category", "z": "whole number"},
        assumed={"quote": "'"},
    ),
    "percent signs, yes and no": File(
        "rate,growth,ok\n88.5%,-0.73%,예\n66.7%,2 %,아니오\n3%,-3.26%,예\n".encode(),
        {"rate": "number", "growth": "number", "ok": "category"},
        values={"rate": [88.5, 66.7, 3.0], "ok": ["예", "아니오", "예"]},
        units={"rate": "%", "growth": "%"},
        said="12.5% is read as 12.5",
    ),
    "double and empty names": File(
        b"x,x,,y\n1.5,2,3,a\n3.5,4,5,b\n5.5,6,7,a\n",
        {"x": "number", "x (2)": "whole number", "3": "whole number", "y": "category"},
        said="x (2)",
    ),
    "typographic digits": File(
        "x,y\n−1.5,2\n–2.25,3\n\uff11\uff12,\uff14\n".encode(),
        {"x": "number", "y": "whole number"},
        values={"x": [-1.5, -2.25, 12.0], "y": [2, 3, 4]},
        said="full-width",
    ),
    "leading zeros, in gzip": File(
        gzip.compress("코드,값\n00000,0.5\n00001,0.25\n00010,0.5\n".encode("cp949")),
        {"코드": "id", "값": "number"},
        assumed={"encoding": "cp949"},
        values={"코드": ["00000", "00001", "00010"]},
        said="leading zeros",
    ),
    "in zip": File(
        zipped(KOREAN.encode(), "a/b.csv", "c.csv"),
        KOREAN_COLUMNS,
        assumed={"member": "a/b.csv"},
        said="c.csv",
    ),
    "dates by day": File(
        b"day,x,y\n31/01/2024,1.5,2\n01/02/2024,2.5,3\n,3.5,4\n",
        {"day": "date", "x": "number", "y": "whole number"},
    ),
    "infinity": File(
        b"x,y\ninf,1\n-Infinity,2\n1.5,3\n",
        {"x": "number", "y": "whole number"},
        values={"x": [float("inf"), float("-inf"), 1.5]},
        said="infinite",
    ),
    "returns alone end lines": File(b"x,y\r1,a\r2,b\r3,a\r", {"x": "whole number", "y": "category"}),
    "empty lines": File(b"\n\nx,y\n\n1,a\n\n2,b\n3,a\n\n   \n", {"x": "whole number", "y": "category"}),
    "all columns twice the same": File(b"x,y\n1,1\n1,1\n1,1\n", {"x": "whole number", "y": "whole number"}),
    "years as names": File(
        b"country,2019,2020\na,1.5,2.5\nb,3.5,4.5\na,3.5,4.5\n",
        {"country": "category", "2019": "number", "2020": "number"},
        assumed={"heading_line": 1},
    ),
    "separators at all ends but the heading's": File(
        b"x,y\n1,2.5,\n3,4.5,\n5,6.5,\n",
        {"x": "whole number", "y": "number", "3": "text"},
        values={"x": [1, 3, 5], "y": [2.5, 4.5, 6.5]},
        said="has no values",
    ),
    "dates with and without a time": File(
        b"t,x\n2024-01-01 00:00:00.123,1\n2024-01-01 01:00,2\n2024-01-02,3\n",
        {"t": "date", "x": "whole number"},
    ),
    "squares are no digits": File("x,y\n5²,1\n6²,2\n5²,3\n".encode(), {"x": "category", "y": "whole number"}),
    "Excel's own first line": File(
        b"sep=;\nx;y\n1,5;2\n2,5;3\n3,5;4\n",
        {"x": "number", "y": "whole number"},
        assumed={"separator": ";", "heading_line": 2},
    ),
}
