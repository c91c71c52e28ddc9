"""Why a file cannot be read as a table, and what to do about it."""

from __future__ import annotations

from core.choices.fields import shown
from core.message import Invalid, Message


class UnreadableTable(Invalid):
    """A file that cannot be read as a table.

    Arguments:
        reason: what is wrong and what to do.
        file: its name, as whoever gave it knows it.
        line: where, counted in the file from 1 (for Excel the row of the sheet); None for the whole file.
        column: the name of the column where it is, if it is in one and the file names it.
        place: which column of the file that is, from 1; None where only its name is known.
    """

    def __init__(
        self,
        reason: Message,
        *,
        file: str,
        line: int | None = None,
        column: str | None = None,
        place: int | None = None,
    ) -> None:
        super().__init__(_placed(reason, file, line, _column(column, place)))
        self.reason = reason
        self.file = file
        self.line = line
        self.column = column
        self.place = place

    def named(self, column: str) -> UnreadableTable:
        """The same with the name of the column."""
        return UnreadableTable(self.reason, file=self.file, line=self.line, column=column, place=self.place)


def _column(name: str | None, place: int | None) -> str | None:
    said = [] if place is None else [str(place)]
    if name is not None:
        said.append(f"({shown(name)})" if said else shown(name))
    return " ".join(said) or None


def _placed(reason: Message, file: str, line: int | None, column: str | None) -> Message:
    name = shown(file)
    if line is None and column is None:
        return Message("{file}: {reason}", file=name, reason=reason)
    if column is None:
        return Message("{file}, line {line}: {reason}", file=name, line=line, reason=reason)
    if line is None:
        return Message("{file}, column {column}: {reason}", file=name, column=column, reason=reason)
    return Message(
        "{file}, line {line}, column {column}: {reason}", file=name, line=line, column=column, reason=reason
    )
