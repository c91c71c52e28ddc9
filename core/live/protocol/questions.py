"""What is measured on request: questions and answers, whoever answers them.

They are JSON values; where an array belongs to a question, or is the answer, it goes beside them as bytes.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Protocol

from core.message import Invalid

Part = Callable[[Any], None]
"""Takes one part of an answer, as soon as it is there."""


class Busy(Invalid):
    """It cannot be done now, but can be later: the message says why."""


class Superseded(Busy):
    """The same visitor has asked for something newer."""


class Asked:
    """A question under way.

    Attributes:
        answer: the whole answer, as JSON has it or as bytes; of one that comes in parts None, after the last
            of them. It raises `Invalid` where something about the question is wrong. Cancelled, or there
            after all, when a question that nobody waits for any more has ended: nothing is computed for it.
        cancelled: set when nobody waits for the answer any more.
    """

    def __init__(self) -> None:
        self.answer: Future[Any] = Future()
        self.cancelled = threading.Event()
        self._on_cancel: Callable[[], None] = lambda: None

    def on_cancel(self, act: Callable[[], None]) -> None:
        """Call `act` when nobody waits any more."""
        self._on_cancel = act

    def cancel(self) -> None:
        """Say that nobody waits any more."""
        self.cancelled.set()
        self._on_cancel()


class AnswersProtocol(Protocol):
    """Who answers (`core.live.answering.answers.Answers`)."""

    def ask(
        self, question: str, body: Any, part: Part | None = None, data: bytes | memoryview | None = None
    ) -> Asked:
        """Ask.

        Arguments:
            question: its name, see `core.live.answering.answers.QUESTIONS`.
            body: what is asked, as JSON has it.
            part: takes the parts of an answer that comes in parts; called from another thread.
            data: what belongs to the question as bytes.
        """
        ...

    def end_questions(self) -> None:
        """Answer no question that is open: the server stops."""
        ...
