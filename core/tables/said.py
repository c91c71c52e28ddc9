"""What reading a table took for granted, in words."""

from __future__ import annotations

from core.choices.fields import shown
from core.message import N_, Message
from core.tables.heading import Layout

_SEPARATORS = {
    ",": N_("commas"),
    ";": N_("semicolons"),
    "\t": N_("tabs"),
    "|": N_("vertical bars"),
    " ": N_("spaces"),
}
_LISTED = 8


def of_text(encoding: str, separator: str) -> tuple[Message, ...]:
    """Encoding and separator."""
    return (
        Message(
            "The encoding is {encoding}; {separator} part the values of a line.",
            encoding=encoding,
            separator=Message(_SEPARATORS[separator]),
        ),
    )


def of_choice(what: str, others: tuple[str, ...]) -> tuple[Message, ...]:
    """One file or sheet of several."""
    if not others:
        return ()
    return (Message("Read {what}; there are also {others}.", what=shown(what), others=listed(others)),)


def of_layout(layout: Layout) -> tuple[Message, ...]:
    """Heading, titles, units, index."""
    found = []
    if not layout.heading_line:
        found.append(Message("There is no heading: columns are named by their numbers."))
    elif layout.titles:
        found.append(
            Message(
                "The heading is line {line}. Left out above it: {titles}",
                line=layout.heading_line,
                titles=listed(layout.titles),
            )
        )
    elif layout.heading_line > 1:
        found.append(Message("The heading is line {line}.", line=layout.heading_line))
    if layout.units_line:
        units = [f"{name} {unit}" for name, unit in zip(layout.names, layout.units, strict=True) if unit]
        found.append(
            Message("Line {line} has units: {units}", line=layout.units_line, units=listed(tuple(units)))
        )
    if layout.index:
        found.append(Message("The first column numbers the rows: it is left out."))
    return tuple(found)


def of_names(made: list[str], changed: list[str]) -> tuple[Message, ...]:
    """Names that the file does not have like this."""
    found = []
    if made:
        found.append(Message("Columns without a name are now named {names}.", names=listed(tuple(made))))
    if changed:
        found.append(Message("Names that were double or long are now {names}.", names=listed(tuple(changed))))
    return tuple(found)


def of_marks(decimal: str, thousands: str) -> tuple[Message, ...]:
    """A decimal comma, and what groups digits."""
    found = []
    if decimal == ",":
        found.append(Message("Numbers have a decimal comma: 1,5 is 1.5."))
    if thousands:
        found.append(
            Message(
                "Digits are grouped by {mark}: {example} is 1234.",
                mark=f"“{thousands}”",
                example=f"1{thousands}234",
            )
        )
    return tuple(found)


def listed(names: tuple[str, ...]) -> str:
    """The first of them, short and on one line."""
    return ", ".join(map(shown, names[:_LISTED])) + (" …" if len(names) > _LISTED else "")


def of_missing(count: int, spellings: tuple[str, ...]) -> tuple[Message, ...]:
    """How many cells have no value."""
    if not count:
        return ()
    words = ", ".join(dict.fromkeys(spelling.lower() for spelling in spellings if spelling))
    if not words:
        return (Message("{count} cells are missing.", count=count),)
    return (
        Message("{count} cells are missing: those that are empty or say {words}.", count=count, words=words),
    )
