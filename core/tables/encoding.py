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
from core.tables.utf16 import LITTLE, MARKS, fits, guessed, ordered

_PIECE = 1 << 20
_LOOKED_AT = 1 << 18
_REPLACEMENT = "\ufffd".encode()
_SHOWN = 4
"""Wrong bytes that are written out."""
_HIGH = re.compile(rb"[\x80-\x9f]")
_OTHERS = re.compile(r"[^\x00-\x7f]")


class Misplaced(UnreadableTable):
    """Bytes that a text does not have.

    Arguments:
        before: all of the text before them, in UTF-8.
        start: the beginning of the text with a replacement character in place of such bytes, in UTF-8.
    """

    def __init__(self, reason: Message, *, file: str, line: int, before: bytes, start: bytes) -> None:
        super().__init__(reason, file=file, line=line)
        self.before = before
        self.start = start


def in_utf8(data: bytes, encoding: str | None, file: str) -> tuple[bytes, str]:
    """The text of `data` in UTF-8 without byte-order mark, and the encoding that it was in.

    Arguments:
        encoding: taken as given; found where it is None. UTF-16 without a mark comes back with the order of
            its bytes.

    Raises:
        Misplaced: bytes that are not of that encoding, or NUL characters.
        UnreadableTable: an encoding that is not read, or that does not fit.
    """
    given = encoding is not None
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):  # the first begins as UTF-16 does
        raise UnreadableTable(
            Message("The encoding is UTF-32, which is not read. Save the table as UTF-8."), file=file
        )
    encoding = encoding or _found(data, file)
    if encoding == "utf-16" and not data.startswith(MARKS):
        encoding = guessed(data) or LITTLE
    if given and not fits(data, encoding):
        raise _unfit(encoding, file)
    if encoding == "utf-8":
        text = data.removeprefix(codecs.BOM_UTF8)
        if given or len(text) < len(data):  # else it was found because all of it is
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
        raise Misplaced(
            Message("A NUL character, which no text has. Remove it, or save the table as CSV again."),
            file=file,
            line=line_at(text, at),
            before=text[:at],
            start=text[:_LOOKED_AT].replace(b"\0", _REPLACEMENT),
        )
    return text, encoding


def line_at(text: bytes, offset: int) -> int:
    """The number of the line, from 1, in which the byte at `offset` is; lines end in LF, CR LF or CR."""
    before = text[:offset]
    return 1 + before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n")


def _found(data: bytes, file: str) -> str:
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8"
    if data.startswith(MARKS):
        return "utf-16"
    wide = guessed(data)
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


def _meant_as_utf8(start: bytes) -> bool:
    """Whether more characters are right than wrong: in other encodings hardly any is."""
    text = start.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = len(text) - len(text.encode("ascii", "ignore")) - bad
    return good > bad


def _korean(start: bytes) -> bool:
    """Whether most of what is not ASCII are Korean syllables of KS X 1001, the 2350 that are in use."""
    text = start.decode("cp949", "replace")
    others = Counter(_OTHERS.findall(text))
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
    decoder = codecs.getincrementaldecoder(ordered(data, encoding))()
    for start in range(0, len(data), _PIECE):
        yield decoder.decode(data[start : start + _PIECE])
    yield decoder.decode(b"", True)


def _transcoded(data: bytes, encoding: str) -> Iterator[bytes]:
    for piece in _decoded(data, encoding):
        yield piece.encode("utf-8", "replace")


def _unfit(encoding: str, file: str) -> UnreadableTable:
    return UnreadableTable(
        Message(
            "Expected a table in {encoding}, received bytes that make none in it: this encoding does not "
            "fit. Choose another one, or have it found.",
            encoding=encoding,
        ),
        file=file,
    )


def _undecodable(data: bytes, encoding: str, file: str) -> Misplaced:
    """Says where the first byte is that does not belong, and which it is."""
    codec = ordered(data, encoding)
    pieces: list[bytes] = []
    wrong = b""
    try:
        pieces.extend(_transcoded(data, codec))
    except UnicodeDecodeError as error:
        # A piece from the middle of the file, which has no mark.
        pieces.append(error.object[: error.start].decode(codec, "replace").encode("utf-8", "replace"))
        wrong = error.object[error.start : error.end]
    before = b"".join(pieces)
    start = data[:_LOOKED_AT].decode(codec, "replace").encode("utf-8", "replace")
    return Misplaced(
        Message(
            "Found {bytes}, which is not {encoding} as the rest of the file is. "
            "Save the table as UTF-8, or choose another encoding.",
            bytes=" ".join(f"0x{byte:02X}" for byte in wrong[:_SHOWN]),
            encoding=encoding,
        ),
        file=file,
        line=line_at(before, len(before)),
        before=before.removeprefix(codecs.BOM_UTF8),
        start=start.removeprefix(codecs.BOM_UTF8).replace(b"\0", _REPLACEMENT),
    )
