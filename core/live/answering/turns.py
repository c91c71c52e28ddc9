"""Whose question is answered next: visitors take turns, and none of them keeps the others waiting."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from core.live.answering.answers import QUESTIONS, Question
from core.live.protocol.questions import AnswersProtocol, Asked, Busy, Part, Superseded
from core.message import Message

BUSY = Message("The server is busy: too many people are waiting for measurements. Try again in a moment.")
NEWER = Message("Something newer was asked on another page of yours. Only the newest is measured; ask again.")


@dataclass(frozen=True, slots=True)
class _Waiting:
    question: str
    body: Any
    part: Part | None
    asked: Asked


@dataclass(slots=True)
class _Line:
    """The visitors of one kind of question.

    Arguments:
        answered: those for whom something is computed.
        waiting: what the others, and those, have asked since; whoever has waited longest comes first.
    """

    answered: set[str] = field(default_factory=set)
    waiting: dict[str, _Waiting] = field(default_factory=dict)


class Turns:
    """Has questions answered: one at a time for each visitor. Safe to use from any thread.

    While one is answered another may wait; a third takes the place of the second. So a page that follows a
    dial gets the newest answer, pages side by side take turns, and a crowd of questions is no more than two.

    Arguments:
        answers: who answers.
        most_waiting: questions of all visitors that wait at the same time; further ones are refused.
        questions: what can be asked, and how many are answered at a time.
    """

    def __init__(
        self,
        answers: AnswersProtocol,
        *,
        most_waiting: int,
        questions: Mapping[str, Question] = QUESTIONS,
    ) -> None:
        self._answers = answers
        self._most_waiting = most_waiting
        self._questions = questions
        self._lock = threading.Lock()
        self._ended = False
        self._lines = {name: _Line() for name in questions}

    def ask(self, question: str, body: Any, visitor: str, part: Part | None = None) -> Asked:
        """Have a question answered in the visitor's turn; see `AnswersProtocol.ask`.

        The answer raises `Superseded` when the same visitor has asked another one meanwhile.

        Raises:
            Busy: too many wait.
        """
        waiting = _Waiting(question, body, part, Asked())
        waiting.asked.on_cancel(lambda: self._leave(visitor, waiting))
        with self._lock:
            line = self._lines[question]
            earlier = line.waiting.get(visitor)
            waits = sum(len(each.waiting) for each in self._lines.values())
            if self._ended or (earlier is None and waits >= self._most_waiting):
                raise Busy(BUSY)
            line.waiting[visitor] = waiting  # in the place of the earlier one: nobody is put back
        if earlier is not None:
            _fail(earlier.asked.answer, Superseded(NEWER))
        self._answer_next(question)
        return waiting.asked

    def end_questions(self) -> None:
        """Answer no question that is open: the server stops."""
        with self._lock:
            self._ended = True
            left = [waiting for line in self._lines.values() for waiting in line.waiting.values()]
            for line in self._lines.values():
                line.waiting.clear()
        for waiting in left:
            _fail(waiting.asked.answer, Busy(BUSY))
        self._answers.end_questions()

    def _leave(self, visitor: str, waiting: _Waiting) -> None:
        with self._lock:
            line = self._lines[waiting.question]
            if line.waiting.get(visitor) is waiting:
                del line.waiting[visitor]
        waiting.asked.answer.cancel()

    def _answer_next(self, question: str) -> None:
        """Begin what may be begun."""
        line = self._lines[question]
        while True:
            with self._lock:
                if len(line.answered) >= self._questions[question].at_once:
                    return
                visitor = next((each for each in line.waiting if each not in line.answered), None)
                if visitor is None:
                    return
                waiting = line.waiting.pop(visitor)
                line.answered.add(visitor)
            self._begin(visitor, waiting)

    def _begin(self, visitor: str, waiting: _Waiting) -> None:
        inner = self._answers.ask(waiting.question, waiting.body, waiting.part)
        waiting.asked.on_cancel(inner.cancel)
        if waiting.asked.cancelled.is_set():
            inner.cancel()  # it was in between

        def ended(done: Future[Any]) -> None:
            with self._lock:
                self._lines[waiting.question].answered.discard(visitor)
            _hand_on(done, waiting.asked.answer)
            self._answer_next(waiting.question)

        inner.answer.add_done_callback(ended)


def _hand_on(done: Future[Any], answer: Future[Any]) -> None:
    if done.cancelled():
        answer.cancel()
    elif (error := done.exception()) is not None:
        _fail(answer, error)
    else:
        with suppress(InvalidStateError):  # nobody waits for it any more
            answer.set_result(done.result())


def _fail(answer: Future[Any], error: BaseException) -> None:
    with suppress(InvalidStateError):
        answer.set_exception(error)
