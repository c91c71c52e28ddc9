"""Whose question is answered next: addresses and visitors take turns, and none keeps the others waiting."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from core.live.answering.answers import QUESTIONS, Question
from core.live.protocol.questions import AnswersProtocol, Asked, Busy, Part, Superseded
from core.message import Message

BUSY = Message("The server is busy: too many people are waiting for measurements. Try again in a moment.")
CROWDED = Message(
    "Too many measurements for your network address are waiting. Try again in a moment, or ask whoever runs "
    "the server to allow more."
)
NEWER = Message("Something newer was asked on another page of yours. Only the newest is measured; ask again.")


@dataclass(frozen=True, slots=True)
class _Waiting:
    question: str
    body: Any
    part: Part | None
    data: bytes | memoryview | None
    address: str
    long: bool
    asked: Asked


@dataclass(slots=True)
class _Line:
    """The visitors of one kind of question.

    Arguments:
        answered: what is computed, by visitor.
        waiting: what the others, and those, have asked since; whoever has waited longest comes first.
        served: addresses of what is computed or waits, in the order in which they last had a turn.
    """

    answered: dict[str, _Waiting] = field(default_factory=dict)
    waiting: dict[str, _Waiting] = field(default_factory=dict)
    served: list[str] = field(default_factory=list)

    def next(self, at_once: int) -> str | None:
        """Whose turn it is: of the address that has the fewest under way, and had its turn longest ago."""
        if len(self.answered) >= at_once:
            return None
        under_way = Counter(each.address for each in self.answered.values())
        long = any(each.long for each in self.answered.values())
        free = {
            visitor: each.address
            for visitor, each in self.waiting.items()
            if visitor not in self.answered and not (long and each.long)
        }
        places = {address: place for place, address in enumerate(self.served)}
        return min(free, key=lambda visitor: _before(free[visitor], under_way, places), default=None)

    def begin(self, visitor: str) -> _Waiting:
        """It is the turn of `visitor`."""
        found = self.answered[visitor] = self.waiting.pop(visitor)
        open_ = {each.address for each in (*self.answered.values(), *self.waiting.values())}
        self.served = [each for each in self.served if each in open_ and each != found.address]
        self.served.append(found.address)
        return found


def _before(address: str, under_way: Mapping[str, int], places: Mapping[str, int]) -> tuple[int, int]:
    return under_way[address], places.get(address, -1)


class Turns:
    """Has questions answered: one at a time for each visitor. Safe to use from any thread.

    While one is answered another may wait; a third takes the place of the second. So a page that follows a
    dial gets the newest answer, pages side by side take turns, and a crowd of questions is no more than two.
    Network addresses take turns first, and the visitors of each among themselves: many cookies are one turn.
    What takes long has one place of each kind of question; the others are for what does not.

    Arguments:
        answers: who answers.
        most_waiting: questions of all visitors that wait at the same time; further ones are refused.
        most_of_address: the same of one network address; no bound of its own when left out.
        questions: what can be asked, how many are answered at a time, and which take long.
    """

    def __init__(
        self,
        answers: AnswersProtocol,
        *,
        most_waiting: int,
        most_of_address: int | None = None,
        questions: Mapping[str, Question] = QUESTIONS,
    ) -> None:
        self._answers = answers
        self._most_waiting = most_waiting
        self._most_of_address = most_waiting if most_of_address is None else most_of_address
        self._questions = questions
        self._lock = threading.Lock()
        self._ended = False
        self._lines = {name: _Line() for name in questions}

    def ask(
        self,
        question: str,
        body: Any,
        visitor: str,
        part: Part | None = None,
        *,
        address: str = "",
        data: bytes | memoryview | None = None,
    ) -> Asked:
        """Have a question answered in the visitor's turn; see `AnswersProtocol.ask`.

        The answer raises `Superseded` when the same visitor has asked another one meanwhile.

        Arguments:
            address: the visitor's network address; where it is not known, the visitor counts for one.

        Raises:
            Busy: too many wait.
        """
        long = self._questions[question].long(body)
        waiting = _Waiting(question, body, part, data, address or visitor, long, Asked())
        waiting.asked.on_cancel(lambda: self._leave(visitor, waiting))
        with self._lock:
            line = self._lines[question]
            earlier = line.waiting.get(visitor)
            if self._ended:
                raise Busy(BUSY)
            if earlier is None:
                self._check_room(waiting.address)
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

    def _check_room(self, address: str) -> None:
        waiting = [each.address for line in self._lines.values() for each in line.waiting.values()]
        if len(waiting) >= self._most_waiting:
            raise Busy(BUSY)
        if waiting.count(address) >= self._most_of_address:
            raise Busy(CROWDED)

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
                visitor = line.next(self._questions[question].at_once)
                if visitor is None:
                    return
                waiting = line.begin(visitor)
            self._begin(visitor, waiting)

    def _begin(self, visitor: str, waiting: _Waiting) -> None:
        inner = self._answers.ask(waiting.question, waiting.body, waiting.part, waiting.data)
        waiting.asked.on_cancel(inner.cancel)
        if waiting.asked.cancelled.is_set():
            inner.cancel()  # it was in between

        def ended(done: Future[Any]) -> None:
            with self._lock:
                self._lines[waiting.question].answered.pop(visitor, None)
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
