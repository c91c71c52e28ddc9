"""What a file is that holds no table, told from its beginning."""

from __future__ import annotations

import codecs

from core.message import Message

_BEGINNINGS = {
    b"\x89PNG\r\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"%PDF-": "PDF",
    b"SQLite format 3\0": "SQLite",
    b"\x93NUMPY": "NumPy (.npy)",
    b"\x89HDF\r\n": "HDF5",
    b"ARROW1\0\0": "Arrow (Feather)",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!\x1a\x07": "RAR",
    b"\xfd7zXZ\0": "XZ",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"BZh": "bzip2",
}
_HTML = "<!doctype html", "<html", "<head", "<body"
_CONTROLS = bytes([*range(9), *range(14, 32)])
_LOOKED_AT = 4096
_FEW, _SHARE = 8, 0.05
"""A text may have so many control characters by mistake, or such a share of them."""


def kind_of_no_table(data: bytes) -> str | Message | None:
    """The kind of a file that is surely no table; None where it may be the text of one."""
    start = data[:_LOOKED_AT]
    for beginning, kind in _BEGINNINGS.items():
        if start.startswith(beginning):
            return kind
    text = start.removeprefix(codecs.BOM_UTF8).decode("latin-1").lstrip()  # a character for each byte
    if text[:20].lower().startswith(_HTML):
        return "HTML"
    if text.startswith("<?xml"):
        return "XML"
    if _object(text) or (text.startswith("[") and _in_a_list(text[1:].lstrip())):
        return "JSON"
    return Message("a binary file") if _binary(start) else None


def _object(text: str) -> bool:
    """Whether a JSON object begins here: a brace, a name in quotes, a colon."""
    name = text[1:].lstrip()
    if not text.startswith("{") or not name.startswith('"'):
        return False
    _, quote, rest = name[1:].partition('"')
    return bool(quote) and rest.lstrip().startswith(":")


def _in_a_list(text: str) -> bool:
    return text.startswith("[") or _object(text)


def _binary(start: bytes) -> bool:
    """Whether it has more control characters than a text; UTF-16 may, whose every other byte is often NUL."""
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)):
        return False
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) > max(20 * min(even, odd), 0.1 * len(start) / 2):
        return False
    controls = len(start) - len(start.translate(None, _CONTROLS))
    return controls > _FEW and controls > _SHARE * len(start)
