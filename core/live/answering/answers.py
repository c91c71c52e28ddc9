"""Answers to questions, measured in threads of this process."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import Any

from core.cancellation import Cancelled, cancelled_by, giving_way, go_on
from core.live.answering.precedence import Precedence
from core.live.protocol.questions import Asked, Part
from core.message import Invalid

log = logging.getLogger(__name__)

AT_ONCE = 2
"""Computations at a time, whoever asks; the others wait, so that training and pages stay responsive."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something that can be asked.

    Arguments:
        answer: gives the answer, or its parts one by one.
        at_once: how many are answered at a time. One of them at most is `long`, and gives way to the others.
        long: whether a question, as JSON has it, takes long to answer; told at once.
    """

    answer: Callable[[Any], Any]
    at_once: int = AT_ONCE
    long: Callable[[Any], bool] = lambda body: False


def _propagation(body: Any) -> Any:
    _load_engine()
    from core.propagation.answer import answer

    return answer(body)


def _map(body: Any) -> Generator[Any]:
    _load_engine()
    from core.propagation.map import GradientMap
    from core.propagation.question import Question as Asked

    return GradientMap.of(Asked.read(body)).lines()


def _takes_long(body: Any) -> bool:
    from core.propagation.cost import takes_long

    return takes_long(body)


def _map_takes_long(body: Any) -> bool:
    from core.propagation.cost import map_takes_long

    return map_takes_long(body)


def _load_engine() -> None:
    """Keras draws the weights.

    Threads that import different parts of TensorFlow at the same time break it; for the same module the
    second one waits.
    """
    import core.engine.training.trainer  # noqa: F401


def _dataset(body: Any) -> None:
    from core.data.sources.images import IMAGES, fetch

    if body not in IMAGES:
        raise ValueError(f"expected one of {sorted(IMAGES)}, received {body!r}")
    _load_engine()
    fetch(body)


QUESTIONS: Mapping[str, Question] = {
    "propagation": Question(_propagation, long=_takes_long),
    "dataset": Question(_dataset, at_once=1, long=lambda body: True),  # nobody gives way to a download
    "map": Question(_map, long=_map_takes_long),
}


class Answers:
    """Answers in this process (see `AnswersProtocol`). Safe to use from any thread.

    Arguments:
        questions: what can be asked, by name.
    """

    def __init__(self, questions: Mapping[str, Question] = QUESTIONS) -> None:
        self._questions = questions
        self._precedence = Precedence()
        self._threads = {
            name: ThreadPoolExecutor(question.at_once, thread_name_prefix=name)
            for name, question in questions.items()
        }

    def ask(self, question: str, body: Any, part: Part | None = None) -> Asked:
        """Have a question answered, in its turn."""
        asked = Asked()
        answer = partial(self._answer, self._questions[question], body, part, asked)
        self._threads[question].submit(answer)
        return asked

    def end_questions(self) -> None:
        """Answer nothing any more; what is under way is not waited for."""
        for threads in self._threads.values():
            threads.shutdown(wait=False, cancel_futures=True)

    def _answer(self, question: Question, body: Any, part: Part | None, asked: Asked) -> None:
        if asked.cancelled.is_set():
            asked.answer.cancel()
            return
        try:
            long = question.long(body)
            order = giving_way(self._precedence.behind()) if long else self._precedence.first()
            with cancelled_by(asked.cancelled), order:
                answer = question.answer(body)
                if isinstance(answer, Generator):
                    assert part is not None
                    _in_parts(answer, part)
                    answer = None
            asked.answer.set_result(answer)
        except Cancelled:
            asked.answer.cancel()
        except Invalid as error:
            asked.answer.set_exception(error)
        except BaseException as error:
            log.exception("A question could not be answered.")
            asked.answer.set_exception(error)


def _in_parts(parts: Generator[Any], part: Part) -> None:
    with closing(parts):
        for each in parts:
            go_on()
            part(each)
