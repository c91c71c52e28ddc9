"""Numbers that whoever runs the server may set, checked the same way wherever they count."""

from __future__ import annotations

from core.message import Invalid, Message


def whole_number(value: int | str, name: str, low: int, high: int) -> int:
    """`value` as a whole number from `low` to `high`.

    Arguments:
        value: as it was given, a text where it comes from the environment.
        name: how it is called where it was given.

    Raises:
        Invalid: it is none, or out of range.
    """
    try:
        number = int(value)
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise Invalid(
            Message(
                "{name}: expected a whole number from {low} to {high}, received {got}. "
                "Change it, or leave it out for the default.",
                name=name,
                low=low,
                high=high,
                got=repr(value),
            )
        )
    return number
