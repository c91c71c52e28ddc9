"""What is wrong with a lesson's file, and where."""

from __future__ import annotations

from core.message import Message


class Problem(Exception):
    """A line of a lesson that cannot be used.

    Arguments:
        line: of the file, counted from 1.
        message: what was expected, what was received and what to do.
    """

    def __init__(self, line: int, message: Message) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line
        self.message = message
