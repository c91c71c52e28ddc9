"""What reading a table takes for granted: found in the file, or given by whoever knows better."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from core.choices.fields import shown
from core.message import Invalid, Message
from core.tables.column import KINDS

ENCODINGS = (
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "cp949",
    "latin-1",
    "cp1252",
    "cp1251",
    "shift_jis",
    "gb18030",
    "big5",
)
"""Encodings that may be named. Those from the sixth on are never found, since every file looks like them."""

SEPARATORS = (",", ";", "\t", "|", " ")
MISSING = (
    "",
    "NA",
    "N/A",
    "n/a",
    "na",
    "#N/A",
    "NaN",
    "nan",
    "NAN",
    "-nan",
    "null",
    "NULL",
    "Null",
    "none",
    "None",
    "NONE",
    "<NA>",
    "?",
    "#DIV/0!",
    "#VALUE!",
    "#REF!",
    "결측",
    "결측치",
)
"""Spellings of "missing". A single ``-`` is one too where a column otherwise holds numbers."""

_CHOICES: dict[str, tuple[str, ...]] = {
    "encoding": ENCODINGS,
    "separator": SEPARATORS,
    "decimal": (".", ","),
    "thousands": ("", ",", ".", " ", "'"),
    "quote": ('"', "'", ""),
    "ragged": ("refuse", "skip"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """How a file is read. What is None is found; what is given is taken as it is.

    A `Table` has all that was found: given to `read` again, they read the same file the same way.

    Arguments:
        member: the file in a zip archive.
        sheet: the sheet of an Excel file.
        encoding: one of `ENCODINGS`.
        separator: what parts the values of a line, one of `SEPARATORS`.
        decimal: the decimal point, ``.`` or ``,``.
        thousands: what groups digits by three; empty for nothing, a space for every kind of space.
        quote: what texts stand in; empty for nothing.
        heading_line: the line (of a sheet: row) with the names of the columns, from 1; 0 for none. What
            stands above it is left out.
        units_line: the line with the units of the columns; 0 for none.
        index: whether the first column only numbers the rows; it is left out then.
        missing: cells that count as missing. A single ``-`` among numbers does whatever stands here.
        day_first: whether 1/2/2024 is the first of February.
        ragged: what happens to lines with too many or too few values: ``refuse`` the file, or ``skip`` them.
        kinds: kinds of columns (see `Column`) by name, in pairs; a mapping is taken too.

    Raises:
        Invalid: something that cannot be assumed.
    """

    member: str | None = None
    sheet: str | None = None
    encoding: str | None = None
    separator: str | None = None
    decimal: str | None = None
    thousands: str | None = None
    quote: str | None = None
    heading_line: int | None = None
    units_line: int | None = None
    index: bool | None = None
    missing: tuple[str, ...] | None = None
    day_first: bool | None = None
    ragged: str | None = None
    kinds: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        kinds = self.kinds.items() if isinstance(self.kinds, Mapping) else self.kinds
        object.__setattr__(self, "kinds", tuple(sorted((str(name), str(kind)) for name, kind in kinds)))
        if self.missing is not None:
            object.__setattr__(self, "missing", tuple(self.missing))
        for name, legal in _CHOICES.items():
            _one_of(name, getattr(self, name), legal)
        for _, kind in self.kinds:
            _one_of("kinds", kind, KINDS)
        if self.decimal is not None and self.decimal == self.thousands:
            raise Invalid(
                Message(
                    "Expected different marks for decimals and thousands, received {got} for both. "
                    "Change one.",
                    got=shown(self.decimal),
                )
            )
        for name in ("heading_line", "units_line"):
            line = getattr(self, name)
            if line is not None and (isinstance(line, bool) or not isinstance(line, int) or line < 0):
                raise Invalid(
                    Message(
                        "{name}: expected the number of a line, or 0 for none; received {got}. Change it.",
                        name=name,
                        got=shown(line),
                    )
                )

    def kind_of(self, column: str) -> str | None:
        """The kind that was given for a column, if one was."""
        return dict(self.kinds).get(column)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values, without what is None."""
        given = {name: value for name, value in asdict(self).items() if value is not None}
        given["kinds"] = dict(self.kinds)
        if self.missing is not None:
            given["missing"] = list(self.missing)
        return given

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> Assumptions:
        """Read what `to_json` wrote.

        Raises:
            Invalid: there is something else in it.
        """
        unknown = set(body) - {field.name for field in fields(cls)}
        if unknown:
            raise Invalid(
                Message(
                    "Expected assumptions about a table, received {got}. Remove it.",
                    got=shown(min(unknown)),
                )
            )
        return cls(**body)


def _one_of(name: str, value: str | None, legal: tuple[str, ...]) -> None:
    if value is not None and value not in legal:
        raise Invalid(
            Message(
                "{name}: expected one of {legal}; received {got}. Choose one of them.",
                name=name,
                legal=", ".join(repr(each) for each in legal),
                got=shown(value),
            )
        )
