"""In what encoding a text file is, and the same text in UTF-8.

A byte-order mark decides. Without one: UTF-8 where all of the file is; UTF-16 where every other byte of its
beginning is mostly zero; CP949 (what Korean Excel writes) where most of what is not ASCII in its beginning
are the syllables of Korean; else Latin-1, or Windows' CP1252 where it has characters that Latin-1 lacks.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator

from core.message import Message
from core.tables.unreadable import UnreadableTable

_PIECE = 1 << 20
_LOOKED_AT = 1 << 18
_HIGH = re.compile(rb"[\x80-\x9f]")


def in_utf8(data: bytes, encoding: str | None, file: str) -> tuple[bytes, str]:
    """The text of `data` in UTF-8 without byte-order mark, and the encoding that it was in.

    Arguments:
        encoding: taken as given; found where it is None.

    Raises:
        UnreadableTable: bytes that are not of that encoding, or NUL characters, with the line.
    """
    if encoding is None:
        encoding = _found(data, file)
    if encoding == "utf-8":
        text = data.removeprefix(codecs.BOM_UTF8)
        _check(text, file)
    else:
        pieces = []
        try:
            pieces = list(_transcoded(data, encoding))
        except UnicodeDecodeError as error:
            raise _undecodable(data, encoding, file) from error
        text = b"".join(pieces).removeprefix(codecs.BOM_UTF8)
    at = text.find(b"\0")
    if at >= 0:
        raise UnreadableTable(
            Message("A NUL character, which no text has. Remove it, or save the table as CSV again."),
            file=file,
            line=line_at(text, at),
        )
    return text, encoding


def line_at(text: bytes, offset: int) -> int:
    """The number of the line, from 1, in which the byte at `offset` is; lines end in LF, CR LF or CR."""
    before = text[:offset]
    return 1 + before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n")


def _found(data: bytes, file: str) -> str:
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    wide = _utf16(data[:4096])
    if wide is not None:
        return wide
    if _decodes(data, "utf-8"):
        return "utf-8"
    start = data[:_LOOKED_AT]
    if _meant_as_utf8(start):
        raise _undecodable(data, "utf-8", file)
    if _korean(start):
        return "cp949"
    return "cp1252" if _HIGH.search(start) and _decodes(data, "cp1252") else "latin-1"


def _utf16(start: bytes) -> str | None:
    even, odd = start[::2].count(0), start[1::2].count(0)
    enough = max(2, 0.3 * len(start[1::2]))
    if odd >= enough and even <= odd / 20:
        return "utf-16-le"
    return "utf-16-be" if even >= enough and odd <= even / 20 else None


def _meant_as_utf8(start: bytes) -> bool:
    """Whether more characters are right than wrong: in other encodings hardly any is."""
    text = start.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(text) - len(text.encode("ascii", "ignore")) - bad
    return good > bad


def _korean(start: bytes) -> bool:
    """Whether most of what is not ASCII are Korean syllables of KS X 1001, the 2350 that are in use."""
    text = start.decode("cp949", "replace")
    others = {character: count for character, count in Counter(text).items() if not character.isascii()}
    syllables = sum(count for each, count in others.items() if "가" <= each <= "힣" and _of_ks_x_1001(each))
    return bool(others) and syllables >= 0.6 * sum(others.values())


def _of_ks_x_1001(character: str) -> bool:
    try:
        character.encode("euc_kr")
    except UnicodeEncodeError:
        return False
    return len(character.encode("euc_kr")) == 2


def _decodes(data: bytes, encoding: str) -> bool:
    if data.isascii():
        return True
    try:
        for _ in _decoded(data, encoding):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _check(text: bytes, file: str) -> None:
    if not _decodes(text, "utf-8"):
        raise _undecodable(text, "utf-8", file)


def _decoded(data: bytes, encoding: str) -> Iterator[str]:
    """Piece by piece: a text of Python takes up to four times the room."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, len(data), _PIECE):
        yield decoder.decode(data[start : start + _PIECE])
    yield decoder.decode(b"", True)


def _transcoded(data: bytes, encoding: str) -> Iterator[bytes]:
    for piece in _decoded(data, encoding):
        yield piece.encode("utf-8", "replace")


def _undecodable(data: bytes, encoding: str, file: str) -> UnreadableTable:
    """Says where the first byte is that does not belong."""
    before: list[tuple[int, int]] = []
    try:
        before.extend(map(_line_ends, _decoded(data, encoding)))
    except UnicodeDecodeError as error:
        before.append(_line_ends(error.object[: error.start].decode(encoding, "replace")))
    newlines, returns = (sum(counted) for counted in zip(*before, strict=True))
    return UnreadableTable(
        Message(
            "Bytes that are not {encoding}, as the rest of the file is. "
            "Save the table as UTF-8, or choose another encoding.",
            encoding=encoding,
        ),
        file=file,
        line=1 + (newlines or returns),
    )


def _line_ends(text: str) -> tuple[int, int]:
    return text.count("\n"), text.count("\r")
